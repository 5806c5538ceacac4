from odoo import fields, models

from odoo.addons.crm_privacy.mixins.privacy_outgoing_mixin import UNDECLARED

EXIT = 'sms'


class SmsSms(models.Model):
    """Every text message is judged when it is handed to the provider, whatever made it."""
    _name = 'sms.sms'
    _inherit = ['sms.sms', 'privacy.outgoing.mixin']

    failure_type = fields.Selection(
        selection_add=[('no_consent', "Held back: no legal basis")], ondelete={'no_consent': 'set null'})

    # by whom it is for: merges and requests of a person look it up
    _privacy_person = models.Index('(partner_id) WHERE partner_id IS NOT NULL')

    def _send_with_api(self, sms_api, unlink_failed=False, unlink_sent=True, raise_exception=False):
        allowed = self._privacy_judged()
        return allowed and super(SmsSms, allowed)._send_with_api(
            sms_api, unlink_failed=unlink_failed, unlink_sent=unlink_sent, raise_exception=raise_exception)

    def _privacy_purpose(self):
        """As declared, here or by the mailing; else what belongs to a message of a record is a service (an answer),
        and a bare number gets a marketing message that nobody has declared, which reaches nobody (fail closed).
        """
        self.ensure_one()
        Purpose = self.env['privacy.purpose']
        mailing = self.mailing_id if 'mailing_id' in self._fields else None
        if mailing:
            declared = 'privacy_purpose_id' in mailing._fields and mailing.privacy_purpose_id
            return declared or Purpose._find(UNDECLARED)
        return self.privacy_purpose_id or Purpose._find('ACCOUNT' if self.mail_message_id else UNDECLARED)

    def _privacy_judged(self):
        """Those that may leave now. What is held back is cancelled; what comes in a quiet hour waits."""
        allowed = self.browse()
        for sms in self.sudo():  # sudo: text messages are sent by whoever, and judged the same
            reason = sms._privacy_reason()
            if reason == 'allowed':
                allowed += self.browse(sms.id)
            elif reason != 'quiet':
                sms._update_sms_state_and_trackers('canceled', failure_type='no_consent')
        return allowed

    def _privacy_reason(self):
        """Of one message; the decision is put down, once however often it is tried."""
        purpose, people = self._privacy_purpose(), self._privacy_people()
        marketing = purpose.purpose_class != 'service'
        Log, reference = self.env['privacy.contact.log'], f'sms.sms,{self.uuid}'
        outside = people.filtered('partner_share')
        Log._forget_earlier_try(EXIT, reference, outside)
        verdicts = outside._privacy_gate(purpose, 'sms')
        if purpose.code == UNDECLARED:
            verdicts = {id_: {**verdict, 'reason': 'undeclared'} if verdict['reason'] == 'inactive' else verdict
                        for id_, verdict in verdicts.items()}
        log = {}
        reason = self.env['mail.mail'].sudo()._privacy_reason(  # sudo: the same rule for all who are written to
            people, self._privacy_number(), verdicts, marketing, log, kind='phone')
        if reason != 'quiet':
            Log._write_down(EXIT, purpose, 'sms', log, reference=reference)
        return reason

    def _privacy_number(self):
        return self.partner_id._phone_format(number=self.number, country=self.env.company.country_id) or self.number

    def _privacy_people(self):
        """The person that is named; else, or when the number is not theirs, whoever has this number."""
        number = self._privacy_number()
        if self.partner_id and (not number or self.partner_id.phone_sanitized == number):
            return self.partner_id
        return self.partner_id | self.env['res.partner'].with_context(active_test=False).search(
            [('phone_sanitized', '=', number or '-')])
