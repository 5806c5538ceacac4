import re
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .request_common import RequestCase


@tagged('post_install', '-at_install')
class TestRequestSatisfaction(HttpCase, RequestCase):
    """How it was: asked by a link that shows on GET, acts on POST, and acts once."""

    def setUp(self):
        super().setUp()
        # each test is a visitor of its own
        self.enterContext(patch.object(self.registry['kit.rate.limit'], '_hit_and_wait', lambda *args: 0))
        self.authenticate(None, None)

    def _asked(self, **vals):
        ada = self._person('Ada Okafor', email='ada@okafor.example', **vals)
        request = self._request(ada)
        request._resolve('solved', 'Sent again.')
        request.action_close()
        mail = self.env['mail.mail'].sudo().search([('recipient_ids', 'in', ada.ids)])
        return request, mail

    def _csrf(self, page):
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)

    def _token(self, mail):
        return re.search(r'/k/([\w-]+)', mail.body_html).group(1)

    def test_closing_asks_and_get_changes_nothing_and_post_records_once(self):
        request, mail = self._asked()
        self.assertEqual(len(mail), 1)
        token = self._token(mail)
        for _scanner in range(2):
            page = self.url_open(f'/k/{token}')
            self.assertIn('How satisfied are you?', page.text)
            self.assertIn(request.name, page.text)
        request.invalidate_recordset()
        self.assertEqual((request.satisfaction, request.satisfied_at), (0, False))
        done = self.url_open(f'/k/{token}', data={'csrf_token': self._csrf(page), 'score': '4', 'comment': 'Quick!'})
        self.assertIn('Thank you', done.text)
        self.url_open(f'/k/{token}', data={'csrf_token': self._csrf(page), 'score': '1', 'comment': 'No'})
        request.invalidate_recordset()
        self.assertEqual((request.satisfaction, request.satisfaction_comment), (4, 'Quick!'))
        self.assertTrue(request.satisfied_at)

    def test_a_score_that_is_none_is_refused_with_a_word_and_records_nothing(self):
        request, mail = self._asked()
        token = self._token(mail)
        page = self.url_open(f'/k/{token}')
        for score in ('', '6', '-1', '3; DROP'):
            with self.subTest(score=score):
                wrong = self.url_open(f'/k/{token}', data={'csrf_token': self._csrf(page), 'score': score})
                self.assertIn('Choose one of the five answers', wrong.text)
        with mute_logger('odoo.http'):
            self.assertEqual(self.url_open(f'/k/{token}', data={'score': '5'}).status_code, 400, "no token of the page")
        request.invalidate_recordset()
        self.assertFalse(request.satisfied_at)

    def test_who_cannot_be_written_to_or_was_asked_is_not_asked(self):
        for vals in ({'email': False}, {'is_deceased': True}):
            ada = self._person('Ada Okafor', **{'email': 'ada@okafor.example', **vals})
            request = self._request(ada)
            request._resolve('solved', 'Sent.')
            request.action_close()
            self.assertFalse(request.asked_at)
        request, mail = self._asked()
        request.action_reopen()
        request._resolve('solved', 'Sent.')
        request.action_close()
        self.assertEqual(len(self.env['mail.mail'].sudo().search([('recipient_ids', 'in', request.partner_id.ids)])), 1)
        request.action_ask()  # by hand, and the link of before opens nothing any more
        self.assertEqual(self.url_open(f'/k/{self._token(mail)}').status_code, 404)

    def test_the_mail_and_the_page_speak_the_language_of_the_person(self):
        for lang, subject, words in (('de_DE', 'Wie war es', 'Wie zufrieden'), ('fr_FR', 'Comment', 'satisfait'),
                                     ('es_ES', 'Qué tal', 'satisfech')):
            with self.subTest(lang=lang):
                self.env['res.lang'].sudo()._activate_lang(lang)
                self.env['ir.module.module'].sudo().search(
                    [('name', '=', 'crm_constituents')])._update_translations(lang)
                request, mail = self._asked(lang=lang)
                self.assertIn(subject, mail.subject)
                values = request.with_context(lang=lang)._satisfaction_values()
                self.assertIn(words, values['fields'][0]['label'])
