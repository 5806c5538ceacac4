from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from .common import ConstituentCase


@freeze_time('2026-03-01 12:00:00')
class TestRelationships(ConstituentCase):

    def _relate(self, left, code, right, **vals):
        return self.env['constituent.relationship'].create({
            'left_id': left.id, 'right_id': right.id, 'type_id': self._relationship_type(code).id, **vals})

    def test_one_row_is_seen_from_either_side(self):
        ada, liam = self._person('Ada Okafor'), self._person('Liam Okafor')
        row = self._relate(ada, 'parent', liam)
        self.assertEqual(ada.relationship_ids, row)
        self.assertEqual(liam.relationship_ids, row)
        self.assertEqual((ada.relationship_side_ids.other_id, ada.relationship_side_ids.label), (liam, 'child of'))
        self.assertEqual((liam.relationship_side_ids.other_id, liam.relationship_side_ids.label), (ada, 'parent of'))
        self.assertEqual(ada.relationship_side_ids.action_open()['res_id'], row.id)
        row.date_to = '2026-02-28'
        self.assertEqual([side.is_current for side in (ada | liam).relationship_side_ids], [False, False])
        found = self.env['res.partner'].search([('relationship_ids', 'any', [('type_id.code', '=', 'parent')])])
        self.assertEqual(found, ada | liam)

    def test_the_same_pair_is_not_related_twice_not_even_the_other_way_round(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        self._relate(ada, 'friend', björn, date_from='2020-01-01')
        with self.assertRaises(ValidationError) as caught:
            self._relate(björn, 'friend', ada, date_from='2025-01-01')
        self.assertIn('since', str(caught.exception))
        self._relate(björn, 'friend', ada, date_to='2019-12-31')

    def test_no_second_spouse_at_a_time(self):
        ada, björn, tom = self._person('Ada Okafor'), self._person('Björn Lindqvist'), self._person('Tom O’Brien')
        marriage = self._relate(ada, 'spouse', björn, date_from='2015-09-01')
        with self.assertRaises(ValidationError) as caught:
            self._relate(tom, 'spouse', ada, date_from='2020-01-01')
        self.assertIn('Björn Lindqvist', str(caught.exception))
        marriage.date_to = '2019-12-31'
        self._relate(tom, 'spouse', ada, date_from='2020-01-01')

    def test_kinds_are_those_the_type_allows(self):
        ada, trust = self._person('Ada Okafor'), self._organisation('Harbour Trust')
        with self.assertRaises(ValidationError):
            self._relate(ada, 'spouse', trust)
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.cr.savepoint():
            self._relate(ada, 'friend', ada)
            self.env.flush_all()

    def test_only_some_types_let_one_act_for_another(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        row = self._relate(ada, 'proxy', björn, is_permissioned=True)
        self.assertEqual(row.permission, 'view')
        row.permission = 'pay'
        row.is_permissioned = False
        self.assertFalse(row.permission)
        with self.assertRaises(ValidationError):
            self._relate(ada, 'friend', björn, is_permissioned=True)


@freeze_time('2026-03-01 12:00:00')
class TestAffiliations(ConstituentCase):

    def test_a_change_of_job_keeps_the_history(self):
        ada, trust, bank = self._person('Ada Okafor'), self._organisation('Harbour Trust'), self._organisation('Bank')
        first = self.env['constituent.affiliation'].create({
            'person_id': ada.id, 'organisation_id': trust.id, 'job_title': 'Treasurer', 'date_from': '2020-01-01',
            'is_primary': True})
        change = Form(self.env['constituent.job.change'].with_context(**first.action_change_job()['context']))
        change.organisation_id = bank
        change.job_title = 'Director'
        change.date = '2026-02-01'
        change.save().action_change()
        self.assertEqual(first.date_to, date(2026, 1, 31))
        self.assertEqual(len(ada.affiliation_ids), 2)
        self.assertEqual(ada.current_post, 'Director, Bank')
        with freeze_time('2026-01-31 12:00:00'):
            self.env.invalidate_all()
            self.assertEqual(ada.current_post, 'Treasurer, Harbour Trust')

    def test_one_main_post_at_a_time(self):
        ada, trust, bank = self._person('Ada Okafor'), self._organisation('Harbour Trust'), self._organisation('Bank')
        vals = {'person_id': ada.id, 'date_from': '2020-01-01', 'is_primary': True}
        Affiliation = self.env['constituent.affiliation']
        Affiliation.create({**vals, 'organisation_id': trust.id})
        with self.assertRaises(ValidationError) as caught:
            Affiliation.create({**vals, 'organisation_id': bank.id, 'date_from': '2025-01-01'})
        self.assertIn('Harbour Trust', str(caught.exception))
        Affiliation.create({**vals, 'organisation_id': bank.id, 'is_primary': False})


@freeze_time('2026-03-01 12:00:00')
class TestRoles(ConstituentCase):

    def test_roles_of_today_come_from_rows_and_from_sources(self):
        ada, björn = self._person('Ada Okafor', city='Lagos'), self._person('Björn Lindqvist')
        board, member = (self.env.ref(f'crm_constituents.role_type_{code}') for code in ('board', 'member'))
        Role = self.env['constituent.role']
        Role.create({'partner_id': ada.id, 'role_type_id': board.id, 'date_to': '2026-03-01'})
        Role.create({'partner_id': björn.id, 'role_type_id': board.id, 'date_to': '2026-02-28'})
        Partner = self.env['res.partner']
        self.patch(type(Partner), '_constituent_role_sources', lambda self: {
            'member': lambda day: Domain('city', '=', 'Lagos' if day.year == 2026 else 'Nowhere')})
        people = ada | björn
        people.invalidate_recordset()
        self.assertEqual(ada.current_role_ids, member | board)
        self.assertFalse(björn.current_role_ids)
        mine = Domain('id', 'in', people.ids)
        self.assertEqual(Partner.search(mine & Domain('current_role_ids', '=', member.id)), ada)
        self.assertEqual(Partner.search(mine & Domain('current_role_ids', '=', False)), björn)
        self.assertEqual(Partner.search(mine & Domain('current_role_ids.code', '=', 'board')), ada)
        with freeze_time('2027-03-01 12:00:00'):
            people.invalidate_recordset()
            self.assertFalse(people.current_role_ids)

    def test_a_role_is_not_given_twice_at_a_time(self):
        ada, board = self._person('Ada Okafor'), self.env.ref('crm_constituents.role_type_board')
        Role = self.env['constituent.role']
        Role.create({'partner_id': ada.id, 'role_type_id': board.id, 'date_from': '2026-01-01'})
        with self.assertRaises(ValidationError):
            Role.create({'partner_id': ada.id, 'role_type_id': board.id, 'date_to': '2026-01-01'})


class TestExternalIds(ConstituentCase):

    def test_a_key_of_a_system_belongs_to_one_constituent(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        Key = self.env['constituent.external.id']
        Key.create({'partner_id': ada.id, 'system': 'irs', 'value': '12-34'})
        Key.create({'partner_id': björn.id, 'system': 'mailchimp', 'value': '12-34'})
        self.assertEqual(Key._find_partners('irs', ['12-34', '99']), {'12-34': ada})
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.cr.savepoint():
            Key.create({'partner_id': björn.id, 'system': 'irs', 'value': '12-34'})
            self.env.flush_all()
