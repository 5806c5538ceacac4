from datetime import timedelta

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ConstituentCase

MAIL = """From: {sender}
To: {to}
Cc: {cc}
Subject: {subject}
Message-Id: <{key}@mail.example>
Date: Tue, 24 Nov 2026 09:30:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{body}
"""


class TestContactLookup(ConstituentCase):
    """Who is calling, in whatever format the telephone shows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref('base.uk')

    def _calls(self, number):
        return self.env['res.partner']._constituent_by_phone(number)

    def test_a_number_is_found_in_every_format(self):
        ada = self._person("Ada Okafor", phone='+44 1947 600123', country_id=self.env.ref('base.uk').id)
        for number in ('+441947600123', '00441947600123', '0044 1947 600123', '01947 600123', '(01947) 600-123',
                       '+44 (0)1947 600123', 'tel:+441947600123', '1947600123', '01947/600123'):
            with self.subTest(number=number):
                self.assertEqual(self._calls(number), ada)

    def test_numbers_of_other_countries_and_of_nobody(self):
        bao = self._person("Bao", phone='+49 3831 12345', country_id=self.env.ref('base.de').id)
        for number in ('+49383112345', '0049 3831 12345', '03831 12345', '0383112345'):
            self.assertEqual(self._calls(number), bao, number)
        for number in ('', None, '12345', 'anonymous', '+44 1947 600999', '%%%%%%%', '_______'):
            self.assertFalse(self._calls(number), number)

    def test_all_who_share_a_number_are_shown_constituents_first(self):
        plain = self.env['res.partner'].create({'name': "Plain contact", 'phone': '+44 1947 600124'})
        both = [self._person(name, phone='01947 600124', country_id=self.env.ref('base.uk').id)
                for name in ("Chidi", "Dunja")]
        self.assertEqual(self._calls('+441947600124').ids, [one.id for one in both] + plain.ids)

    def test_a_call_is_logged_by_two_presses(self):
        ada = self._person("Ada Okafor", phone='+44 1947 600125')
        caller = Form(self.env['constituent.caller'])
        caller.number = '01947 600125'
        self.assertFalse(caller.is_unknown)
        action = ada.with_context(constituent_channel='call', constituent_direction='in').action_log_contact()
        contact = Form(
            self.env['constituent.interaction'].with_context(**action['context']), view=action['views'][0][0])
        call = contact.save()
        self.assertEqual((call.partner_ids, call.channel, call.direction, call.outcome), (ada, 'call', 'in', 'reached'))
        caller.number = '01947 999999'
        self.assertTrue(caller.is_unknown)
        self.assertEqual(caller.save().action_new_person()['context']['default_phone'], '01947 999999')

    def test_a_lookup_keeps_to_the_rules_of_the_viewer(self):
        other = self.env['res.company'].with_user(self.env.ref('base.user_root')).create({'name': "Other"})
        self.env['res.partner'].with_user(self.env.ref('base.user_root')).create({
            'name': "Elsewhere", 'phone': '+441947600126', 'company_id': other.id})
        self.assertFalse(self._calls('+441947600126'))


class TestRestrictedContacts(ConstituentCase):

    def test_what_is_restricted_is_seen_by_its_author_and_administrators_only(self):
        ada = self._person("Ada Okafor")
        contact = ada._constituent_log_interaction('call', "About her illness", sensitivity='restricted')
        colleague = new_test_user(
            self.env(user=SUPERUSER_ID), 'con_colleague', 'crm_constituents.group_constituent_user')
        manager = new_test_user(self.env(user=SUPERUSER_ID), 'con_boss', 'crm_constituents.group_constituent_manager')
        for user, seen in ((self.officer, True), (colleague, False), (manager, True)):
            with self.subTest(user=user.login):
                Contact = self.env['constituent.interaction'].with_user(user)
                self.assertEqual(bool(Contact.search([('id', '=', contact.id)])), seen)
                page = ada.with_user(user).action_timeline_page()
                self.assertEqual("About her illness" in str(page['items']), seen)
        with self.assertRaises(AccessError):
            contact.with_user(colleague).read(['subject'])


class TestColleagueTalks(ConstituentCase):
    """Who else talks to them this week."""

    def test_whoever_writes_sees_who_talks_to_them(self):
        ada, now = self._person("Ada Okafor"), fields.Datetime.now()
        colleague = new_test_user(
            self.env(user=SUPERUSER_ID), 'con_philippa', 'crm_constituents.group_constituent_user', name="Philippa")
        theirs = ada.with_user(colleague)
        outsider = new_test_user(self.env(user=SUPERUSER_ID), 'con_outside', 'base.group_user')
        self.assertFalse(ada._constituent_talks())
        theirs._constituent_log_interaction('call', "Spoke", date=now - timedelta(days=2))
        theirs._constituent_log_interaction('call', "Long ago", date=now - timedelta(days=9))
        theirs._constituent_log_interaction('meeting', "To come", date=now + timedelta(days=3))
        theirs._constituent_log_interaction('letter', "Secret", sensitivity='restricted')
        ada._constituent_log_interaction('call', "Mine")
        theirs.activity_schedule('mail.mail_activity_data_todo', summary="Visit", user_id=colleague.id)
        theirs.message_post(body="Dear Ada", message_type='comment', subtype_xmlid='mail.mt_comment')
        ada.invalidate_recordset()
        talks = ada._constituent_talks()[ada]
        self.assertEqual(len(talks), 4, talks)
        self.assertTrue(all("Philippa" in talk['text'] for talk in talks))
        for about in ('write', 'ask'):
            [warning] = ada._constituent_warnings(about)
            self.assertEqual((warning['code'], warning['level']), ('talks', 'inform'))
            self.assertIn("Visit", warning['text'])
            self.assertNotIn("Letter", warning['text'])
        self.assertIn("Visit", ada.warnings_inform)
        self.assertFalse(ada._constituent_warnings('edit'))
        composer = self.env['mail.compose.message'].with_context(
            default_model='res.partner', default_res_ids=ada.ids, default_composition_mode='comment').create({})
        composer.partner_ids = ada
        self.assertIn("Ada Okafor, this week: ", composer.constituent_warning)
        self.assertNotIn("Philippa: Call", str(theirs._constituent_warnings('write')))
        self.assertFalse(ada.with_user(outsider)._constituent_warnings('write'), "told to nobody else")


@tagged('post_install', '-at_install')
class TestInboundEmail(ConstituentCase):
    """Mails filed under the right people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env['mail.alias.domain'].create({'name': 'harbour.example'})
        cls.env.company.alias_domain_id = cls.domain
        cls.mailbox = cls.env['constituent.mailbox'].create({
            'name': "Office", 'alias_name': 'office', 'alias_domain_id': cls.domain.id, 'purpose': 'information'})
        cls.second = cls.env['constituent.mailbox'].create({
            'name': "Info", 'alias_name': 'info', 'alias_domain_id': cls.domain.id})

    def _arrives(self, sender, key, to='office@harbour.example', cc='', subject="A question", body="When is the walk?"):
        # sudo: the mail server hands it over
        self.env['mail.thread'].with_user(self.env.ref('base.user_root')).message_process(None, MAIL.format(
            sender=sender, key=key, to=to, cc=cc, subject=subject, body=body))
        return self.env['constituent.email'].search([('message_key', '=', f'<{key}@mail.example>')])

    def test_a_mail_stands_on_the_timeline_of_its_writer(self):
        ada = self._person("Ada Okafor", email='ada@example.org')
        mail = self._arrives('"Ada O." <ADA@example.org>', 'k1')
        self.assertEqual((mail.state, mail.partner_ids, mail.mailbox_id), ('filed', ada, self.mailbox))
        contact = mail.interaction_id
        self.assertEqual((contact.partner_ids, contact.channel, contact.direction, contact.purpose),
                         (ada, 'email', 'in', 'information'))
        self.assertIn("When is the walk?", contact.summary)
        self.assertEqual(str(contact.date), '2026-11-24 09:30:00')
        self.assertIn("A question", str(ada.action_timeline_page()['items']))
        self.assertIn("When is the walk?", mail.message_ids.filtered(lambda one: one.message_type == 'email').body)

    def test_a_shared_address_files_it_with_all_who_share_it(self):
        pair = self.env['res.partner'].union(*(
            self._person(name, email='home@example.org') for name in ("Ada Okafor", "Obi Okafor")))
        self._person("Late Okafor", email='home@example.org', is_deceased=True)
        self.env['res.partner'].create({
            'constituent_type': 'household', 'name': "Okafor", 'household_naming': 'custom',
            'email': 'home@example.org'})
        self.assertEqual(self._arrives('home@example.org', 'k2').interaction_id.partner_ids, pair)

    def test_what_a_colleague_sends_with_the_mailbox_in_copy_is_filed_with_whom_they_wrote_to(self):
        ada = self._person("Ada Okafor", email='ada@example.org')
        officer = new_test_user(self.env(user=SUPERUSER_ID), 'con_writer', 'crm_constituents.group_constituent_user',
                                email='writer@harbour.example')
        mail = self._arrives('writer@harbour.example', 'k3', to='ada@example.org', cc='office@harbour.example')
        self.assertEqual((mail.direction, mail.user_id, mail.partner_ids), ('out', officer, ada))
        self.assertEqual(mail.interaction_id.user_id, officer)

    def test_the_same_mail_to_two_mailboxes_or_twice_is_filed_once(self):
        ada = self._person("Ada Okafor", email='ada@example.org')
        for _again in range(2):
            self._arrives('ada@example.org', 'k4', to='office@harbour.example, info@harbour.example')
        self.assertEqual(len(self.env['constituent.interaction'].search([('partner_ids', 'in', ada.ids)])), 1)

    def test_what_cannot_be_filed_waits_and_is_filed_by_hand_once(self):
        mail = self._arrives('new@example.org', 'k5')
        self.assertEqual((mail.state, mail.interaction_id.id), ('open', False))
        self.assertIn("Nobody on record", mail.why)
        with self.assertRaises(UserError):
            mail.action_file()
        ada = self._person("Ada Okafor", email='new@example.org')
        mail.action_look_again()
        mail.action_file()
        self.assertEqual((mail.state, mail.partner_ids), ('filed', ada))
        self.assertEqual(len(self.env['constituent.interaction'].search([('partner_ids', 'in', ada.ids)])), 1)
        mail.action_reopen()
        self.assertEqual((mail.state, mail.interaction_id.id), ('open', False))
        bao = self._person("Bao")
        mail.partner_ids = bao
        mail.action_file()
        self.assertEqual(mail.interaction_id.partner_ids, bao)

    def test_an_address_of_many_waits(self):
        for number in range(12):
            self._person(f"Member {number}", email='club@example.org')
        mail = self._arrives('club@example.org', 'k6')
        self.assertEqual(mail.state, 'open')
        self.assertIn("12 people share", mail.why)

    def test_odd_mails_are_no_error(self):
        for number, sender in enumerate(('', 'no address at all', '"a" <a@b@c>')):
            with self.subTest(sender=sender):
                mail = self._arrives(sender, f'odd{number}', subject='', body='')
                self.assertEqual(mail.state, 'open')

    def test_roles(self):
        mail = self._arrives('new@example.org', 'k7')
        viewer = new_test_user(self.env(user=SUPERUSER_ID), 'con_onlooker', 'crm_constituents.group_constituent_viewer')
        portal = new_test_user(self.env(user=SUPERUSER_ID), 'con_portal_mail', 'base.group_portal')
        self.assertTrue(mail.with_user(viewer).read(['subject']))
        for user, deed in ((viewer, 'action_ignore'), (viewer, 'action_look_again'), (portal, 'action_ignore')):
            with self.assertRaises(AccessError):
                getattr(mail.with_user(user), deed)()
        with self.assertRaises(AccessError):
            self.env['constituent.mailbox'].with_user(self.officer).create({'name': "X"})

    def test_an_erasure_takes_the_mails_of_the_person_and_leaves_those_of_others(self):
        ada = self._person("Ada Okafor", email='ada@example.org')
        bao = self._person("Bao", email='bao@example.org')
        own, other = self._arrives('ada@example.org', 'k8'), self._arrives('bao@example.org', 'k9')
        other.sudo().partner_ids = ada | bao  # sudo: as if it had been filed with both
        for step in ada.get_erasure_plan():
            if step['records']._name == 'constituent.email' and step['action'] == 'delete':
                step['records'].unlink()
            elif step['records']._name == 'constituent.email' and step['action'] == 'write':
                step['records'].write(step['values'])
        self.assertFalse(own.exists())
        self.assertEqual((other.exists().partner_ids, other.subject), (bao, False))
