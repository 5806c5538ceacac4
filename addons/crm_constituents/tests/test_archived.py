from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time

from .common import ConstituentCase
from .import_common import ImportCase


@freeze_time('2026-03-01 12:00:00')
class TestArchived(ConstituentCase):
    """Nothing new begins with who or what is archived; what is on record stays and can be worked on."""

    def setUp(self):
        super().setUp()
        self.ada, self.björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        self.closed = self._household(self.ada, name='Quay Street 7')
        self.row = self.closed.household_member_ids
        self.closed.active = False

    @contextmanager
    def _refused(self, *words):
        with self.assertRaises(ValidationError) as caught:
            yield
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_nobody_joins_an_archived_household(self):
        with self._refused('Quay Street 7', 'Björn Lindqvist', 'Unarchive', 'choose another'):
            self._join(self.closed, self.björn)
        with self._refused('Quay Street 7'):
            self._join(self.closed, self.björn, date_from='2026-05-01')
        with self._refused('Quay Street 7'):
            self.closed.household_member_ids = [(0, 0, {'person_id': self.björn.id})]
        other = self._household(self.björn)
        with self._refused('Quay Street 7'):
            other.household_member_ids.household_id = self.closed
        self.closed.active = True
        other.household_member_ids.household_id = self.closed
        self.assertEqual(self.björn.household_id, self.closed)

    def test_nobody_who_is_archived_joins_a_household(self):
        self.björn.active = False
        with self._refused('Björn Lindqvist', 'Unarchive'):
            self._join(self._household(), self.björn)

    def test_the_page_of_a_person_refuses_an_archived_household(self):
        page = Form(self.björn, view='crm_constituents.res_partner_view_form')
        with page.household_membership_ids.new() as line:
            line.household_id = self.closed
        with self._refused('Quay Street 7'):
            page.save()
        self.assertFalse(self.björn.household_membership_ids)

    def test_members_of_an_archived_household_are_worked_on_as_before(self):
        self.row.write({'role': 'parent', 'note': 'Keeps the keys', 'date_from': '2020-01-01'})
        self.row.write({'household_id': self.closed.id, 'person_id': self.ada.id, 'date_to': '2027-01-01'})
        self.row.date_to = False
        self.row.action_end_today()
        with freeze_time('2026-03-02 12:00:00'):
            self.row.write({'role': 'head', 'date_to': '2026-02-01'})
            with self._refused('Quay Street 7'):
                self.row.date_to = False  # that would be moving in again
        self.assertEqual(self._join(self.closed, self.björn, '2019-01-01', '2026-02-28').household_id, self.closed)

    def test_the_move_to_an_archived_household_is_refused_before_its_preview(self):
        move = self.env['constituent.household.move'].create({
            'person_ids': self.björn.ids, 'target': 'existing', 'household_id': self.closed.id})
        with self.assertRaises(UserError) as caught:
            move.action_preview()
        self.assertIn('Quay Street 7 is archived', str(caught.exception))
        self.assertEqual(move.state, 'choose')
        with self.assertRaises(UserError):
            move.action_move()
        self.assertFalse(self.björn.household_id)

    def test_who_is_archived_moves_out_but_into_nothing(self):
        self.closed.active = True
        self.ada.active = False
        for target in ('new', 'existing'):
            move = self.env['constituent.household.move'].create({
                'person_ids': self.ada.ids, 'target': target, 'household_id': self._household(self.björn).id})
            with self.assertRaises(UserError) as caught:
                move.action_preview()
            self.assertIn('Ada Okafor is archived', str(caught.exception))
            self.björn.household_membership_ids.unlink()
        move = self.env['constituent.household.move'].create({'person_ids': self.ada.ids, 'target': 'none'})
        move.action_preview()
        move.action_move()
        self.assertEqual(str(self.row.date_to), '2026-02-28')

    def test_no_relationship_begins_with_who_is_archived(self):
        self.björn.active = False
        vals = {'left_id': self.ada.id, 'right_id': self.björn.id, 'type_id': self._relationship_type('friend').id}
        Relationship = self.env['constituent.relationship']
        with self._refused('Björn Lindqvist', 'Unarchive', 'last day'):
            Relationship.create(vals)
        row = Relationship.create({**vals, 'date_to': '2020-12-31'})
        row.write({'note': 'From school', 'date_to': '2021-12-31'})
        self.björn.active = True
        row.date_to = False
        self.björn.active = False
        row.action_swap()
        self.assertEqual(row.left_id, self.björn)

    def test_no_post_and_no_role_begins_with_who_is_archived(self):
        trust, bank = self._organisation('Harbour Trust'), self._organisation('Bank')
        Affiliation = self.env['constituent.affiliation']
        post = Affiliation.create({'person_id': self.ada.id, 'organisation_id': bank.id})
        trust.active = False
        with self._refused('Harbour Trust', 'Unarchive'):
            Affiliation.create({'person_id': self.ada.id, 'organisation_id': trust.id})
        change = Form(self.env['constituent.job.change'].with_context(**post.action_change_job()['context']))
        change.organisation_id = trust
        change = change.save()
        with self._refused('Harbour Trust'):
            change.action_change()
        trust.active = True
        change.action_change()
        self.ada.active = False
        with self._refused('Ada Okafor'):
            self.env['constituent.role'].create({
                'partner_id': self.ada.id, 'role_type_id': self.env.ref('crm_constituents.role_type_board').id})


class TestArchivedImport(ImportCase):
    """The import refuses the row that would begin something with what is archived, and no other row."""

    def _reasons(self, run):
        return {row.line: (row.code, row.column) for row in run.row_ids if row.state == 'refused'}

    def test_a_row_that_leads_into_an_archived_household_is_refused_alone(self):
        self._imported('Id,Name,Household\n1,Олена Коваль,H1\n2,Minh,H2\n3,Þór,\n')
        closed = self._partner('1').household_id
        closed.active = False
        file = 'Id,Name,Household\n1,Олена Коваль,H1\n3,Þór,H1\n4,Aïcha,H1\n5,小明,H2\n'
        for dry in (True, False):
            with self.subTest(dry=dry):
                run = self._run(file)
                run.action_dry_run() if dry else run.action_import()
                self._work(run)
                self.assertEqual((self._counts(run), run.is_reconciled), ((1, 0, 1, 2, 0), True))
                self.assertEqual(
                    self._reasons(run), dict.fromkeys((3, 4), ('household_archived', 'Household')))
        reason = run.refused_ids[0].reason
        for words in (closed.name, 'archived', 'Unarchive it first', 'H1'):
            self.assertIn(words, reason)
        self.assertFalse(self._partner('4'), "a row that is refused makes nobody")
        self.assertFalse(self._partner('3').household_id)
        self.assertEqual(self._partner('5').household_id, self._partner('2').household_id)

    def test_whoever_lives_elsewhere_is_not_in_the_way_of_an_archived_household(self):
        self._imported('Id,Name,Household\n1,Олена,H1\n2,Minh,H2\n')
        self._partner('1').household_id.active = False
        run = self._imported('Id,Name,Household,City\n2,Minh,H1,Huế\n9,Þór,H1,Ulm\n')
        self.assertEqual(self._reasons(run), {3: ('household_archived', 'Household')})
        self.assertEqual((self._partner('2').city, self._partner('2').household_id.household_size), ('Huế', 1))

    def test_whoever_moved_out_of_an_archived_household_does_not_come_back_by_a_file(self):
        self._imported('Id,Name,Household\n1,Олена,H1\n')
        row = self._partner('1').household_membership_ids
        row.date_to = self.env['res.company']._constituent_today() - timedelta(days=1)
        row.household_id.active = False
        run = self._imported('Id,Name,Household\n1,Олена,H1\n')
        self.assertEqual(self._reasons(run), {2: ('household_archived', 'Household')})
        self.assertEqual(len(self._partner('1').household_membership_ids), 1)

    def test_a_row_with_an_archived_employer_is_refused_alone_and_no_second_one_is_made(self):
        self._imported('Id,Name,Employer\n1,Олена,Mühle\n2,Minh,Acme\n')
        mill = self.env['res.partner'].search([('name', '=', 'Mühle')])
        mill.active = False
        run = self._imported('Id,Name,Employer\n1,Олена,MÜHLE\n2,Minh,mühle\n3,Aïcha,Mühle\n4,Þór,Acme\n')
        self.assertEqual((self._counts(run), run.is_reconciled), ((1, 0, 1, 2, 0), True))
        self.assertEqual(self._reasons(run), dict.fromkeys((3, 4), ('employer_archived', 'Employer')))
        self.assertIn('Unarchive it first', run.refused_ids[0].reason)
        named = self.env['res.partner'].with_context(active_test=False).search([('name', '=ilike', 'mühle')])
        self.assertEqual(named, mill)
        namesake = self._organisation('Mühle')
        run = self._imported('Id,Name,Employer\n3,Aïcha,Mühle\n')
        self.assertEqual(run.refused_count, 0, run.row_ids.mapped('reason'))
        self.assertEqual(self._partner('3').current_affiliation_id.organisation_id, namesake)

    def test_an_organisation_of_an_archived_household_or_employer_is_taken(self):
        self._imported('Id,Name,Household,Employer\n1,Олена,H1,Mühle\n')
        self._partner('1').household_id.active = False
        self.env['res.partner'].search([('name', '=', 'Mühle')]).active = False
        run = self._imported('Id,Name,Type,Household,Employer\n2,Verein,organisation,H1,Mühle\n')
        self.assertEqual(self._counts(run), (1, 0, 0, 0, 0))

    def test_what_is_archived_has_no_short_way(self):
        self._imported('Id,Name,Household,Employer\n1,Олена,H1,Mühle\n')
        self._partner('1').household_id.active = False
        self.env['res.partner'].search([('name', '=', 'Mühle')]).active = False
        with patch.object(self.env.registry['constituent.import.run'], '_refuse_archived'):
            run = self._imported('Id,Name,Household,Employer\n2,Minh,H1,\n3,Þór,,Mühle\n4,小明,H2,Acme\n')
        self.assertEqual(self._counts(run), (1, 0, 0, 2, 0))
        self.assertEqual(set(run.refused_ids.mapped('code')), {'rule'})
