from odoo import models


class MailingList(models.Model):
    _inherit = 'mailing.list'

    def _privacy_left(self, email, **evidence):
        """Whoever leaves a list says no to what was written to it: recorded once for each purpose of its mailings."""
        seen = set()
        for mailing in self.mailing_ids:
            if mailing.privacy_purpose_id not in seen:
                seen.add(mailing.privacy_purpose_id)
                mailing._privacy_unsubscribed(email, **evidence)
