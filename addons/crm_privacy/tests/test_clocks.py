from datetime import date, datetime

import pytz

from odoo.exceptions import UserError

from ..tools.deadlines import due_in_months, paused_days
from .common import PrivacyCase, worked_table


class TestPrivacyClock(PrivacyCase):
    """Statutory periods, from the rows of law (P-17, P-19)."""

    def _clock(self, code, place, day='2026-01-15'):
        return self.env['privacy.clock']._find(code, self.env.ref(f'crm_privacy.jurisdiction_{place}'), day)

    def test_a_month_ends_on_the_same_number_or_the_last_day_and_never_on_a_day_without_work(self):
        # regulation.md 1.2, weekends only
        for received, due in (
                ('2026-01-31', '2026-03-02'), ('2026-01-15', '2026-02-16'), ('2026-08-31', '2026-09-30'),
                ('2028-01-31', '2028-02-29'), ('2026-10-22', '2026-11-23')):
            with self.subTest(received=received):
                self.assertEqual(
                    self._clock('REQUEST', 'eu')._due(date.fromisoformat(received), self.env.ref('base.de')),
                    date.fromisoformat(due))
        self.assertEqual(
            self._clock('REQUEST_EXTENDED', 'eu')._due(date(2026, 11, 30), self.env.ref('base.fr')), date(2027, 3, 1))

    def test_the_table_of_the_algorithm_holds(self):
        rows = worked_table('deadlines.md', 'received')
        self.assertGreaterEqual(len(rows), 7)
        for received, period, country, stood, due, _why in rows:
            with self.subTest(received=received):
                clock = self._clock('REQUEST' if period == '1 month' else 'REQUEST_EXTENDED', 'eu')
                country = self.env['res.country'].browse(self._place(country))
                self.assertEqual(
                    clock._due(date.fromisoformat(received), country, int(stood)), date.fromisoformat(due))

    def test_a_period_is_extended_only_where_the_law_that_gives_the_first_one_says_so(self):
        rows = worked_table('deadlines.md', 'place')
        self.assertEqual({row[0] for row in rows}, set(self._places('REQUEST')))
        for place, first, longest, _why in rows:
            with self.subTest(place=place):
                self.assertEqual(self._told(self._clock('REQUEST', place)), first)
                if longest != '–':
                    self.assertEqual(self._told(self._clock('REQUEST_EXTENDED', place)), longest)
                    continue
                with self.assertRaisesRegex(UserError, "names no extension"):
                    self._clock('REQUEST_EXTENDED', place)

    def _places(self, code):
        places = self.env['privacy.clock'].search([('code', '=', code)]).jurisdiction_id
        return [name.removeprefix('crm_privacy.jurisdiction_') for name in places.get_external_id().values()]

    def _told(self, clock):
        return f"{clock.count} {clock.unit}{'s' if clock.count > 1 else ''}"

    def test_a_holiday_moves_the_end_on_and_only_in_its_country(self):
        self.env['privacy.holiday'].with_user(self.law_maker).create(
            {'name': "Rosenmontag", 'day': '2026-02-16', 'country_id': self._place('DE')})
        clock = self._clock('REQUEST', 'eu')
        self.assertEqual(clock._due(date(2026, 1, 15), self.env.ref('base.de')), date(2026, 2, 17))
        self.assertEqual(clock._due(date(2026, 1, 15), self.env.ref('base.fr')), date(2026, 2, 16))

    def test_hours_are_hours_over_a_weekend_and_a_change_of_the_clock(self):
        paris = pytz.timezone('Europe/Paris')
        clock = self._clock('BREACH', 'eu', '2026-11-20')
        aware = paris.localize(datetime(2026, 11, 20, 16, 30))
        self.assertEqual(clock._due(aware, self.env.ref('base.fr')), paris.localize(datetime(2026, 11, 23, 16, 30)))
        before = paris.localize(datetime(2026, 10, 24, 12, 0))  # clocks go back on the 25th
        self.assertEqual(clock._due(before, self.env.ref('base.fr')), paris.localize(datetime(2026, 10, 27, 11, 0)))

    def test_a_pause_moves_the_end_by_just_its_days(self):
        stood = paused_days([(date(2026, 3, 2), date(2026, 3, 12))], date(2026, 4, 1))
        self.assertEqual(stood, 10)
        self.assertEqual(due_in_months(date(2026, 2, 23), 1, paused_days=stood), date(2026, 4, 2))
        self.assertTrue(self.env.ref('crm_privacy.jurisdiction_gb').pauses_clocks)
        self.assertFalse(self.env.ref('crm_privacy.jurisdiction_eu').pauses_clocks)

    def test_a_period_that_nobody_entered_is_not_guessed(self):
        with self.assertRaises(UserError) as caught:
            self._clock('SALE_OPT_OUT', 'eu')
        self.assertIn('SALE_OPT_OUT', caught.exception.args[0])

    def test_a_changed_row_changes_the_answer(self):
        clock = self._clock('REQUEST', 'ch')
        self.assertEqual(clock._due(date(2026, 1, 5), self.env.ref('base.ch')), date(2026, 2, 4))
        clock.with_user(self.law_maker).count = 31
        self.assertEqual(clock._due(date(2026, 1, 5), self.env.ref('base.ch')), date(2026, 2, 5))
