from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker


@tagged('post_install', '-at_install')
class TestKitWidgets(HOOTCommon):

    def get_hoot_filters(self):
        return f"&id={self._generate_hash('@crm_kit')}"

    def test_widgets_in_the_browser(self):
        self.browser_js(
            f'/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{self.hoot_filters}', "", "", login='admin',
            timeout=120, success_signal="[HOOT] Test suite succeeded", error_checker=unit_test_error_checker)

    # what the class of core checks of itself is no concern of ours
    test_generate_hoot_hash = None
    test_get_hoot_filter = None


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
