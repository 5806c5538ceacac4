from odoo import fields, models


class MailNotification(models.Model):
    """The note beside a message says that its letter was held back."""
    _inherit = 'mail.notification'

    failure_type = fields.Selection(
        selection_add=[('sn_no_consent', "Letter held back: no legal basis")], ondelete={'sn_no_consent': 'set null'})
