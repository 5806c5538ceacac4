from unittest.mock import patch

from odoo import modules
from odoo.tests import tagged

from odoo.addons.crm_privacy.tests.common import PrivacyCase
from odoo.addons.iap.tools import iap_tools


@tagged('post_install', '-at_install')
class TestAutocomplete(PrivacyCase):

    def test_nothing_that_is_typed_leaves_until_it_is_opened(self):
        asked = []
        self.env['iap.account'].get('partner_autocomplete').sudo().account_token = 'token'

        def post(_url, params=None, **_kwargs):
            asked.append(params['query'])
            return {'data': []}
        with patch.object(iap_tools, 'iap_jsonrpc', post), patch.object(modules.module, 'current_test', None):
            self.assertEqual(self.env['res.partner'].autocomplete_by_name('Ada Okafor', False), [])
            self.assertEqual(asked, [])
            self.env['privacy.exit'].with_user(self.law_maker).search([('code', '=', 'autocomplete')]).action_open()
            self.env['res.partner'].autocomplete_by_name('Ada Okafor', False)
        self.assertEqual(asked, ['Ada Okafor'], "and the test can fail")
