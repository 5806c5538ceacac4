import io
import re
import zipfile
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_request_answers import DiscoveryCase


@tagged('post_install', '-at_install')
class TestPrivacyRequestPages(HttpCase, DiscoveryCase):
    """The public entry and the link to a package."""

    def setUp(self):
        super().setUp()
        # each test is a visitor of its own
        self.enterContext(patch.object(self.registry['kit.rate.limit'], '_hit_and_wait', lambda *args: 0))
        self.authenticate(None, None)

    def _token(self, page):
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)

    def _post(self, **vals):
        page = self.url_open('/privacy/request')
        self.assertEqual(page.status_code, 200)
        return self.url_open('/privacy/request', data={
            'csrf_token': self._token(page), 'type': 'access', 'name': "Zoë", 'email': 'zoe.bronte@okafor.example',
            **vals})

    def _mails(self):
        return self.root['mail.mail'].search([('subject', '=', "Please confirm your request")])

    def test_the_answer_is_the_same_for_everybody(self):
        known = self._post().text
        unknown = self._post(email='nobody@example.org').text
        known, unknown = (re.sub(
            r'csrf_token[^,]*|\?unique=\S+|"[0-9a-f]{32,}\S*"', '', text) for text in (known, unknown))
        self.assertEqual(known, unknown)
        self.assertEqual(len(self._mails()), 2)

    def test_showing_the_page_enters_nothing(self):
        before = self.root['privacy.request'].search_count([])
        self.assertIn('Your data, your rights', self.url_open('/privacy/request').text)
        self.assertEqual(self.root['privacy.request'].search_count([]), before)
        with mute_logger('odoo.http'):
            self.assertEqual(self.url_open('/privacy/request', data={'type': 'access'}).status_code, 400, "no token")

    def test_a_request_counts_once_its_link_was_confirmed(self):
        self._post(type='erasure')
        request = self.root['privacy.request'].search([('requester_email', '=', 'zoe.bronte@okafor.example')])
        self.assertEqual((request.type, request.is_confirmed, request.partner_id.id), ('erasure', False, False))
        token = re.search(r'/k/([\w-]+)', self._mails().body_html).group(1)
        page = self.url_open(f'/k/{token}')
        self.assertIn('Confirm your request', page.text)
        self.assertFalse(request.is_confirmed, "a scanner that opens the link confirms nothing")
        self.url_open(f'/k/{token}', data={'csrf_token': self._token(page)})
        request.invalidate_recordset()
        self.assertTrue(request.is_confirmed)
        self.assertEqual(request.partner_id, self.zoe)
        self.assertEqual(request.identity_state, 'open', "an address is no identity")

    def test_what_is_wrong_is_told_and_enters_nothing(self):
        page = self._post(email='nonsense')
        self.assertIn('is no e-mail address', page.text)
        self.assertFalse(self._mails())

    def test_too_many_are_refused(self):
        with patch.object(self.registry['kit.rate.limit'], '_hit_and_wait', lambda *args: 7):
            page = self.url_open('/privacy/request')
            self.assertEqual(self.url_open('/privacy/request', data={
                'csrf_token': self._token(page), 'type': 'access', 'name': 'A', 'email': 'a@example.org',
            }).status_code, 429)
        self.assertFalse(self._mails())

    def test_a_package_is_fetched_by_its_link_and_by_nothing_else(self):
        request = self._approved(self._identified(self.zoe))
        request.action_deliver()
        request.action_send_link()
        mail = self.root['mail.mail'].search([('subject', '=', "Your data")])
        token = re.search(r'/k/([\w-]+)', mail.body_html).group(1)
        page = self.url_open(f'/k/{token}')
        self.assertIn('Download', page.text)
        csrf = self._token(page)
        done = self.url_open(f'/privacy/package/{token}', data={'csrf_token': csrf})
        self.assertEqual(done.headers['Content-Type'], 'application/zip')
        self.assertIn('data.json', zipfile.ZipFile(io.BytesIO(done.content)).namelist())
        self.assertEqual(self.url_open('/privacy/package/' + 'x' * 43, data={'csrf_token': csrf}).status_code, 404)
        self.assertEqual(self.url_open(f'/privacy/package/{token}').status_code, 405)
        self.assertIn("Fetched by the link.", request.sudo().log_ids.mapped('text'))
