from odoo import models

from odoo.addons.crm_privacy.mixins.privacy_outgoing_mixin import UNDECLARED

EXIT = 'post_service'


class SnailmailLetter(models.Model):
    """Every letter is judged when it is handed to the post service, whatever made it.

    A document of a record of business (an invoice, a certificate) is a service. What is printed from the page of a
    person itself says nothing of why, so it is marketing that nobody has declared, and stays in the house.
    """
    _name = 'snailmail.letter'
    _inherit = ['snailmail.letter', 'privacy.outgoing.mixin']

    # by whom it is for: merges and requests of a person look it up
    _privacy_person = models.Index('(partner_id)')

    def _snailmail_print_valid_address(self):
        allowed = self._privacy_judged()
        return super(SnailmailLetter, allowed)._snailmail_print_valid_address() if allowed else None

    def _snailmail_create(self, route):
        """The last step before letters leave, and the only one that puts names and addresses together: what was not
        judged is not in it.
        """
        return super(SnailmailLetter, self._privacy_judged())._snailmail_create(route)

    def _privacy_purpose(self):
        """As declared; else a document of a record other than the person is a service."""
        self.ensure_one()
        Purpose = self.env['privacy.purpose']
        return self.privacy_purpose_id or Purpose._find(UNDECLARED if self.model == 'res.partner' else 'ACCOUNT')

    def _privacy_judged(self):
        """Those that may leave; the others are cancelled, with the reason in words."""
        allowed = self.browse()
        Log = self.env['privacy.contact.log']
        for letter in self.sudo():  # sudo: letters are sent by whoever, and judged the same
            if letter.state == 'canceled':
                continue
            purpose, person, reference = letter._privacy_purpose(), letter.partner_id, f'{letter._name},{letter.id}'
            Log._forget_earlier_try(EXIT, reference, person)
            verdict = person._privacy_gate(purpose, 'post')[person.id]
            if purpose.code == UNDECLARED and verdict['reason'] == 'inactive':
                verdict = {**verdict, 'reason': 'undeclared'}
            Log._write_down(EXIT, purpose, 'post', {person.id: verdict}, reference=reference)
            if verdict['allowed']:
                allowed += self.browse(letter.id)
            else:
                letter._privacy_hold_back(self.env['privacy.reason']._words(verdict['reason']))
        return allowed

    def _privacy_hold_back(self, words):
        self.write({'state': 'canceled', 'error_code': False, 'info_msg': words})
        self.notification_ids.write({
            'notification_status': 'canceled', 'failure_type': 'sn_no_consent', 'failure_reason': words})
