import json
import time
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_exports import ExportCase


@tagged('post_install', '-at_install')
class TestDataWays(ExportCase, HttpCase):
    """Each further way by which data could leave, tried by those who may not, and with people who may not be in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = new_test_user(cls.env, 'pri_reader', 'crm_constituents.group_constituent_viewer', tz='UTC')

    def _open(self, code, is_open=True):
        way = self.env['privacy.exit'].with_user(self.law_maker).search([('code', '=', code)])
        way.action_open() if is_open else way.action_close()

    def _later(self):
        """What is put down after the commit."""
        self.env.cr.postcommit.run()

    # -- contact cards -----------------------------------------------------------

    def test_a_contact_card_needs_the_right_to_export_and_is_on_record(self):
        with self.assertRaisesRegex(AccessError, "Access to export"):
            self.edith.with_user(self.reader)._get_vcard_file()
        with self.assertRaisesRegex(AccessError, "only be stored"):
            self.rosa.with_user(self.clerk)._get_vcard_file()
        self.assertIn(b"Edith", self.edith.with_user(self.clerk)._get_vcard_file())
        self.assertEqual(self.log.search([], limit=1).exit, 'vcard')

    def test_cards_count_towards_the_limit_of_the_day(self):
        """A-24"""
        self.company.privacy_export_limit = 1
        self.edith.with_user(self.clerk)._get_vcard_file()
        with self.assertRaisesRegex(UserError, "nobody has approved"):
            self.emil.with_user(self.clerk)._get_vcard_file()

    def test_the_address_of_cards_gives_none_to_those_who_may_not(self):
        self.authenticate('pri_reader', 'pri_reader')
        with mute_logger('odoo.http'):
            answer = self.url_open(f'/web/partner/vcard?partner_ids={self.edith.id},{self.emil.id}')
        self.assertNotIn("Edith", answer.text)
        self.assertNotEqual(answer.status_code, 200)

    # -- pivot, report -----------------------------------------------------------

    def _pivot(self, login):
        self.authenticate(login, login)
        table = {
            'title': "People", 'model': 'res.partner', 'measure_count': 1, 'origin_count': 1, 'col_group_headers': [],
            'measure_headers': [], 'origin_headers': [], 'rows': [{'title': "Edith", 'indent': 0, 'values': []}]}
        return self.url_open('/web/pivot/export_xlsx', data={
            'data': json.dumps(table), 'csrf_token': Request.csrf_token(self)})

    def test_a_pivot_table_needs_the_right_to_export_and_is_on_record(self):
        with mute_logger('odoo.http'):
            self.assertNotEqual(self._pivot('pri_reader').status_code, 200)
        with patch.object(self.env.registry['privacy.export.log'], '_put_down_later') as noted:
            self.assertEqual(self._pivot('pri_clerk').status_code, 200)
        self.assertEqual(noted.call_args.args[:2], ('pivot_export', 'res.partner'))
        self.assertRegex(noted.call_args.kwargs['sha256'], '^[0-9a-f]{64}$')

    def _report(self):
        view = self.env['ir.ui.view'].sudo().create({
            'type': 'qweb', 'name': "Sheet", 'key': 'crm_privacy.test_sheet',
            'arch': '<t t-name="crm_privacy.test_sheet"><p t-foreach="docs" t-as="doc" t-out="doc.name"/></t>'})
        self.env['ir.model.data'].sudo().create({
            'module': 'crm_privacy', 'name': 'test_sheet', 'model': 'ir.ui.view', 'res_id': view.id})
        return self.env['ir.actions.report'].sudo().create({
            'name': "Sheet", 'model': 'res.partner', 'report_type': 'qweb-pdf', 'report_name': 'crm_privacy.test_sheet',
        }).with_user(self.reader).sudo(False)

    def test_a_printed_sheet_leaves_out_nobody_silently_and_is_on_record(self):
        report = self._report()
        for way in ('_render_qweb_pdf', '_render_qweb_html', '_render_qweb_text'):
            with self.assertRaisesRegex(UserError, "Rosa Restricted"):
                getattr(report, way)('crm_privacy.test_sheet', self.people.ids)
        self.authenticate('pri_reader', 'pri_reader')
        with mute_logger('odoo.http'):
            answer = self.url_open(f'/report/html/crm_privacy.test_sheet/{self.rosa.id}?context=' + json.dumps(
                {'privacy_checked': True, 'privacy_why': "x"}))
        self.assertNotIn("<p>Rosa", answer.text)
        before = self.log.search_count([])
        content = report._render_qweb_pdf('crm_privacy.test_sheet', self.edith.ids)[0]
        self.assertIn(b"Edith", content)
        self._later()
        self.assertEqual(self.log.search_count([]), before + 1)
        line = self.log.search([], limit=1)
        self.assertEqual((line.exit, line.user_id, line.rows), ('report_pdf', self.reader, 1))

    def test_without_the_check_the_sheet_names_them(self):
        report = self._report()
        with patch.object(self.env.registry['ir.actions.report'], '_privacy_check_report', lambda *args: None):
            self.assertIn(b"Rosa", report._render_qweb_html('crm_privacy.test_sheet', self.rosa.ids)[0])

    # -- links to files -----------------------------------------------------------

    def test_a_link_to_a_file_ends(self):
        """A-03"""
        file = self.env['ir.attachment'].create({'name': "letter.txt", 'raw': b"Dear Edith"})
        [token] = file.generate_access_token()
        address = f'/web/content/{file.id}?access_token={token}'
        self.authenticate(None, None)
        self.assertEqual(self.url_open(address).text, "Dear Edith")
        later = time.time() + 91 * 86_400
        with patch('odoo.addons.crm_privacy.models.ir_attachment.time.time', lambda: later):
            answer = self.url_open(address)
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn("Edith", answer.text)
            [fresh] = file.generate_access_token()
            self.assertNotEqual(fresh, token)
            self.assertEqual(self.url_open(f'/web/content/{file.id}?access_token={fresh}').text, "Dear Edith")

    def test_the_end_of_a_link_cannot_be_moved(self):
        file = self.env['ir.attachment'].create({'name': "letter.txt", 'raw': b"Dear Edith"})
        [token] = file.generate_access_token()
        self.authenticate(None, None)
        answer = self.url_open(f'/web/content/{file.id}?access_token={token[:-4]}ffff')
        self.assertEqual(answer.status_code, 404)

    def test_a_link_without_a_day_ends_with_the_age_of_the_file(self):
        file = self.env['ir.attachment'].create({
            'name': "old.txt", 'raw': b"Dear Edith", 'access_token': 'plain-token'})
        file.flush_recordset()
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = now() - interval '91 days' WHERE id = %s", [file.id])
        file.invalidate_recordset()
        self.authenticate(None, None)
        self.assertEqual(self.url_open(f'/web/content/{file.id}?access_token=plain-token').status_code, 404)

    # -- ways that are shut ---------------------------------------------------------

    def test_lists_as_json_are_shut_until_opened(self):
        key = self.env['res.users.apikeys'].with_user(self.clerk).sudo()._generate('rpc', "t", self.env.cr.now())
        # sudo: Odoo's own switch alone opens nothing
        self.env['ir.config_parameter'].sudo().set_param('web.json.enabled', '1')
        head = {'Authorization': f'bearer {key}'}
        address = '/json/1/contacts?view_type=list&domain=[]&offset=0&limit=5&fields=name'
        self.assertEqual(self.url_open(address, headers=head).status_code, 404)
        self._open('json_views')
        with patch.object(self.env.registry['privacy.export.log'], '_put_down_later') as noted:
            self.assertEqual(self.url_open(address, headers=head).status_code, 200)
        self.assertEqual(noted.call_args.args[0], 'json_views')

    def _webhook(self, **values):
        model = self.env['ir.model']._get('res.partner')
        return self.env['ir.actions.server'].sudo().create({
            'name': "Tell", 'model_id': model.id, 'state': 'webhook', 'webhook_url': 'https://example.org/hook',
            'webhook_field_ids': [Command.set(self.env.ref('base.field_res_partner__email').ids)], **values})

    def _posts(self, action, record):
        """What the webhook sends for a record."""
        self.env.cr.postcommit.clear()
        with patch('requests.post') as post, mute_logger('odoo.addons.base.models.ir_actions'):
            action.with_context(active_id=record.id, active_model=record._name)._run_action_webhook()
            self.env.cr.postcommit.run()
        return post.call_count

    def test_a_webhook_is_shut_and_once_opened_asks_the_gate(self):
        """A-27"""
        friends = self.env['res.partner'].create({'constituent_type': 'organisation', 'name': "Friends"})
        purpose = self.env.ref('crm_privacy.purpose_partner_share')
        action = self._webhook(privacy_purpose_id=purpose.id, privacy_recipient_id=friends.id)
        self._consents(self.edith, 'PARTNER_SHARE', 'disclose', recipient=friends, explicit=True)
        self.assertEqual(self._posts(action, self.edith), 0)
        self._open('webhook')
        self.assertEqual(self._posts(action, self.edith), 0, "no agreement with the recipient (P-29)")
        self._agree_with(friends, purpose)
        self.assertEqual(self._posts(action, self.edith), 1)
        self.assertEqual([(row['recipient'], row['what']) for row in self.edith._privacy_passed_by_programs()],
                         [(friends, 'email')])
        request = self.env['privacy.request'].with_user(self.data_officer).create({
            'partner_id': self.edith.id, 'type': 'rectification', 'received_by': 'email'})
        self.assertEqual([recipient.id for recipient, _what in request._request_recipients()], [friends.id])
        self.assertEqual(self._posts(action, self.emil), 0)
        self.assertEqual(self._posts(self._webhook(), self.edith), 0)
        kept = self.env['privacy.contact.log'].with_user(self.auditor).search([
            ('exit', '=', 'webhook'), ('partner_id', '=', self.emil.id)])
        self.assertEqual((kept.is_allowed, kept.reason), (False, 'no_basis'))
        with patch.object(self.env.registry['privacy.exit'], '_is_open', lambda self, code: True), \
                patch.object(self.env.registry['base'], '_privacy_is_about_people', lambda self: False):
            self.assertEqual(self._posts(action, self.emil), 1, "without the gate it goes")

    def test_the_call_to_odoo_is_shut_until_opened(self):
        warranty = self.env['publisher_warranty.contract'].sudo()
        with patch('odoo.addons.mail.models.update.requests.post') as post:
            warranty.update_notification()
            with self.assertRaisesRegex(AccessError, "Weekly call to Odoo"):
                warranty._get_sys_logs()
            self.assertFalse(post.called)
            self._open('publisher_warranty')
            post.return_value.text = '{"messages": [], "interval": 1}'
            warranty._get_sys_logs()
            self.assertTrue(post.called)

    def test_links_in_messages_are_not_looked_up_until_opened(self):
        Preview = self.env['mail.link.preview'].sudo()
        message = self.edith.sudo().message_post(body="x")
        message.body = '<a href="https://example.org/t/secret">x</a>'
        with patch('odoo.addons.mail.models.mail_link_preview.get_link_preview_from_url', return_value=False) as look:
            self.assertFalse(Preview._is_link_preview_enabled())
            Preview._create_from_message_and_notify(message)
            self.assertFalse(look.called)
            self._open('link_preview')
            Preview._create_from_message_and_notify(message)
            self.assertTrue(look.called)

    def test_texts_go_to_no_service_until_opened(self):
        message = self.edith.sudo().message_post(body="Edith asked about her will")
        self.env['ir.config_parameter'].sudo().set_param('mail.google_translate_api_key', 'k')  # sudo: administrator
        self.authenticate('con_officer', 'con_officer')
        with patch('odoo.addons.mail.controllers.google_translate.requests.post') as google, \
                patch('odoo.addons.html_editor.controllers.main.iap_tools.iap_jsonrpc') as odoo_service, \
                patch('odoo.addons.html_editor.controllers.main.link_preview.get_link_preview_from_url') as look:
            for is_open in (False, True):
                for code in ('translation', 'text_generation', 'link_preview'):
                    self._open(code, is_open)
                google.return_value.json.return_value = {'data': {
                    'detections': [[{'language': 'en'}]], 'translations': [{'translatedText': "x"}]}}
                odoo_service.return_value = {'status': 'success', 'content': "x"}
                look.return_value = {}
                for address, params in (
                        ('/mail/message/translate', {'message_id': message.id}),
                        ('/html_editor/generate_text', {'prompt': "About Edith", 'conversation_history': []}),
                        ('/html_editor/link_preview_external', {'preview_url': 'https://example.org/t/secret'})):
                    with mute_logger('odoo.http'):
                        self.url_open(address, json={'jsonrpc': '2.0', 'method': 'call', 'params': params})
                self.assertEqual([mock.called for mock in (google, odoo_service, look)], [is_open] * 3)

    def test_a_visitor_reads_no_message_about_a_person(self):
        """A-01, A-09"""
        self.edith.sudo().message_post(body="Edith asked about her will")
        self.authenticate(None, None)
        for address, params in (
                ('/mail/chatter_fetch', {'thread_model': 'res.partner', 'thread_id': self.edith.id}),
                ('/mail/data', {'fetch_params': [['res.partner', [self.edith.id]]]}),
                ('/portal/chatter_init', {'thread_model': 'res.partner', 'thread_id': self.edith.id}),
                ('/discuss/search', {'term': "Edith"})):
            with mute_logger('odoo.http'):
                answer = self.url_open(address, json={'jsonrpc': '2.0', 'method': 'call', 'params': params})
            self.assertNotIn("will", answer.text, address)
            self.assertNotIn("Exported", answer.text, address)

    def test_the_shipped_settings_shut_the_database_manager(self):
        settings = Path(__file__).resolve().parents[3] / 'odoo.conf'
        self.assertRegex(settings.read_text(encoding='utf-8'), r'(?m)^list_db = False$')

    def test_nobody_but_the_administrator_of_privacy_opens_a_way(self):
        way = self.env['privacy.exit'].with_user(self.auditor).search([('code', '=', 'webhook')])
        for user in (self.reader, self.clerk, self.auditor, self.data_officer):
            with self.assertRaises(AccessError):
                way.with_user(user).action_open()
        for user in (self.clerk, self.law_maker):
            with self.assertRaises(AccessError):
                way.with_user(user).write({'is_open': True})
