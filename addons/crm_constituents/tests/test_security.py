from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user

from .common import ConstituentCase

MODELS = (
    'constituent.household.membership', 'constituent.relationship', 'constituent.relationship.type',
    'constituent.affiliation', 'constituent.role', 'constituent.role.type', 'constituent.external.id',
    'constituent.interaction', 'constituent.pattern', 'constituent.relationship.side',
)


class TestSecurity(ConstituentCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chapter = cls.env['res.company'].create({'name': 'Second chapter'})

    def test_viewer_reads_and_changes_nothing(self):
        ada = self._person('Ada Okafor', birthdate='1980-05-17')
        seen = ada.with_user(self.viewer)
        self.assertEqual(str(seen.birthdate), '1980-05-17')
        with self.assertRaises(AccessError):
            seen.write({'first_name': 'Eve'})
        with self.assertRaises(AccessError):
            self.env['res.partner'].with_user(self.viewer).create({'name': '山田', 'constituent_type': 'individual'})

    def test_rights_of_each_role_on_each_model(self):
        configuration = {'constituent.relationship.type', 'constituent.role.type', 'constituent.pattern'}
        for model in MODELS:
            with self.subTest(model=model):
                rights = {
                    user.login: ''.join(
                        letter for letter, operation in zip('crwd', ('create', 'read', 'write', 'unlink'), strict=True)
                        if self.env[model].with_user(user).has_access(operation))
                    for user in (self.viewer, self.officer, self.administrator)
                }
                if model in configuration:
                    expected = 'r', 'r', 'crwd'
                elif model == 'constituent.relationship.side':
                    expected = 'r', 'r', 'r'
                elif model == 'constituent.interaction':
                    expected = 'r', 'crw', 'crwd'
                else:
                    expected = 'r', 'crwd', 'crwd'
                self.assertEqual(tuple(rights.values()), expected)

    def test_viewer_sees_no_button_that_changes(self):
        view = self.env.ref('crm_constituents.res_partner_view_form')
        for user, expected in ((self.viewer, False), (self.officer, True)):
            arch = etree.fromstring(self.env['res.partner'].with_user(user).get_view(view.id, 'form')['arch'])
            self.assertEqual(bool(arch.xpath("//button[@name='action_log_contact']")), expected)
            self.assertEqual(arch.get('edit', 'true').lower() in ('true', '1'), expected)
            self.assertEqual(arch.get('create', 'true').lower() in ('true', '1'), expected)

    def test_only_administrators_delete_people(self):
        ada = self._person('Ольга Петрова')
        with self.assertRaises(UserError) as caught:
            ada.unlink()
        self.assertIn("Archive them instead", str(caught.exception))
        ada.with_user(self.administrator).unlink()
        self.assertFalse(ada.exists())

    def test_portal_user_sees_none_of_these_models(self):
        portal = new_test_user(self.env(su=True), 'con_portal', 'base.group_portal')
        for model in MODELS:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])
        seen = self.env['res.partner'].with_user(portal).fields_get()  # nothing that is meant for the staff
        for name in ('alert_note', 'confidential', 'birthdate', 'household_id', 'role_ids', 'interaction_ids'):
            self.assertNotIn(name, seen)
        self.assertIn('first_name', seen)

    def test_rows_about_people_of_a_company_are_seen_from_there_and_shared_ones_from_everywhere(self):
        other = new_test_user(
            self.env(su=True), 'con_other', 'crm_constituents.group_constituent_user', company_id=self.chapter.id,
            company_ids=[Command.set(self.chapter.ids)])
        here = self._person('Ada Okafor', company_id=self.env.company.id)
        shared = self._person('山田 さくら')
        rows = []
        for person in (here, shared):
            household, trust = self._household(person), self._organisation('Harbour Trust')
            rows.append([
                household.household_member_ids,
                self.env['constituent.affiliation'].create({'person_id': person.id, 'organisation_id': trust.id}),
                self.env['constituent.relationship'].create({
                    'left_id': person.id, 'right_id': self._person('Tom').id,
                    'type_id': self._relationship_type('friend').id}),
                self.env['constituent.role'].create({
                    'partner_id': person.id, 'role_type_id': self.env.ref('crm_constituents.role_type_board').id}),
                self.env['constituent.external.id'].create(
                    {'partner_id': person.id, 'system': 'old', 'value': person.constituent_no}),
                person._constituent_log_interaction('call', 'Hello'),
            ])
        for own, common in zip(*rows, strict=True):
            with self.subTest(model=own._name):
                self.assertEqual(own.company_id, self.env.company)
                self.assertFalse(common.company_id)
                seen = own.with_user(other).search([('id', 'in', (own | common).ids)])
                self.assertEqual(seen.sudo(), common.sudo())
                with self.assertRaises(AccessError):
                    own.with_user(other).with_context(allowed_company_ids=self.chapter.ids).read(['company_id'])

    def test_the_page_loads_for_members_of_households_and_companies_out_of_sight(self):
        other = new_test_user(
            self.env(su=True), 'con_other', 'crm_constituents.group_constituent_viewer', company_id=self.chapter.id,
            company_ids=[Command.set(self.chapter.ids)])
        shared = self._person('山田 さくら')
        hidden = self._household(shared, company_id=self.env.company.id)
        self.env['constituent.affiliation'].create({
            'person_id': shared.id,
            'organisation_id': self._organisation('Trust', company_id=self.env.company.id).id})
        self.env.flush_all()
        self.env.invalidate_all()
        view = self.env.ref('crm_constituents.res_partner_view_form')
        page = shared.with_user(other).with_context(allowed_company_ids=self.chapter.ids)
        names = page.get_view(view.id, 'form')['models']['res.partner']
        visible = page.fields_get(names, ['type'])  # the browser asks for no others: an addon above may hide some
        values = page.web_read({name: {} for name in visible})[0]
        self.assertFalse(values['household_id'], "the household belongs to another company, and so does the membership")
        self.assertEqual(page.action_timeline_page()['items'], [])
        self.assertTrue(hidden)

    def test_three_roles_given_through_the_user_form_all_stay(self):
        """One privilege per area: the roles of one person in three areas do not push one another out."""
        category = self.env.ref('crm_kit.module_category_nonprofit').id
        roles = self.env['res.groups'].sudo()
        for area in ('Shifts', 'Gifts'):
            privilege = self.env['res.groups.privilege'].sudo().create({'name': area, 'category_id': category})
            viewer = roles.create({'name': 'Viewer', 'privilege_id': privilege.id,
                                   'implied_ids': [Command.link(self.env.ref('base.group_user').id)]})
            officer = roles.create({'name': 'Officer', 'privilege_id': privilege.id,
                                    'implied_ids': [Command.link(viewer.id)]})
            roles |= officer
        self.env.registry.clear_cache()
        admin = self.env.ref('base.user_admin')
        user = new_test_user(self.env(su=True), 'con_three', 'base.group_user')
        with Form(user.with_user(admin), view='base.view_users_form') as page:
            for group in (*roles, self.env.ref('crm_constituents.group_constituent_user')):
                page.group_ids.add(group.with_user(admin))
        self.assertLessEqual(roles | self.env.ref('crm_constituents.group_constituent_user').sudo(), user.group_ids)
        self.assertTrue(user.has_group('crm_constituents.group_constituent_viewer'), "a ladder: officer is viewer too")
        self.assertFalse(user.has_group('crm_constituents.group_constituent_manager'))
        with Form(user.with_user(admin), view='base.view_users_form') as page:
            page.name = 'Three hats'
        self.assertLessEqual(roles, user.group_ids, "and they are still there after the form is saved again")
