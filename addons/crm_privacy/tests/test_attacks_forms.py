from odoo import fields
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .attack_common import AttackCase

ORIGIN = {'Origin': 'https://evil.example', 'Referer': 'https://evil.example/form'}


class TestAttacksOfForms(AttackCase):
    """What somebody tries with the pages that anybody may open and post to (A-17, A-18, A-21)."""

    def setUp(self):
        super().setUp()
        # sudo: the supporter whose browser is attacked
        new_test_user(self.env(su=True), 'pri_supporter', 'base.group_portal', partner_id=self.person.id)
        self.env['privacy.form'].with_user(self.data_officer).create({
            'code': 'news', 'name': "News from us", 'purpose_ids': self.env.ref('crm_privacy.purpose_newsletter').ids})
        self.filled = {'name': "Victor Victim", 'email': 'victor@example.org', 'consent-NEWSLETTER-email': '1'}
        self.env.flush_all()

    def _mails(self, address):
        # sudo: mails are the system's
        return self.env['mail.mail'].sudo().search([('email_to', 'ilike', address)])

    def _opt_ins(self, email='victor@example.org'):
        return self.env['privacy.opt.in'].sudo().search([('email', '=', email)])  # sudo: the system's

    def _sign_up(self, **values):
        return self._press('/privacy/signup/news', self._get('/privacy/signup/news'), 0, **{**self.filled, **values})

    # -- A-17 -----------------------------------------------------------------

    def test_a17_a_stranger_who_is_signed_up_gets_one_mail_a_day_and_no_marketing(self):
        """A-17: however often, from wherever, in whatever way the address is written."""
        self.env['kit.rate.limit'].sudo().search([]).unlink()
        for email in ('victor@example.org', 'VICTOR@example.org', ' victor@example.org ', 'Victor <victor@example.org>',
                      'victor+1@example.org', 'victor+news@example.org'):
            self.assertIn("look into your mailbox", self._sign_up(email=email).text)
        self.assertEqual(len(self._mails('victor')), 1)
        self.assertEqual(self.env['privacy.consent.event'].sudo().search_count([('state', '=', 'given')]), 0)
        self.assertFalse(self.env['res.partner'].search([('email', 'ilike', 'victor')]), "nobody is on record for it")

    def test_a17_somebody_on_record_is_not_subscribed_by_others(self):
        for _time in range(3):
            self._sign_up(email=self.person.email, name=self.person.name)
        self.assertEqual(self._ask(self.person), 'no_basis')

    # -- A-18 -----------------------------------------------------------------

    def test_a18_a_sign_up_takes_nothing_but_its_own_fields(self):
        """A-18: state, company, person, moment and other topics that are posted along."""
        # sudo: a company to be forged
        company = self.env['res.company'].sudo().create({'name': "Second"})
        self._sign_up(**{
            'company_id': company.id, 'user_id': 2, 'state': 'given', 'confirmed_at': '2026-01-01 00:00:00',
            'partner_id': self.other.id, 'subject': 'forged', 'actor': 'staff', 'method': 'paper', 'ip': '10.0.0.1',
            'event_time': '2020-01-01 00:00:00', 'requested_at': '2020-01-01 00:00:00', 'id': self.opt_in.id,
            'consent-MERCH_TRADING-email': '1', 'consent-NEWSLETTER-call': '1',
            'consent-THIRD_PARTY_SHARE_MKT-disclose': '1', 'notice': 'forged', 'lang': 'xx_XX'})
        request = self._opt_ins()
        self.assertEqual((request.company_id, request.confirmed_at, request.partner_id.id),
                         (self.env.company, False, False))
        self.assertEqual([(row['purpose'], row['channels']) for row in request.decisions], [('NEWSLETTER', ['email'])])
        # sudo: the ledger is for those who audit
        event = self.env['privacy.consent.event'].sudo().search([('subject', '=', request.subject)])
        self.assertEqual((event.state, event.method, event.actor, event.company_id), (
            'requested', 'web', 'subject', self.env.company))
        self.assertGreater(event.event_time, fields.Datetime.to_datetime('2026-01-01'))
        self.assertNotEqual(event.notice, 'forged')

    def test_a18_choices_are_those_of_the_person_and_of_offered_topics(self):
        """A-18: the page of choices, logged in and by a link."""
        hidden = self.env['privacy.purpose'].sudo().search([('is_offered', '=', False), ('is_abstract', '=', False)])
        forged = {
            'partner_id': self.other.id, 'email': 'new@evil.example', 'name': "Mallory", 'user_id': 2, 'active': '',
            'company_id': 99, 'state': 'given', 'method': 'paper', 'actor': 'staff', 'privacy_purpose_id': 1,
            'category_id': 1, 'birthdate': '1980-01-01', 'is_deceased': '1', 'group_ids': '4', 'lang': 'xx_XX',
            'most': '999', 'pause': '9999', 'act': 'anything',
            **{f'choice-{purpose.code}-{channel}': 'yes' for purpose in hidden for channel in ('email', 'post')},
            'choice-NOTHING-email': 'yes', 'choice-NEWSLETTER-pigeon': 'yes', 'choice-NEWSLETTER-email': 'perhaps'}
        self.authenticate('pri_supporter', 'pri_supporter')
        for path in ('/my/privacy', f"/k/{self.tokens['privacy_preferences']}"):
            before = self._state()
            answer = self._press(path, self._get(path), 1, **forged)
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(self._state(), before, path)

    def test_a18_a_request_takes_nothing_but_its_own_fields(self):
        """A-18: whose data, step, identity, clock and number that are posted along."""
        forged = {
            'type': 'erasure', 'name': "Mallory", 'email': 'mallory@evil.example', 'partner_id': self.person.id,
            'state': 'approve', 'identity_state': 'verified', 'identity_method': "seen", 'is_confirmed': '1',
            'received_on': '2020-01-01', 'user_id': 2, 'company_id': 99, 'approved_by_id': 2, 'submitted_by_id': 2,
            'requester_email': self.person.email, 'requester_phone': '1', 'outcome': 'fulfilled'}
        self._press('/privacy/request', self._get('/privacy/request'), 0, **forged)
        # sudo: the register is for data officers
        request = self.env['privacy.request'].sudo().search([('requester_email', '=', 'mallory@evil.example')])
        self.assertEqual(
            (request.state, request.identity_state, request.is_confirmed, request.partner_id.id, request.user_id.id,
             request.company_id, request.approved_by_id.id, request.outcome, request.requester_phone),
            ('new', 'open', False, False, False, self.env.company, False, False, False))
        self.assertEqual(request.received_on, fields.Date.context_today(request))

    def test_a18_what_no_browser_sends_is_answered_and_not_a_failure(self):
        """A-18, A-30: NUL, half a letter, a list, far too much; what cannot be kept is told or cut."""
        odd = ("A\0B", "A\ud800".encode('utf-8', 'surrogatepass'), "\u202e" * 10, "A" * 100_000, "%s%(x)s{0}", "'; --")
        for path, more in (('/privacy/request', {'type': 'access', 'details': "d"}), ('/privacy/signup/news', {})):
            csrf = self._csrf()
            for number, value in enumerate(odd):
                self.env['kit.rate.limit'].sudo().search([]).unlink()
                with self.subTest(path=path, number=number):
                    answer = self.url_open(path, data={
                        **self.filled, **more, 'name': value, 'details': value, 'csrf_token': csrf})
                    self.assertEqual(answer.status_code, 200)
                    answer = self.url_open(path, data={
                        **self.filled, **more, 'email': value, 'birthdate': value, 'csrf_token': csrf})
                    self.assertEqual(answer.status_code, 200)
        path = f"/k/{self.tokens['privacy_preferences']}"
        for number, value in enumerate(odd):
            with self.subTest(path='/k/', number=number):
                csrf = self._fill(self._get(path))['csrf_token']
                answer = self.url_open(path, data={
                    'csrf_token': csrf, 'choice-NEWSLETTER-email': 'yes', 'words-NEWSLETTER': value})
                self.assertEqual(answer.status_code, 200)

    def test_a18_a_number_of_words_that_is_none_agrees_to_nothing_and_fails_nothing(self):
        """A-18, A-30: digits that are no number, or one that no row can have."""
        path = f"/k/{self.tokens['privacy_preferences']}"
        for value in ('²', '٣', '9' * 12, '9' * 5000, '2147483648', '-1', '1_0', ' ', '0'):
            self.env['kit.rate.limit'].sudo().search([]).unlink()
            with self.subTest(value=value[:12]):
                before = self._state()
                signed = self._sign_up(**{'words-NEWSLETTER': value})
                csrf = self._fill(self._get(path))['csrf_token']
                chosen = self.url_open(path, data={
                    'csrf_token': csrf, 'choice-NEWSLETTER-email': 'yes', 'words-NEWSLETTER': value})
                self.assertEqual((signed.status_code, chosen.status_code), (200, 200))
                self.assertEqual(self._state(), before)

    # -- A-21 -----------------------------------------------------------------

    @mute_logger('odoo.http')
    def test_a21_a_form_of_another_site_changes_nothing(self):
        """A-21: the browser of a supporter who is logged in sends it, cookie and all, without the token of our page."""
        self.authenticate('pri_supporter', 'pri_supporter')
        self._consents(self.person)
        posts = [('/my/privacy', {'act': 'stop'}), ('/privacy/request', {
            'type': 'erasure', 'name': "Ada", 'email': self.person.email}), ('/privacy/signup/news', self.filled)]
        posts += [(f'/k/{token}', {'act': 'stop'}) for token in self.tokens.values()]
        posts += [(f"/privacy/package/{self.tokens['privacy_package']}", {})]
        before = self._state()
        for path, data in posts:
            for csrf in ({}, {'csrf_token': ''}, {'csrf_token': 'x' * 40}, {'csrf_token': f'{"0" * 40}o9999999999'}):
                answer = self.url_open(path, data={**data, **csrf, 'x': '1'}, headers=ORIGIN)
                self.assertEqual(answer.status_code, 400, path)
        self.assertEqual(self._state(), before)

    @mute_logger('odoo.http')
    def test_a21_the_token_of_another_visitor_is_no_token(self):
        mine = self._csrf()
        self.authenticate('pri_supporter', 'pri_supporter')
        before = self._state()
        self.assertEqual(self.url_open('/my/privacy', data={'act': 'stop', 'csrf_token': mine}).status_code, 400)
        self.assertEqual(self._state(), before)

    @mute_logger('odoo.http')
    def test_a21_no_page_of_ours_is_shown_in_the_frame_of_another_site(self):
        """A-21: a button that is pressed without being seen (clickjacking); also where a page could not be shown."""
        self.authenticate('pri_supporter', 'pri_supporter')
        paths = ['/my/privacy', '/privacy/request', '/privacy/signup/news', '/privacy/signup/nothing', '/k/unknown',
                 *(f'/k/{token}' for token in self.tokens.values())]
        answers = [(path, self._get(path)) for path in paths]
        answers += [(path, self.url_open(path, data={'x': '1'})) for path in paths if not path.startswith('/my/')]
        for path, answer in answers:
            with self.subTest(path=path, status=answer.status_code):
                self.assertIn("frame-ancestors 'none'", answer.headers.get('Content-Security-Policy', ''))
                self.assertEqual(answer.headers.get('X-Frame-Options'), 'DENY')
                self.assertEqual(answer.headers.get('Cache-Control'), 'no-store')
