from odoo.tests import HttpCase, new_test_user, tagged

from .common import WidgetCase


@tagged('post_install', '-at_install')
class TestKitWidgets(WidgetCase):
    addon = 'crm_kit'

    def test_widgets_in_the_browser(self):
        self._run_hoot()


@tagged('post_install', '-at_install')
class TestKitHomeTour(HttpCase):

    def test_an_operator_finds_failed_work_and_resumes_it(self):
        operator = new_test_user(
            self.env, 'kit_operator', 'base.group_user,crm_kit.group_kit_operator', name="Олена Коваль")
        self.env['kit.batch'].search([('state', '=', 'failed')]).write({'state': 'stopped'})
        self.env['kit.batch'].create({
            'name': "Count the sheep", 'user_id': operator.id, 'company_id': self.env.company.id,
            'res_model': 'res.partner', 'res_id': operator.partner_id.id, 'method': '_compute_display_name',
            'state': 'failed', 'error': "Row 5 has no name.", 'progress_ids': [(0, 0, {'total': 10, 'done_count': 4})],
        })
        self.start_tour('/odoo/operations', 'crm_kit_home', login='kit_operator')
