from dataclasses import replace
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .merge_common import MergeCase


class TestMerge(MergeCase):
    """Two become one: what moves, what stays, and that nothing is lost."""

    def test_nobody_is_deleted_and_the_old_record_leads_on(self):
        merge = self._merge(self.twin, self.ada)
        self.assertEqual((self.twin.active, self.twin.merged_into_id), (False, self.ada))
        self.assertEqual((self.twin.name, self.twin.email), ('A. Okafor', 'a.okafor@work.example'))
        self.assertEqual(self.twin._constituent_survivor(), self.ada)
        self.assertEqual(self.twin._constituent_page()['res_id'], self.ada.id)
        self.assertEqual(self.twin.get_formview_action()['res_id'], self.ada.id)
        self.assertEqual(self.twin._get_access_action().get('res_id', self.ada.id), self.ada.id)
        self.assertNotIn(self.twin, self.env['res.partner'].search([('name', 'ilike', 'Okafor')]))
        self.assertEqual((merge.state, merge.user_id, merge.is_undoable), ('done', self.officer, True))
        self.assertEqual(self.ada.merge_undoable_ids, merge)
        self.assertIn('Merged with A. Okafor', self.ada.merge_notice)
        self.assertFalse(self.björn.merge_notice)

    def test_who_was_merged_stays_archived(self):
        self._merge(self.twin, self.ada)
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            self.twin.active = True
            self.env.flush_all()

    def test_what_hangs_on_the_one_hangs_on_the_other(self):
        contact, both = self._contact(self.twin), self._contact(self.twin, self.ada)
        message = self.twin.message_post(body='Hello', message_type='comment')
        key = self.env['constituent.external.id'].create({
            'partner_id': self.twin.id, 'system': 'old', 'value': '17'})
        child = self.env['res.partner'].create({'name': 'Desk', 'parent_id': self.twin.id})
        self.twin.category_id = self.env['res.partner.category'].sudo().create({'name': 'Choir'})
        merge = self._merge(self.twin, self.ada)
        self.assertEqual(contact.partner_ids, self.ada)
        self.assertEqual(both.with_context(active_test=False).partner_ids, self.ada | self.twin, "kept, not deleted")
        self.assertEqual((message.res_id, key.partner_id, child.parent_id), (self.ada.id, self.ada, self.ada))
        self.assertEqual(child.commercial_partner_id, self.ada.commercial_partner_id)
        self.assertEqual(child.complete_name, 'Ada Okafor, Desk')
        self.assertEqual(self.ada.category_id.name, 'Choir')
        self.assertGreater(merge.moved_count, 4)
        self.assertEqual(merge.kept_count, 1)

    def test_merge_equals_orm(self):
        """The statements leave what writing each link with the ORM leaves."""
        def make():
            one, two = self._person('One'), self._person('Two')
            rows = [
                self._contact(two), self._contact(two, self.björn),
                self.env['constituent.external.id'].create({
                    'partner_id': two.id, 'system': 'old', 'value': str(two.id)}),
                self.env['constituent.role'].create({
                    'partner_id': two.id, 'role_type_id': self.env['constituent.role.type'].search([], limit=1).id}),
            ]
            self.env['mail.activity'].create({
                'res_model_id': self.env['ir.model']._get_id('res.partner'), 'res_id': two.id, 'summary': 'Ring'})
            return one, two, rows

        def seen(one, rows):
            self.env.invalidate_all()
            return [
                [sorted(person.id == one.id for person in row.partner_ids) if 'partner_ids' in row else
                 row.partner_id == one for row in rows],
                one.activity_ids.mapped('res_name'), [row.company_id.id for row in rows]]

        one, two, rows = make()
        self._merge(two, one)
        by_sql = seen(one, rows)
        one, two, rows = make()
        for row in rows:
            if 'partner_ids' in row:
                row.partner_ids = [Command.unlink(two.id), Command.link(one.id)]
            else:
                row.partner_id = one
        two.activity_ids.write({'res_id': one.id})
        self.assertEqual(by_sql, seen(one, rows))

    def test_many_pairs_share_their_statements(self):
        pairs = {self._person(f'Twin {n}').id: self._person(f'Winner {n}').id for n in range(8)}
        for loser in pairs:
            self._contact(self.env['res.partner'].browse(loser))
        self.Merge._merge({self.twin.id: self.ada.id})  # what is kept for the registry is there then
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.Merge._merge(pairs)
        self.assertLess(self.env.cr.sql_log_count - before, 150, "some 12 a pair; Odoo's own takes 125")

    def test_chains_are_carried_out_in_their_order(self):
        contact = self._contact(self.twin)
        self.Merge._merge({self.twin.id: self.ada.id, self.ada.id: self.björn.id})
        self.env.invalidate_all()
        self.assertEqual((contact.partner_ids, self.twin._constituent_survivor()), (self.björn, self.björn))
        with self.assertRaisesRegex(UserError, "each to become the other"):
            self.Merge._merge({1: 2, 2: 1})

    # -- values ----------------------------------------------------------------

    def test_values_by_the_plan(self):
        self.ada.write({'alert_note': 'deaf', 'comment': '<p>one</p>'})
        self.twin.write({'alert_note': 'call first', 'comment': '<p>two</p>', 'confidential': True,
                         'birthdate': '1980-05-01', 'birthdate_precision': 'month', 'city': 'Gijón'})
        self._merge(self.twin, self.ada)
        ada = self.ada
        self.assertEqual((ada.name, ada.first_name, ada.email), ('Ada Okafor', 'Ada', 'ada@okafor.example'))
        self.assertEqual((ada.phone, ada.phone_sanitized), ('+44 117 496 0100', '+441174960100'), "filled")
        self.assertEqual((ada.street, ada.city), ('7 Quay Street', 'Whitby'), "an address is taken as a whole")
        self.assertEqual((str(ada.birthdate), ada.birthdate_precision), ('1980-05-01', 'month'))
        self.assertEqual((ada.alert_note, ada.confidential), ('deaf\ncall first', True))
        self.assertIn('one', ada.comment)
        self.assertIn('two', ada.comment)

    def test_a_choice_decides(self):
        self.twin.write({'street': '1 Mole', 'city': 'Gijón'})
        self._merge(self.twin, self.ada, choices={
            'email': 'loser', 'street': 'loser', 'phone': 'winner', 'name': 'loser'})
        ada = self.ada
        self.assertEqual((ada.email, ada.email_normalized), ('a.okafor@work.example', 'a.okafor@work.example'))
        self.assertEqual((ada.street, ada.city, ada.phone), ('1 Mole', 'Gijón', False))
        self.assertEqual((ada.name, ada.complete_name, ada.first_name), ('A. Okafor', 'A. Okafor', 'A.'))

    def test_the_number_of_the_one_who_stays_stays(self):
        number, other = self.ada.constituent_no, self.twin.constituent_no
        self._merge(self.twin, self.ada)
        self.assertEqual((self.ada.constituent_no, self.twin.constituent_no), (number, other))

    def test_a_partner_without_kind_becomes_a_constituent(self):
        plain = self.env['res.partner'].create({'name': 'Ada Okafor'})
        number = self.twin.constituent_no
        merge = self._merge(self.twin, plain)
        self.assertEqual((plain.constituent_type, plain.constituent_no), ('individual', number))
        self._undo(merge)
        self.assertEqual((plain.constituent_type, plain.constituent_no), (False, False))
        self.assertEqual(self.twin.constituent_no, number)

    # -- rows that say the same --------------------------------------------------

    def test_rows_that_say_the_same_are_united(self):
        kind = self.env['constituent.role.type'].search([], limit=1)
        mine = self.env['constituent.role'].create({
            'partner_id': self.ada.id, 'role_type_id': kind.id, 'date_from': '2020-01-01', 'date_to': '2022-12-31'})
        theirs = self.env['constituent.role'].create({
            'partner_id': self.twin.id, 'role_type_id': kind.id, 'date_from': '2019-01-01', 'date_to': '2020-06-30',
            'note': 'by letter'})
        apart = self.env['constituent.role'].create({
            'partner_id': self.twin.id, 'role_type_id': kind.id, 'date_from': '2024-01-01'})
        merge = self._merge(self.twin, self.ada)
        self.assertEqual((str(mine.date_from), str(mine.date_to), mine.note), ('2019-01-01', '2022-12-31', 'by letter'))
        self.assertEqual((theirs.partner_id, apart.partner_id), (self.twin, self.ada))
        mine._check_overlap()
        self._undo(merge)
        self.assertEqual((str(mine.date_from), mine.note, apart.partner_id), ('2020-01-01', False, self.twin))

    def test_nobody_is_related_to_themselves(self):
        kin = self.env['constituent.relationship'].create({
            'left_id': self.twin.id, 'right_id': self.ada.id, 'type_id': self._relationship_type('friend').id})
        merge = self._merge(self.twin, self.ada)
        self.assertEqual((kin.left_id, kin.right_id), (self.twin, self.ada), "kept with the archived record")
        self._undo(merge)
        self.assertEqual((kin.left_id, kin.right_id), (self.twin, self.ada))

    # -- who may, and what is refused ------------------------------------------------

    def test_what_cannot_be_one_is_refused(self):
        organisation = self._organisation('Harbour Ltd')
        child = self.env['res.partner'].create({'name': 'Desk', 'parent_id': organisation.id})
        other = self.env['res.company'].sudo().create({'name': 'Other'})
        for loser, winner, words in (
            (self.ada, organisation, "different kinds"),
            (child, organisation, "one above the other"),
            (other.partner_id, organisation, "record of a company"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self.Merge.sudo()._merge({loser.id: winner.id})
        self.twin.sudo().company_id = self.env.company
        with self.assertRaisesRegex(UserError, "different companies"):
            self._merge(self.twin, self.ada)

    def test_somebody_merged_is_not_merged_again(self):
        self._merge(self.twin, self.ada)
        for pair in ((self.twin, self.björn), (self.björn, self.twin)):
            with self.assertRaisesRegex(UserError, "was merged already"):
                self._merge(*pair)

    def test_one_person_has_one_login(self):
        users = self.env['res.users'].sudo()
        user = users.create({'partner_id': self.twin.id, 'login': 'twin', 'group_ids': [
            Command.set([self.env.ref('base.group_portal').id])]})
        merge = self._merge(self.twin, self.ada)
        self.assertEqual(user.partner_id, self.ada, "who logged in before logs in after")
        self._undo(merge)
        self.assertEqual(user.partner_id, self.twin)
        users.create({'partner_id': self.ada.id, 'login': 'ada', 'group_ids': [
            Command.set([self.env.ref('base.group_portal').id])]})
        with self.assertRaisesRegex(UserError, r"more than one login \(ada, twin\)"):
            self._merge(self.twin, self.ada)

    def test_what_a_person_decides_is_refused_where_both_have_it(self):
        """The policy `conflict` of the merge plan."""
        Key = self.env['constituent.external.id']
        refs = tuple(replace(ref, policy='conflict') if ref.table == Key._table else ref
                     for ref in self.Merge._merge_refs())
        self.patch(self.env.registry['constituent.merge'], '_merge_refs', lambda merge: refs)
        Key.create({'partner_id': self.twin.id, 'system': 'old', 'value': '1'})
        with self.env.cr.savepoint() as point:
            self._merge(self.twin, self.ada)
            point.rollback()
        Key.create({'partner_id': self.ada.id, 'system': 'old', 'value': '2'})
        with self.assertRaisesRegex(UserError, "Both A. Okafor and Ada Okafor have: External key of a constituent"):
            self._merge(self.twin, self.ada)

    def test_who_was_merged_is_not_deleted(self):
        merge = self._merge(self.twin, self.ada)
        for person in (self.ada, self.twin):
            with self.assertRaisesRegex(UserError, "Undo the merge first"):
                person.with_user(self.administrator).unlink()
        self._undo(merge)
        self.twin.with_user(self.administrator).unlink()
        self.assertFalse(merge.exists())

    def test_who_may_not_write_people_may_not_merge(self):
        with self.assertRaises(AccessError):
            self.Merge.with_user(self.viewer)._merge({self.twin.id: self.ada.id})
        merge = self._merge(self.twin, self.ada)
        clerk = new_test_user(self.env(su=True), 'con_clerk', 'base.group_user,base.group_partner_manager')
        with self.assertRaises(AccessError):
            merge.with_user(clerk).action_undo()
        with self.assertRaises(AccessError):
            merge.with_user(self.viewer).action_undo()
        for user in (self.officer, self.administrator):
            with self.assertRaises(AccessError):
                merge.with_user(user).undo_until = '2099-01-01'
            with self.assertRaises(AccessError):
                merge.with_user(user).unlink()

    def test_merges_are_seen_within_their_company(self):
        """The merge, its journal and what was changed since."""
        own, other = self.env['res.company'].sudo().create([{'name': 'Own'}, {'name': 'Other'}])
        users = [new_test_user(
            self.env(su=True), f'con_{company.id}', 'crm_constituents.group_constituent_manager',
            company_id=company.id, company_ids=[Command.set(company.ids)]) for company in (own, other)]
        (self.ada | self.twin).sudo().company_id = own
        merge = self.Merge.sudo()._merge({self.twin.id: self.ada.id}, {self.twin.id: {'email': 'loser'}})
        self.ada.sudo().email = 'new@okafor.example'
        merge._undo()
        for name in ('constituent.merge', 'constituent.merge.journal', 'constituent.merge.conflict'):
            with self.subTest(model=name):
                seen = [self.env[name].with_user(user).search_count([]) for user in users]
                self.assertGreater(seen[0], 0)
                self.assertEqual(seen[1], 0)
        with self.assertRaises(AccessError):
            self.Merge.with_user(users[1])._merge({self.björn.id: self.ada.id})

    def test_the_journal_is_not_rewritten(self):
        merge = self._merge(self.twin, self.ada)
        rows = merge.with_user(self.administrator).journal_ids
        self.assertTrue(rows)
        with self.assertRaises(AccessError):
            rows.unlink()
        for anybody in (rows, rows.sudo()):
            with self.assertRaisesRegex(UserError, "is not changed"):
                anybody.write({'count': 0})

    def test_after_its_time_a_merge_is_for_good_and_its_journal_goes(self):
        merge = self._merge(self.twin, self.ada)
        today = self.env['res.company']._constituent_today()
        self.assertEqual(merge.undo_until, today + timedelta(days=90))
        merge.sudo().undo_until = today - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "was possible until"):
            merge.action_undo()
        merge.sudo()._gc_journal()
        self.assertFalse(merge.sudo().journal_ids)
        self.assertEqual((merge.state, self.twin.merged_into_id), ('done', self.ada))

    def test_an_erasure_takes_every_record_of_the_person(self):
        merge = self._merge(self.twin, self.ada)
        people = self.ada.sudo()._constituent_whole()
        self.assertEqual(people, self.ada | self.twin)
        for step in people.get_erasure_plan():
            if step['action'] == 'delete':
                step['records'].unlink()
            elif step['action'] == 'write':
                step['records'].write(step['values'])
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT string_agg(p::text, '') FROM res_partner p WHERE id = ANY(%s)", [people.ids])
        self.assertNotIn('okafor', self.env.cr.fetchone()[0].lower())
        self.assertFalse(merge.sudo().journal_ids)
        with self.assertRaisesRegex(UserError, "cannot be undone"):
            merge.action_undo()

    # -- Odoo's own way -----------------------------------------------------------

    def test_odoos_wizard_goes_the_same_way(self):
        clerk = new_test_user(self.env(su=True), 'con_clerk', 'base.group_user,base.group_partner_manager')
        contact = self._contact(self.twin)
        wizard = self.env['base.partner.merge.automatic.wizard'].with_user(clerk)
        with self.assertRaisesRegex(UserError, "different e-mail addresses"):
            wizard._merge((self.twin | self.ada).ids, self.ada)
        self.twin.email = self.ada.email
        self.env.flush_all()
        wizard.with_context(active_model='res.partner', active_ids=(self.twin | self.ada).ids).create(
            {'dst_partner_id': self.ada.id}).action_merge()
        self.env.invalidate_all()
        self.assertEqual((contact.partner_ids, self.twin.merged_into_id), (self.ada, self.ada))
        self._undo(self.ada.merge_undoable_ids)
        self.assertEqual((contact.partner_ids, self.twin.active), (self.twin, True))

    def test_more_than_three_only_by_an_administrator(self):
        people = self.ada | self.twin | self.björn | self._person('Fourth')
        wizard = self.env['base.partner.merge.automatic.wizard']
        with self.assertRaisesRegex(UserError, "more than 3"):
            wizard._merge(people.ids, self.ada)
        wizard.with_user(self.administrator)._merge(people.ids, self.ada)
        self.assertEqual(len(self.ada.merge_undoable_ids), 3)
