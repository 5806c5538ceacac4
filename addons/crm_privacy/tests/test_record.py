from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .common import PrivacyCase, worked_table


class TestPrivacyRecord(PrivacyCase):
    """Recording decisions (P-01, P-02), and who may."""

    def test_p01_a_decision_without_words_way_or_actor_is_refused(self):
        person = self._reachable("Ada Okafor")
        for missing in ('statement', 'method', 'actor'):
            with self.subTest(missing=missing), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._consents(person, **{missing: False})
        with self.assertRaises(UserError):
            self._consents(person, 'NO_SUCH')
        with self.assertRaises(ValidationError):
            self._consents(person, channels='pigeon')
        self.assertFalse(self.env['privacy.consent.event'].search([('partner_id', '=', person.id)]))

    def test_p02_events_are_neither_changed_nor_deleted_by_anybody(self):
        event = self._consents(self._reachable("Bao Nguyễn"))
        for user in (self.officer, self.data_officer, self.law_maker, self.env.ref('base.user_admin')):
            for act in (lambda e: e.write({'state': 'refused'}), lambda e: e.unlink()):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    act(event.with_user(user))
        for act in (lambda e: e.sudo().write({'state': 'refused'}), lambda e: e.sudo().unlink()):
            with self.assertRaises(UserError):
                act(event)

    def test_p27_a_child_consents_by_a_guardian_whoever_says_so(self):
        child, guardian = self._reachable("Kid Okafor", birthdate='2015-06-01'), self._reachable("Ada Okafor")
        for actor in dict(self.env['privacy.consent.event']._fields['actor'].selection):
            if actor == 'guardian':
                continue
            for state in ('given', 'renewed'):
                with self.subTest(actor=actor, state=state), self.assertRaisesRegex(ValidationError, "too young"):
                    self._consents(child, state=state, actor=actor, method='import')
        wizard = self.env['privacy.record'].with_user(self.data_officer).create({
            'partner_ids': child.ids, 'purpose_id': self.env['privacy.purpose']._find('NEWSLETTER').id,
            'state': 'given', 'by_email': True, 'method': 'import', 'source': "Old list", 'basis': 'consent',
            'notice_date': '2026-01-01', 'statement_version_id': self.words.id, 'decided_on': '2026-01-01'})
        with self.assertRaisesRegex(ValidationError, "too young"):
            wizard.action_record()
        self.assertFalse(self.env['privacy.consent.event'].search([('partner_id', '=', child.id)]))
        self._consents(child, actor='guardian', guardian=guardian)
        self._consents(child, state='withdrawn', actor='system', statement=None)

    def test_only_officers_record_and_nobody_by_the_model_itself(self):
        person = self._reachable("Chidi Obi")
        with self.assertRaises(AccessError):
            self._consents(person.with_user(self.viewer))
        with self.assertRaises(AccessError):
            self._consents(person.with_user(self.auditor))
        with self.assertRaises(AccessError):
            self.env['privacy.consent.event'].with_user(self.data_officer).create({})

    def test_an_event_names_a_random_subject_and_the_details_stand_apart(self):
        person = self._reachable("Dunja Horvat")
        event = self._consents(person, ip='192.0.2.7', agent='Firefox')
        detail = event.with_user(self.data_officer).detail_id
        self.assertEqual((detail.contact, detail.ip, detail.agent), (person.email_normalized, '192.0.2.7', 'Firefox'))
        text = str(self.env.execute_query(SQL("SELECT * FROM privacy_consent_event WHERE id = %s", event.id)))
        for personal in (person.name, person.email, '192.0.2.7', 'Firefox'):
            self.assertNotIn(personal, text)
        self.assertEqual(event.partner_id, person)

    def test_an_expiry_comes_from_the_purpose(self):
        event = self._consents(self._reachable("Émile Roy"))
        self.assertEqual((event.valid_until.year - event.event_time.year), 2)

    def test_states_can_be_made_anew_from_the_ledger(self):
        person = self._reachable("Fatima Hassan")
        for state in ('given', 'withdrawn', 'given'):
            self._consents(person, channels='email,post', state=state)
        State = self.env['privacy.consent.state'].sudo()
        self.assertEqual(State._rebuild(), 0)
        self.env.cr.execute("UPDATE privacy_consent_state SET state = 'given' WHERE state = 'withdrawn'")
        self.env.cr.execute("DELETE FROM privacy_consent_state WHERE channel = 'post'")
        self.assertGreater(State._rebuild(), 0)
        self.assertEqual(State._rebuild(), 0)

    def test_states_are_seen_by_person_and_company(self):
        person = self._reachable("Goran Ilić")
        self._consents(person)
        state = self.env['privacy.consent.state'].with_user(self.viewer).search([('partner_id', '=', person.id)])
        self.assertEqual(
            (state.purpose, state.channel, state.state, state.partner_id), ('NEWSLETTER', 'email', 'given', person))
        self.assertTrue(self.env['privacy.subject'].with_user(self.viewer).search([('partner_id', '=', person.id)]))
        other = self.env['res.company'].sudo().create({'name': "Other"})
        person.sudo().company_id = other
        self.assertFalse(self.env['privacy.subject'].with_user(self.viewer).search([('partner_id', '=', person.id)]))

    def test_law_is_read_by_all_and_changed_by_administrators(self):
        for model in ('privacy.jurisdiction', 'privacy.service', 'privacy.purpose', 'privacy.rule', 'privacy.child.age',
                      'privacy.clock', 'privacy.holiday', 'privacy.statement', 'privacy.statement.version'):
            with self.subTest(model=model):
                Law = self.env[model]
                self.assertTrue(Law.with_user(self.viewer).has_access('read'))
                self.assertFalse(Law.with_user(self.data_officer).has_access('write'))
                self.assertTrue(Law.with_user(self.law_maker).has_access('create'))

    def test_exits_are_read_by_auditors_and_changed_by_nobody(self):
        Exit = self.env['privacy.exit']
        self.assertTrue(Exit.with_user(self.auditor).has_access('read'))
        for user in (self.data_officer, self.law_maker):
            self.assertFalse(Exit.with_user(user).has_access('write') or Exit.with_user(user).has_access('create'))

    def test_a_purpose_on_an_interest_names_its_balancing_test(self):
        with self.assertRaises(ValidationError):
            self.env['privacy.purpose'].with_user(self.law_maker).create({
                'code': 'X', 'name': "X", 'purpose_class': 'charity', 'basis': 'interest'})

    def test_the_erasure_plan_forgets_the_person_and_keeps_the_events(self):
        person = self._reachable("Håkan Berg")
        self._consents(person)
        self.env['privacy.contact.log'].sudo()._write_down(
            'mail', 'NEWSLETTER', 'email', person._privacy_gate('NEWSLETTER', 'email'))
        plan = person.sudo().get_erasure_plan()
        acts = {step['records']._name: step['action'] for step in plan if step['records']}
        self.assertEqual(acts['privacy.consent.detail'], 'delete')
        self.assertEqual(acts['privacy.subject'], 'delete')
        self.assertNotIn('privacy.consent.event', acts)

    def test_each_reason_of_the_gate_is_told_in_words(self):
        words = self.env['privacy.reason']
        reasons = [reason for _number, _check, reason in worked_table('gate.md', '#')]
        for reason in (*reasons, 'purpose_unknown', 'out_of_sight'):
            self.assertNotEqual(words._words(reason), reason)
        of_messages = {'undeclared', 'unknown_address', 'no_sender', 'unjudged', 'undelivered'}  # said at the exits
        self.assertFalse(set(words._all()) - {*reasons, *of_messages, 'purpose_unknown', 'out_of_sight'})
