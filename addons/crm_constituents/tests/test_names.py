import doctest
import random
from pathlib import Path

from odoo.tests import BaseCase, Form, tagged

from ..tools import dates, names
from .common import ConstituentCase

PAGE = Path(__file__).resolve().parents[3] / 'docs' / 'algorithms' / 'names.md'
SYLLABLES = ['Ada', 'van', 'der', 'de la', 'Dr.', 'Jr.', 'y', 'bin', 'Ольга', '王', '小明', 'さくら', 'Nguyễn', "d'",
             'St.', 'III', 'Mrs', 'del Carmen', 'O’Brien', 'Ní', ',', '&', 'and', '김', 'فاطمة', 'M.', 'e', 'Zoë-Marie']


def table(number):
    """Rows of the table of this number on the page, without its two head lines."""
    tables, rows = [], []
    for line in [*PAGE.read_text(encoding='utf-8').splitlines(), '']:
        if line.startswith('|'):
            rows.append([cell.strip() for cell in line.strip('|').split('|')])
        elif rows:
            tables.append(rows[2:])
            rows = []
    return tables[number]


@tagged('post_install', '-at_install')
class TestNameTools(BaseCase):

    def test_examples_in_the_tools_are_true(self):
        for module in (names, dates):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)

    def test_worked_table_of_the_page_is_what_the_code_does(self):
        rows = table(0)
        self.assertGreater(len(rows), 30)
        for typed, lang, *expected in rows:
            with self.subTest(name=typed, lang=lang):
                parts = names.split_name(typed, lang)
                self.assertEqual([*(parts[key] for key in names.PARTS), names.compose_name(parts, lang)], expected)

    def test_no_letter_is_lost_and_composing_again_changes_nothing(self):
        rng = random.Random(20261122)
        for _round in range(3000):
            typed = ' '.join(rng.choices(SYLLABLES, k=rng.randint(1, 6)))
            lang = rng.choice(['', 'en_US', 'es_ES', 'fr_FR', 'de_DE', 'hu_HU', 'vi_VN', 'zh_CN', 'ja_JP', 'ko_KR'])
            parts = names.split_name(typed, lang)
            kept = ''.join(parts.values())
            self.assertEqual(
                sorted(kept.replace(' ', '')), sorted(typed.replace(' ', '').replace(',', '')), (typed, lang))
            if ',' not in typed:
                line = names.compose_name(parts, lang, titled=True).replace(' ', '')
                self.assertEqual(line, typed.replace(' ', ''), (typed, lang))


class TestConstituentNames(ConstituentCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ('de_DE', 'fr_FR', 'es_ES', 'hu_HU'):
            cls.env['res.lang']._activate_lang(code)

    def test_a_name_alone_is_split_and_parts_compose_it(self):
        person = self._person('Dr. Ludwig van der Berg Jr.')
        self.assertEqual(
            (person.name, person.name_prefix, person.first_name, person.last_name, person.name_suffix),
            ('Ludwig van der Berg Jr.', 'Dr.', 'Ludwig', 'van der Berg', 'Jr.'))
        person.last_name = 'Okafor'
        self.assertEqual(person.name, 'Ludwig Okafor Jr.')
        person.name = 'Ольга Петрова'
        self.assertEqual((person.first_name, person.last_name, person.name_suffix), ('Ольга', 'Петрова', False))
        self.assertEqual(person.name_prefix, 'Dr.', "a title is no piece of the name and outlives its change")

    def test_a_suffix_is_greeted_as_nobody(self):
        for name, greeting in (
            ('Ms. Ada, PhD', 'Dear Ms. Ada'), ('Dr. Mrs. Patel MD PhD', 'Dear Dr. Mrs. Patel'),
            ('Okafor, PhD', 'Dear Okafor'),
        ):
            with self.subTest(name=name):
                self.assertEqual(self._person(name, lang='en_US').salutation_formal, greeting)

    def test_parts_alone_make_a_person(self):
        person = self.env['res.partner'].create(
            {'constituent_type': 'individual', 'first_name': 'Anna', 'last_name': 'Nagy', 'lang': 'hu_HU'})
        self.assertEqual(person.name, 'Nagy Anna')
        person.lang = 'de_DE'
        self.assertEqual(person.name, 'Anna Nagy')

    def test_parts_put_right_survive_the_same_name_written_again(self):
        person = self._person('María José Fernández')
        person.write({'first_name': 'María José', 'middle_name': False})
        person.write({'name': 'María José Fernández', 'city': 'Valencia'})
        self.assertEqual((person.first_name, person.last_name), ('María José', 'Fernández'))

    def test_many_people_of_one_name_are_written_at_once(self):
        people = self._person('Ada Okafor') | self._person('山田 さくら')
        people.write({'name': 'Kwame Mensah'})
        self.assertEqual(people.mapped('last_name'), ['Mensah', 'Mensah'])

    def test_organisations_and_plain_partners_keep_their_name_whole(self):
        organisation = self._organisation('Dr. Müller Stiftung')
        plain = self.env['res.partner'].create({'name': 'Dr. Karl Weiß'})
        self.assertEqual((organisation.name, organisation.name_prefix), ('Dr. Müller Stiftung', False))
        self.assertEqual((plain.name, plain.first_name, plain.constituent_no), ('Dr. Karl Weiß', False, False))

    def test_typing_on_the_page_splits_and_composes(self):
        view = self.env.ref('crm_constituents.res_partner_view_form')
        People = self.env['res.partner'].with_context(default_constituent_type='individual')
        with Form(People, view=view) as page:
            page.name = 'Mrs Ada Okafor'
            self.assertEqual((page.name, page.name_prefix, page.last_name), ('Ada Okafor', 'Mrs', 'Okafor'))
            page.last_name = 'Lindqvist'
            self.assertEqual(page.name, 'Ada Lindqvist')
        person = page.record
        self.assertEqual((person.name, person.name_prefix, person.salutation_formal),
                         ('Ada Lindqvist', 'Mrs', 'Dear Mrs Lindqvist'))

    def test_salutations_follow_language_and_title(self):
        for name, lang, formal, informal in (
            ('Mrs Ada Okafor', 'en_US', 'Dear Mrs Okafor', 'Dear Ada'),
            ('Ada Okafor', 'en_US', 'Dear Ada Okafor', 'Dear Ada'),
            ('Dr. Elif Yılmaz', 'en_US', 'Dear Dr. Yılmaz', 'Dear Elif'),
            ('Frau Prof. Greta Müller', 'de_DE', 'Sehr geehrte Frau Prof. Müller', 'Hallo Greta'),
            ('Herr Karl Weiß', 'de_DE', 'Sehr geehrter Herr Weiß', 'Hallo Karl'),
            ('Karl Weiß', 'de_DE', 'Guten Tag Karl Weiß', 'Hallo Karl'),
            ('Mme Fatou Diop', 'fr_FR', 'Madame', 'Bonjour Fatou'),
            ('Sra. Lucía Fernández Ruiz', 'es_ES', 'Estimada Sra. Fernández Ruiz', 'Hola, Lucía'),
            ('Nagy Anna', 'hu_HU', 'Dear Anna Nagy', 'Dear Anna'),
            ('Prince', 'en_US', 'Dear Prince', 'Dear Prince'),
            ('O’Brien', 'en_US', 'Dear O’Brien', 'Dear O’Brien'),
            ('Jean', 'fr_FR', 'Bonjour Jean', 'Bonjour Jean'),
            ('Dr. Madonna', 'en_US', 'Dear Dr. Madonna', 'Dear Dr. Madonna'),
            ('Frau Müller', 'de_DE', 'Sehr geehrte Frau Müller', 'Hallo Frau Müller'),
            ('王小明', 'en_US', 'Dear 王小明', 'Dear 王小明'),
            ('王 小明', 'en_US', 'Dear 王小明', 'Dear 小明'),
            ('山田太郎', 'en_US', 'Dear 山田太郎', 'Dear 山田太郎'),
            ('山田 さくら', 'en_US', 'Dear 山田 さくら', 'Dear さくら'),
            ('김민준', 'de_DE', 'Guten Tag 김민준', 'Hallo 민준'),
            ('Sir Ian McKellen', 'en_US', 'Dear Sir Ian', 'Dear Ian'),
            ('Dame Judi Dench', 'de_DE', 'Guten Tag Dame Judi', 'Hallo Judi'),
            ('Lady Antonia Fraser', 'en_US', 'Dear Lady Antonia', 'Dear Antonia'),
            ('Sir McKellen', 'en_US', 'Dear Sir McKellen', 'Dear Sir McKellen'),
            ('Lady Smith', 'en_US', 'Dear Lady Smith', 'Dear Lady Smith'),
            ('Lord Smith', 'en_US', 'Dear Lord Smith', 'Dear Lord Smith'),
            ('Lord John Smith', 'en_US', 'Dear Lord Smith', 'Dear John'),
            ('Mr. & Mrs. Smith', 'en_US', 'Dear Mr. & Mrs. Smith', 'Dear Mr. & Mrs. Smith'),
            ('Herr und Frau Müller', 'de_DE', 'Guten Tag Herr und Frau Müller', 'Hallo Herr und Frau Müller'),
        ):
            with self.subTest(name=name, lang=lang):
                person = self._person(name, lang=lang)
                self.assertEqual((person.salutation_formal, person.salutation_informal), (formal, informal))

    def test_a_couple_typed_over_a_person_has_no_title_of_its_own(self):
        person = self._person('Mr. Kwame Mensah')
        person.name = 'Mr. & Mrs. Mensah'
        self.assertEqual((person.name, person.name_prefix, person.salutation_formal),
                         ('Mr. & Mrs. Mensah', False, 'Dear Mr. & Mrs. Mensah'))

    def test_an_own_salutation_is_kept(self):
        person = self._person('Mrs Ada Okafor', salutation_formal_custom='Your Worship')
        person.last_name = 'Lindqvist'
        self.assertEqual(person.salutation_formal, 'Your Worship')
        person.salutation_formal_custom = False
        self.assertEqual(person.salutation_formal, 'Dear Mrs Lindqvist')

    def test_a_changed_pattern_is_used_at_once(self):
        person = self._person('Ada Okafor')
        self.assertEqual(person.salutation_informal, 'Dear Ada')
        pattern = self.env['constituent.pattern'].search([('lang', '=', 'en'), ('key', '=', 'informal')])
        pattern.with_user(self.administrator).pattern = 'Hi {given_name}'
        person.invalidate_recordset()
        self.assertEqual(person.salutation_informal, 'Hi Ada')

    def test_organisations_are_greeted_by_their_language(self):
        self.assertEqual(self._organisation('Stadtwerke', lang='de_DE').salutation_formal,
                         'Sehr geehrte Damen und Herren')

    def test_households_of_the_page_are_named_and_greeted_as_it_says(self):
        for members, lang, name, by_titles, formal, informal in table(1):
            with self.subTest(members=members):
                code = {'en': 'en_US', 'de': 'de_DE', 'fr': 'fr_FR', 'es': 'es_ES'}[lang]
                people = [self._person(member, lang=code) for member in members.split(', ')]
                household = self._household(*people, lang=code)
                self.assertEqual(
                    [household.name, household.household_greeting_formal, household.household_greeting_informal],
                    [name, formal, informal])
                household.household_naming = 'titles'
                self.assertEqual(household.name, by_titles)
