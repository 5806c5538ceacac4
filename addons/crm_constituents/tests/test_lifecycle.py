import doctest
import random
from datetime import date, datetime, timedelta
from pathlib import Path

from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import SQL

from ..tools import lifecycle
from .common import ConstituentCase

PAGE = Path(__file__).resolve().parents[3] / 'docs/algorithms/lifecycle.md'


def worked_rows():
    """Rows of the worked table of the page: facts, day, stage, since."""
    rows = [[cell.strip(' `') for cell in line.strip('|').split('|')]
            for line in PAGE.read_text(encoding='utf-8').splitlines() if line.startswith('|')]
    start = next(index for index, row in enumerate(rows) if row[0] == 'Facts') + 2
    return [row for row in rows[start:] if len(row) == 4]


def facts_of(text):
    found = []
    for part in filter(None, (part.strip() for part in text.replace('–', '').split(','))):
        begin, separator, end = part.partition(' to ')
        begin = date.fromisoformat(begin)
        found.append((begin, begin if not separator else None if end == 'today' else date.fromisoformat(end)))
    return found


class TestLifecycle(ConstituentCase):
    """The stage is a function of facts, in Python and in SQL, and what is stored is what it says."""

    def test_the_function_does_what_it_says(self):
        result = doctest.testmod(lifecycle)
        self.assertGreater(result.attempted, 6)
        self.assertFalse(result.failed)

    def test_the_worked_table_of_the_page_is_true(self):
        rows = worked_rows()
        self.assertGreater(len(rows), 10)
        for facts, day, stage, since in rows:
            with self.subTest(facts=facts, day=day):
                died = None
                if '†' in facts:
                    facts, _, died = facts.partition('†')
                    died = date.fromisoformat(died.strip())
                found = lifecycle.stage_on(facts_of(facts.rstrip(', ')), date.fromisoformat(day), died)
                self.assertEqual((found.stage, str(found.since or '–')), (stage, since))

    def _people(self, count, seed):
        """People with random facts: calls from them, unanswered ones, roles with open and closed ends, deaths."""
        rand, start = random.Random(seed), date(2018, 1, 1)
        people = self.env['res.partner'].create([
            {'constituent_type': 'individual', 'name': f'P {n}', 'is_deceased': (gone := rand.random() < 0.15),
             'deceased_date': start + timedelta(rand.randrange(3000)) if gone and rand.random() < 0.7 else False}
            for n in range(count)])
        contacts, roles = [], []
        kinds = self.env['constituent.role.type'].search([('is_computed', '=', False)])
        for person in people:
            for _fact in range(rand.choice((0, 0, 1, 1, 2, 3, 5, 8))):
                day = start + timedelta(rand.randrange(2990))
                contacts.append({
                    'partner_ids': [Command.link(person.id)], 'subject': 'x', 'channel': rand.choice(('call', 'note')),
                    'date': datetime.combine(day, datetime.min.time()) + timedelta(hours=rand.randrange(24)),
                    'direction': rand.choice(('in', 'out')), 'outcome': rand.choice((False, 'reached', 'no_answer'))})
            if rand.random() < 0.3:
                begin = start + timedelta(rand.randrange(2500))
                roles.append({
                    'partner_id': person.id, 'role_type_id': rand.choice(kinds).id,
                    'date_from': rand.choice((begin, begin, False)),
                    'date_to': rand.choice((False, begin + timedelta(rand.randrange(1200))))})
        self.env['constituent.interaction'].create(contacts)
        self.env['constituent.role'].create(roles)
        return people

    def test_the_statement_says_what_the_function_says(self):
        self.env.company.sudo().partner_id.tz = 'Pacific/Auckland'  # whose days begin on the day before in UTC
        people = self._people(150, seed=7)
        seen = set()
        for day in (date(2019, 2, 28), date(2020, 2, 29), date(2022, 12, 31), date(2024, 2, 29), date(2026, 3, 2)):
            with self.subTest(day=day):
                by_sql = {id_: (stage, since) for id_, stage, since in self.env.execute_query(
                    self.env['res.partner']._lifecycle_sql(day, SQL("SELECT unnest(%s)", people.ids)))}
                by_function = {
                    partner.id: tuple(stage) for partner, stage in people._lifecycle_stage_on(day).items()}
                self.assertEqual(by_sql, by_function)
                seen |= {stage for stage, _since in by_sql.values()}
        self.assertEqual(seen, {code for code, _label in lifecycle.STAGES}, "every stage was met")

    @freeze_time('2026-03-02 09:00:00')
    def test_the_night_stores_what_the_function_says_and_a_second_night_changes_nothing(self):
        people = self._people(60, seed=11)
        today = date(2026, 3, 2)
        Partner = self.env['res.partner'].sudo()
        with self.enter_registry_test_mode():
            self.env.ref('crm_constituents.ir_cron_lifecycle').sudo().method_direct_trigger()
        for partner, stage in people._lifecycle_stage_on(today).items():
            self.assertEqual((partner.lifecycle_stage, partner.lifecycle_since or None), tuple(stage))
        last = max(people.ids)
        self.assertEqual(Partner._lifecycle_refresh(today, 0, last), 0, "healthy data is not touched")
        by_stage = dict(Partner._read_group(
            [('id', 'in', people.ids)], ['lifecycle_stage'], ['__count']))
        self.assertEqual(sum(by_stage.values()), 60)
        self.assertEqual(people.mapped('lifecycle_today'), people.mapped('lifecycle_stage'))

    @freeze_time('2026-03-02 09:00:00')
    def test_a_night_that_was_cut_off_goes_on_where_it_was(self):
        people = self._people(8, seed=3)
        Partner, reached = self.env['res.partner'].sudo(), []
        refresh = type(Partner)._lifecycle_refresh

        def noted(model, day, above, upto):
            reached.append(above)
            return refresh(model, day, above, upto)

        self.patch(type(Partner), '_lifecycle_refresh', noted)
        key = 'crm_constituents.lifecycle_reached'
        self.env['ir.config_parameter'].sudo().set_param(key, f'2026-03-02 {people[3].id}')
        with self.enter_registry_test_mode():
            self.env.ref('crm_constituents.ir_cron_lifecycle').sudo().method_direct_trigger()
        self.assertEqual(reached[0], people[3].id)
        self.assertFalse(self.env['ir.config_parameter'].sudo().get_param(key))

    @freeze_time('2026-03-02 09:00:00')
    def test_who_is_new_and_who_dies_is_told_at_once(self):
        ada = self._person('Ada Okafor')
        self.assertEqual((ada.lifecycle_stage, ada.lifecycle_since), ('prospect', False))
        ada.deceased_date = '2026-02-01'
        self.assertEqual((ada.lifecycle_stage, str(ada.lifecycle_since)), ('deceased', '2026-02-01'))
        gone = self._person('Björn', is_deceased=True)
        self.assertEqual((gone.lifecycle_stage, gone.lifecycle_today), ('deceased', 'deceased'))

    @freeze_time('2026-03-02 09:00:00')
    def test_an_unanswered_letter_is_no_fact_of_theirs(self):
        ada = self._person('Ada Okafor')
        ada._constituent_log_interaction('letter', 'Appeal', direction='out')
        ada._constituent_log_interaction('call', 'Nobody there', direction='out', outcome='no_answer')
        ada._constituent_log_interaction('note', 'A thought', direction='in')
        self.assertEqual(ada._lifecycle_stage_on(date(2026, 3, 2))[ada].stage, 'prospect')
        ada._constituent_log_interaction('call', 'Asked about parking', direction='in')
        self.assertEqual(ada._lifecycle_stage_on(date(2026, 3, 2))[ada], ('first', date(2026, 3, 2)))

    @freeze_time('2026-03-02 09:00:00')
    def test_segments_ask_for_the_stage_now_and_on_a_day(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        ada._constituent_log_interaction('call', 'x', direction='in', date='2024-06-01 10:00:00')
        self.env['res.partner'].sudo()._lifecycle_refresh(date(2026, 3, 2), 0, max(ada.id, björn.id))

        def found(condition):
            segment = self.env['constituent.segment'].create(
                {'name': 'S', 'definition': {'op': 'all', 'of': [condition]}})
            self.assertTrue(segment.sentence)
            return self.env['res.partner'].search([('in_segment_id', '=', segment.id)]) & (ada | björn)

        self.assertEqual(found({'measure': 'stage', 'operator': 'in', 'value': ['at_risk']}), ada)
        self.assertEqual(found({'measure': 'stage_on', 'operator': 'is', 'value': True, 'params': {
            'stage': ['first'], 'day': '2024-07-01'}}), ada)
        self.assertEqual(found({'measure': 'stage_on', 'operator': 'is', 'value': True, 'params': {
            'stage': ['prospect'], 'day': '2024-05-01'}}), ada | björn)
