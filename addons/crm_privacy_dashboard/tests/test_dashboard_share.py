from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestDashboardShare(HttpCase):

    def test_no_dashboard_is_shared_until_it_is_opened(self):
        manager = new_test_user(self.env, 'pri_dash', 'crm_privacy.group_privacy_manager')
        dashboard = self.env['spreadsheet.dashboard'].create({
            'name': "People", 'dashboard_group_id': self.env['spreadsheet.dashboard.group'].create(
                {'name': "Group"}).id, 'spreadsheet_data': '{}', 'group_ids': [self.env.ref('base.group_user').id]})
        Share, exit_ = self.env['spreadsheet.dashboard.share'], self.env['privacy.exit'].search(
            [('code', '=', 'dashboard_share')])
        vals = {'dashboard_id': dashboard.id, 'spreadsheet_data': '{}'}
        with self.assertRaises(AccessError) as caught:
            Share.action_get_share_url(dict(vals))
        self.assertIn("switched off", str(caught.exception))
        exit_.with_user(manager).action_open()
        share = Share.create(vals)
        addresses = [f'/dashboard/{way}/{share.id}/{share.access_token}' for way in ('share', 'data')]
        self.assertEqual({self.url_open(address).status_code for address in addresses}, {200}, "the test can fail")
        exit_.with_user(manager).action_close()
        self.assertEqual({self.url_open(address).status_code for address in addresses}, {403})
