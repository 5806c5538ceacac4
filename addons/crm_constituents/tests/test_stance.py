from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from .common import ConstituentCase


@freeze_time('2026-03-02 09:00:00')
class TestStance(ConstituentCase):
    """Where people stand, as a function of dated rows; seen by officers only."""

    def _note(self, person, day, stance=False, closeness=False, **vals):
        return self.env['constituent.stance'].create({
            'partner_id': person.id, 'date_from': day, 'stance': stance, 'closeness': closeness, 'evidence': 'Said so',
            **vals})

    def test_the_stance_on_a_day_is_the_latest_that_was_known_then(self):
        ada, nobody = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        self._note(ada, '2024-01-10', 'neutral', 'distant')
        self._note(ada, '2025-01-10', 'supporter')
        self._note(ada, '2026-01-10', closeness='close')
        self._note(ada, '2026-01-10', closeness='inner')  # noted later on the same day: that one counts
        for day, stance, closeness in (
            ((2024, 1, 9), False, False), ((2024, 1, 10), 'neutral', 'distant'), ((2025, 6, 1), 'supporter', 'distant'),
            ((2026, 3, 2), 'supporter', 'inner'),
        ):
            with self.subTest(day=day):
                known = (ada | nobody)._stance_on(date(*day))
                self.assertEqual((known[ada]['stance'], known[ada]['closeness']), (stance, closeness))
                self.assertEqual((known[nobody]['stance'], known[nobody]['closeness']), (False, False))
        self.assertEqual((ada.stance, ada.closeness), ('supporter', 'inner'))

    def test_people_are_found_by_what_is_true_today(self):
        people = [self._person(name) for name in ('Ada', 'Björn', 'Chloé')]
        ada, björn, chloé = people
        self._note(ada, '2024-01-10', 'critic')
        self._note(ada, '2025-01-10', 'champion')
        self._note(björn, '2024-01-10', 'critic')
        ids = [person.id for person in people]

        def found(domain):
            return self.env['res.partner'].search([*domain, ('id', 'in', ids)])

        self.assertEqual(found([('stance', '=', 'critic')]), björn)
        self.assertEqual(found([('stance', 'in', ['critic', 'champion'])]), ada | björn)
        self.assertEqual(found([('stance', '=', False)]), chloé)
        self.assertEqual(found([('stance', '!=', 'critic')]), ada | chloé)
        segment = self.env['constituent.segment'].create({'name': 'S', 'definition': {'op': 'all', 'of': [
            {'measure': 'stance', 'operator': 'in', 'value': ['champion']}]}})
        self.assertEqual(found([('in_segment_id', '=', segment.id)]), ada)

    def test_a_row_says_something_and_knows_no_future(self):
        ada = self._person('Ada Okafor')
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._note(ada, '2026-01-10')
            self.env.flush_all()
        with self.assertRaises(ValidationError):
            self._note(ada, '2026-03-03', 'critic')

    def test_only_officers_see_it_anywhere(self):
        ada = self._person('Ada Okafor')
        row = self._note(ada, '2026-01-10', 'opponent', 'known')
        portal = new_test_user(self.env(su=True), 'con_portal', 'base.group_portal')
        for user in (self.viewer, portal):
            with self.subTest(user=user.login):
                for attempt in (
                    lambda user=user: row.with_user(user).read(['evidence']),
                    lambda user=user: self.env['constituent.stance'].with_user(user).search([]),
                    lambda user=user: self.env['res.partner'].with_user(user).search([('stance', '=', 'opponent')]),
                    lambda user=user: ada.with_user(user).read(['stance']),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
        seen = ada.with_user(self.viewer)
        self.assertNotIn('stance', [item['kind'] for item in seen.action_timeline_page()['items']])
        self.assertNotIn('stance', [each['code'] for each in seen._constituent_warnings('ask')])
        self.assertEqual([each['code'] for each in ada._constituent_warnings('ask')], ['stance'])
        self.assertFalse(ada._constituent_warnings('write'))
        with self.assertRaises(AccessError):
            row.unlink()
        row.with_user(self.administrator).unlink()

    def test_what_one_company_believes_is_not_told_to_another(self):
        chapter = self.env(su=True)['res.company'].create({'name': 'Second chapter'})
        other = new_test_user(self.env(su=True), 'con_other', 'crm_constituents.group_constituent_user',
                              company_id=chapter.id, company_ids=[Command.set(chapter.ids)])
        ada = self._person('Ada Okafor', company_id=self.env.company.id)
        self._note(ada, '2026-01-10', 'opponent')
        self.assertFalse(self.env['constituent.stance'].with_user(other).search([('partner_id', '=', ada.id)]))

    def test_it_stands_on_the_timeline_with_its_evidence(self):
        ada = self._person('Ada Okafor')
        for year in range(2021, 2026):
            self._note(ada, f'{year}-01-10', 'supporter', 'close', source='public')
        whole = ada.action_timeline_page(kinds=['stance'])['items']
        self.assertEqual(len(whole), 5)
        self.assertEqual((whole[0]['title'], whole[0]['text'], whole[0]['badges']),
                         ('Supporter, Close', 'Said so', ['Said in public']))
        found, before = [], None
        while True:
            page = ada.action_timeline_page(kinds=['stance'], before=before, limit=2)
            found += page['items']
            before = page['next']
            if not before:
                break
        self.assertEqual(found, whole)
