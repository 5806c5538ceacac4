from datetime import date

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from .common import ConstituentCase


@freeze_time('2026-03-01 12:00:00')
class TestHouseholds(ConstituentCase):

    def test_the_household_of_a_person_is_a_function_of_the_day(self):
        ada = self._person('Ada Okafor')
        first, second = self._household(), self._household()
        self._join(first, ada, '2020-01-01', '2026-02-28')
        self._join(second, ada, '2026-03-01')
        for day, household in (('2019-12-31', False), ('2026-02-28', first), ('2026-03-01', second)):
            with self.subTest(day=day), freeze_time(f'{day} 12:00:00'):
                ada.invalidate_recordset()
                expected = household or self.env['res.partner']
                self.assertEqual(ada.household_id, expected)
                domain = [('household_id', '=', household.id if household else False), ('id', '=', ada.id)]
                self.assertEqual(self.env['res.partner'].search(domain), ada)
                self.assertEqual(self.env['res.partner']._read_group(
                    [('id', '=', ada.id)], ['household_id'], ['__count']), [(expected, 1)])
                exported = ada.sudo().export_data(['household_id/.id'])['datas']  # sudo: export is a right of its own
                self.assertEqual(exported, [[str(expected.id) if expected else '']])

    def test_midnight_is_that_of_the_organisation(self):
        ada = self._person('Ada Okafor')
        first, second = self._household(), self._household()
        self._join(first, ada, '2020-01-01', '2026-03-01')
        self._join(second, ada, '2026-03-02')
        for zone, household in (('Pacific/Auckland', second), ('UTC', first), ('America/Los_Angeles', first)):
            with self.subTest(zone=zone):  # 12:00 UTC is 01:00 of the next day in Auckland
                self.env.company.sudo().partner_id.tz = zone
                self.env.invalidate_all()
                self.assertEqual(ada.household_id, household)
                self.assertIn(ada, self.env['res.partner'].search([('household_id', '=', household.id)]))
                groups = self.env['res.partner']._read_group([('id', '=', ada.id)], ['household_id'], ['__count'])
                self.assertEqual(groups, [(household, 1)])

    def test_two_main_households_at_once_are_refused_and_both_named(self):
        ada = self._person('Ada Okafor')
        first = self._household(ada, name='Quay Street 7')
        second = self._household(name='Hafenstraße 12')
        with self.assertRaises(ValidationError) as caught:
            self._join(second, ada, '2026-01-01')
        for words in ('Ada Okafor', 'Quay Street 7', 'Hafenstraße 12', 'Move to another household'):
            self.assertIn(words, str(caught.exception))
        self._join(second, ada, '2026-01-01', is_primary=False)  # a second home is no main household
        self.assertEqual(ada.household_id, first)

    def test_the_database_refuses_what_two_officers_do_at_once(self):
        ada = self._person('Ada Okafor')
        first, second = self._household(ada), self._household()
        self.env.flush_all()
        with mute_logger('odoo.sql_db'), self.assertRaises(ExclusionViolation), self.cr.savepoint(flush=False):
            self.cr.execute(
                "INSERT INTO constituent_household_membership (household_id, person_id, role, is_primary)"
                " VALUES (%s, %s, 'other', TRUE)", [second.id, ada.id])
            self.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.assertEqual(ada.household_id, first)

    def test_only_people_belong_and_only_to_households(self):
        ada, trust = self._person('Ada Okafor'), self._organisation('Harbour Trust')
        with self.assertRaises(ValidationError):
            self._join(trust, ada)
        with self.assertRaises(ValidationError):
            self._join(self._household(), trust)

    def test_names_follow_members_and_their_names(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        household = self._household(ada)
        self.assertEqual(household.name, 'The Okafor household')
        row = self._join(household, björn)
        self.assertEqual(household.name, 'The Okafor-Lindqvist household')
        björn.last_name = 'Okafor'
        self.assertEqual(household.name, 'The Okafor household')
        row.exclude_from_name = True
        ada.last_name = '山田'
        self.assertEqual(household.name, 'The 山田 household')
        row.unlink()
        household.household_naming = 'members'
        self.assertEqual(household.name, ada.name)

    def test_children_and_the_dead_do_not_name_a_household(self):
        ada, liam, tom = self._person('Ada Okafor'), self._person('Liam Diop'), self._person('Tom O’Brien')
        household = self._household(ada, tom)
        self._join(household, liam, role='child')
        self.assertEqual(household.name, 'The Okafor-O’Brien household')
        tom.is_deceased = True
        self.assertEqual(household.name, 'The Okafor household')
        self.assertEqual(household.household_greeting_informal, 'Dear Ada')

    def test_a_name_typed_by_hand_is_kept_until_the_rule_is_chosen_again(self):
        ada = self._person('Ada Okafor')
        household = self._household(ada)
        household.name = 'Ada and the cats'
        self.assertEqual(household.household_naming, 'custom')
        ada.last_name = 'Diop'
        self.assertEqual(household.name, 'Ada and the cats')
        household.household_naming = 'family'
        self.assertEqual(household.name, 'The Diop household')

    def test_the_calendar_renames_and_a_second_run_changes_nothing(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        household = self._household(ada)
        self._join(household, björn, '2026-03-05')
        self.assertEqual(household.name, 'The Okafor household')
        Membership = self.env['constituent.household.membership']
        with freeze_time('2026-03-05 12:00:00'):
            self.assertEqual(Membership._cron_follow_the_calendar(), household)
            self.assertEqual(household.name, 'The Okafor-Lindqvist household')
            self.assertFalse(Membership._cron_follow_the_calendar())

    def test_a_household_made_on_its_page_is_named_after_the_members_typed_there(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        People = self.env['res.partner'].with_context(default_constituent_type='household')
        with Form(People, view='crm_constituents.res_partner_view_form') as page:
            for person in (ada, björn):
                with page.household_member_ids.new() as line:
                    line.person_id = person
        self.assertEqual(page.record.name, 'The Okafor-Lindqvist household')
        self.assertEqual(page.record.household_people_ids, ada | björn)

    def test_an_emptied_household_keeps_its_name(self):
        ada = self._person('Ada Okafor')
        household = self._household(ada)
        household.household_member_ids.action_end_today()
        with freeze_time('2026-03-02 12:00:00'):
            household._household_refresh_names()
            self.assertEqual((household.name, household.household_size), ('The Okafor household', 0))

    def _move(self, people, **values):
        form = Form(self.env['constituent.household.move'].with_context(default_person_ids=people.ids))
        for name, value in values.items():
            setattr(form, name, value)
        move = form.save()
        move.action_preview()
        return move

    def test_a_split_ends_one_household_and_begins_another(self):
        ada, björn, liam = self._person('Ada Okafor'), self._person('Björn Lindqvist'), self._person('Liam Okafor')
        household = self._household(ada, björn, liam)
        move = self._move(ada | liam, target='new', date='2026-03-10')
        self.assertEqual(move.companion_ids, björn)
        self.assertIn('Ada Okafor joins The Okafor household', move.preview)
        self.assertEqual(ada.household_id, household, "a preview changes nothing")
        move.action_move()
        with freeze_time('2026-03-09 12:00:00'):
            self.env.invalidate_all()
            self.assertEqual((ada | liam | björn).household_id, household)
        with freeze_time('2026-03-10 12:00:00'):
            self.env.invalidate_all()
            self.assertEqual((ada | liam).household_id, move.result_household_id)
            self.assertEqual(björn.household_id, household)
            household._household_refresh_names()
            move.result_household_id._household_refresh_names()
            self.assertEqual((household.name, move.result_household_id.name),
                             ('The Lindqvist household', 'The Okafor household'))

    def test_moving_twice_moves_nobody_twice(self):
        ada = self._person('Ada Okafor')
        self._household(ada)
        target = self._household()
        for run in range(2):
            move = self._move(ada, target='existing', household_id=target, date='2026-03-01')
            self.assertEqual('nothing to do' in move.preview, bool(run))
            move.action_move()
        self.assertEqual(set(ada.household_membership_ids.mapped('date_from')), {False, date(2026, 3, 1)})
        self.assertEqual(ada.household_id, target)
