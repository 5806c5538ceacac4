from functools import wraps

from odoo.tests import new_test_user

from ..checks.phone import HEIGHT, WIDTH, Phone
from .test_accessibility import AccessibilityCase


def with_and_without_script(login=None):
    """Make the journey `(self, phone)` twice: with JavaScript, and without it."""
    def decorate(journey):
        @wraps(journey)
        def test(self):
            for script in (True, False):
                with self.subTest(script=script), self.tab(login) as page:
                    self.env['kit.rate.limit'].search([]).unlink()
                    self.env.flush_all()
                    journey(self, Phone(page.browser, page.base_url, script))
        return test
    return decorate


class SupporterCase(AccessibilityCase):
    """A supporter with a small telephone. Each journey is made with JavaScript and without it."""
    browser_size = f'{WIDTH}x{HEIGHT}'
    touch_enabled = True

    def setUp(self):
        super().setUp()
        self.env['kit.rate.limit'].search([]).unlink()
        self.env['privacy.form'].create({
            'code': 'suite', 'name': "News from us",
            'purpose_ids': self.env.ref('crm_privacy.purpose_newsletter').ids})
        self.user = new_test_user(self.env, 'axe_supporter', 'base.group_portal', name="Çağla Işık")

    def make_person(self, name="Çağla Işık"):
        person = self.env['res.partner'].create({
            'constituent_type': 'individual', 'name': name, 'email': 'cagla@example.org',
            'phone': '+4930123456', 'zip': '10115', 'city': "Berlin",
            'country_id': self.env.ref('base.de').id})
        person._privacy_record(
            'NEWSLETTER', 'email', 'given', method='web', actor='subject', statement='CONSENT_NEWSLETTER')
        return person

    def look(self):
        """Before the database is looked at: what the browser has asked for is answered."""
        self._wait_remaining_requests()
        self.env.invalidate_all()

    def link_in_mail(self, address):
        mail = self.env['mail.mail'].search([('email_to', '=', address)], limit=1)
        body = str(mail.body_html)
        return '/k/' + body.split('/k/', 1)[1].split('"')[0].split('<')[0]

    def assert_page(self, phone, words):
        """It says so, nothing has to be scrolled sideways, and Tab reaches all there is and shows where it is."""
        self.assertIn(words, phone.run('document.body.innerText'))
        self.assertLessEqual(
            phone.run('document.documentElement.scrollWidth'), phone.run('innerWidth'), "scrolls sideways")
        self.assertEqual(phone.run('innerWidth'), WIDTH)
        names, reached, unmarked = phone.walk()
        self.assertEqual(reached, names)
        self.assertFalse(unmarked, "the focus is not seen")

    def states(self, person):
        """The states that were recorded about a person, in their order, when all requests are answered."""
        self.look()
        return self.env['privacy.consent.event'].search([('partner_id', '=', person.id)], order='id').mapped('state')


class TestSupporterJourneys(SupporterCase):

    def decide(self, phone, path, person):
        """Say no to a topic, pause, and stop everything."""
        phone.open(path, 'form')
        self.assert_page(phone, "Stop everything")
        phone.reach('#choice-NEWSLETTER-email-yes')
        phone.press('ArrowDown')
        self.assertTrue(phone.run("document.querySelector('#choice-NEWSLETTER-email-no').checked"))
        phone.reach('#privacy_pause')
        phone.press('ArrowDown')
        phone.reach('form .btn-primary')
        phone.go('Enter', '[role=status]')
        self.assert_page(phone, "Your choices are saved")
        self.assertEqual(self.states(person), ['given', 'withdrawn'])
        self.assertTrue(person.privacy_preference_ids.paused_until)
        phone.reach('#wrap p > a')
        phone.go('Enter', 'form')
        self.assertTrue(phone.run("document.querySelector('#choice-NEWSLETTER-email-no').checked"))
        for words in ("You will hear nothing more from us", "Nothing had to be changed"):
            phone.reach('.o_privacy_stop button')
            phone.go(' ', '[role=status]')
            self.assert_page(phone, words)
            done = self.states(person)
            self.assertEqual(set(done[2:]), {'objected'})
            phone.reach('#wrap p > a')
            phone.go('Enter', 'form')
        self.assertEqual(self.states(person), done, "pressed twice, recorded once")
        phone.tap('label[for=choice-NEWSLETTER-email-yes]')
        phone.tap('form .btn-primary', '[role=status]')
        self.assertEqual(self.states(person)[-1], 'given')

    @with_and_without_script()
    def test_choices_behind_a_link(self, phone):
        person = self.make_person()
        url = person._privacy_choice_url()
        self.env.flush_all()
        self.decide(phone, url[url.index('/k/'):], person)

    @with_and_without_script('axe_supporter')
    def test_choices_in_the_portal(self, phone):
        person = self.user.partner_id = self.make_person()
        self.env.flush_all()
        self.decide(phone, '/my/privacy', person)

    @with_and_without_script()
    def test_a_sign_up_until_it_counts(self, phone):
        phone.open('/privacy/signup/suite', 'form')
        self.assert_page(phone, "What would you like to receive?")
        address = f'bao{id(phone)}@example.org'
        for control, text in (('#kit_name', "Bao Nguyễn"), ('#kit_email', address)):
            phone.reach(control)
            phone.enter(text)
        phone.reach('form .btn-primary')
        phone.go('Enter', '#capture_error')
        self.assert_page(phone, "Please choose what you would like to receive.")
        phone.reach('[name=consent-NEWSLETTER-email]')
        phone.press(' ')
        phone.reach('form .btn-primary')
        phone.go(' ', '[role=status]')
        self.assert_page(phone, "Please look into your mailbox")
        self.look()
        path = self.link_in_mail(address)
        phone.open(path, 'form')
        self.assert_page(phone, "Did you ask us for this?")
        phone.reach('form .btn-primary')
        phone.go('Enter', '[role=status]')
        self.assert_page(phone, "that is confirmed")
        self.look()
        [person] = self.env['res.partner'].search([('email', '=', address)])
        self.assertEqual(self.states(person), ['requested', 'given'])

    @with_and_without_script()
    def test_no_more_of_these_messages(self, phone):
        person = self.make_person()
        Log = self.env['privacy.contact.log']
        Log._write_down('mail', 'NEWSLETTER', 'email', person._privacy_gate('NEWSLETTER', 'email'))
        line = Log.search([('partner_id', '=', person.id)])
        token = self.env['kit.link']._make('privacy_unsubscribe', line, days=9)
        self.env.flush_all()
        phone.open(f'/privacy/u/{token}', 'form')
        self.assert_page(phone, "No more of these messages?")
        for _time in range(2):
            phone.reach('form .btn-primary')
            phone.go('Enter', '[role=status]')
            self.assert_page(phone, "That is done")
            phone.open(f'/privacy/u/{token}', 'form')
        self.assertEqual(self.states(person), ['given', 'withdrawn'], "pressed twice, recorded once")

    @with_and_without_script()
    def test_a_request_until_it_is_with_us(self, phone):
        phone.open('/privacy/request', 'form')
        self.assert_page(phone, "Your data, your rights")
        address = f'zoe{id(phone)}@example.org'
        phone.reach('#kit_type_access')
        for _time in range(3):
            phone.press('ArrowDown')
        for control, text in (('#kit_name', "Zoë"), ('#kit_email', address), ('#kit_details', "Everything.")):
            phone.reach(control)
            phone.enter(text)
        phone.reach('form .btn-primary')
        phone.go('Enter', '[role=status]')
        self.assert_page(phone, "Please look into your mailbox")
        self.look()
        [request] = self.env['privacy.request'].search([('requester_email', '=', address)])
        self.assertEqual((request.type, request.is_confirmed), ('erasure', False))
        phone.open(self.link_in_mail(address), 'form')
        self.assert_page(phone, "Confirm your request")
        phone.reach('form .btn-primary')
        phone.go('Enter', '[role=status]')
        self.assert_page(phone, "Your request is with us")
        self.look()
        self.assertTrue(request.is_confirmed)
