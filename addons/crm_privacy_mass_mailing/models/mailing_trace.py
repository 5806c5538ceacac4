from odoo import fields, models


class MailingTrace(models.Model):
    """A trace of who was held back says so."""
    _inherit = 'mailing.trace'

    failure_type = fields.Selection(
        selection_add=[('no_consent', "Held back: no legal basis")], ondelete={'no_consent': 'set null'})

    # by whom it is about: merges and requests of a person look it up
    _privacy_record = models.Index('(model, res_id)')
