from odoo.tests import tagged

from ..checks import menus
from .common import US, SuiteCase


@tagged('post_install', '-at_install')
class TestMenus(SuiteCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_users()
        cls.make_records()
        cls.viewer = cls.env['res.users'].search(
            [('login', '=', 'suite_crm_constituents.group_constituent_viewer')])
        cls.client_actions = menus.registered_actions(cls.addons)

    def setUp(self):
        super().setUp()
        self.env.ref('test_crm_suite.menu_test_crm_root').active = True

    def test_every_menu_opens_for_whoever_sees_it(self):
        self.assert_sound(menus.check_menus_open(self.env, self.addons, self.users, self.client_actions))

    def test_every_menu_is_seen_by_a_role(self):
        self.assert_sound(menus.check_menus_are_seen(self.env, self.addons, self.users))

    def test_a_menu_that_nobody_sees_is_found(self):
        self.env.ref('test_crm_suite.menu_test_crm_note').group_ids = self.env['res.groups'].create({'name': "Nobody"})
        faults = menus.check_menus_are_seen(self.env, US, self.users)  # the root goes with its only child
        self.assertTrue(any('test_crm_suite.menu_test_crm_note' in fault for fault in faults), faults)

    def faults(self):
        return menus.check_menus_open(self.env, US, [self.viewer], self.client_actions)

    def test_the_sound_menu_is_opened(self):
        self.assertIn('test_crm_suite.menu_test_crm_note', menus.own_menus(self.env, US, self.viewer).values())
        self.assert_sound(self.faults())

    def test_a_menu_whose_domain_cannot_be_read_is_found(self):
        self.env.ref('test_crm_suite.test_crm_note_action').domain = "[('nonsense', '=', 1)]"
        self.assert_fault(self.faults(), 'menu_test_crm_note', 'nonsense')

    def test_a_filter_that_cannot_be_used_is_found(self):
        self.plant_arch('test_crm_note_view_search', "[('is_past', '=', True)]", "[('is_pst', '=', True)]")
        self.assert_fault(self.faults(), 'filter past')

    def test_a_grouping_that_cannot_be_used_is_found(self):
        self.plant_arch('test_crm_note_view_search', "'partner_id'", "'is_past'")
        self.assert_fault(self.faults(), 'filter by_partner')

    def test_a_menu_to_a_client_action_that_is_not_there_is_found(self):
        action = self.env['ir.actions.client'].create({'name': "Nowhere", 'tag': 'test_crm_suite.nowhere'})
        self.env.ref('test_crm_suite.menu_test_crm_note').action = f'ir.actions.client,{action.id}'
        self.assert_fault(self.faults(), 'test_crm_suite.nowhere')
