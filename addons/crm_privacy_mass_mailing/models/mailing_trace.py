from odoo import fields, models


class MailingTrace(models.Model):
    """A trace of who was held back says so."""
    _inherit = 'mailing.trace'

    failure_type = fields.Selection(
        selection_add=[('no_consent', "Held back: no legal basis")], ondelete={'no_consent': 'set null'})
