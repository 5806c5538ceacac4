from odoo.tests import tagged

from ..checks import access
from .common import US, SuiteCase


@tagged('post_install', '-at_install')
class TestAccess(SuiteCase):

    def test_every_model_has_access_lines(self):
        self.assert_sound(access.check_models_have_access_lines(self.env, self.addons))

    def test_a_model_without_access_lines_is_found(self):
        self.env['ir.model.access'].search([('model_id.model', '=', 'test.crm.note')]).unlink()
        self.assert_fault(access.check_models_have_access_lines(self.env, US), 'test.crm.note')

    def test_every_access_line_names_a_group(self):
        self.assert_sound(access.check_access_lines_name_a_group(self.env, self.addons))

    def test_an_access_line_for_everybody_is_found(self):
        self.env.ref('test_crm_suite.access_test_crm_note_viewer').group_id = False
        self.assert_fault(access.check_access_lines_name_a_group(self.env, US), 'access_test_crm_note_viewer')

    def test_only_roles_change_our_records(self):
        self.assert_sound(access.check_nobody_but_roles_deletes(self.env, self.addons))

    def test_a_right_of_every_employee_to_write_is_found(self):
        self.env.ref('test_crm_suite.access_test_crm_note_user').group_id = self.env.ref('base.group_user')
        self.assert_fault(access.check_nobody_but_roles_deletes(self.env, US), 'test.crm.note')

    def test_every_model_with_a_company_has_a_rule_for_it(self):
        self.assert_sound(access.check_company_rules(self.env, self.addons))

    def test_a_missing_company_rule_is_found(self):
        self.env.ref('test_crm_suite.rule_test_crm_note_company').unlink()
        self.assert_fault(access.check_company_rules(self.env, US), 'test.crm.note', 'no rule')

    def test_a_company_rule_that_spares_an_operation_is_found(self):
        self.env.ref('test_crm_suite.rule_test_crm_note_company').perm_write = False
        self.assert_fault(access.check_company_rules(self.env, US), 'does not hold for write')
