import json

from lxml import html

from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

from ..tools import consent_record
from .common import PrivacyCase


class PagesCase(HttpCase, PrivacyCase):
    """Pages as a browser without script meets them."""

    def setUp(self):
        super().setUp()
        self.env['kit.rate.limit'].sudo().search([]).unlink()
        self.person = self._reachable("Ada Okafor")

    def _events(self, person=None):
        return self.env['privacy.consent.event'].search([('partner_id', '=', (person or self.person).id)])

    def _get(self, path):
        return self.url_open(path)

    def _fill(self, response, index=0, **values):
        """What the browser sends when the form is filled in so: its own values, with these."""
        form = html.fromstring(response.text).forms[index]
        return {**dict(form.form_values()), **values}

    def _press(self, path, response, index=0, **values):
        return self.url_open(path, data=self._fill(response, index, **values))


class TestPrivacyLinkPages(PagesCase):
    """The page of choices behind a link, for who does not log in."""

    def setUp(self):
        super().setUp()
        url = self.person._privacy_choice_url()
        self.path = url[url.index('/k/'):]
        self.env.flush_all()

    def test_showing_the_page_changes_nothing_however_often_scanners_do_it(self):
        for _time in range(3):
            self.assertEqual(self._get(self.path).status_code, 200)
        self.assertEqual(self.url_open(self.path, method='HEAD').status_code, 200)
        self.assertFalse(self._events())
        self.assertFalse(self.person.privacy_preference_ids)

    def test_the_page_masks_the_addresses_and_ticks_nothing(self):
        page = self._get(self.path)
        for clear in (self.person.email, self.person.phone, self.person.name, self.person.street):
            self.assertNotIn(clear, page.text)
        self.assertFalse(html.fromstring(page.text).xpath('//input[@checked]'))
        self.assertEqual(page.headers['Cache-Control'], 'no-store')

    def test_choices_are_saved_without_script_and_told(self):
        page = self._get(self.path)
        done = self._press(self.path, page, 1, **{'choice-NEWSLETTER-email': 'yes', 'pause': '1'})
        self.assertIn("Newsletter, E-mail", done.text)
        event = self._events()
        self.assertEqual((event.state, event.method, event.language), ('given', 'link', 'en_US'))
        detail = event.with_user(self.data_officer).detail_id
        self.assertEqual(detail.contact, self.person.email_normalized)
        self.assertTrue(detail.ip)
        shown = html.fromstring(self._get(self.path).text)
        self.assertEqual(shown.xpath("//input[@checked]/@id"), ['choice-NEWSLETTER-email-yes'])
        again = self._press(self.path, self._get(self.path), 1)
        self.assertIn("Nothing had to be changed", again.text)
        self.assertEqual(self._events(), event)

    def test_p06_everything_stops_with_the_first_button_of_the_page(self):
        done = self._press(self.path, self._get(self.path), 0)
        self.assertIn("nothing more from us", done.text)
        self.assertEqual(self._ask(self.person, 'FUNDRAISING_APPEAL', 'post'), 'objected')
        count = len(self._events())
        self._press(self.path, self._get(self.path), 0)
        self.assertEqual(len(self._events()), count)

    def test_words_in_the_language_of_the_browser_are_those_recorded(self):
        self.env['res.lang'].sudo()._activate_lang('de_DE')
        self.opener.headers['Accept-Language'] = 'de'
        page = self._get(self.path)
        words = self.env.ref('crm_privacy.statement_consent_newsletter_1_de')
        self.assertIn(words.body, page.text)
        self._press(self.path, page, 1, **{'choice-NEWSLETTER-email': 'yes'})
        self.assertEqual((self._events().statement_version_id, self._events().language), (words, 'de_DE'))

    def test_what_is_wrong_is_told_on_the_page_and_nothing_is_changed(self):
        page = self._get(self.path)
        wrong = self._press(self.path, page, 1, **{'choice-NEWSLETTER-email': 'yes', 'words-NEWSLETTER': '0'})
        tree = html.fromstring(wrong.text)
        self.assertIn("have changed", tree.xpath("//*[@role='alert']")[0].text_content())
        self.assertEqual(tree.xpath("//input[@checked]/@id"), ['choice-NEWSLETTER-email-yes'])
        self.assertFalse(self._events())

    def test_a_link_that_is_not_known_shows_what_every_unknown_link_shows(self):
        one, two = self._get('/k/' + 'x' * 43), self._get(self.path[:-3] + 'xyz')
        self.assertEqual((one.status_code, two.status_code), (404, 404))
        self.assertEqual(*(html.fromstring(page.text).xpath('//main')[0].text_content() for page in (one, two)))


class TestPrivacyPortal(PagesCase):
    """The same for who is logged in, and the proof."""

    def setUp(self):
        super().setUp()
        self.supporter = new_test_user(
            self.env(su=True), 'pri_supporter', 'base.group_portal', partner_id=self.person.id)
        self.env.flush_all()

    def test_the_page_asks_for_a_login_and_shows_the_own_choices_only(self):
        self.assertIn('/web/login', self._get('/my/privacy').url)
        self._consents(self.person)
        other = self._reachable("Bao Nguyễn")
        self._consents(other, 'MERCH_TRADING')
        self.authenticate('pri_supporter', 'pri_supporter')
        tree = html.fromstring(self._get('/my/privacy').text)
        self.assertEqual(tree.xpath("//input[@checked]/@id"), ['choice-NEWSLETTER-email-yes'])
        self.assertIn('/my/privacy', self._get('/my').text)

    @mute_logger('odoo.http')
    def test_saving_in_the_portal_records_the_decision_once(self):
        self.authenticate('pri_supporter', 'pri_supporter')
        page = self._get('/my/privacy')
        index = next(number for number, form in enumerate(html.fromstring(page.text).forms)
                     if 'words-NEWSLETTER' in form.fields)
        for _time in range(2):
            self._press('/my/privacy', page, index, **{'choice-NEWSLETTER-email': 'yes'})
        event = self._events()
        self.assertEqual((event.state, event.method, event.actor_ref), ('given', 'portal', f'user:{self.supporter.id}'))
        refused = self.url_open('/my/privacy', data={'choice-NEWSLETTER-email': 'no', 'csrf_token': 'x'})
        self.assertEqual((refused.status_code, self._events()), (400, event))

    @mute_logger('odoo.http')
    def test_p39_a_supporter_downloads_the_own_proof_only(self):
        self._consents(self.person)
        self.env['privacy.ledger.seal'].sudo()._seal()
        self.authenticate('pri_supporter', 'pri_supporter')
        answer = self._get('/my/privacy/proof.json')
        receipt = json.loads(answer.content)
        self.assertEqual((consent_record.problems(receipt), consent_record.verify(receipt)), ([], []))
        self.assertEqual(set(consent_record.events_of(receipt)), set(self._events().mapped('uuid')))
        self.assertTrue(self._get('/my/privacy/proof.pdf').content.startswith(b'%PDF'))
        self.assertEqual(self._get('/my/privacy/proof.exe').status_code, 404)
        other = self._reachable("Bao Nguyễn")
        self.assertEqual(self._get(f'/crm_privacy/proof/{other.id}.json').status_code, 403)

    @mute_logger('odoo.http')
    def test_only_the_data_officer_downloads_the_proof_of_others(self):
        self._consents(self.person)
        path = f'/crm_privacy/proof/{self.person.id}.json'
        for login, status in (('con_officer', 403), ('pri_auditor', 403), ('pri_officer', 200)):
            with self.subTest(login=login):
                self.authenticate(login, login)
                self.assertEqual(self._get(path).status_code, status)
        action = self.person.with_user(self.data_officer).action_privacy_proof_json()
        self.assertEqual(action['url'], path)


class TestPrivacySignupPage(PagesCase):
    """The public sign-up form."""

    def setUp(self):
        super().setUp()
        self.form = self.env['privacy.form'].with_user(self.data_officer).create({
            'code': 'news', 'name': "News from us", 'purpose_ids': [
                self.env.ref('crm_privacy.purpose_newsletter').id, self.env.ref('crm_privacy.purpose_campaigning').id]})
        self.path = '/privacy/signup/news'
        self.filled = {'name': "Bao Nguyễn", 'email': 'bao.new@example.org', 'consent-NEWSLETTER-email': '1'}
        self.env.flush_all()

    def _requests(self):
        return self.env['privacy.opt.in'].sudo().search([])

    def _sign_up(self, **values):
        return self._press(self.path, self._get(self.path), 0, **{**self.filled, **values})

    def test_showing_the_form_changes_nothing_and_ticks_nothing(self):
        before = self._requests()
        page = self._get(self.path)
        tree = html.fromstring(page.text)
        self.assertIn("News from us", tree.xpath('//h1')[0].text_content())
        self.assertFalse(tree.xpath("//input[@type='checkbox'][@checked or @required]"), "P-04")
        self.assertEqual(len(tree.xpath("//input[@type='checkbox']")), 2)
        self.assertIn("Privacy notice, version 1", page.text)
        self.assertEqual(self._requests(), before)
        self.assertEqual(self._get('/privacy/signup/nothing').status_code, 404)

    def test_who_signs_up_confirms_by_the_link_in_the_mail(self):
        self._sign_up()
        mail = self.env['mail.mail'].sudo().search([('email_to', '=', 'bao.new@example.org')])
        path = html.fromstring(mail.body_html).xpath('//a/@href')[0]
        path = path[path.index('/k/'):]
        for _time in range(3):
            self.assertIn("Did you ask us for this?", self._get(path).text)
        self.assertFalse(self.env['res.partner'].search([('email', '=', 'bao.new@example.org')]))
        self.assertIn("that is confirmed", self._press(path, self._get(path)).text)
        person = self.env['res.partner'].search([('email', '=', 'bao.new@example.org')])
        self.assertEqual((self._ask(person), self._ask(person, 'CAMPAIGNING')), ('allowed', 'needs_consent'))
        self.assertEqual(len(self._events(person)), 2, "the request and the consent")

    def test_the_answer_is_the_same_for_known_and_unknown_addresses(self):
        answers = []
        for email, name in (('bao.new@example.org', "Bao Nguyễn"), (self.person.email, self.person.name)):
            answer = self._sign_up(email=email, name=name)
            answers.append((answer.status_code, html.fromstring(answer.text).xpath('//main')[0].text_content()))
        self.assertEqual(*answers)
        self.assertEqual(len(self._requests()), 2)
        self.assertEqual(self._ask(self.person), 'no_basis')

    def test_a_machine_that_fills_in_everything_gets_the_same_answer_and_nothing_happens(self):
        answer = self._sign_up(website='https://example.com')
        self.assertIn("look into your mailbox", answer.text)
        self.assertFalse(self._requests())

    def test_what_is_missing_is_told_at_its_field(self):
        for values, field in (({'name': ' '}, 'name'), ({'email': 'bao'}, 'email')):
            with self.subTest(field=field):
                tree = html.fromstring(self._sign_up(**values).text)
                [control] = tree.xpath("//*[@aria-invalid='true']")
                self.assertEqual(control.get('name'), field)
                self.assertIn('kit_link_error', control.get('aria-describedby'))
                self.assertTrue(tree.xpath("//*[@id='kit_link_error'][@role='alert']"))
        page = self._get(self.path)
        post = self._fill(page, **self.filled)
        del post['consent-NEWSLETTER-email']
        tree = html.fromstring(self.url_open(self.path, data=post).text)
        self.assertTrue(tree.xpath("//fieldset[@aria-describedby='capture_error']//*[@id='capture_error']"))
        self.assertFalse(self._requests())

    def test_too_many_requests_from_one_address_are_asked_to_wait(self):
        page = self._get(self.path)
        codes = [self._press(self.path, page, **self.filled).status_code for _time in range(12)]
        self.assertEqual((codes[0], codes[-1]), (200, 429))
        self.assertLessEqual(len(self._requests()), 3)

    @mute_logger('odoo.http')
    def test_a_post_without_the_token_of_the_page_is_refused(self):
        answer = self.url_open(self.path, data={**self.filled, 'csrf_token': 'x'})
        self.assertEqual(answer.status_code, 400)
        self.assertIn("Open it again", answer.text)
        self.assertFalse(self._requests())

    def test_p27_a_child_names_a_parent_whom_the_mail_asks(self):
        self.form.for_children = True
        self.env.flush_all()
        child = {'name': "Mia Ilić", 'email': 'mia@example.org', 'birthdate': '2018-05-17'}
        tree = html.fromstring(self._sign_up(**child).text)
        self.assertEqual(tree.xpath("//*[@aria-invalid='true']/@name"), ['guardian_name'])
        self._sign_up(**child, guardian_name="Goran Ilić", guardian_email='goran@example.org')
        [request] = self._requests()
        self.assertEqual((request.email, request.child_name), ('goran@example.org', "Mia Ilić"))
        self._sign_up(birthdate='1980-01-01')
        self.assertEqual(self._requests()[0].email, 'bao.new@example.org')
