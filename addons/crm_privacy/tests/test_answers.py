import time
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.res_partner_answers import WAYS
from .common import PrivacyCase


@tagged('post_install', '-at_install')
class TestPrivacyAnswers(PrivacyCase):
    """“May we contact this person?” on the page of a person: what the gate says, in words, with its proof."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supporter = new_test_user(cls.env, 'pri_portal', 'base.group_portal')
        cls.plain = new_test_user(cls.env, 'pri_plain', 'base.group_user')

    def _cells(self, person, user=None):
        answers = person.with_user(user or self.data_officer).action_privacy_answers()
        return {(purpose['code'], channel): cell for purpose in answers['purposes']
                for channel, cell in purpose['cells'].items()}

    def test_the_page_says_what_the_gate_says_for_every_purpose_and_way(self):
        person = self._reachable("Ada Okafor")
        self._consents(person, channels='email,post')
        self._consents(person, 'FUNDRAISING_APPEAL', 'email', 'objected')
        cells = self._cells(person)
        purposes = self.env['privacy.purpose'].search([('is_abstract', '=', False), ('for_individuals', '=', True)])
        self.assertEqual(set(cells), {
            (purpose.code, channel) for purpose in purposes for channel in WAYS[purpose.purpose_class]})
        for (purpose, channel), cell in cells.items():
            verdict = person._privacy_gate(purpose, channel)[person.id]
            self.assertEqual(cell['reason'], verdict['reason'], (purpose, channel))
            self.assertEqual(cell['allowed'], verdict['allowed'], (purpose, channel))
            self.assertTrue(cell['words'].endswith('.'), cell)

    def test_a_yes_names_its_basis_its_decision_and_the_law(self):
        person = self._reachable("Ada Okafor")
        event = self._consents(person, method='paper')
        cell = self._cells(person)['NEWSLETTER', 'email']
        self.assertTrue(cell['allowed'])
        self.assertEqual(
            (cell['basis'], cell['decision'], cell['method'], cell['event_id']),
            ("Consent", "Given", "Paper", event.id))
        self.assertEqual(cell['since'], fields.Datetime.to_string(event.event_time))
        self.assertEqual(cell['until'], fields.Datetime.to_string(event.valid_until))
        rule = self.env['privacy.rule'].browse(cell['rule_id'])
        self.assertEqual((cell['source'], rule.channel), (rule.source, 'email'))
        self.assertEqual(rule.display_name, f"{rule.jurisdiction_id.name}: Marketing of the cause, E-mail")

    def test_a_no_after_an_objection_opens_the_objection_even_one_to_the_heading(self):
        person = self._reachable("Ada Okafor")
        self._consents(person, 'FUNDRAISING_APPEAL')
        objection = self._consents(person, 'MARKETING', 'email', 'objected')
        cell = self._cells(person)['FUNDRAISING_APPEAL', 'email']
        self.assertEqual((cell['reason'], cell['event_id'], cell['decision']), ('objected', objection.id, "Objected"))

    def test_every_reason_of_the_gate_has_words_short_and_long(self):
        Reason = self.env['privacy.reason']
        self.assertEqual(set(Reason._short()), set(Reason._all()))

    def test_purposes_that_are_not_for_organisations_are_not_shown_there(self):
        shown = {purpose for purpose, _channel in self._cells(self._organisation("Harbour Trust"))}
        self.assertNotIn('PHOTO_STORY', shown)
        self.assertIn('NEWSLETTER', shown)

    def test_viewers_read_the_answers_and_supporters_of_the_portal_do_not(self):
        person = self._reachable("Ada Okafor")
        self.assertEqual(self._cells(person, self.viewer), self._cells(person))
        with self.assertRaises(AccessError):
            self.supporter.partner_id.with_user(self.supporter).action_privacy_answers()
        with self.assertRaises(AccessError):
            person.with_user(self.plain).action_privacy_answers()

    def test_five_hundred_decisions_are_as_fast_as_three(self):
        few, many = self._reachable("Ada Okafor"), self._reachable("Björn Lindqvist")
        states = ('given', 'withdrawn', 'given')
        for state in states:
            self._consents(few, state=state)
        for number in range(500):
            self._consents(many, state=states[number % 3], channels=('email', 'post', 'call')[number % 3])
        self.assertEqual((few.privacy_decision_count, many.privacy_decision_count), (3, 500))
        self.assertEqual(self._cells(many)['NEWSLETTER', 'email']['reason'], 'allowed')
        self.env.flush_all()
        queries = []
        for person in (few, many):
            self.env.invalidate_all()
            person = person.with_user(self.data_officer)
            before, started = self.env.cr.sql_log_count, time.monotonic()
            person.action_privacy_answers()
            queries.append(self.env.cr.sql_log_count - before)
            self.assertLess(time.monotonic() - started, 5)
        self.assertLessEqual(queries[1], queries[0] + 10, "the number of queries does not grow with the decisions")
        page = many.with_user(self.data_officer).action_timeline_page(kinds=['decision'], limit=30)
        self.assertEqual(len(page['items']), 30)
        self.assertTrue(page['next'])

    def test_decisions_stand_on_the_timeline_and_open(self):
        person = self._reachable("Ada Okafor")
        given = self._consents(person)
        withdrawn = self._consents(person, state='withdrawn', method='phone', actor='staff')
        items = person.with_user(self.viewer).action_timeline_page(kinds=['decision'])['items']
        self.assertEqual([item['title'] for item in items], ["Newsletter: Withdrawn", "Newsletter: Given"])
        self.assertEqual(items[0]['badges'], ["Telephone", "Staff, on behalf"])
        self.assertEqual([item['res_id'] for item in items], [withdrawn.id, given.id])
        action = person.with_user(self.viewer).action_timeline_open('privacy.consent.event', given.id)
        self.assertEqual((action['res_model'], action['res_id']), ('privacy.consent.event', given.id))

    def test_pages_of_the_timeline_join_when_many_decisions_share_a_moment(self):
        person = self._reachable("Ada Okafor")
        events = self.env['privacy.consent.event']
        for channel in ('email', 'post', 'call', 'sms', 'autocall'):
            events |= self._consents(person, channels=channel)
        found, before = [], None
        while True:
            page = person.with_user(self.viewer).action_timeline_page(kinds=['decision'], before=before, limit=2)
            found += [item['res_id'] for item in page['items']]
            before = page['next']
            if not before:
                break
        self.assertEqual(found, sorted(events.ids, reverse=True))

    def test_a_household_shows_the_decisions_of_its_people_and_whose_they_are(self):
        person = self._reachable("Ada Okafor")
        self._consents(person)
        household = self._household(person)
        [item] = household.with_user(self.viewer).action_timeline_page(kinds=['decision'])['items']
        self.assertEqual(item['people'], [(person.id, person.name)])

    def test_the_decisions_of_one_person_are_listed_and_no_one_elses(self):
        person, other = self._reachable("Ada Okafor"), self._reachable("Björn Lindqvist")
        mine, _theirs = self._consents(person), self._consents(other)
        action = person.with_user(self.viewer).action_open_privacy_decisions()
        found = self.env['privacy.consent.event'].with_user(self.viewer).search(action['domain'])
        self.assertEqual(found, mine)
        self.assertEqual(found.display_name, "Newsletter: Given")

    def test_a_state_names_its_purpose_and_the_recipient_of_the_consent(self):
        person, partner = self._reachable("Ada Okafor"), self._organisation("Harbour Trust")
        self._consents(person, 'PARTNER_SHARE', 'disclose', recipient=partner, explicit=True)
        state = self.env['privacy.consent.state'].with_user(self.viewer).search([('partner_id', '=', person.id)])
        self.assertEqual((state.purpose_id.code, state.recipient_id), ('PARTNER_SHARE', partner))

    def test_who_has_agreed_to_the_newsletter_is_found_and_nobody_whose_consent_has_ended(self):
        names = ("Ada Okafor", "Björn Lindqvist", "Chidi Eze", "Дарья Орлова")
        agreed, withdrawn, over, never = (self._reachable(name) for name in names)
        for person in (agreed, withdrawn, over):
            self._consents(person)
        self._consents(withdrawn, state='withdrawn')
        self._consents(over, valid_until=fields.Datetime.now() - timedelta(days=1))
        people = agreed | withdrawn | over | never
        found = self.env['res.partner'].with_user(self.viewer).search(
            [('id', 'in', people.ids), ('privacy_has_newsletter', '=', True)])
        self.assertEqual(found, agreed)
        self.assertEqual(people.with_user(self.viewer).mapped('privacy_has_newsletter'), [True, False, False, False])
        self.assertEqual(self.env['res.partner'].with_user(self.viewer).search(
            [('id', 'in', people.ids), ('privacy_has_newsletter', '=', False)]), people - agreed)
