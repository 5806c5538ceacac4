from odoo.tests import new_test_user

from .test_accessibility import DESK, PHONE, AccessibilityCase


class TestPrivacyScreens(AccessibilityCase):
    """The screens of privacy, as the data officer meets them on a desk and on a telephone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(
            cls.env, 'axe_privacy', 'crm_privacy.group_privacy_officer,crm_constituents.group_constituent_user',
            name="Ольга Петрова", tz='UTC')
        cls.person = cls.env['res.partner'].create({
            'constituent_type': 'individual', 'name': "Nguyễn Thị Ánh", 'email': 'anh@example.org',
            'country_id': cls.env.ref('base.de').id})
        words = cls.env.ref('crm_privacy.statement_consent_newsletter_1_en')
        cls.event = cls.person._privacy_record(
            'NEWSLETTER', 'email', 'given', method='web', actor='subject', statement=words)
        cls.env['privacy.restriction'].create({'partner_id': cls.person.id, 'ground': 'accuracy'})
        cls.env['privacy.ledger.seal']._seal()
        cls.check = cls.env['privacy.ledger.check'].create({})
        cls.check._verify()

    def assert_screen(self, page, path, *parts):
        for width in (DESK, PHONE):
            page.resize(width)
            page.open(path, *parts)
            page.settle(*parts)
            self.assert_accessible(page, *parts)

    def test_screens_of_the_data_officer_are_accessible(self):
        with self.tab('axe_privacy') as page:
            for path, *parts in (
                ('/odoo/privacy', '.o_kit_home_page', '.o_kit_home_bar'),
                (f'/odoo/privacy-decisions/{self.event.id}', '.o_form_sheet_bg'),
                (f'/odoo/privacy-verify/{self.check.id}', '.o_form_sheet_bg'),
            ):
                with self.subTest(path.rstrip('0123456789')):
                    self.assert_screen(page, path, *parts)

    def test_why_a_person_may_not_be_written_to_is_accessible(self):
        tab = "document.querySelector('.o_notebook [name=privacy]').click()"
        with self.tab('axe_privacy') as page:
            for width in (DESK, PHONE):
                page.resize(width)
                page.open(f'/odoo/people/{self.person.id}', '.o_form_sheet_bg')
                page.act(tab, '.o_notebook [name=privacy].active', '.o_privacy_answer')
                page.act("document.querySelector('.o_privacy_answer').click()", '.o_privacy_why')
                self.assert_accessible(page, '.o_privacy_answers')
