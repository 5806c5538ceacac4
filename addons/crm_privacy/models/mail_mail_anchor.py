from odoo import fields, models


class MailMail(models.Model):
    """A mail that carries a seal of the consent ledger out of the database: once it has left, the seal is anchored."""
    _inherit = 'mail.mail'

    privacy_seal_number = fields.Integer("Carries seal", readonly=True, copy=False, index='btree_not_null')

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        # before the rest, which deletes what is not to be kept; a mail that failed or was held back reached nobody
        if success_pids or success_emails:
            carriers = self.filtered('privacy_seal_number')
            # sudo: the anchor is written by the system alone, whoever has the mail sent
            self.env['privacy.ledger.anchor'].sudo()._left(carriers)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type)
