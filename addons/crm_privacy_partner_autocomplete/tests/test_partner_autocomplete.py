from contextlib import ExitStack
from unittest.mock import patch

from odoo import modules
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.crm_privacy.tests.common import PrivacyCase
from odoo.addons.iap.tools import iap_tools
from odoo.addons.partner_autocomplete.models import res_partner as theirs

WIDGET = 'field_partner_autocomplete'


@tagged('post_install', '-at_install')
class TestPartnerAutocomplete(PrivacyCase):

    def setUp(self):
        super().setUp()
        self.way = self.env['privacy.exit'].with_user(self.law_maker).search([('code', '=', 'partner_autocomplete')])
        # sudo: so that only the way is shut, and not the account
        self.env['iap.account'].sudo().get('partner_autocomplete').account_token = 'a-token'

    def _told(self, act):
        """What the service and the register were told while `act` ran."""
        told = []

        def service(_url, params=None, **_kwargs):
            told.append(params.get('query') or params.get('duns') or params.get('domain') or params.get('gst'))
            return {'data': []}

        with ExitStack() as stack:
            # Odoo's addon asks nobody while it is tested
            stack.enter_context(patch.object(modules.module, 'current_test', False))
            stack.enter_context(patch.object(iap_tools, 'iap_jsonrpc', service))
            stack.enter_context(patch.object(theirs, 'check_vies', lambda vat, **_kwargs: told.append(vat)))
            act()
        return told

    def _ask_all(self):
        Partner = self.env['res.partner']
        Partner.autocomplete_by_name("Ada Oka", False)
        Partner.autocomplete_by_vat('BE0477472701', False)
        Partner.enrich_by_duns('123')
        Partner.enrich_by_gst('456')
        Partner.enrich_by_domain('harbour.example')
        self.env.company.sudo().email = 'office@harbour.example'  # sudo: staff do not name the company
        self.env.company.sudo()._enrich()  # sudo: same

    def test_nothing_that_is_typed_leaves_until_it_is_opened(self):
        self.assertEqual(self._told(self._ask_all), [])
        with self.assertRaisesRegex(AccessError, "switched off"):
            self._told(lambda: self.env['iap.autocomplete.api']._contact_iap('/x', 'search_by_name', {'query': "Ada"}))
        self.way.action_open()
        self.assertEqual(
            self._told(self._ask_all),
            ["Ada Oka", 'BE0477472701', '123', '456', 'harbour.example', 'harbour.example'], "and the test can fail")

    def test_the_fields_are_ordinary_ones_until_it_is_opened(self):
        for name in ('res.partner', 'res.company'):
            Model = self.env[name].sudo()  # sudo: the form of a company is for administrators
            self.assertNotIn(WIDGET, Model.get_view(view_type='form')['arch'])
            self.way.action_open()
            self.assertIn(WIDGET, Model.get_view(view_type='form')['arch'])
            self.way.action_close()
            self.assertNotIn(WIDGET, Model.get_view(view_type='form')['arch'])
        arch = self.env['res.partner'].get_view(view_type='form')['arch']
        self.assertIn("widget=\"text\"", arch[arch.index('name="name"') - 300:arch.index('name="name"')])

    def test_the_service_that_does_not_answer_leads_to_words_and_no_fault(self):
        answer = self.env['res.partner'].enrich_by_duns('123')
        self.assertTrue(answer['error'])
        self.assertIn("switched off", answer['error_message'])
