from odoo import api, models
from odoo.tools import SQL


class PrivacyContactLog(models.Model):
    """A message that left is what its reader answers with “no more of these”."""
    _inherit = 'privacy.contact.log'

    @api.model
    def _forget_earlier_try(self, exit_code, reference, people):
        """A message that is sent once more has not left before: it counts once."""
        self.flush_model()
        self.env.cr.execute(SQL(
            "UPDATE privacy_contact_log SET is_allowed = false, reason = 'undelivered'"
            " WHERE partner_id = ANY(%s) AND reference = %s AND exit = %s AND is_allowed",
            people.ids, reference, exit_code))
        self.invalidate_model()

    def _unsubscribe_values(self):
        """The page that asks; it shows nothing of the person, as mails are passed on."""
        purpose = self._unsubscribe_purpose()
        return {
            'title': self.env._("No more of these messages?"),
            'lead': self.env._("You will no longer be sent “%(purpose)s” by e-mail.", purpose=purpose.name),
            'button': self.env._("Stop these messages"),
            'note': self.env._("Messages about what you have asked for, such as receipts, still reach you."),
        }

    def _unsubscribe_done_values(self):
        return {
            'title': self.env._("That is done"),
            'lead': self.env._("You will be sent no more of these messages. It holds from now on."),
        }

    def _unsubscribe_purpose(self):
        return self.env['privacy.purpose']._find(self.purpose)

    def _unsubscribe(self, _post=None, **evidence):
        """Record the no of the reader at once; once is enough, however often the link is used."""
        self.ensure_one()
        purpose, person = self._unsubscribe_purpose(), self.partner_id
        if person and purpose and not person._privacy_has_refused(purpose, self.channel):
            person._privacy_record(
                purpose, self.channel, 'withdrawn' if purpose.basis == 'consent' else 'objected',
                method='link', actor='subject', source=f'privacy.contact.log,{self.id}', **evidence)
        return self._unsubscribe_done_values()
