from contextlib import ExitStack
from unittest.mock import patch

from odoo.addons.base.tests.common import MockSmtplibCase

from .common import PrivacyCase


class MailExitCase(PrivacyCase, MockSmtplibCase):
    """People who may not be reached, each for another reason, one who may, and a mail server that only counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.write({'street': "1 Harbour Lane", 'zip': "20457", 'city': "Hamburg"})
        cls.env.company.email = 'office@harbour.example'
        cls.officer.partner_id.email = 'officer@harbour.example'
        cls.officer.group_ids |= cls.env.ref('mail.group_mail_template_editor')

    def setUp(self):
        super().setUp()
        self.willing = self._reachable("Willing Person")
        self._consents(self.willing)
        self.dead = self._reachable("Dead Person", is_deceased=True)
        self._consents(self.dead)
        self.restricted = self._reachable("Restricted Person")
        self._consents(self.restricted)
        self.env['privacy.restriction'].sudo().create({
            'partner_id': self.restricted.id, 'ground': 'accuracy', 'date_from': '2026-01-01'})
        self.objecting = self._reachable("Objecting Person")
        self._consents(self.objecting, state='withdrawn', statement=None)
        self.never_asked = self._reachable("Unasked Person")
        self.black = self._reachable("Black Person")
        self._consents(self.black)
        self.env['mail.blacklist'].sudo()._add(self.black.email)
        self.never = self.dead + self.restricted  # not even service
        self.refusing = self.never + self.objecting + self.never_asked + self.black
        self.everybody = self.willing + self.refusing

    def _arriving(self, act):
        """Addresses that the mail server was given while `act` ran, without those of the house."""
        with self.mock_smtplib_connection():
            act()
            self.env.flush_all()
        return sorted(address for mail in self.emails for address in mail['smtp_to_list']
                      if not address.endswith('harbour.example'))

    def _addresses(self, people):
        return sorted(people.mapped('email_normalized'))

    def _without(self, *rings):
        """The same with some rings taken away: `judge` (2) and `server` (3)."""
        stack = ExitStack()
        if 'judge' in rings:
            stack.enter_context(patch.object(
                self.registry['mail.mail'], '_privacy_judged', lambda mail, emails: emails))
        if 'server' in rings:
            stack.enter_context(patch.object(
                self.registry['ir.mail_server'], '_privacy_refuse', lambda server, addresses: None))
            stack.enter_context(patch.object(
                self.registry['ir.mail_server'], '_privacy_judged_only', lambda server, message, addresses: addresses))
        return stack

    def _template(self, code='NEWSLETTER', **vals):
        purpose = self.env['privacy.purpose']._find(code) if code else self.env['privacy.purpose']
        return self.env['mail.template'].create({
            'name': "News", 'subject': "News", 'body_html': "<p>News</p>", 'auto_delete': False,
            'model_id': self.env['ir.model']._get_id('res.partner'), 'use_default_to': True,
            'privacy_purpose_id': purpose.id, **vals})

    def _mail(self, code='NEWSLETTER', **vals):
        purpose = self.env['privacy.purpose']._find(code) if code else self.env['privacy.purpose']
        return self.env['mail.mail'].sudo().create({
            'subject': "News", 'body_html': "<p>News</p>", 'email_from': 'office@harbour.example',
            'auto_delete': False, 'privacy_purpose_id': purpose.id, **vals})

    def _composer(self, people, mode='mass_mail', code='NEWSLETTER', **vals):
        if code:
            vals['privacy_purpose_id'] = self.env['privacy.purpose']._find(code).id
        return self.env['mail.compose.message'].with_context(default_composition_mode=mode).create({
            'model': 'res.partner', 'res_ids': people.ids, 'subject': "News", 'body': "<p>News</p>",
            'email_from': 'office@harbour.example', 'author_id': self.env.user.partner_id.id,
            'composition_mode': mode, 'force_send': True, 'use_exclusion_list': False, 'auto_delete': False, **vals})
