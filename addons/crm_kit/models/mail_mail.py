from odoo import api, fields, models
from odoo.fields import Domain


class MailMail(models.Model):
    _inherit = 'mail.mail'

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        """Let the queue run again at once while it has more; by itself it sends one batch an hour.

        It looks for the model `ir_cron`, which is never there, and so tells its cron that all is done. It is called
        again only when this run sent something: with sending switched off or a broken server there is no hot loop.
        Mails that come while it runs do not count as unsent by it.
        """
        if email_ids:
            return super().process_email_queue(email_ids, batch_size)
        due = self._domain_due()
        there = due & Domain('id', '<=', self.search(due, order='id desc', limit=1).id)
        before = self.search_count(there)
        result = super().process_email_queue(email_ids, batch_size)
        if self.search_count(there) < before and self.search_count(self._domain_due(), limit=1):
            self.env.ref('mail.ir_cron_mail_scheduler_action')._trigger()
        return result

    @api.model
    def _domain_due(self):
        return Domain('state', '=', 'outgoing') & (
            Domain('scheduled_date', '=', False) | Domain('scheduled_date', '<=', fields.Datetime.now()))
