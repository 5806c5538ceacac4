import contextlib
import csv
import doctest
import gzip
import io
import os
import tempfile
import unittest
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools import (
    match_block,
    match_cluster,
    match_columns,
    match_explain,
    match_find,
    match_measure,
    match_prepare,
    match_score,
    match_store,
    match_text,
    match_words,
)
from ..tools.match_command import main
from ..tools.match_find import Finder, find_duplicates
from ..tools.match_measure import measure
from ..tools.match_model import Like
from ..tools.match_people import PEOPLE
from ..tools.match_process import SearchFailed, find_in_process
from ..tools.match_says import OTHERS, PIECES
from ..tools.match_store import MemoryFile
from .match_maker import FIELDS, ORGANISATION_FIELDS, Maker

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get('SHARED_DATA') or ROOT.parent / 'shared/data')
PAGE = ROOT / 'docs/algorithms/duplicates.md'
MODULES = (
    match_block, match_cluster, match_columns, match_explain, match_find, match_measure, match_prepare, match_score,
    match_store, match_text, match_words)


@tagged('post_install', '-at_install')
class TestMatchTools(BaseCase):

    def test_examples_in_the_tools_are_true(self):
        for module in MODULES:
            with self.subTest(module=module.__name__):
                self.assertFalse(doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed)

    def _table(self, title):
        rows = PAGE.read_text(encoding='utf-8').split(f'## Worked table: {title}')[1].split('##')[0].splitlines()
        return [[cell.strip() for cell in row.strip('|').split('|')] for row in rows if row.startswith('|')][2:]

    def test_worked_table_of_the_forms(self):
        forms = {
            'last_name': lambda text: match_text.family_name(text)[0],
            'first_name': lambda text: match_text.given_name(text)[1],
            'street': match_text.street_words, 'birthdate': match_text.date_digits,
            'zip': lambda text: match_text.postcode(text)[0],
            'name': lambda text: match_text.organisation_name(text)[0]}
        rows = self._table('what is compared')
        self.assertEqual(len(rows), 10)
        for written, field, compared in rows:
            with self.subTest(written=written):
                self.assertEqual(forms[field](written), compared)

    def test_worked_table_of_the_chances(self):
        comparisons = {comparison.name: comparison for comparison in PEOPLE.comparisons}
        rows = self._table('chances')
        self.assertEqual(len(rows), 7)
        for name, label, *cells in rows:
            chances = next(level.chances for level in comparisons[name].levels if level.label == label)
            for kind, cell in zip(('same', 'family', 'place', 'namesake'), cells, strict=True):
                with self.subTest(comparison=name, level=label, kind=kind):
                    self.assertEqual('-' if chances[kind] == 1 else f'{100 * chances[kind]:g}', cell)

    def test_chances_of_a_kind_add_up_and_have_words(self):
        for model in (PEOPLE, match_find.ORGANISATIONS):
            self.assertLessEqual(set(model.kinds) - {'same'}, set(OTHERS))
            for comparison in model.comparisons:
                for level in comparison.levels:
                    self.assertIn((comparison.name, level.label), PIECES)
                for kind in model.kinds:
                    given = [level.chances[kind] for level in comparison.levels]
                    if not any(isinstance(chance, Like) for chance in given):
                        with self.subTest(comparison=comparison.name, kind=kind):
                            self.assertAlmostEqual(sum(given), 1, delta=.03)


@tagged('post_install', '-at_install')
class TestMatchEngine(BaseCase):

    def _find(self, rows, fields=('name', 'birthdate', 'email', 'phone', 'street', 'zip')):
        """Rows among 600 made-up people, who give the figures that a few alone cannot."""
        records, _truth = Maker(11).people(600)
        crowd = [tuple(dict(zip(FIELDS, record, strict=True)).get(field, '') for field in (*fields, 'first_name',
                 'last_name')) for record in records]
        found = find_duplicates(
            [*((*row, '', '') for row in rows), *crowd], [*fields, 'first_name', 'last_name'])
        return {(pair.a, pair.b): pair for pair in found.pairs if pair.b < len(rows)}, [
            group for group in found.groups if group[0] < len(rows)]

    def test_people_written_twice_are_found_and_their_families_are_not(self):
        records, truth = Maker().people()
        result = measure(find_duplicates(records, FIELDS).groups, truth)
        self.assertGreater(result.f1, .95, result)
        self.assertGreater(result.precision, .97, result)

    def test_organisations_of_two_years_are_found(self):
        records, truth = Maker().organisations()
        fields = ('source', *ORGANISATION_FIELDS)
        groups = find_duplicates(records, fields, 'organisation', linked=True).groups
        result = measure(groups, truth, [record[0] for record in records])
        self.assertGreater(result.f1, .95, result)

    def test_a_couple_with_one_address_and_one_email_stays_two(self):
        home = ('lindqvist@web.example', '5551234567', '7 Harbour Lane', '24680')
        pairs, groups = self._find([
            ('Björn Lindqvist', '1961-03-04', *home), ('Ada Lindqvist', '1963-11-20', *home),
            ('Bjorn Lindqvist', '1961-03-04', *home[:1], '', '7 Harbour Ln', '24680')])
        self.assertEqual(groups, [[0, 2]])
        self.assertGreater(pairs[0, 2].chance, .9)
        self.assertLess(pairs[0, 1].chance if (0, 1) in pairs else 0, .3)

    def test_father_and_son_of_one_name_stay_two_and_it_is_said_why(self):
        pairs, groups = self._find([
            ('Omar Haddington', '1948-05-06', 'o@x.example', '', '7 Harbour Lane', '24680'),
            ('Omar Haddington', '1979-01-30', '', '', '7 Harbour Lane', '24680')])
        self.assertFalse(groups)
        pair = pairs[0, 1]  # the exact rule of name and address finds them, the model says what they are
        self.assertEqual((pair.rule, pair.explanation.other), ('name_address', 'namesake'))
        [against] = [piece for piece in pair.explanation.pieces if piece.speaks_against]
        self.assertEqual(against[:2], ('birth', 'differs'))

    def test_what_agrees_weighs_the_more_the_rarer_it_is(self):
        rows = [('Ada Okafor-Zell', '', '', '', '', ''), ('Ada Okafor-Zell', '', '', '', '', '')]
        records, _truth = Maker(11).people(600)
        common = max({record[1] for record in records}, key=[record[1] for record in records].count)
        rows += [(f'Ada {common}', '', '', '', '', ''), (f'Ada {common}', '', '', '', '', '')]
        pairs, _groups = self._find(rows)
        bits = {key: next(piece.bits for piece in pair.explanation.pieces if piece.field == 'last')
                for key, pair in pairs.items() if key in ((0, 1), (2, 3))}
        self.assertGreater(bits[0, 1], bits.get((2, 3), 0) + 1)

    def test_who_was_kept_apart_stays_apart(self):
        records, truth = Maker().people(300)
        first = find_duplicates(records, FIELDS)
        group = first.groups[0]
        pairs = [(a, b) for a in group for b in group if a < b]
        again = find_duplicates(records, FIELDS, apart=pairs)
        self.assertFalse([pair for pair in again.pairs if (pair.a, pair.b) in pairs])
        self.assertFalse([found for found in again.groups if len(set(found) & set(group)) > 1])

    def test_the_same_records_give_the_same_answer(self):
        records, _truth = Maker().people(300)
        one, two = (find_duplicates(records, FIELDS) for _n in range(2))
        self.assertEqual((one.groups, one.pairs), (two.groups, two.pairs))

    def test_a_process_of_its_own_finds_the_same_and_says_when_it_fails(self):
        records, _truth = Maker().people(200)
        here = find_duplicates(records, FIELDS)
        with MemoryFile() as file:
            csv.writer(file.text, lineterminator='\n', quoting=csv.QUOTE_ALL).writerows(
                (index, *record) for index, record in enumerate(records))
            count, there = find_in_process('individual', file, FIELDS)
            self.assertEqual((count, there.pairs, there.groups), (len(records), here.pairs, here.groups))
            with self.assertRaises(SearchFailed) as caught:
                find_in_process('individual', file, ['taste'])
            self.assertIn('taste', str(caught.exception))

    def test_nothing_or_one_or_only_blanks_is_no_error(self):
        for records in ([], [('Ada', 'Okafor')], [('', '')] * 5, [('Ada', 'Okafor')] * 3):
            with self.subTest(records=len(records)):
                self.assertIsInstance(find_duplicates(records, ['first_name', 'last_name']).groups, list)
                self.assertIsInstance(find_duplicates(
                    [(' '.join(record),) for record in records], ['name'], 'organisation').groups, list)

    def test_an_unknown_field_is_named(self):
        with self.assertRaises(ValueError) as caught:
            find_duplicates([('1',)], ['cluster'])
        self.assertIn('cluster', str(caught.exception))

    def test_odd_text_is_read_as_it_is(self):
        odd = [
            '\N{ZERO WIDTH SPACE}', '"', '\\', "'; DROP TABLE p; --", 'a,b\nc', '\u202e', '王小明', 'É' * 300,
            '%', '{}']
        records = [(text, text, text, text) for text in odd for _n in range(2)]
        for kind, fields in (('individual', ['name', 'email', 'street', 'birthdate']),
                             ('organisation', ['name', 'email', 'street', 'zip'])):
            self.assertTrue(find_duplicates(records, fields, kind).looked_at)

    def test_the_engine_reaches_no_file_and_no_network(self):
        with Finder() as finder:
            finder.load(Maker().people(60)[0], FIELDS)
            finder.find()
            for statement in ("SELECT * FROM read_csv('/etc/hostname')", "INSTALL httpfs", "COPY p TO 'people.csv'",
                              "SET enable_external_access = true", "SET temp_directory = 'tmp'"):
                with self.subTest(statement=statement), self.assertRaises(Exception):  # noqa: B017
                    finder.store.run(statement)
            settings = dict(finder.store.rows("SELECT name, value FROM duckdb_settings()"))
            self.assertEqual(settings['temp_directory'], '')
            self.assertFalse(finder.store.rows("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL"))


@tagged('post_install', '-at_install')
class TestMatchCommand(BaseCase):

    def _run(self, *words):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            status = main([str(word) for word in words])
        return status, out.getvalue()

    def test_a_file_with_unknown_headers_is_judged(self):
        records, truth = Maker().people(300)
        with tempfile.TemporaryDirectory() as folder:
            path, pairs, groups = (Path(folder) / name for name in ('people.csv', 'pairs.csv', 'groups.csv'))
            with path.open('w', encoding='utf-8', newline='') as stream:
                csv.writer(stream, delimiter=';').writerows([
                    ('Vorname', 'Nachname', 'Geb.-Datum', 'E-Mail', 'Tel.', 'Strasse', 'Ort', 'PLZ', 'cluster'),
                    *((*record, who) for record, who in zip(records, truth, strict=True))])
            status, said = self._run(path, '--truth', 'cluster', '--out', pairs, '--groups', groups)
            self.assertEqual(status, 0, said)
            self.assertIn('Vorname = first_name', said)
            self.assertNotIn('cluster =', said)
            self.assertGreater(float(said.split('F1 ')[1].split()[0]), .95, said)
            with pairs.open(encoding='utf-8', newline='') as stream:
                first = next(csv.DictReader(stream))
            self.assertGreater(float(first['chance']), .99)
            self.assertIn('same', first['why'])
            self.assertIn('group', groups.read_text(encoding='utf-8'))

    def test_what_cannot_be_read_is_said(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / 'people.csv'
            path.write_text('colour,shape\nred,round\n', encoding='utf-8')
            for words, reason in (
                (['--only-mapped'], 'no column'), (['--map', 'colour=taste'], 'taste'),
                (['--map', 'flavour=name'], 'flavour'), (['--map', 'colour=name', '--truth', 'x'], 'x'),
            ):
                with self.subTest(words=words):
                    status, said = self._run(path, *words)
                    self.assertEqual(status, 1)
                    self.assertIn(reason, said)
            self.assertEqual(self._run(Path(folder) / 'nothing.csv')[0], 1)


@tagged('post_install', '-at_install')
@unittest.skipUnless(DATA.is_dir(), "the public data sets are not beside the checkout")
class TestMatchBars(BaseCase):
    """The public files, with the one configuration there is; no column that is an id is read."""

    def _read(self, path, fields, who):
        opened = gzip.open if path.endswith('.gz') else open
        with opened(DATA / path, 'rb') as raw:
            rows = list(csv.DictReader(io.TextIOWrapper(raw, encoding='utf-8', newline=''), skipinitialspace=True))
        return [tuple(row[column].strip() for column in fields) for row in rows], [who(row) for row in rows]

    def _bar(self, path, fields, who, bar):
        records, truth = self._read(path, fields, who)
        result = measure(find_duplicates(records, list(fields.values())).groups, truth)
        self.assertGreater(result.f1, bar, result)

    def test_febrl(self):
        fields = {
            'given_name': 'first_name', 'surname': 'last_name', 'street_number': 'street_number', 'address_1': 'street',
            'address_2': 'street2', 'suburb': 'city', 'postcode': 'zip', 'state': 'state', 'date_of_birth': 'birthdate'}
        for name in ('dataset1', 'dataset2'):
            self._bar(f'febrl/{name}.csv', fields, lambda row: row['rec_id'].split('-')[1], .985)

    def test_fake_1000(self):
        fields = {
            'first_name': 'first_name', 'surname': 'last_name', 'dob': 'birthdate', 'city': 'city', 'email': 'email'}
        self._bar('splink_fake1000/fake_1000.csv', fields, lambda row: row['cluster'], .90)

    def test_historical_figures(self):
        fields = {
            'first_name': 'first_name', 'surname': 'last_name', 'dob': 'birthdate', 'birth_place': 'birth_place',
            'postcode_fake': 'zip', 'gender': 'gender', 'occupation': 'job_title'}
        self._bar('splink_historical50k/historical_figures_half.csv.gz', fields, lambda row: row['cluster'], .78)

    def test_organisations_across_two_years(self):
        fields = {'NAME': 'name', 'STREET': 'street', 'CITY': 'city', 'STATE': 'state', 'ZIP': 'zip'}
        records, truth = [], []
        for state in ('me', 'nh', 'vt'):
            for year in ('2020', '2026'):
                rows, who = self._read(
                    f'irs_eo_bmf/eo_{state}_{year}.csv', fields,
                    lambda row: row['EIN'] if row['AFFILIATION'].strip('0 ') == '3' else '')
                records += [(year, *row) for row, one in zip(rows, who, strict=True) if one]
                truth += filter(None, who)
        found = find_duplicates(records, ['source', *fields.values()], 'organisation', linked=True)
        result = measure(found.groups, truth, [record[0] for record in records])
        self.assertGreater(result.f1, .975, result)
