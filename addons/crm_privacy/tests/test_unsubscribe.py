import re
from email import message_from_string, policy

from odoo.tests import HttpCase

from .mail_common import MailExitCase


class TestUnsubscribe(MailExitCase, HttpCase):
    """RFC 8058 and the page that asks (P-40), the footer of marketing (P-41)."""

    def setUp(self):
        super().setUp()
        self._arriving(self._mail(recipient_ids=self.willing.ids).send)
        self.message = message_from_string(self.emails[0]['message'], policy=policy.default)
        self.path = re.search(r'(/privacy/u/[\w-]+)>', str(self.message['List-Unsubscribe']))[1]

    def _events(self):
        return self.env['privacy.consent.event'].sudo().search([('partner_id', '=', self.willing.id)])

    def test_p41_marketing_has_both_headers_a_visible_link_and_the_postal_address(self):
        self.assertEqual(self.message['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click')
        for kind in ('html', 'plain'):
            text = self.message.get_body((kind,)).get_content()
            with self.subTest(kind=kind):
                self.assertIn("Stop these messages", text)
                self.assertIn("1 Harbour Lane, 20457 Hamburg", text)
                self.assertRegex(text, r'/k/[\w-]{40,}')

    def test_p41_without_a_postal_address_no_marketing_leaves(self):
        self.env.company.sudo().partner_id.street = False
        mail = self._mail(recipient_ids=self.willing.ids)
        self.assertEqual(self._arriving(mail.send), [])
        self.assertIn("postal address", mail.failure_reason)
        self.assertTrue(self._arriving(self._mail('ACCOUNT', recipient_ids=self.willing.ids).send))

    def test_a_service_carries_no_way_out(self):
        self._arriving(self._mail('ACCOUNT', recipient_ids=self.willing.ids).send)
        self.assertNotIn('List-Unsubscribe', self.emails[0]['message'])
        self.assertNotIn('Stop these', self.emails[0]['message'])

    def test_p40_one_click_acts_at_once_without_session_or_redirect(self):
        self.opener.cookies.clear()
        answer = self.url_open(self.path, data={'List-Unsubscribe': 'One-Click'}, allow_redirects=False)
        self.assertEqual((answer.status_code, answer.headers.get('Set-Cookie')), (200, None))
        event = self._events()[0]
        self.assertEqual((event.state, event.method, event.actor, event.purpose, event.channels),
                         ('withdrawn', 'link', 'subject', 'NEWSLETTER', 'email'))
        self.assertEqual(event.detail_id.contact, self.willing.email_normalized)
        self.assertEqual(self._arriving(self._mail(recipient_ids=self.willing.ids).send), [])
        self.assertEqual(self._ask(self.willing, 'ACCOUNT'), 'allowed')
        before = len(self._events())
        self.url_open(self.path, data={'List-Unsubscribe': 'One-Click'})
        self.assertEqual(len(self._events()), before, "once is enough")

    def test_p40_a_wrong_token_gets_the_same_answer_and_does_nothing(self):
        before = len(self._events())
        wrong = self.url_open('/privacy/u/' + 'x' * 43, data={'List-Unsubscribe': 'One-Click'})
        self.assertEqual(len(self._events()), before)
        right = self.url_open(self.path, data={'List-Unsubscribe': 'One-Click'})
        self.assertEqual((right.status_code, right.text), (wrong.status_code, wrong.text))
        self.assertEqual(len(self._events()), before + 1)

    def test_p40_get_shows_a_page_with_a_button_and_changes_nothing(self):
        before = len(self._events())
        for _scan in range(3):
            page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn('<button', page.text)
        self.assertNotIn(self.willing.name, page.text)
        self.url_open(self.path, data={'anything': 'else'})
        self.assertEqual(len(self._events()), before, "neither a scanner nor another POST unsubscribes")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        done = self.url_open(page.url, data={'csrf_token': token})
        self.assertIn("That is done", done.text)
        self.assertEqual(self._events()[0].state, 'withdrawn')

    def test_a_purpose_of_interest_is_objected_to_and_the_link_of_the_erased_does_nothing(self):
        self._consents(self.willing, 'FUNDRAISING_APPEAL')
        self._arriving(self._mail('FUNDRAISING_APPEAL', recipient_ids=self.willing.ids).send)
        line = self.env['privacy.contact.log'].sudo().search([('partner_id', '=', self.willing.id)], limit=1)
        line._unsubscribe()
        self.assertEqual(self._events()[0].state, 'objected')
        before = self.env['privacy.consent.event'].sudo().search_count([])
        self.env.cr.execute("UPDATE privacy_contact_log SET partner_id = NULL WHERE id = %s", (line.id,))
        line.invalidate_recordset()
        line._unsubscribe()
        self.assertEqual(self.env['privacy.consent.event'].sudo().search_count([]), before)
