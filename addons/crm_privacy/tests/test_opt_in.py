from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tools import SQL

from .common import PrivacyCase


class TestPrivacyOptIn(PrivacyCase):
    """Nothing counts until the owner of the address confirms (regulation.md 1.8)."""

    def setUp(self):
        super().setUp()
        self.env['kit.rate.limit'].sudo().search([]).unlink()
        self.OptIn = self.env['privacy.opt.in'].sudo()
        self.newsletter = self.env.ref('crm_privacy.statement_consent_newsletter_1_en')
        self.decisions = [{'purpose': 'NEWSLETTER', 'channels': ['email'], 'words': self.newsletter.id}]

    def _ask_for(self, email, name="Ada Okafor", **kwargs):
        return self.OptIn._ask(email, name, self.decisions, **{'ip': '192.0.2.7', 'agent': 'Firefox', **kwargs})

    def _mails(self, email):
        return self.env['mail.mail'].sudo().search([('email_to', '=', email)])

    def test_an_unknown_address_becomes_a_person_only_when_confirmed(self):
        request = self._ask_for('Ada.New@example.org')
        people = self.env['res.partner'].sudo().search([('email_normalized', '=', 'ada.new@example.org')])
        self.assertFalse(people)
        event = self.env['privacy.consent.event'].search([('subject', '=', request.subject)])
        self.assertEqual((event.state, event.purpose, event.partner_id.id), ('requested', 'NEWSLETTER', False))
        self.assertFalse(self.env['privacy.consent.state'].sudo().search([('subject', '=', request.subject)]))
        request._confirm({})
        person = self.env['res.partner'].search([('email_normalized', '=', 'ada.new@example.org')])
        self.assertEqual((person.constituent_type, person.name), ('individual', "Ada Okafor"))
        self.assertEqual(self._ask(person), 'allowed')

    def test_the_confirmation_holds_when_asked_when_confirmed_and_by_which_link(self):
        request = self._ask_for('bao@example.org')
        link = self.env['kit.link'].sudo().search([('res_model', '=', 'privacy.opt.in'), ('res_id', '=', request.id)])
        self.assertEqual((link.max_uses, link.purpose), (1, 'privacy_opt_in'))
        self.assertLessEqual(link.expires_at, fields.Datetime.now() + timedelta(days=7))
        request._confirm({})
        event = self.env['privacy.consent.event'].search([('partner_id', '=', request.partner_id.id)], limit=1)
        self.assertEqual((event.state, event.requested_at), ('given', request.requested_at))
        self.assertTrue(event.confirmed_at)
        self.assertIn(f'"link": {link.id}', event.facts)
        request._confirm({})
        self.assertEqual(self.env['privacy.consent.event'].search_count(
            [('partner_id', '=', request.partner_id.id), ('state', '=', 'given')]), 1)

    def test_the_mail_asks_and_carries_no_marketing_and_no_name_of_others(self):
        self._ask_for('chidi@example.org')
        [mail] = self._mails('chidi@example.org')
        self.assertIn('/k/', mail.body_html)
        self.assertIn("confirm", mail.subject)
        self.assertIn(self.newsletter.body, mail.body_html)
        self.assertEqual(mail.body_html.count('<a '), 1)
        self.assertTrue(mail.auto_delete, "the link in it opens something")
        self.assertFalse(mail.mail_message_id.model)

    def test_an_address_gets_one_mail_a_day_whoever_asks(self):
        for _time in range(5):
            self._ask_for('dunja@example.org')
        self.assertEqual(len(self._mails('dunja@example.org')), 1)

    def test_a17_a_family_gets_the_next_mail_when_the_one_before_is_confirmed_and_three_a_day(self):
        for number in range(5):
            if request := self._ask_for('several@example.org', f"Ada {number}"):
                self.assertFalse(self._ask_for('several+x@example.org', f"Ada {number}"), "the first one waits")
                request._confirm({})
        self.assertEqual(len(self._mails('several@example.org')), 3)

    def test_p37_the_address_of_a_family_lets_nobody_agree_for_another(self):
        ada, ben = (self._person(name, email='family@example.org') for name in ("Ada Okafor", "Ben Okafor"))
        self._ask_for('family@example.org', "ada  okafor")._confirm({})
        self.assertEqual((self._ask(ada), self._ask(ben)), ('allowed', 'no_basis'))
        self._ask_for('family@example.org', "Cem Okafor")._confirm({})
        self.assertEqual(self.env['res.partner'].search_count([('email_normalized', '=', 'family@example.org')]), 3)
        self.assertEqual(self._ask(ben), 'no_basis')

    def test_what_nobody_confirms_is_purged_and_its_event_names_nobody(self):
        request, kept = self._ask_for('emile@example.org'), self._ask_for('fatima@example.org')
        kept._confirm({})
        event = self.env['privacy.consent.event'].search([('subject', '=', request.subject)])
        before = event.sudo()._leaves()
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            self.OptIn._gc_requests()
        self.assertFalse(request.exists())
        self.assertFalse(self.env['privacy.subject'].sudo().search([('uuid', '=', event.subject)]))
        text = str(self.env.execute_query(SQL("SELECT * FROM privacy_consent_detail WHERE event_id = %s", event.id)))
        self.assertEqual(text, '[]')
        self.assertEqual(event.sudo()._leaves(), before, "the ledger stays as it was")
        self.assertTrue(kept.exists())
        self.assertTrue(self.env['privacy.subject'].sudo().search([('uuid', '=', kept.subject)]))
        with freeze_time(fields.Datetime.now() + timedelta(days=40)):
            self.OptIn._gc_requests()
        self.assertFalse(kept.exists())

    def test_p27_a_guardian_confirms_for_a_child_and_both_are_put_down(self):
        request = self._ask_for('parent@example.org', "Goran Ilić",
                                child={'name': "Mia Ilić", 'birthdate': '2018-05-17'})
        self.assertIn("Mia Ilić", self._mails('parent@example.org').body_html)
        request._confirm({})
        child = request.partner_id
        self.assertEqual((child.name, str(child.sudo().birthdate)), ("Mia Ilić", '2018-05-17'))
        event = self.env['privacy.consent.event'].search([('partner_id', '=', child.id), ('state', '=', 'given')])
        guardian = self.env['res.partner'].search([('name', '=', "Goran Ilić")])
        uuid = guardian.sudo().privacy_subject_ids.uuid
        self.assertEqual((event.actor, event.actor_ref), ('guardian', f'guardian:{uuid}'))
        self.assertEqual(self._ask(child), 'allowed')
        self.assertEqual(self._ask(guardian), 'no_basis', "the parent has agreed for the child alone")
        again = self._ask_for('parent@example.org', "Goran Ilić", child={'name': "Mia Ilić", 'birthdate': '2018-05-17'})
        again._confirm({})
        self.assertEqual(again.partner_id, child)

    def test_an_erasure_takes_the_requests_of_the_address_along(self):
        person = self._person("Håkan Berg", email='hakan@example.org')
        request = self._ask_for('hakan@example.org', "Håkan Berg")
        steps = [step for step in person.sudo().get_erasure_plan() if step['records']._name == 'privacy.opt.in']
        self.assertEqual([(step['records'], step['action']) for step in steps], [(request, 'delete')])
        self.assertTrue(self.OptIn.with_user(self.data_officer).has_access('read'))
        self.assertFalse(self.OptIn.with_user(self.officer).has_access('read'))
