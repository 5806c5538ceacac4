from odoo import models

from odoo.addons.crm_privacy.mixins.privacy_outgoing_mixin import UNDECLARED


class MailMail(models.Model):
    """Mails of mailings are sent for the purpose of the mailing, tests of it as well."""
    _inherit = 'mail.mail'

    def _privacy_purpose(self):
        if not self.mailing_id:
            return super()._privacy_purpose()
        return self.mailing_id._privacy_declared() or self.env['privacy.purpose']._find(UNDECLARED)

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        held = self._privacy_held()
        held._privacy_held_back()
        rest = self - held
        return super(MailMail, rest)._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type) if rest else True

    def _privacy_held_back(self):
        done = super()._privacy_held_back()
        for mail in self:
            mail.mailing_trace_ids.write({
                'trace_status': 'cancel', 'failure_type': 'no_consent', 'failure_reason': mail.failure_reason})
        return done
