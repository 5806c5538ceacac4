from odoo import fields, models


class MailNotification(models.Model):
    """A notification that was held back says so."""
    _inherit = 'mail.notification'

    failure_type = fields.Selection(
        selection_add=[('no_consent', "Held back: no legal basis")], ondelete={'no_consent': 'set null'})
