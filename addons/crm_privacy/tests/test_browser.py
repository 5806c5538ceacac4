from odoo.tests import HttpCase, tagged

from odoo.addons.crm_kit.tests.common import WidgetCase

from .common import PrivacyCase


@tagged('post_install', '-at_install')
class TestPrivacyWidgets(WidgetCase):
    addon = 'crm_privacy'

    def test_the_answers(self):
        """The Hoot tests of this addon, in a browser."""
        self._run_hoot()


@tagged('post_install', '-at_install')
class TestPrivacyTours(PrivacyCase, HttpCase):

    def test_the_data_officer_reads_why_and_finds_the_decision(self):
        person = self._reachable("Ада Окафор")
        self._consents(person)
        self._consents(person, 'FUNDRAISING_APPEAL', 'email', 'objected', method='phone', actor='staff')
        self.start_tour(f'/odoo/people/{person.id}', 'crm_privacy_read_why', login='pri_officer')
        events = self.env['privacy.consent.event'].search([('partner_id', '=', person.id)], order='id')
        self.assertEqual(events.mapped('state'), ['given', 'objected'], "reading adds and loses nothing")
