import hashlib
import re
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from lxml import html

from odoo import fields
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .attack_common import AttackCase


class TestAttacksOfLinks(AttackCase):
    """What somebody tries who has a link of ours, or makes one up (A-01 to A-05)."""

    def setUp(self):
        super().setUp()
        # sudo: the supporter who attacks
        new_test_user(self.env(su=True), 'pri_supporter', 'base.group_portal', partner_id=self.person.id)
        # each try is a visitor of its own
        self.patch(self.registry['kit.rate.limit'], '_hit_and_wait', lambda *args: 0)

    @mute_logger('odoo.http')
    def test_a01_nobody_reaches_the_choices_and_proof_of_another_by_an_id(self):
        """A-01: with the id of somebody else, with an own token beside it, and of nobody at all: one answer."""
        self._consents(self.other, 'MERCH_TRADING')
        self.authenticate('pri_supporter', 'pri_supporter')
        token, nobody = self.tokens['privacy_preferences'], 2 ** 31 - 1
        answers = set()
        for id_ in (self.other.id, nobody):
            for more in ('', f'?token={token}', f'?access_token={token}', f'?partner_id={self.person.id}'):
                answer = self._get(f'/crm_privacy/proof/{id_}.json{more}')
                answers.add((answer.status_code, re.sub(r'csrf_token[^,]*|\?unique=\S+|"[0-9a-f]{32,}\S*"', '', re.sub(
                    re.escape(more) if more else '$^', '', answer.text).replace(str(id_), ''))))
        self.assertEqual({status for status, _text in answers}, {403})
        self.assertEqual(len(answers), 1, "whether there is such a person is not told")
        before = self._state()
        for path in ('/my/privacy/proof.json', '/my/privacy', f'/k/{token}'):
            for name in ('partner_id', 'id', 'res_id', 'email', 'subject'):
                value = self.other.email if name == 'email' else self.other.id
                answer = self._get(f'{path}?{name}={value}')
                self.assertNotIn(self.other.email, answer.text)
                self.assertNotIn('MERCH_TRADING-email-yes" checked', answer.text)
        page = self._get('/my/privacy')
        self._press('/my/privacy', page, 1, partner_id=self.other.id, id=self.other.id, res_id=self.other.id)
        self.assertEqual(self._state(), before)

    @mute_logger('odoo.http')
    def test_a01_a_token_opens_nothing_at_the_address_of_another_kind_of_link(self):
        """A-01, A-03: the token of one kind where another one is expected does what no token does."""
        csrf, before = self._csrf(), self._state()
        unknown = self.url_open('/privacy/package/' + 'x' * 43, data={'csrf_token': csrf})
        for purpose, token in self.tokens.items():
            with self.subTest(purpose=purpose):
                if purpose != 'privacy_package':
                    answer = self.url_open(f'/privacy/package/{token}', data={'csrf_token': csrf})
                    self.assertEqual(answer.status_code, 404)
                    self.assertEqual(*(html.fromstring(page.text).xpath('//main')[0].text_content()
                                       for page in (answer, unknown)))
                if purpose != 'privacy_unsubscribe':
                    self.url_open(f'/privacy/u/{token}', data={'List-Unsubscribe': 'One-Click'})
        self.assertEqual(self._state(), before)
        self.url_open(f"/privacy/u/{self.tokens['privacy_unsubscribe']}", data={'List-Unsubscribe': 'One-Click'})
        self.assertNotEqual(self._state(), before, "the right one acts")

    @mute_logger('odoo.http')
    def test_a02_ids_pieces_and_hashes_of_tokens_open_nothing(self):
        """A-02: numbers in a row, a token cut short, made longer, in the other case, and the hash that is stored."""
        csrf, before = self._csrf(), self._state()
        guesses = [str(number) for number in range(12)] + [str(record.id) for record in self.records.values()]
        for token in self.tokens.values():
            guesses += [token[:-1], token[:22], token[1:], f'{token}A', token.swapcase(), f' {token}',
                        hashlib.sha256(token.encode()).hexdigest()]
        for guess in guesses:
            for verb, path, data in (
                    ('GET', f'/k/{guess}', None), ('POST', f'/k/{guess}', {'csrf_token': csrf, 'act': 'stop'}),
                    ('POST', f'/privacy/package/{guess}', {'csrf_token': csrf})):
                answer = self.url_open(path, data=data)
                self.assertEqual(answer.status_code, 404, (verb, path))
            self.url_open(f'/privacy/u/{guess}', data={'List-Unsubscribe': 'One-Click'})
        self.assertEqual(self._state(), before)

    @mute_logger('odoo.http')
    def test_a03_a_link_that_has_ended_or_was_used_up_changes_nothing(self):
        """A-03: expired, revoked, used up by somebody else."""
        csrf = self._csrf()
        for change in ({'expires_at': fields.Datetime.now() - timedelta(seconds=1)},
                       {'revoked_at': fields.Datetime.now()}, {'max_uses': 1, 'use_count': 1}):
            for purpose, record in self.records.items():
                self.tokens[purpose] = self.env['kit.link'].sudo()._make(purpose, record, 7)  # sudo: as in setUp
                self._link(purpose).write(change)
            before = self._state()
            for purpose, token in self.tokens.items():
                with self.subTest(purpose=purpose, change=list(change)):
                    answer = self.url_open(f'/k/{token}', data={'csrf_token': csrf, 'act': 'stop'})
                    self.assertEqual(answer.status_code, 404)
                    self.assertEqual(self._get(f'/k/{token}').status_code, 404)
            self.url_open(f"/privacy/u/{self.tokens['privacy_unsubscribe']}", data={'List-Unsubscribe': 'One-Click'})
            answer = self.url_open(f"/privacy/package/{self.tokens['privacy_package']}", data={'csrf_token': csrf})
            self.assertEqual(answer.status_code, 404)
            self.assertEqual(self._state(), before)

    def test_a03_a_link_to_say_yes_says_no_other_thing(self):
        """A-03: what a link does cannot be swapped by what is posted to it."""
        csrf = self._csrf()
        self.url_open(f"/k/{self.tokens['privacy_unsubscribe']}", data={
            'csrf_token': csrf, 'choice-NEWSLETTER-email': 'yes', 'state': 'given', 'act': 'given'})
        self.assertEqual({event.state for event in self._events()}, {'withdrawn'} if self._events() else set())
        self.assertIn(self._ask(self.person), ('objected', 'no_basis'))
        self.url_open(f"/k/{self.tokens['privacy_opt_in']}", data={
            'csrf_token': csrf, 'state': 'withdrawn', 'consent-MERCH_TRADING-email': '1', 'email': self.other.email})
        # sudo: whom the confirmation has found or made
        owner = self.opt_in.sudo().partner_id
        self.assertEqual(owner.email, 'ada.new@example.org')
        self.assertEqual((self._ask(owner), self._ask(owner, 'MERCH_TRADING')), ('allowed', 'needs_consent'))

    @mute_logger('odoo.http')
    def test_a04_a_scanner_that_opens_every_link_of_our_mails_changes_nothing(self):
        """A-04: GET and HEAD, and what else a scanner may send, to every address in every mail; no event comes."""
        self.asked._mail(self.person.email, "Your data", self.tokens['privacy_package'], 14)
        follower = self._followed()
        paths = self._paths_in_mails()
        paths |= {f'/k/{token}' for token in self.tokens.values()}
        paths |= {f'/privacy/u/{token}' for token in self.tokens.values()}
        self.assertGreater(len([path for path in paths if path.startswith(('/k/', '/privacy/'))]), 11,
                           "those of the mails are among them")
        self.assertIn('/mail/unfollow', {path.partition('?')[0] for path in paths}, "and those that Odoo puts in")
        before = self._state()
        uses = sum(self._link(purpose).use_count for purpose in self.tokens)
        for path in sorted(paths):
            for verb in ('GET', 'HEAD', 'OPTIONS', 'TRACE', 'GET'):
                self.url_open(path, method=verb)
                more = '&' if '?' in path else '?'
                self.url_open(f'{path}{more}List-Unsubscribe=One-Click&act=stop', method=verb)
        self.assertEqual(self._state(), before)
        self.assertIn(follower, self.person.message_partner_ids)
        self.assertEqual(sum(self._link(purpose).use_count for purpose in self.tokens), uses)

    def _followed(self):
        """A user follows the person, and is told of a message by mail."""
        # sudo: the test plays the system
        root = self.env(su=True)
        user = new_test_user(root, 'pri_follower', 'crm_constituents.group_constituent_user',
                             email='follower@harbour.example', notification_type='email')
        self.person.sudo().message_subscribe(user.partner_id.ids)
        # with the footer, in which the link to stop stands
        self.person.sudo().with_context(email_notification_force_footer=True).message_post(
            body="Hello", message_type='comment', subtype_xmlid='mail.mt_comment',
            author_id=root.ref('base.partner_root').id)
        self.env.flush_all()
        return user.partner_id

    def _paths_in_mails(self):
        """Every address of this server that stands in a mail as it leaves."""
        # sudo: mails are the system's
        mails = self.env['mail.mail'].sudo().search([], order='id desc', limit=20)
        followers = self.env['mail.followers'].sudo()._get_mail_doc_to_followers(mails.ids)
        bodies = [mail.body_html for mail in mails] + [
            email['body'] for mail in mails for email in mail._prepare_outgoing_list(doc_to_followers=followers)]
        urls = {urlsplit(url) for body in bodies for url in html.fromstring(body or '<p/>').xpath('//a/@href')}
        host = urlsplit(self.person.get_base_url()).netloc
        return {url._replace(scheme='', netloc='', fragment='').geturl() for url in urls
                if url.netloc in ('', host) and url.path.startswith('/')}

    def test_a04_stopping_to_follow_asks_and_acts_when_its_button_is_pressed(self):
        follower = self._followed()
        [path] = [path for path in self._paths_in_mails() if path.startswith('/mail/unfollow?')]
        page = self._get(path)
        self.assertIn(follower, self.person.message_partner_ids)
        self._press(path, page)
        self.env.invalidate_all()
        self.assertNotIn(follower, self.person.message_partner_ids)

    def test_a04_without_the_defence_the_scanner_would_confirm(self):
        """The same link, were GET to act."""
        before = self._state()
        self.records['privacy_confirm']._confirm({})
        self.records['privacy_opt_in']._confirm({})
        after = self._state()
        self.assertNotEqual(before['privacy_request'], after['privacy_request'])
        self.assertNotEqual(before['privacy_consent_event'], after['privacy_consent_event'])

    def test_a05_one_click_acts_for_the_owner_of_the_token_whatever_else_is_posted(self):
        """A-05: a forged address beside the token is not read."""
        self._consents(self.person)
        self._consents(self.other)
        path = f"/privacy/u/{self.tokens['privacy_unsubscribe']}"
        for name in ('email', 'recipient', 'to', 'partner_id', 'id', 'res_id', 'token', 'purpose', 'db'):
            value = self.other.id if name.endswith('id') else self.other.email
            self.url_open(f'{path}?{name}={value}' if name != 'db' else path, data={
                'List-Unsubscribe': 'One-Click', name: value})
        self.assertEqual(self._ask(self.other), 'allowed', "the victim stays subscribed")
        self.assertEqual(self._ask(self.person), 'objected')
        self.assertEqual(len(self._events(self.other)), 1)

    def test_a05_without_a_token_of_its_own_no_address_is_unsubscribed(self):
        self._consents(self.other)
        self.authenticate('pri_supporter', 'pri_supporter')
        self.url_open('/privacy/u/' + 'x' * 43, data={
            'List-Unsubscribe': 'One-Click', 'email': self.other.email, 'partner_id': self.other.id})
        self.assertEqual(self._ask(self.other), 'allowed')

    def test_a02_a_stranger_who_tries_many_is_asked_to_wait(self):
        with patch.object(self.registry['kit.rate.limit'], '_hit_and_wait', lambda *args: 9):
            answers = [self._get(f'/k/{number}').status_code for number in range(3)]
            answers.append(self.url_open(f"/privacy/package/{self.tokens['privacy_package']}", data={
                'csrf_token': self._csrf()}).status_code)
        self.assertEqual(set(answers), {429})
