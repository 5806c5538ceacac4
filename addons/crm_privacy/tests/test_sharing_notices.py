import base64
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .sharing_common import SHARE, SharingCase


class TestPrivacyRecipientNotice(SharingCase):
    """What happens to a person after their data was passed on reaches the recipient (P-26, P-32; GDPR Art. 19)."""

    def setUp(self):
        super().setUp()
        self.person = self._reachable("Ada Okafor")
        self.bystander = self._reachable("Bao Nguyễn")
        for person in self.person | self.bystander:
            self._agrees(person)
        self.release = self._passed_on(self.person | self.bystander)
        self._happens()
        self.line = self.release.line_ids.filtered(lambda line: line.partner_id == self.person)

    def _notices(self):
        return self.officer_env['privacy.recipient.notice'].search([('release_id', '=', self.release.id)])

    def _mails(self):
        return self.env['mail.mail'].sudo().search([  # sudo: what was handed to the mail server
            ('model', '=', 'privacy.agreement'), ('res_id', '=', self.agreement.id), ('email_to', '!=', False)])

    def test_p32_a_withdrawal_reaches_the_recipient_once(self):
        self.assertFalse(self._notices())
        self._consents(self.person, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self.env['privacy.recipient.notice'].sudo()._cron_notice()
        self.assertFalse(self._notices(), "an event counts from its seal on")
        self._happens()
        notice = self._notices()
        self.assertEqual((notice.line_id, notice.kind, notice.state), (self.line, 'withdrawn', 'sent'))
        mail = self._mails()
        self.assertEqual((mail.email_to, notice.sent_to), ('data@seatrust.example',) * 2)
        self.assertIn(self.line.reference, mail.body_html)
        self.assertIn(self.line.reference, mail.mail_message_id.body, "it stands on the page of the agreement too")
        self.assertNotIn(self.person.name, mail.body_html)
        self._happens()
        self._consents(self.person, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self._happens()
        self.assertEqual((self._notices(), self._mails()), (notice, mail), "however often it is looked for")

    def test_p32_an_objection_to_what_stands_above_counts_and_another_recipient_or_channel_does_not(self):
        self._consents(self.person, SHARE, 'disclose', 'withdrawn', recipient=self.other)
        self._consents(self.person, SHARE, 'email', 'withdrawn')
        self._consents(self.person, 'NEWSLETTER', 'disclose', 'withdrawn')
        self._happens()
        self.assertFalse(self._notices())
        self.purpose.sudo().parent_id = self.env.ref('crm_privacy.purpose_marketing')
        self._consents(self.person, 'MARKETING', 'disclose', 'objected')
        self._happens()
        self.assertEqual(self._notices().line_id, self.line)

    def test_p32_a_withdrawal_that_the_file_did_not_know_counts_whatever_its_time_says(self):
        """Committed while the file was made: earlier by the clock, and not seen by the gate."""
        with freeze_time(fields.Datetime.now() - timedelta(hours=1)):
            event = self._consents(self.person, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self.assertLess(event.event_time, self.release.generated_at)
        self._happens()
        self.assertEqual(self._notices().line_id, self.line)

    def test_p32_what_the_gate_knew_makes_no_notice(self):
        person = self._reachable("Chidi Obi")
        self._agrees(person)
        self._consents(person, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self._agrees(person)
        later = self._passed_on(person)
        self._happens()
        self.assertFalse(later.notice_ids)
        self._consents(person, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self._happens()
        self.assertEqual(later.notice_ids.mapped('kind'), ['withdrawn'])

    def test_p32_an_objection_that_stops_no_service_stops_none_at_the_processor(self):
        members = self.env.ref('crm_privacy.purpose_membership_admin')
        self.agreement = self._agreement(role='processor', purpose_ids=[(6, 0, members.ids)])
        self.agreement.action_submit()
        self.agreement.action_activate()
        release = self._passed_on(self.person, purpose_id=members.id)
        self._consents(self.person, 'MEMBERSHIP_ADMIN', 'disclose', 'objected')
        self._happens()
        self.assertFalse(release.notice_ids)

    def test_p26_a_restriction_makes_one_notice_for_each_file(self):
        second = self._passed_on(self.person)
        self.officer_env['privacy.restriction'].create({
            'partner_id': self.person.id, 'ground': 'accuracy', 'date_from': fields.Date.today()})
        for _again in range(2):
            self._happens()
        self.assertEqual(self._notices().mapped('kind'), ['restricted'])
        self.assertEqual(second.notice_ids.mapped('kind'), ['restricted'])
        self.assertEqual(len(self._mails()), 1, "one mail to a recipient tells of both")

    def test_p26_a_correction_is_told_from_the_log_and_by_the_hook(self):
        with self.assertRaises(UserError):
            self.line.action_tell_correction()
        self.person.city = "Scarborough"
        self.line.action_tell_correction()
        self.line.action_tell_correction()
        self.assertEqual(self._notices().mapped('kind'), ['rectified'])
        self.assertNotIn("Scarborough", self._notices().cause)
        self.assertEqual(len(self.person._privacy_tell_recipients('rectified', 'request 7')), 1)
        self.assertFalse(self.person._privacy_tell_recipients('rectified', 'request 7'))

    def test_p26_an_erasure_reaches_the_recipient_and_keeps_no_name(self):
        name, reference = self.person.name, self.line.reference
        for step in self.person.get_erasure_plan():
            if step['records']._name in ('privacy.release', 'privacy.release.line') and step['action'] == 'write':
                step['records'].write(step['values'])
        self.env.invalidate_all()
        self.assertFalse(self.line.partner_id or self.line.sudo().cells)
        self.assertFalse(self.release.has_file, "our copy of the file names the person")
        self.assertIsNone(self.line._is_intact())
        with self.assertRaises(UserError) as caught:
            self.release.sudo()._file_from_log()
        self.assertIn("1 people in it were erased", str(caught.exception))
        with self.assertRaises(UserError):
            self.release.action_download()
        self._happens()
        notice = self._notices()
        self.assertEqual((notice.kind, notice.state, notice.reference), ('erased', 'sent', reference))
        self.assertNotIn(name, self._mails().body_html)
        self._happens()
        self.assertEqual(len(self._notices()), 1)

    def test_p26_a_notice_closes_with_proof_only(self):
        self._consents(self.person, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self._happens()
        notice = self._notices()
        with self.assertRaises(UserError) as caught:
            notice.action_close()
        self.assertIn("without proof", str(caught.exception))
        with self.assertRaises(UserError):
            notice.write({'state': 'closed'})
        with self.assertRaises(AccessError):
            notice.with_user(self.auditor).action_close()
        notice.proof_file = base64.b64encode(b'We have deleted it')
        notice.action_close()
        self.assertEqual((notice.state, notice.closed_by_id), ('closed', self.data_officer))

    def test_a_recipient_without_an_address_or_on_request_waits_in_the_queue(self):
        self.agreement.notice_at_once = False
        self._consents(self.person, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self._happens()
        notice = self._notices()
        self.assertEqual((notice.state, len(self._mails())), ('to_send', 0))
        self.recipient.sudo().email = False
        with self.assertRaises(UserError) as caught:
            notice.action_send()
        self.assertIn("no e-mail address", str(caught.exception))
        self.agreement.contact_id = self._organisation("Data desk", email='desk@seatrust.example')
        notice.action_send()
        notice.action_send()
        self.assertEqual((notice.state, self._mails().mapped('email_to')), ('sent', ['desk@seatrust.example']))

    def test_after_the_years_of_the_agreement_nobody_is_told_any_more(self):
        self.agreement.notice_years = 2
        with freeze_time(fields.Datetime.now() + timedelta(days=740)):
            self.officer_env['privacy.restriction'].create({
                'partner_id': self.person.id, 'ground': 'accuracy', 'date_from': fields.Date.today()})
            self._happens()
        self.assertFalse(self._notices())

    def test_who_received_my_data(self):
        self._consents(self.person, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self._happens()
        [told] = self.person._privacy_disclosures()
        self.assertEqual(
            (told['recipient'], told['country'], told['fields'], told['reference'], told['basis']),
            ("Sea Trust", "France", ["Name", "Email", "City"], self.line.reference, "Consent"))
        self.assertEqual([row['kind'] for row in told['notices']], ["Withdrawn"])
        self.assertEqual(self.person.with_user(self.data_officer).privacy_disclosure_count, 1)
        self.assertEqual(self._reachable("Chidi Obi")._privacy_disclosures(), [])

    def test_what_was_passed_on_moves_with_a_merge(self):
        steps = {(step['model'], step['field']): step['policy'] for step in self.env['res.partner'].get_merge_plan()
                 if 'field' in step}
        self.assertEqual(steps['privacy.release.line', 'partner_id'], 'move')
        self.line.sudo().partner_id = self.bystander
        self._consents(self.bystander, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self._happens()
        self.assertEqual(len(self._notices()), 2, "both rows of the file are the same person now")

    def test_the_home_of_the_data_officer_counts_what_waits(self):
        def count(user):
            cards = self.env['kit.home'].with_user(user)._home_cards('privacy')
            return {card['key']: card['count'] for card in cards if card['key'].startswith('sharing_')}
        self.agreement.notice_at_once = False
        before = count(self.approver)
        self._consents(self.person, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self._happens()
        ending = self._agreement(date_to=fields.Date.today() + timedelta(days=60))
        ending.action_submit()
        ending.action_activate()
        release = self._release(self.bystander)
        release.action_preview()
        release.action_request()
        after = count(self.approver)
        self.assertEqual({key: after[key] - before[key] for key in after},
                         {'sharing_expiring': 1, 'sharing_to_approve': 1, 'sharing_notices': 1})
        self.assertEqual(count(self.data_officer)['sharing_to_approve'], before['sharing_to_approve'])

    def test_a_request_names_who_got_the_data_and_has_each_of_them_told_once(self):
        request = self.officer_env['privacy.request'].create({
            'type': 'restriction', 'partner_id': self.person.id, 'received_on': '2026-03-02', 'received_by': 'email'})
        again = self._passed_on(self.person)
        self.assertEqual(request._request_recipients(), [
            (self.recipient, f"{self.line.reference}, {again.line_ids.reference}")])
        request.action_restrict()
        request._make_recipient_tasks()
        self.assertEqual((request.task_ids.recipient_id, request.task_ids.needs_proof), (self.recipient, True))
