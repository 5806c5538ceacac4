from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import PrivacyCase


@tagged('post_install', '-at_install')
class RequestCase(PrivacyCase):
    """Requests entered by a data officer, and a second one who approves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_officer = new_test_user(cls.env, 'pri_second', 'crm_privacy.group_privacy_officer', tz='UTC')

    def _request(self, person=None, type_='access', **vals):
        return self.env['privacy.request'].with_user(self.data_officer).create({
            'type': type_, 'partner_id': person and person.id, 'received_on': '2026-03-02', 'received_by': 'email',
            **vals})

    def _identified(self, person, type_='access', **vals):
        return self._request(person, type_, identity_state='verified', identity_method="Passport seen", **vals)

    def _approved(self, request):
        """The request, searched, reviewed and approved by a second person."""
        if request.state != 'collect':
            request.sudo().state = 'collect'
        request._discover_now()
        request.action_review()
        request.item_ids.action_reviewed()
        request.action_submit()
        request.with_user(self.second_officer).action_approve()
        return request


@tagged('post_install', '-at_install')
class TestPrivacyRequest(RequestCase):
    """The register: clocks, steps, identity, four eyes (P-17 to P-20, P-26, P-43)."""

    def test_the_clock_is_that_of_the_country_of_the_person(self):
        # P-17
        for country, received, due in (
                ('DE', '2026-01-31', '2026-03-02'), ('GB', '2026-01-15', '2026-02-16'),
                ('CH', '2026-01-31', '2026-03-02'), ('US', '2026-02-05', '2026-03-22'),
                ('BR', '2026-03-02', '2026-03-17'), ('JP', '2026-08-31', '2026-09-30')):
            with self.subTest(country=country):
                request = self._request(self._reachable('Ada Okafor', country), received_on=received)
                self.assertEqual(str(request.due_on), due)

    def test_a_changed_row_of_law_changes_the_clock(self):
        self.env.ref('crm_privacy.clock_request_eu').sudo().count = 2
        self.assertEqual(str(self._request(self._reachable('Ada Okafor')).due_on), '2026-05-04')

    def test_an_extension_is_for_those_who_were_told_in_time(self):
        # P-18
        request = self._request(self._reachable('Ada Okafor'), received_on='2026-11-30')
        with freeze_time('2026-12-10'), self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            request.action_extend()
        self.assertIn("only with a reason", str(caught.exception))
        request.invalidate_recordset()
        request.write({'extension_reason': "Two archives", 'extension_told_on': '2026-12-10'})
        with freeze_time('2027-01-02'), self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            request.action_extend()
        self.assertIn("too late", str(caught.exception))
        request.invalidate_recordset()
        with freeze_time('2026-12-10'):
            request.action_extend()
        self.assertEqual(str(request.due_on), '2027-03-01')  # of receipt and three months, a Sunday rolls on
        with freeze_time('2026-12-11'), self.assertRaisesRegex(UserError, "once"):
            request.action_extend()

    def test_an_extension_is_refused_where_the_law_knows_none(self):
        for country, type_, due, words in (
                ('BR', 'access', '2026-03-17', "Brazil"), ('CA', 'access', '2026-04-01', "Canada"),
                ('CH', 'access', '2026-04-01', "Switzerland"), ('US', 'objection', '2026-03-16', "cannot be extended"),
                ('CA', 'objection', '2026-03-16', "cannot be extended")):
            with self.subTest(country=country, type=type_):
                request = self._request(self._reachable(f'Ada {country}', country), type_)
                request.write({'extension_reason': "Two archives", 'extension_told_on': '2026-03-02'})
                with freeze_time('2026-03-10'), self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                    request.action_extend()
                request.invalidate_recordset()
                self.assertEqual((str(request.due_on), request.extended_on), (due, False))

    def test_an_extended_request_of_another_country_falls_back_to_its_first_period(self):
        request = self._request(self._reachable('Ada Okafor'))
        request.write({'extension_reason': "Two archives", 'extension_told_on': '2026-03-03'})
        with freeze_time('2026-03-10'):
            request.action_extend()
        self.assertEqual(str(request.due_on), '2026-06-02')
        request.sudo().jurisdiction_id = self.env.ref('crm_privacy.jurisdiction_ch')
        self.assertEqual(str(request.due_on), '2026-04-01')

    def test_clocks_stand_still_only_where_the_law_says_so(self):
        # P-19
        for country, due in (('GB', '2026-04-09'), ('DE', '2026-04-02')):
            with self.subTest(country=country):
                request = self._request(self._reachable('Ada Okafor', country))
                self.assertEqual(str(request.due_on), '2026-04-02')
                with freeze_time('2026-03-10'):
                    request.action_pause()
                    self.assertEqual(request.is_paused, country == 'GB')
                with freeze_time('2026-06-01'):
                    request.invalidate_recordset()
                    self.assertEqual(request.is_overdue, country == 'DE')
                    late = request.search([('is_overdue', '=', True), ('id', '=', request.id)])
                    self.assertEqual(bool(late), country == 'DE')
                with freeze_time('2026-03-17'):
                    request.action_go_on()
                self.assertEqual(str(request.due_on), due)

    def test_steps_are_taken_in_order(self):
        request = self._request(self._reachable('Ada Okafor'))
        with self.assertRaisesRegex(UserError, "cannot go to"):
            request.action_submit()
        request.action_ask_identity()
        self.assertEqual((request.state, request.identity_state), ('identify', 'asked'))
        with self.assertRaisesRegex(UserError, "not known for certain"):
            request.action_collect()

    def test_nobody_writes_a_step_by_hand(self):
        request = self._request()
        for vals in ({'state': 'delivered'}, {'approved_by_id': self.data_officer.id}, {'name': 'R-1'},
                     {'extended_on': '2026-03-03'}, {'is_confirmed': True}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                request.write(vals)
        with self.assertRaises(AccessError):
            self._request(state='approve')
        with self.assertRaises(UserError):
            request.unlink()

    def test_it_is_not_fulfilled_for_somebody_unknown(self):
        # P-20
        request = self._request(self._reachable('Ada Okafor'), type_='consent')
        request.outcome = 'fulfilled'
        with self.assertRaisesRegex(UserError, "not known for certain"):
            request.action_close()
        with self.assertRaises(ValidationError):
            request.identity_state = 'dispensed'
        with self.assertRaises(ValidationError):
            request.identity_state = 'verified'
        request.write({'identity_state': 'dispensed', 'identity_reason': "Asked from the portal",
                       'identity_file': 'JVBERi0xLjcgaWQ='})
        request.action_close()
        self.assertEqual((request.state, request.identity_file), ('closed', False), "the document shown goes")

    def test_a_refusal_says_why_and_where_to_complain(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "only with a ground"):
            request.action_refuse()
        request.write({'refusal_ground': 'excessive', 'refusal_text': "The twelfth this week"})
        request.action_refuse()
        self.assertEqual(request.state, 'refused')

    def test_whoever_submits_does_not_approve(self):
        request = self._identified(self._reachable('Ada Okafor'))
        request.sudo().state = 'collect'
        request._discover_now()
        request.action_review()
        with self.assertRaisesRegex(UserError, "not reviewed"):
            request.action_submit()
        request.item_ids.action_reviewed()
        request.action_submit()
        with self.assertRaisesRegex(UserError, "yourself"):
            request.action_approve()
        with self.assertRaisesRegex(UserError, "not approved"):
            request.action_deliver()
        request.with_user(self.second_officer).action_approve()
        request.action_deliver()
        self.assertEqual(request.state, 'delivered')

    def test_a_british_complaint_is_acknowledged_within_thirty_days(self):
        # P-43
        request = self._request(self._reachable('Ada Okafor', 'GB'), type_='complaint', identity_state='dispensed',
                                identity_reason="Known", outcome='fulfilled')
        self.assertEqual(str(request.acknowledge_by), '2026-04-01')
        with self.assertRaisesRegex(UserError, "never acknowledged"):
            request.action_close()
        request.action_acknowledge()
        request.action_close()
        self.assertFalse(self._request(self._reachable('Björn Berg'), type_='complaint').acknowledge_by)

    def test_each_recipient_is_told_with_proof(self):
        # P-26
        recipients = self._organisation('Hill Trust') | self._organisation('Dale Trust')
        self.patch(type(self.env['privacy.request']), '_request_recipients', lambda request: [
            (recipient, "address list") for recipient in recipients])
        request = self._request(self._reachable('Ada Okafor'), type_='restriction', outcome='nothing')
        request.action_restrict()
        request._make_recipient_tasks()
        self.assertEqual(request.task_ids.recipient_id, recipients)
        self.assertEqual(len(request.task_ids), 2)
        with self.assertRaisesRegex(UserError, "still to do"):
            request.action_close()
        with self.assertRaisesRegex(ValidationError, "proof"):
            request.task_ids[0].done_on = '2026-03-05'
        self.assertEqual(self.env['privacy.request.task'].sudo().search_count([('request_id', '=', request.id)]), 2)
        request.task_ids.write({'proof': "Letter of 5 March", 'done_on': '2026-03-05'})
        request.action_close()

    def test_a_restriction_and_an_objection_hold_at_once(self):
        person = self._reachable('Ada Okafor')
        self._consents(person)
        self.assertEqual(self._ask(person), 'allowed')
        request = self._request(person, type_='objection')
        request.action_object()
        self.assertEqual(self._ask(person), 'objected')
        request.action_restrict()
        self.assertEqual(self._ask(person), 'restricted')
        self.assertIn("Objection recorded.", self.env['privacy.request.log'].sudo().search(
            [('request_id', '=', request.id)]).mapped('text'))

    def test_auditors_read_and_others_do_not(self):
        request = self._request(self._reachable('Ada Okafor'))
        self.assertTrue(request.with_user(self.auditor).name)
        with self.assertRaises(AccessError):
            request.with_user(self.auditor).details = "x"
        with self.assertRaises(AccessError):
            request.with_user(self.auditor).action_ask_identity()
        with self.assertRaises(AccessError):
            request.with_user(self.officer).read(['name'])

    def test_auditors_change_no_wait_and_no_finding(self):
        request = self._identified(self._reachable('Ada Okafor', 'GB'))
        request.action_pause()
        request.sudo().state = 'identify'
        item = request._discover_now()[:1]
        self.assertTrue(self.env['privacy.request.item'].with_user(self.auditor).search([('id', '=', item.id)]))
        with self.assertRaises(AccessError):
            item.with_user(self.auditor).action_reviewed()
        with self.assertRaises(AccessError):
            self.env['privacy.request.pause'].with_user(self.auditor).create({'request_id': request.id})

    def test_the_log_is_not_rewritten(self):
        request = self._request()
        with self.assertRaises(UserError):
            request.sudo().log_ids.text = "Nothing happened"
        with self.assertRaises(UserError):
            request.sudo().log_ids.unlink()

    def test_data_that_lost_its_last_basis_is_put_on_the_list(self):
        person = self._reachable('Ada Okafor')
        Candidate = self.env['privacy.erasure.candidate'].with_user(self.data_officer)
        mine = [('partner_id', '=', person.id)]
        self._consents(person, channels='email,post')
        self._consents(person, channels='email', state='withdrawn')
        self.assertFalse(Candidate.search(mine), "post is still consented to")
        self._consents(person, channels='post', state='withdrawn')
        row = Candidate.search(mine)
        self.assertEqual((row.purpose_id.code, row.state), ('NEWSLETTER', 'open'))
        with self.assertRaisesRegex(UserError, "which other ground"):
            row.action_keep()
        self._consents(person)
        self.assertEqual(row.state, 'renewed')
        person._privacy_record('MARKETING', 'email', 'objected', method='phone', actor='subject')
        self.assertEqual(Candidate.search([*mine, ('state', '=', 'open')]).purpose_id.code, 'NEWSLETTER')

    def test_many_who_withdraw_at_once_are_listed_with_a_few_queries_and_each_with_their_own_event(self):
        people = self.env['res.partner']
        for number in range(30):
            people |= self._reachable(f'Ada Okafor {number}', email=f'ada.{number}@example.org')
        subjects = self.env['privacy.subject']._of(people)
        for person in people:
            self._consents(person)
        twice = people[0]  # known by two subjects after a merge: the other one still agrees
        other = self.env['privacy.subject'].sudo().create({'partner_id': twice.id}).uuid
        Event = self.env['privacy.consent.event'].sudo()
        vals = {'purpose': 'NEWSLETTER', 'channels': 'email', 'method': 'web', 'actor': 'subject'}
        Event.create({**vals, 'subject': other, 'state': 'given', 'statement_version_id': self.words.id})
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        withdrawn = Event.create([
            {**vals, 'subject': subjects[person.id][0], 'state': 'withdrawn'} for person in people])
        self.assertLess(self.env.cr.sql_log_count - before, 30, "not one for each")
        rows = self.env['privacy.erasure.candidate'].sudo().search([('partner_id', 'in', people.ids)])
        self.assertEqual(rows.partner_id, people - twice)
        self.assertEqual(
            {row.partner_id.id: row.event_id for row in rows},
            {person.id: event.id for person, event in zip(people, withdrawn, strict=True) if person != twice})
