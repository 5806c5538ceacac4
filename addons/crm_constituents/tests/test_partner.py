from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from .common import ConstituentCase


class TestConstituents(ConstituentCase):

    def test_many_new_people_take_their_numbers_with_one_query(self):
        vals = [{'constituent_type': 'individual', 'name': f'Ольга Петрова {n}'} for n in range(50)]
        self._person('Olga')  # what is read once for many requests is not counted: rights, rules, the series
        seen = []
        original = type(self.env['res.partner'])._constituent_next_numbers

        def counted(model, count):
            before = self.env.cr.sql_log_count
            numbers = original(model, count)
            seen.append((count, self.env.cr.sql_log_count - before))
            return numbers

        self.patch(type(self.env['res.partner']), '_constituent_next_numbers', counted)
        people = self.env['res.partner'].create(vals)
        self.assertEqual(len(set(people.mapped('constituent_no'))), 50)
        [(count, queries)] = seen
        self.assertEqual(count, 50)
        self.assertLessEqual(queries, 5, "the user's company, the series and the numbers; not one for each")

    def test_numbers_are_unique_within_a_company_and_among_the_shared(self):
        ada = self._person('Ada Okafor')
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._person('Zoë Diop', constituent_no=ada.constituent_no)
            self.env.flush_all()

    def test_a_copy_has_a_number_of_its_own_and_no_secrets(self):
        ada = self._person('Ada Okafor', alert_note='Call first', confidential=True, birthdate='1980-05-17')
        twin = ada.copy()
        self.assertNotEqual(twin.constituent_no, ada.constituent_no)
        self.assertEqual((twin.constituent_type, twin.alert_note, twin.confidential, twin.birthdate),
                         ('individual', False, False, False))
        # and who may not read the protected fields can still copy
        plain = self.env['res.users'].sudo().create({
            'name': 'Plain', 'login': 'con_plain',
            'group_ids': [(6, 0, [self.env.ref('base.group_user').id, self.env.ref('base.group_partner_manager').id])]})
        self.assertTrue(ada.with_user(plain).copy())

    def test_kind_and_company_flag_keep_in_step(self):
        trust = self._organisation('Harbour Trust')
        ada = self._person('Ada Okafor')
        home = self._household(ada)
        self.assertEqual([p.is_company for p in trust | ada | home], [True, False, False])
        trust.constituent_type = 'individual'
        self.assertFalse(trust.is_company)
        trust.company_type = 'company'
        self.assertEqual(trust.constituent_type, 'organisation')
        (trust | ada).is_company = False
        self.assertEqual((trust.constituent_type, ada.constituent_type), ('individual', 'individual'))
        home.is_company = False
        self.assertEqual(home.constituent_type, 'household')

    def test_nobody_goes_without_a_name(self):
        Partner = self.env['res.partner']
        for vals in (
            {'name': '  '}, {'name': ''}, {'name': '\u200b \u00a0'}, {'name': ' , '}, {}, {'first_name': ' '},
            {'name_prefix': 'Dr.'}, {'name': '  ', 'name_suffix': 'PhD'},
        ):
            for kind in ('individual', 'organisation'):
                with self.subTest(vals=vals, kind=kind), self.assertRaisesRegex(ValidationError, 'needs a name'):
                    Partner.create({'constituent_type': kind, **vals})
        with self.assertRaisesRegex(ValidationError, 'needs a name'):
            Partner.web_save({'constituent_type': 'individual', 'name': '  '}, {'name': {}})
        ids, errors = Partner._constituent_bulk_create_each([
            {'constituent_type': 'individual', 'name': ' '}, {'constituent_type': 'individual', 'name': 'Þór'}])
        self.assertIn('needs a name', errors[0])
        self.assertEqual(Partner.browse(ids[1]).name, 'Þór')
        self.assertEqual(self._household(name='  ').name, 'New household')

    def test_a_name_is_not_taken_away(self):
        ada, trust = self._person('Ada Okafor'), self._organisation('Harbour Trust')
        for partner in (ada, trust, self._household(ada)):
            for name in ('  ', False):
                with self.subTest(partner=partner.name, name=name), self.assertRaisesRegex(
                        ValidationError, 'needs a name'):
                    partner.name = name
        ada.write({'name': ' ', 'first_name': 'Adaeze'})
        self.assertEqual(ada.name, 'Adaeze Okafor')
        plain = self.env['res.partner'].create({'type': 'delivery', 'parent_id': trust.id})
        self.assertFalse(plain.name, "an address of Odoo's own may go without")

    def test_plain_partners_stay_as_odoo_made_them(self):
        plain = self.env['res.partner'].create({'name': 'Invoice desk', 'is_company': True})
        self.assertEqual((plain.constituent_type, plain.constituent_no, plain.is_company), (False, False, True))
        plain.is_company = False
        self.assertFalse(plain.constituent_type)
        self.assertFalse(self.officer.partner_id.constituent_type)

    def test_a_partner_becomes_a_constituent_with_number_and_parts(self):
        plain = self.env['res.partner'].create({'name': 'Dr. Elif Yılmaz'})
        plain.constituent_type = 'individual'
        self.assertTrue(plain.constituent_no)
        self.assertEqual((plain.name, plain.name_prefix, plain.last_name), ('Elif Yılmaz', 'Dr.', 'Yılmaz'))

    def test_people_are_found_by_name_number_and_mail(self):
        sakura = self._person('山田 さくら', email='sakura@example.org')
        for text in ('さくら', sakura.constituent_no, 'sakura@exa'):
            with self.subTest(text=text):
                found = [pid for pid, _name in self.env['res.partner'].name_search(text)]
                self.assertIn(sakura.id, found)
        self.assertIn(sakura.id, [pid for pid, _name in self.env['res.partner'].with_user(
            self.env.ref('base.user_admin')).name_search('さくら')])

    def test_lists_of_people_open_for_users_without_a_role(self):
        """A field with groups must break no search, read or form of those who lack them."""
        ada = self._person('Ada Okafor')
        user = self.env['res.users'].sudo().create({
            'name': 'No role', 'login': 'con_norole', 'group_ids': [(6, 0, [self.env.ref('base.group_user').id])]})
        Partner = self.env['res.partner'].with_user(user)
        self.assertIn(ada.id, [row['id'] for row in Partner.web_search_read([('name', '=', 'Ada Okafor')], {
            'display_name': {}})['records']])
        self.assertTrue(Partner.get_views([(False, 'form'), (False, 'list'), (False, 'kanban')]))
        readable = [name for name in Partner.fields_get() if name in self.env['res.partner']._fields
                    and self.env['res.partner']._fields[name]._module == 'crm_constituents']
        self.assertIn('first_name', ada.with_user(user).read(readable)[0])
        with self.assertRaises(AccessError):
            ada.with_user(user).read(['birthdate'])

    def test_who_may_edit_contacts_and_has_no_role_still_can(self):
        """What follows from a change is written though the user may not see it."""
        ada = self._person('Ada Okafor', deceased_date='2026-01-01')
        home = self._household(ada)
        plain = self.env['res.users'].sudo().create({
            'name': 'Plain', 'login': 'con_plain',
            'group_ids': [(6, 0, [self.env.ref('base.group_user').id, self.env.ref('base.group_partner_manager').id])]})
        home.with_user(plain).name = 'Quay Street 7'
        ada.with_user(plain).is_deceased = False
        made = self.env['res.partner'].with_user(plain).create({'constituent_type': 'household', 'name': 'Hafen 12'})
        self.assertEqual((home.household_naming, made.with_user(self.officer).household_naming), ('custom', 'custom'))
        self.assertFalse(ada.deceased_date)
        with self.assertRaises(AccessError):
            ada.with_user(plain).deceased_date = '2026-01-01'

    def test_the_page_of_odoo_still_saves(self):
        """The contact form of Odoo, by the officer, with a constituent and without."""
        ada = self._person('Ada Okafor')
        with Form(ada, view='base.view_partner_form') as page:
            page.name = 'Ada Lindqvist'
        self.assertEqual(ada.last_name, 'Lindqvist')


class TestLife(ConstituentCase):

    def test_what_is_known_of_a_birth_date_is_rounded(self):
        person = self._person('Ada Okafor', birthdate='1950-07-19', birthdate_precision='year')
        self.assertEqual(person.birthdate, date(1950, 1, 1))
        person.write({'birthdate': '1950-07-19', 'birthdate_precision': 'month'})
        self.assertEqual(person.birthdate, date(1950, 7, 1))
        person.birthdate_precision = 'day'
        person.birthdate = False
        self.assertFalse(person.birthdate_precision)
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "UPDATE res_partner SET birthdate = '1950-07-19', birthdate_precision = 'year' WHERE id = %s",
                [person.id])

    @freeze_time('2026-02-28 12:00:00')
    def test_age_is_a_function_of_the_day_and_searches_like_it_shows(self):
        born = {
            self._person('Leap'): '2008-02-29', self._person('Grown'): '2008-02-28', self._person('Old'): '1930-12-31',
            self._person('Baby'): '2026-02-01', self._person('Nobody knows'): False,
        }
        for person, day in born.items():
            person.birthdate = day
        people = self.env['res.partner'].union(*born)
        self.assertEqual([person.age for person in born], [17, 18, 95, 0, 0])
        Partner = self.env['res.partner']
        known = people.filtered('birthdate')
        for operator, value in (('>=', 18), ('>', 17), ('<', 18), ('<=', 17), ('=', 18), ('=', 17), ('!=', 95)):
            with self.subTest(operator=operator, value=value):
                shown = known.filtered_domain([('age', operator, value)])
                found = Partner.search(Domain('id', 'in', known.ids) & Domain('age', operator, value))
                self.assertEqual(found.sorted('id'), shown.sorted('id'))
        self.assertNotIn(people - known, Partner.search([('age', '<', 18)]), "an unknown age is no young one")
        with freeze_time('2026-03-01 12:00:00'):
            people.invalidate_recordset()
            self.assertEqual(people.filtered(lambda p: p.name == 'Leap').age, 18)

    def test_birthdays_of_29_february_are_kept_on_the_28th(self):
        leap = self._person('Leap', birthdate='2008-02-29')
        for day, found in (('2026-02-28', True), ('2026-02-21', False), ('2028-02-22', False), ('2028-02-29', True),
                           ('2026-12-30', False)):
            with self.subTest(day=day), freeze_time(f'{day} 12:00:00'):
                leap.invalidate_recordset()
                search = self.env['res.partner'].search([('born_this_week', '=', True), ('id', '=', leap.id)])
                self.assertEqual((bool(search), leap.born_this_week), (found, found))

    def test_a_date_of_death_makes_deceased_and_life_takes_it_back(self):
        person = self._person('Ольга Петрова', birthdate='1930-12-31')
        person.write({'deceased_date': '2026-03-02', 'deceased_source': 'Newspaper'})
        self.assertTrue(person.is_deceased)
        person.is_deceased = False
        self.assertFalse(person.deceased_date or person.deceased_source)

    def test_nobody_dies_before_birth_or_is_born_tomorrow(self):
        with self.assertRaises(ValidationError) as caught:
            self._person('Ada Okafor', birthdate='1980-05-17', deceased_date='1979-01-01')
        self.assertIn('1980-05-17', str(caught.exception))
        with self.assertRaises(ValidationError):
            self._person('Ada Okafor', birthdate='2999-01-01')
