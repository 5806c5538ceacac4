import hashlib
import io
import json
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from openpyxl import load_workbook
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PrivacyCase

WHY = "Name badges for the meeting of 4 May"


class ExportCase(PrivacyCase):
    """Somebody of staff who may export, one who approves, three people of whom one may only be stored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = 'crm_constituents.group_constituent_user,base.group_allow_export'
        cls.clerk = new_test_user(cls.env, 'pri_clerk', groups, tz='UTC')
        cls.approver = new_test_user(
            cls.env, 'pri_approver', f'{groups},crm_privacy.group_privacy_approver', tz='UTC')

    def setUp(self):
        super().setUp()
        self.people = self.env['res.partner'].concat(*(
            self._reachable(name) for name in ("Edith Exported", "Emil Exported", "Rosa Restricted")))
        self.edith, self.emil, self.rosa = self.people
        self.env['privacy.restriction'].with_user(self.data_officer).create({
            'partner_id': self.rosa.id, 'ground': 'accuracy'})
        self.company = self.env.company.sudo()
        self.log = self.env['privacy.export.log'].with_user(self.auditor)

    def _mine(self, user=None, why=WHY):
        return self.people.with_user(user or self.clerk).with_context(privacy_why=why)

    def _names(self, datas):
        return {row[0] for row in datas['datas']}


@tagged('post_install', '-at_install')
class TestExports(ExportCase):

    def test_a_file_about_people_needs_a_purpose_in_words(self):
        """A-24"""
        for why in (None, '', '  '):
            with self.assertRaisesRegex(UserError, "Say in a few words"):
                self._mine(why=why).export_data(['name'])
        self.assertTrue(self._mine().export_data(['name'])['datas'])

    def test_what_is_no_data_of_people_is_exported_as_ever(self):
        countries = self.env['res.country'].with_user(self.clerk).search([], limit=2)
        self.assertEqual(len(countries.export_data(['name'])['datas']), 2)
        self.assertFalse(self.log.search([('user_id', '=', self.clerk.id)]))

    def test_people_who_may_only_be_stored_are_left_out_and_told(self):
        """P-11, GDPR Art. 18"""
        with patch.object(self.env.registry['res.users'], '_bus_send') as bus:
            found = self._names(self._mine().export_data(['name']))
        self.assertEqual(found, {"Edith Exported", "Emil Exported"})
        self.assertIn("1 of 3 rows are left out", bus.call_args.args[1]['message'])
        line = self.log.search([('user_id', '=', self.clerk.id)])
        self.assertEqual((line.rows, line.left_out, line.why, line.exit), (2, 1, WHY, 'list_export'))

    def test_no_other_record_carries_them_out(self):
        """A-09: as a column of another record, and as the record about them."""
        self.rosa.parent_id = self.edith
        found = self._mine().export_data(['name', 'child_ids/name'])
        self.assertNotIn("Rosa", json.dumps(found))
        for person in self.people:
            self.env['constituent.external.id'].create({'partner_id': person.id, 'system': 'o', 'value': person.name})
        numbers = self.env['constituent.external.id'].search([('partner_id', 'in', self.people.ids)])
        found = numbers.with_user(self.clerk).with_context(privacy_why=WHY).export_data(['value', 'partner_id/email'])
        self.assertEqual(self._names(found), {"Edith Exported", "Emil Exported"})
        with self.assertRaisesRegex(UserError, "purpose"):
            numbers.with_user(self.clerk).export_data(['value'])

    def test_a_column_of_people_makes_it_a_file_about_people(self):
        companies = self.company.with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "purpose"):
            companies.export_data(['name', 'partner_id/email'])

    def test_whom_not_to_contact_travels_with_the_file(self):
        """users-ask.md 3.4, mautic 11679: the mark is in the file whether asked for or not."""
        self._consents(self.emil, 'FUNDRAISING_APPEAL', 'email', 'given')
        self._consents(self.edith, 'FUNDRAISING_APPEAL', 'post', 'objected')
        rows = {row[0]: row[1:] for row in self._mine().export_data(['name'])['datas']}
        order = self.env['res.partner']._privacy_columns(['name'])
        self.assertEqual(rows["Emil Exported"][order.index('privacy_no_email')], False)
        self.assertEqual(rows["Edith Exported"][order.index('privacy_no_email')], True)
        self.assertEqual(rows["Edith Exported"][order.index('privacy_no_post')], True)

    def test_whom_not_to_contact_travels_with_a_file_of_records_about_them(self):
        """users-ask.md 3.4: the marks stand behind each link to a person that a column goes by."""
        self._consents(self.emil, 'FUNDRAISING_APPEAL', 'email', 'given')
        work = self._organisation("Harbour Works")
        posts = self.env['constituent.affiliation'].create([
            {'person_id': person.id, 'organisation_id': work.id} for person in self.edith + self.emil])
        columns = ['person_id/name', 'person_id/email', 'organisation_id']
        marks = posts._privacy_columns(columns)
        self.assertEqual(marks, [f'person_id/privacy_no_{way}' for way in ('email', 'post', 'call', 'sms')])
        found = posts.with_user(self.clerk).with_context(privacy_why=WHY).export_data(columns)['datas']
        self.assertEqual({row[0]: row[3] for row in found}, {"Edith Exported": True, "Emil Exported": False})
        self.assertEqual(
            self.edith._privacy_columns(['name', 'child_ids/email', 'child_ids/child_ids/id', 'country_id/name'])[4:],
            [f'{way}/{mark}' for way in ('child_ids', 'child_ids/child_ids')
             for mark in self.edith._privacy_columns([])])
        self.assertFalse(self.env['res.country']._privacy_columns(['name', 'currency_id/name']))

    def test_above_the_limit_another_user_approves(self):
        """ASVS 2.3.5: four eyes"""
        self.company.privacy_export_limit = 1
        with self.assertRaisesRegex(UserError, "nobody has approved"):
            self._mine().export_data(['name'])
        answer = self._mine().action_ask_export(['name'], WHY)
        self.assertFalse(answer['go'])
        request = self.env['privacy.export.request'].with_user(self.approver).search([('user_id', '=', self.clerk.id)])
        self.assertEqual((request.rows, request.why, request.state), (2, WHY, 'waiting'))
        with self.assertRaises(UserError):
            self._mine().export_data(['name'])
        request.action_approve()
        self.assertEqual(len(self._mine().export_data(['name'])['datas']), 2)
        self.assertEqual(request.state, 'used')
        self.assertEqual(self.log.search([('user_id', '=', self.clerk.id)]).request_id.id, request.id)
        with self.assertRaisesRegex(UserError, "nobody has approved"):
            self._mine().export_data(['name'])

    def test_nobody_approves_an_export_of_their_own(self):
        self.company.privacy_export_limit = 0
        self._mine(self.approver).action_ask_export(['name'], WHY)
        own = self.env['privacy.export.request'].with_user(self.approver).search([('user_id', '=', self.approver.id)])
        with self.assertRaisesRegex(ValidationError, "yourself"):
            own.action_approve()
        with self.assertRaises(CheckViolation), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            own.sudo().write({'state': 'approved', 'decided_by': self.approver.id})
            own.flush_recordset()

    def test_only_those_with_the_right_approve(self):
        self.company.privacy_export_limit = 0
        self._mine(self.approver).action_ask_export(['name'], WHY)
        request = self.env['privacy.export.request'].with_user(self.approver).search(
            [('user_id', '=', self.approver.id)])
        with self.assertRaisesRegex(AccessError, "right"):
            request.with_user(self.clerk).action_approve()
        with self.assertRaises(AccessError):
            request.with_user(self.clerk).read(['why'])
        with self.assertRaises(AccessError):
            request.with_user(self.approver).write({'state': 'approved'})

    def test_an_approval_covers_these_people_and_columns_for_a_week(self):
        """A-25"""
        self.company.privacy_export_limit = 0
        self._mine().action_ask_export(['name'], WHY)
        request = self.env['privacy.export.request'].with_user(self.approver).search([('user_id', '=', self.clerk.id)])
        request.action_approve()
        other = self._reachable("Otto Other")
        with self.assertRaises(UserError):
            (self._mine() | other.with_user(self.clerk)).with_context(privacy_why=WHY).export_data(['name'])
        with self.assertRaises(UserError):
            self._mine().export_data(['name', 'email'])
        with self.assertRaises(UserError):
            self._mine(self.approver).export_data(['name'])
        with freeze_time(fields.Datetime.now() + timedelta(days=8)), self.assertRaises(UserError):
            self._mine().export_data(['name'])
        self.assertTrue(self._mine().export_data(['name'])['datas'])

    def test_a_refused_export_stays_refused(self):
        self.company.privacy_export_limit = 0
        self._mine().action_ask_export(['name'], WHY)
        request = self.env['privacy.export.request'].with_user(self.approver).search([('user_id', '=', self.clerk.id)])
        request.action_refuse()
        with self.assertRaises(UserError):
            self._mine().export_data(['name'])
        with self.assertRaisesRegex(UserError, "decided already"):
            request.action_approve()

    def test_many_small_files_in_a_day_count_together(self):
        """A-24: a list cut into slices"""
        self.company.privacy_export_limit = 2
        self._mine().browse(self.edith.id).export_data(['name'])
        self._mine().browse(self.emil.id).export_data(['name'])
        with self.assertRaisesRegex(UserError, "nobody has approved"):
            self._mine().browse(self.emil.id).export_data(['name'])
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            self.assertTrue(self._mine().browse(self.emil.id).export_data(['name'])['datas'])

    def test_the_log_is_written_by_nobody(self):
        """A-06"""
        self._mine().export_data(['name'])
        line = self.log.search([('user_id', '=', self.clerk.id)])
        for user in (self.clerk, self.auditor, self.data_officer, self.law_maker):
            for way in (lambda own: own.write({'why': "x"}), lambda own: own.unlink(),
                        lambda own: own.create({'exit': 'x', 'user_id': own.env.uid})):
                with self.assertRaises(AccessError):
                    way(line.with_user(user))

    def test_without_the_defence_each_of_them_goes(self):
        """The check, the limit and the filter, taken away one by one: what the tests above refuse is given."""
        Base = self.env.registry['base']
        self.company.privacy_export_limit = 0
        with patch.object(Base, '_privacy_needs_approval', lambda self: False):
            self.assertEqual(len(self._mine().export_data(['name'])['datas']), 2)
            with patch.object(Base, '_privacy_check_export', lambda self, why: None):
                self.assertEqual(len(self._mine(why='').export_data(['name'])['datas']), 2)
            with patch.object(Base, '_privacy_exportable', lambda self: self):
                self.assertEqual(len(self._mine().export_data(['name'])['datas']), 3)


@tagged('post_install', '-at_install')
class TestExportFiles(ExportCase, HttpCase):

    def _take(self, kind, why=WHY, columns=('name', 'email'), **params):
        self.authenticate('pri_clerk', 'pri_clerk')
        data = {'model': 'res.partner', 'ids': self.people.ids, 'domain': [], 'import_compat': False,
                'context': {'privacy_why': why} if why else {}, 'fields': [
                    {'name': name, 'label': name, 'type': 'char'} for name in columns], **params}
        return self.url_open(f'/web/export/{kind}', data={
            'data': json.dumps(data), 'csrf_token': Request.csrf_token(self)})

    def test_csv_and_xlsx_carry_the_marks_leave_out_whom_they_must_and_are_hashed(self):
        """P-11, A-24"""
        for kind in ('csv', 'xlsx'):
            answer = self._take(kind)
            self.assertEqual(answer.status_code, 200, answer.text)
            if kind == 'csv':
                text = answer.text
            else:
                sheet = load_workbook(io.BytesIO(answer.content)).active
                text = '\n'.join(str(row) for row in sheet.iter_rows(values_only=True))
            self.assertIn("Edith Exported", text)
            self.assertIn("Do not e-mail", text)
            self.assertNotIn("Rosa", text)
            line = self.log.search([], limit=1)
            self.assertEqual(line.sha256, hashlib.sha256(answer.content).hexdigest())
            self.assertEqual((line.user_id, line.rows, line.left_out, line.ip), (self.clerk, 2, 1, '127.0.0.1'))

    def test_a_file_of_records_about_people_names_the_marks_after_the_link(self):
        post = self.env['constituent.affiliation'].create({
            'person_id': self.edith.id, 'organisation_id': self._organisation("Harbour Works").id})
        text = self._take('csv', columns=('person_id/email',), model=post._name, ids=post.ids).text
        self.assertIn('"Person/Do not e-mail"', text)
        self.assertIn('"True"', text.splitlines()[1])

    def test_grouped_files_leave_them_out_too(self):
        answer = self._take('xlsx', groupby=['name'])
        sheet = load_workbook(io.BytesIO(answer.content)).active
        self.assertNotIn("Rosa", '\n'.join(str(row) for row in sheet.iter_rows(values_only=True)))

    def test_a_file_above_the_limit_is_given_once_another_user_has_approved_it(self):
        """ASVS 2.3.5: the marks, which the file has unasked, need no approval of their own."""
        self.company.privacy_export_limit = 1
        self._mine().action_ask_export(['name', 'email'], WHY)
        request = self.env['privacy.export.request'].with_user(self.approver).search([('user_id', '=', self.clerk.id)])
        request.action_approve()
        self.env.flush_all()
        answer = self._take('csv')
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertIn("Do not e-mail", answer.text)
        self.assertEqual(request.state, 'used')
        self.assertEqual(self.log.search([], limit=1).field_names, 'name, email')

    def test_the_address_alone_gives_no_file(self):
        with mute_logger('odoo.addons.web.controllers.export', 'odoo.http'):
            answer = self._take('csv', why=None)
        self.assertEqual(answer.status_code, 500)
        self.assertNotIn("Edith", answer.text)
        self.assertIn("needs a purpose", answer.text)

    def test_a_formula_in_a_name_stays_text(self):
        """A-13"""
        self.edith.name = '=HYPERLINK("http://x")'
        self.emil.name = '@SUM(A1)'
        text = self._take('csv').text
        self.assertNotIn('"=HYPERLINK', text)
        self.assertNotIn('"@SUM', text)
        sheet = load_workbook(io.BytesIO(self._take('xlsx').content)).active
        self.assertEqual({cell.data_type for row in sheet.iter_rows() for cell in row} & {'f'}, set())
