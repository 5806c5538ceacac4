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
