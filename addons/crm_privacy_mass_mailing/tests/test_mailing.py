import re

from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase

from odoo.addons.crm_privacy.tests.mail_common import MailExitCase


class TestMailing(MailExitCase, HttpCase):
    """Mailings (P-10), and Odoo's links that acted when they were opened (P-40)."""

    def setUp(self):
        super().setUp()
        self.officer.sudo().group_ids |= self.env.ref('mass_mailing.group_mass_mailing_user')

    def _mailing(self, code='NEWSLETTER', people=None, **vals):
        return self.env['mailing.mailing'].create({
            'subject': "News", 'body_html': '<p>News <a href="/unsubscribe_from_list">out</a></p>',
            'mailing_model_id': self.env['ir.model']._get_id('res.partner'), 'keep_archives': True,
            'mailing_domain': repr([('id', 'in', (self.everybody if people is None else people).ids)]),
            'email_from': 'office@harbour.example', 'use_exclusion_list': False,
            'privacy_purpose_id': code and self.env['privacy.purpose']._find(code).id, **vals})

    def test_p10_a_mailing_reaches_only_who_may_be_reached_with_the_box_unticked(self):
        mailing = self._mailing()
        self.assertEqual(mailing.total, 1, "the number that it shows is that of those who may be reached")
        self.assertEqual(self._arriving(mailing.action_send_mail), self._addresses(self.willing))

    def test_p10_people_named_by_code_are_judged_too_and_their_traces_say_so(self):
        mailing = self._mailing()
        self.assertEqual(self._arriving(lambda: mailing.action_send_mail(self.everybody.ids)),
                         self._addresses(self.willing))
        held = mailing.mailing_trace_ids.filtered(lambda trace: trace.trace_status == 'cancel')
        self.assertEqual(sorted(held.mapped('res_id')), sorted(self.refusing.ids))
        self.assertEqual(set(held.mapped('failure_type')), {'no_consent'})
        with self._without('judge', 'server'):
            self.assertEqual(self._arriving(lambda: self._mailing().action_send_mail(self.everybody.ids)),
                             self._addresses(self.willing), "this ring holds by itself")

    def test_p10_who_withdraws_between_build_and_send_receives_nothing(self):
        mailing = self._mailing(people=self.willing)
        composer = self.env['mail.compose.message'].with_context(active_ids=self.willing.ids).create({
            'composition_mode': 'mass_mail', 'mass_mailing_id': mailing.id, 'model': 'res.partner',
            'subject': "News", 'body': "<p>News</p>", 'email_from': 'office@harbour.example', 'force_send': False,
            'res_ids': self.willing.ids})
        mails, _messages = composer._action_send_mail()
        self.assertEqual(mails.state, 'outgoing')
        self._consents(self.willing, state='withdrawn', statement=None)
        self.assertEqual(self._arriving(mails.send), [])
        trace = mailing.mailing_trace_ids
        self.assertEqual((trace.trace_status, trace.failure_type), ('cancel', 'no_consent'))

    def test_a_mailing_without_a_purpose_reaches_nobody_and_is_not_queued(self):
        mailing = self._mailing(None)
        self.assertEqual(mailing.total, 0)
        self.assertEqual(self._arriving(lambda: mailing.action_send_mail(self.everybody.ids)), [])
        with self.assertRaisesRegex(UserError, "does not say what it is sent for"):
            self._mailing(None).action_put_in_queue()

    def test_a_mixed_mailing_is_marketing(self):
        with self.assertRaisesRegex(ValidationError, "holds marketing"):
            self._mailing('ACCOUNT', privacy_has_marketing=True)

    def test_a_test_of_a_mailing_reaches_the_house_alone_and_who_agreed(self):
        test = self.env['mailing.mailing.test'].create({
            'mass_mailing_id': self._mailing().id,
            'email_to': '\n'.join([*self.everybody.mapped('email'), 'officer@harbour.example', 's@example.org'])})
        self.assertEqual(self._arriving(test.send_mail_test), self._addresses(self.willing))

    def test_contacts_of_a_list_are_judged_by_their_address(self):
        contacts = self.env['mailing.contact'].create([
            *({'name': one.name, 'email': one.email} for one in self.everybody),
            {'name': "S", 'email': "s@example.org"}])
        mailing = self._mailing(mailing_model_id=self.env['ir.model']._get_id('mailing.contact'), mailing_domain=repr(
            [('id', 'in', contacts.ids)]))
        self.assertEqual(mailing.total, 1)
        self.assertEqual(self._arriving(lambda: mailing.action_send_mail(contacts.ids)), self._addresses(self.willing))

    # -- links -------------------------------------------------------------------

    def _events(self):
        return self.env['privacy.consent.event'].sudo().search([('partner_id', '=', self.willing.id)])

    def _links(self, mailing):
        email, id_ = self.willing.email_normalized, self.willing.id
        token = mailing.sudo()._generate_mailing_recipient_token(id_, email)
        query = f'document_id={id_}&email={email}&hash_token={token}'
        return {'old': f'/mailing/{mailing.id}/unsubscribe?{query}',
                'ask': f'/mailing/{mailing.id}/confirm_unsubscribe?{query}',
                'one click': f'/mailing/{mailing.id}/unsubscribe_oneclick?{query}'}

    def test_p40_a_scanner_that_opens_every_link_changes_nothing(self):
        mailing = self._mailing()
        before = len(self._events())
        for name, url in self._links(mailing).items():
            answer = self.url_open(url)
            with self.subTest(name):
                self.assertEqual(answer.status_code, 405 if name == 'one click' else 200)
        self.assertEqual(len(self._events()), before)
        self.assertFalse(self.env['mail.blacklist'].sudo().search([('email', '=', self.willing.email_normalized)]))

    def test_p40_one_click_of_a_mailing_acts_and_is_recorded(self):
        links = self._links(self._mailing())
        self.opener.cookies.clear()
        wrong = self.url_open(links['one click'].replace('hash_token=', 'hash_token=x'), data={'a': 'b'})
        self.assertEqual(wrong.status_code, 401)
        answer = self.url_open(links['one click'], data={'List-Unsubscribe': 'One-Click'}, allow_redirects=False)
        self.assertEqual(answer.status_code, 200)
        event = self._events()[0]
        self.assertEqual((event.state, event.method, event.purpose), ('withdrawn', 'link', 'NEWSLETTER'))
        self.assertNotEqual(self.willing._privacy_gate('NEWSLETTER', 'email')[self.willing.id]['reason'], 'allowed')

    def test_p40_the_page_that_asks_acts_when_its_button_is_pressed(self):
        page = self.url_open(self._links(self._mailing())['old'])
        self.assertIn('/mailing/confirm_unsubscribe', page.text)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        self.url_open('/mailing/confirm_unsubscribe', data=fields)
        self.assertEqual(self._events()[0].state, 'withdrawn')

    def test_who_leaves_a_list_says_no_to_what_was_written_to_it(self):
        stays, left, silent = self.env['mailing.list'].sudo().create([
            {'name': name, 'is_public': True} for name in ("Stays", "Left", "Silent")])
        self.env['mailing.contact'].sudo().create({
            'name': "W", 'email': self.willing.email, 'list_ids': (stays + left + silent).ids})
        model = self.env['ir.model']._get_id('mailing.list')
        for code, mailing_list in (('NEWSLETTER', left), ('NEWSLETTER', left), ('EVENT_INVITE', stays)):
            mailing = self._mailing(
                code, mailing_model_id=model, mailing_domain='[]', contact_list_ids=mailing_list.ids)
        email = self.willing.email_normalized
        token = mailing.sudo()._generate_mailing_recipient_token(self.willing.id, email)
        before = len(self._events())

        def ask(token):
            return self.make_jsonrpc_request('/mailing/list/update', {
                'mailing_id': mailing.id, 'document_id': self.willing.id, 'email': email, 'hash_token': token,
                'lists_optin_ids': stays.ids})

        self.opener.cookies.clear()
        self.assertEqual(ask('x' + token), 'unauthorized')
        self.assertEqual(len(self._events()), before)
        self.assertEqual(ask(token), 2)
        self.assertEqual(len(self._events()), before + 1)
        event = self._events()[0]
        self.assertEqual((event.state, event.method, event.purpose), ('withdrawn', 'link', 'NEWSLETTER'))
        self.assertEqual(ask(token), 0)
        self.assertEqual(len(self._events()), before + 1, "pressed twice, recorded once")

    def test_the_link_that_stops_reports_asks_first(self):
        token = self.env['mailing.mailing'].sudo()._generate_mailing_report_token(self.officer.id)
        Parameter = self.env['ir.config_parameter'].sudo()
        Parameter.set_param('mass_mailing.mass_mailing_reports', True)
        url = f'/mailing/report/unsubscribe?token={token}&user_id={self.officer.id}'
        page = self.url_open(url)
        self.assertIn('<button', page.text)
        self.assertEqual(Parameter.get_param('mass_mailing.mass_mailing_reports'), 'True')
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        self.url_open(url, data={'csrf_token': csrf})
        self.assertFalse(Parameter.get_param('mass_mailing.mass_mailing_reports'))
