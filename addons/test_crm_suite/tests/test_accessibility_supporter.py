import datetime
from types import SimpleNamespace

from odoo.tests import new_test_user

from .test_accessibility import DESK, PHONE, AccessibilityCase


class TestPrivacyPages(AccessibilityCase):
    """Pages on which supporters decide, on a telephone and, in the portal, at a desk."""

    def setUp(self):
        super().setUp()
        self.env['kit.rate.limit'].search([]).unlink()
        self.person = self.env['res.partner'].create({
            'constituent_type': 'individual', 'name': "Çağla Işık", 'email': 'cagla@example.org',
            'phone': '+4930123456', 'zip': '10115', 'city': "Berlin"})
        self.person._privacy_record('NEWSLETTER', 'email', 'given', method='web', actor='subject',
                                    statement='CONSENT_NEWSLETTER')
        self.env['privacy.form'].create({
            'code': 'suite', 'name': "News from us", 'for_children': True,
            'purpose_ids': self.env.ref('crm_privacy.purpose_newsletter').ids})
        self.env.flush_all()

    def assert_page(self, page, words, width=PHONE):
        self.assertIn(words, page.run('document.body.innerText'))
        # the part of the page that is ours: Odoo's header of the portal is as wide as the name of the user
        self.assertLessEqual(page.run("document.querySelector('#wrap').scrollWidth"), width)
        self.assertEqual(page.run("document.querySelectorAll('h1').length"), 1)
        self.assertIn(page.run("document.querySelector('h1').innerText"), page.run('document.title'))
        self.assert_accessible(page, '#wrap')

    def test_choices_behind_a_link_are_accessible_on_a_telephone(self):
        url = self.person._privacy_choice_url()
        self.env.flush_all()
        with self.tab(width=PHONE) as page:
            page.open(url[url.index('/k/'):], 'form')
            self.assert_page(page, "Stop everything")
            page.act("document.querySelector('[id=choice-NEWSLETTER-email-no]').click();"
                     "document.querySelectorAll('#wrap form')[1].requestSubmit()", '[role=status]')
            self.assert_page(page, "Newsletter, E-mail")
        event = self.env['privacy.consent.event'].search([('partner_id', '=', self.person.id)], limit=1)
        self.assertEqual(event.state, 'withdrawn')

    def test_the_sign_up_form_is_accessible_and_leads_to_what_is_wrong(self):
        with self.tab(width=PHONE) as page:
            page.open('/privacy/signup/suite', 'form')
            self.assert_page(page, "What would you like to receive?")
            for name, value in (('name', "Bao Nguyễn"), ('email', 'bao@example.org'), ('birthdate', '1980-05-17')):
                page.run(f"document.querySelector('[name={name}]').value = '{value}'; true")
            page.act("document.querySelector('#wrap form').requestSubmit()", '#capture_error')
            self.assertEqual(page.run('document.activeElement.name'), 'consent-NEWSLETTER-email')
            self.assert_page(page, "Please choose what you would like to receive.")
            page.act("document.querySelector('[type=checkbox]').click();"
                     "document.querySelector('#wrap form').requestSubmit()", '[role=status]')
            self.assert_page(page, "Please look into your mailbox")

    def test_choices_in_the_portal_are_accessible_at_a_desk_and_on_a_telephone(self):
        new_test_user(self.env, 'axe_supporter', 'base.group_portal', partner_id=self.person.id)
        with self.tab('axe_supporter') as page:
            page.open('/my/privacy', 'form')
            for width in (DESK, PHONE):
                page.resize(width)
                page.settle('form')
                self.assert_page(page, "Proof of what you have decided", width)

    def link(self, purpose, record):
        token = self.env['kit.link']._make(purpose, record, days=7)
        self.env.flush_all()
        return f'/k/{token}'

    def assert_link(self, page, path, words, done):
        """The page that asks, and the one that follows its button."""
        page.open(path, 'form')
        self.assert_page(page, words)
        page.act("document.querySelector('#wrap form').requestSubmit()", '[role=status]')
        self.assert_page(page, done)

    def test_pages_of_links_in_mails_are_accessible_on_a_telephone(self):
        opt_in = self.env['privacy.opt.in']._ask('bao@example.org', "Bao Nguyễn", [{
            'purpose': 'NEWSLETTER', 'channels': ['email'],
            'words': self.env.ref('crm_privacy.statement_consent_newsletter_1_en').id}])
        Log = self.env['privacy.contact.log']
        Log._write_down('mail', 'NEWSLETTER', 'email', self.person._privacy_gate('NEWSLETTER', 'email'))
        line = Log.search([('partner_id', '=', self.person.id)])
        request = self.env['privacy.request']._public_enter(
            {'type': 'access', 'requester_name': "Çağla Işık", 'requester_email': self.person.email})
        with self.tab(width=PHONE) as page:
            for purpose, record, words, done in (
                ('privacy_opt_in', opt_in, "Did you ask us for this?", "that is confirmed"),
                ('privacy_unsubscribe', line, "No more of these messages?", "That is done"),
                ('privacy_confirm', request, "Confirm your request", "Your request is with us"),
            ):
                with self.subTest(purpose):
                    self.assert_link(page, self.link(purpose, record), words, done)
            with self.subTest('package'):
                package = self.env['privacy.request.package']._store(request, b'zip')
                page.open(self.link('privacy_package', package), 'form')
                self.assert_page(page, "Here is what you have asked us for")

    def test_the_page_of_requests_is_accessible_and_leads_to_what_is_wrong(self):
        with self.tab(width=PHONE) as page:
            page.open('/privacy/request', 'form')
            self.assert_page(page, "Your data, your rights")
            page.act("document.querySelector('#kit_name').value = 'Zoë';"
                     "document.querySelector('#kit_email').value = 'nobody';"
                     "document.querySelector('#wrap form').submit()", '[aria-invalid]:focus')
            self.assert_page(page, "is no e-mail address")
            page.act("document.querySelector('#kit_email').value = 'zoe@example.org';"
                     "document.querySelector('#wrap form').requestSubmit()", '[role=status]')
            self.assert_page(page, "Please look into your mailbox")

    def test_the_pages_of_the_portal_after_a_decision_are_accessible(self):
        new_test_user(self.env, 'axe_supporter', 'base.group_portal', partner_id=self.person.id)
        with self.tab('axe_supporter', width=PHONE) as page:
            page.open('/my/privacy', 'form')
            page.act("document.querySelector('.o_privacy_stop').requestSubmit()", '[role=status]')
            self.assert_page(page, "You will hear nothing more from us")

    def test_mails_are_accessible_and_fit_a_telephone(self):
        Qweb, url = self.env['ir.qweb'], 'https://supporters.harbour-commons.example/k/' + 'x' * 43
        request = self.env['privacy.request']._public_enter(
            {'type': 'access', 'requester_name': "Çağla Işık", 'requester_email': self.person.email})
        agreement = self.env['privacy.agreement'].new({'partner_id': self.person.id, 'reference': "A-2026-1"})
        notice = SimpleNamespace(
            reference='R7-1', line_id=True, release_id=SimpleNamespace(generated_at=datetime.datetime(2026, 5, 17)))
        with self.tab(width=PHONE) as page:
            for template, values in (
                ('opt_in_mail', {
                    'hello': "Hello Bao,", 'lead': "somebody has asked for this:", 'url': url, 'until': "For 7 days.",
                    'topics': [("Newsletter", "I want the newsletter.")], 'company': self.env.company.name}),
                ('privacy_request_mail', {'asked': request, 'url': url, 'days': 7, 'company': self.env.company}),
                ('mail_footer', {
                    'url': url, 'company': self.env.company, 'address': "1 Harbour Lane, 20457 Hamburg",
                    'purpose': self.env.ref('crm_privacy.purpose_newsletter')}),
                ('recipient_notice_mail', {
                    'agreement': agreement, 'groups': [("Stop using their data.", [notice])]}),
            ):
                with self.subTest(template):
                    page.show(template, Qweb._render(f'crm_privacy.{template}', values))
                    self.assertLessEqual(page.run('document.documentElement.scrollWidth'), PHONE)
                    self.assert_accessible(page, 'html')
