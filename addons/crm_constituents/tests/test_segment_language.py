import doctest
import json
import random
from datetime import datetime, timedelta
from pathlib import Path

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from ..tools import segment_tree, segment_words
from .common import ConstituentCase
from .segment_naive import CITIES, JOBS, SUBJECTS, Definitions, Naive, everybody

SEED = 20261124
DEFINITIONS = 300
PAGE = Path(__file__).resolve().parents[3] / 'docs/algorithms/segments.md'


@tagged('post_install', '-at_install')
class TestSegmentTools(BaseCase):

    def test_examples_in_the_tools_are_true(self):
        for module in (segment_tree, segment_words):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)


class SegmentCase(ConstituentCase):
    """Some hundred people with everything that a segment can ask about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rand = cls.rand = random.Random(SEED)
        cls.tags = cls.env['res.partner.category'].create([{'name': name} for name in ('Choir', 'Press', 'Board')])
        cls.countries = cls.env.ref('base.de') | cls.env.ref('base.uk') | cls.env.ref('base.jp')
        cls.role_types = cls.env['constituent.role.type'].search([], limit=3)
        cls.people = cls.env['res.partner'].create([{
            'constituent_type': 'individual', 'name': f'Naïma {n}', 'city': rand.choice(CITIES),
            'street': rand.choice((False, '1 Quay')), 'email': rand.choice((False, f'p{n}@example.org')),
            'birthdate': rand.choice((False, f'{rand.randint(1940, 2020)}-{rand.randint(1, 12):02}-15')),
            'preferred_channel': rand.choice((False, 'email', 'phone', 'post')), 'is_deceased': rand.random() < .1,
            'country_id': rand.choice((False, *cls.countries.ids)),
            'category_id': [Command.set(rand.sample(cls.tags.ids, rand.choice((0, 0, 1, 2))))],
        } for n in range(120)])
        cls.houses = cls.env['res.partner'].create([
            {'constituent_type': 'organisation', 'name': f'Trust {n}', 'city': rand.choice(CITIES)} for n in range(6)])
        now = datetime.combine(cls.env['res.company']._constituent_today(), datetime.min.time())
        cls.env['constituent.interaction'].create([{
            'subject': rand.choice(SUBJECTS), 'channel': rand.choice(('call', 'letter', 'email')),
            'direction': rand.choice(('in', 'out')), 'outcome': rand.choice((False, 'reached', 'no_answer')),
            'duration': rand.randint(0, 30), 'date': now - timedelta(hours=rand.randint(-9, 20_000)),
            'partner_ids': [Command.set(rand.sample(cls.people.ids, rand.randint(1, 2)))],
        } for _n in range(250)])
        cls._make_ties(rand, now.date())
        cls.named = cls.env['constituent.segment'].create([
            {'name': 'Choir of Whitby', 'definition': {'op': 'all', 'of': [
                {'measure': 'city', 'operator': 'is', 'value': 'Whitby'},
                {'measure': 'tags', 'operator': 'in', 'value': cls.tags[0].ids}]}},
            {'name': 'Called', 'definition': {'op': 'any', 'of': [
                {'measure': 'contacts', 'operator': '>=', 'value': 2, 'window': {'ever': True}}]}},
        ])
        # what a database of some hours has by itself: without figures of this very transaction the planner goes astray
        cls.env.flush_all()
        cls.env.cr.execute(
            "ANALYZE res_partner, constituent_interaction, constituent_interaction_partner_rel, constituent_role,"
            " constituent_affiliation, constituent_household_membership, constituent_relationship")

    @classmethod
    def _make_ties(cls, rand, today):
        def period():
            start = today - timedelta(days=rand.randint(-30, 900))
            return {'date_from': start, 'date_to': rand.choice((False, start + timedelta(days=rand.randint(0, 300))))}

        def day(row):
            return {key: value for key, value in row.items() if value}
        cls.env['constituent.affiliation'].create([{
            **day(period()), 'person_id': person.id, 'organisation_id': rand.choice(cls.houses.ids),
            'job_title': rand.choice(JOBS), 'is_representative': rand.random() < .5,
        } for person in rand.choices(cls.people[:60], k=1) + list(cls.people[60:])])
        cls.env['constituent.role'].create([{
            **day(period()), 'partner_id': person.id, 'role_type_id': rand.choice(cls.role_types.ids),
        } for person in rand.sample(list(cls.people), 70)])
        homes = cls.env['res.partner'].create([{'constituent_type': 'household', 'name': f'Home {n}',
                                                'household_naming': 'custom'} for n in range(20)])
        cls.env['constituent.household.membership'].create([{
            **day(period()), 'household_id': homes[n % 20].id, 'person_id': person.id,
            'role': rand.choice(('head', 'other', 'child')),
        } for n, person in enumerate(rand.sample(list(cls.people), 80))])
        friend = cls.env.ref('crm_constituents.relationship_type_friend')
        cls.env['constituent.relationship'].create([{
            **day(period()), 'left_id': cls.people[n].id, 'right_id': cls.people[n + 40].id, 'type_id': friend.id,
        } for n in range(50)])

    def _find(self, definition):
        tree = self.env['constituent.segment']._check_definition(definition)
        return self.env['res.partner'].browse(self.env['constituent.segment']._tree_query(tree))


class TestSegmentSql(SegmentCase):

    def test_statement_finds_whom_plain_python_finds(self):
        people, today = everybody(self.env), self.env['res.company']._constituent_today()
        naive, definitions = Naive(self.env, today), Definitions(random.Random(SEED), self)
        Segment, sizes = self.env['constituent.segment'], set()
        for number in range(DEFINITIONS):
            definition = definitions.tree()
            with self.subTest(number=number, definition=json.dumps(definition)):
                found = self._find(definition)
                expected = people.filtered(lambda person, tree=definition: naive.holds(tree, person))
                self.assertEqual(set(found.ids), set(expected.ids))
                self.assertTrue(Segment._words(Segment._check_definition(definition)).endswith('.'))
                sizes.add(len(found))
        self.assertGreater(len(sizes), 50, "definitions that all find nobody prove nothing")

    def test_a12_no_value_stands_in_the_statement(self):
        for text in ("'; DROP TABLE res_partner; --", '%s', '"', '%(x)s', '“”', '\\', "' OR 1=1"):
            with self.subTest(text=text):
                tree = self.env['constituent.segment']._check_definition({'op': 'any', 'of': [
                    {'measure': 'city', 'operator': 'contains', 'value': text},
                    {'measure': 'contacts', 'operator': '>=', 'value': 7_777_777, 'window': {'ever': True}, 'where': [
                        {'field': 'subject', 'operator': 'is', 'value': text}]}]})
                statement = self.env['constituent.segment']._tree_query(tree).select()
                self.assertNotIn('DROP', statement.code)
                self.assertNotIn('7777777', statement.code)
                self.assertTrue(any(text[-1] in str(param) for param in statement.params))
                self.assertFalse(self.env.execute_query(statement))

    def test_one_statement_for_all_of_it(self):
        definition = Definitions(random.Random(1), self).tree()
        tree = self.env['constituent.segment']._check_definition(definition)
        query = self.env['constituent.segment']._tree_query(tree)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env.execute_query(query.select(SQL("count(*)")))


class TestSegmentRefusals(SegmentCase):
    """A-11: what is not the language of segments is refused when it is saved, and said in words."""

    def _refused(self, node, words):
        with self.assertRaises(ValidationError) as caught:
            self.env['constituent.segment'].create({'name': 'X', 'definition': {'op': 'all', 'of': [node]}})
        self.assertIn(words, str(caught.exception))

    def test_a11_unknown_things_are_refused_in_words(self):
        contacts = {'measure': 'contacts', 'operator': '>=', 'value': 3}
        ever = {**contacts, 'window': {'ever': True}}
        for node, words in (
            ({'measure': 'shoe_size', 'operator': '=', 'value': 1}, "Nothing called “shoe_size” can be asked"),
            ({'measure': 'age', 'operator': 'child_of', 'value': 1}, "“child_of” does not suit age"),
            ({'measure': 'age', 'operator': '>=', 'value': '18'}, "something is missing"),
            ({'measure': 'age', 'operator': '>=', 'value': True}, "something is missing"),
            ({'measure': 'age', 'operator': '>=', 'value': 10 ** 9}, "too large"),
            ({'measure': 'age', 'operator': '>=', 'value': 18, 'or': 1}, "“or” has no meaning"),
            ({'measure': 'city', 'operator': 'is', 'value': 'x' * 300}, "too long"),
            ({'measure': 'city', 'operator': 'is', 'value': 'a\x00b'}, "too long or holds"),
            ({'measure': 'birthdate', 'operator': 'from', 'value': 'today; --'}, "choose a day"),
            ({'measure': 'kind', 'operator': 'in', 'value': ['martian']}, "no “martian”"),
            ({'measure': 'tags', 'operator': 'in', 'value': ['1 OR 1=1']}, "no “1 OR 1=1”"),
            ({'measure': 'tags', 'operator': 'in', 'value': [2 ** 30]}, "not there any more"),
            (contacts, "say in which time"),
            ({**contacts, 'window': {'on': 'today'}}, "say in which time"),
            ({**contacts, 'window': {'last': 10 ** 6, 'unit': 'months'}}, "from 1 to 1200"),
            ({**ever, 'aggregate': 'median'}, "cannot be summed up by “median”"),
            ({**ever, 'aggregate': 'sum', 'of': 'id'}, "cannot be narrowed down by “id”"),
            ({**ever, 'where': [{'field': 'create_uid', 'operator': 'in', 'value': [1]}]}, "by “create_uid”"),
            ({'op': 'all', 'of': []}, "groups is empty"),
            ({'op': 'xor', 'of': []}, "no definition of a segment"),
            ("__import__('os')", "no definition of a segment"),
        ):
            with self.subTest(node=node):
                self._refused(node, words)
        self._refused({'op': 'all', 'of': [{'measure': 'age', 'operator': '>=', 'value': 1}] * 100}, "at most 60")
        deep = {'measure': 'age', 'operator': '>=', 'value': 1}
        for _n in range(3000):
            deep = {'op': 'all', 'of': [deep]}
        self._refused(deep, "6 deep")

    def test_a11_whatever_comes_is_refused_and_never_breaks(self):
        rand, measures = random.Random(SEED), self.env['constituent.segment']._measures()
        words = [*measures, 'op', 'of', 'all', 'any', 'measure', 'operator', 'value', 'window', 'where', 'field', '>=',
                 'in', 'last', 'unit', 'months', 'channel', 'params', 'aggregate', 'count', 'x', '\udc80']

        def thing(depth):
            kind = rand.random()
            if depth > 5 or kind < .3:
                return rand.choice((None, True, 0, -1, 2.5, float('nan'), 'x', [], {}, *words))
            if kind < .5:
                return [thing(depth + 1) for _n in range(rand.randint(0, 4))]
            return {rand.choice(words): thing(depth + 1) for _n in range(rand.randint(0, 5))}
        definitions = Definitions(rand, self)
        for _n in range(3000):
            definition = thing(0)
            if rand.random() < .6:  # nearly right: one place of a good one is spoilt
                definition = definitions.tree()
                node = definition['of'][0]
                node[rand.choice([*node])] = thing(3)
            try:
                tree = segment_tree.check(definition, measures)
            except segment_tree.SegmentError as error:
                self.assertTrue(self.env['constituent.segment']._fault(error))
            else:
                self.env['constituent.segment']._tree_query(tree)

    def test_circle_of_segments_is_refused(self):
        first = self.env['constituent.segment'].create({'name': 'First'})

        def naming(segment):
            return {'op': 'all', 'of': [{'measure': 'segment', 'operator': 'in', 'value': segment.ids}]}
        second = self.env['constituent.segment'].create({'name': 'Second', 'definition': naming(first)})
        for segment in (first, second):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                first.definition = naming(segment)
            self.assertIn("names itself", str(caught.exception))

    def test_measure_without_a_date_is_refused(self):
        measures = self.env['constituent.segment']._measures()
        measures['contacts']['dated'] = None
        with self.assertRaises(segment_tree.SegmentError) as caught:
            segment_tree.check({'op': 'all', 'of': [
                {'measure': 'contacts', 'operator': '>=', 'value': 1, 'window': {'ever': True}}]}, measures)
        self.assertEqual(caught.exception.code, 'undated')


class TestSegmentPage(ConstituentCase):
    """The worked tables of docs/algorithms/segments.md are what the code does."""

    def _table(self, head):
        rows = [[cell.strip(' `') for cell in line.strip('|').split('|')]
                for line in PAGE.read_text(encoding='utf-8').splitlines() if line.startswith('|')]
        start = next(index for index, row in enumerate(rows) if row[0] == head) + 2
        length = next((n for n, row in enumerate(rows[start:]) if len(row) != len(rows[start])), len(rows))
        return rows[start:start + length]

    def test_worked_table_of_the_page_is_what_the_code_does(self):
        noon = datetime.combine(self.env['res.company']._constituent_today(), datetime.min.time()) + timedelta(hours=12)
        for name, city, born, calls, letters in self._table('person'):
            person = self._person(name, city=city, birthdate=born or False)
            for channel, days in (('call', calls), ('letter', letters)):
                self.env['constituent.interaction'].create([{
                    'subject': 'X', 'channel': channel, 'partner_ids': [Command.link(person.id)],
                    'date': noon - timedelta(days=int(day))} for day in days.split()])
        Segment, cast = self.env['constituent.segment'], [row[0] for row in self._table('person')]
        examples = self._table('condition')
        self.assertGreater(len(examples), 9)
        for condition, words, found in examples:
            with self.subTest(condition=condition):
                node = json.loads(condition)
                tree = Segment._check_definition(node if 'op' in node else {'op': 'all', 'of': [node]})
                names = self.env['res.partner'].browse(Segment._tree_query(tree)).mapped('name')
                self.assertEqual([name for name in cast if name in names], found.split(', ') if found else [])
                self.assertEqual(Segment._words(tree), f'Everybody for whom this is true: {words}.')
