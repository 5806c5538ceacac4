from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .mail_common import MailExitCase


class TestMailExits(MailExitCase):
    """What arrives, by every way in which this Odoo sends e-mail (P-10), and what each ring is there for."""

    # -- the ways --------------------------------------------------------------

    def _ways(self):
        """`{way: function of people}` that writes to them for the newsletter."""
        template = self._template()
        action = self.env['ir.actions.server'].sudo().create({
            'name': "News", 'state': 'mail_post', 'mail_post_method': 'email', 'template_id': template.id,
            'model_id': self.env['ir.model']._get_id('res.partner')})

        def write_to_followers(people):
            for one in people:
                one.message_subscribe(one.ids)
            self._composer(people, 'comment')._action_send_mail()

        def run_action(people):
            for one in people:
                action.with_context(active_model='res.partner', active_id=one.id, active_ids=one.ids).run()
            self.env['mail.mail'].sudo().process_email_queue()
        return {
            'template': lambda people: [template.send_mail(one.id, force_send=True) for one in people],
            'template, in batch': lambda people: template.send_mail_batch(people.ids, force_send=True),
            'composer': lambda people: self._composer(people)._action_send_mail(),
            'composer, with a template': lambda people: self._composer(
                people, code=None, template_id=template.id)._action_send_mail(),
            'composer, as messages': write_to_followers,
            'mass message of code': lambda people: people.message_mail_with_source(
                template, use_exclusion_list=False),
            'message of code': lambda people: people.message_post_with_source(template),
            'server action': run_action,
            'mail to people': lambda people: self._mail(recipient_ids=people.ids).send(),
            'mail to addresses': lambda people: self._mail(email_to=', '.join(people.mapped('email'))).send(),
            'mail with copies': lambda people: self._mail(email_cc=', '.join(people.mapped('email'))).send(),
            'queue': lambda people: self.env['mail.mail'].sudo().process_email_queue(
                self._mail(recipient_ids=people.ids).ids),
            'after the commit': lambda people: self._mail(recipient_ids=people.ids).send_after_commit(),
        }

    def test_every_way_of_sending_reaches_nobody_who_may_not_be_reached(self):
        for way, send in self._ways().items():
            with self.subTest(way):
                self.assertEqual(
                    self._arriving(lambda send=send: send(self.everybody)), self._addresses(self.willing),
                    "the one who agreed, and nobody else")
        for way, send in {
            'message': lambda: self.willing.message_post(
                body="Your question", partner_ids=self.everybody.ids, message_type='comment',
                subtype_xmlid='mail.mt_comment'),
            'notification': lambda: self.willing.message_notify(body="Your question", partner_ids=self.everybody.ids),
        }.items():
            with self.subTest(way):
                self.assertEqual(
                    self._arriving(send), self._addresses(self.everybody - self.never),
                    "a service reaches those who refused marketing, and neither the dead nor who is restricted")

    def test_the_answer_to_a_request_reaches_whose_data_may_only_be_stored(self):
        # GDPR Art. 12 and 18: the right to an answer does not end with a restriction
        self.env['privacy.suppression'].sudo()._add('email', self.black.email, 'erased', scope='all')
        for address in (self.restricted.email, self.black.email, 'stranger@example.org'):
            entered = self.env['privacy.request'].sudo().create({
                'type': 'access', 'received_on': '2026-11-02', 'received_by': 'web', 'requester_email': address})
            with self.subTest(address=address):
                self.assertEqual(self._arriving(lambda entered=entered, address=address: (
                    entered._mail(address, "Your data", 'token', 14),
                    self.env['mail.mail'].sudo().search([], order='id desc', limit=1).send())), [address])

    def test_without_the_rings_every_way_leaks(self):
        for way, send in self._ways().items():
            with self.subTest(way), self._without('judge', 'server'):
                arrived = self._arriving(lambda send=send: send(self.everybody))
                self.assertLessEqual(set(self._addresses(self.refusing)), set(arrived))

    def test_each_ring_holds_when_the_other_one_is_taken_away(self):
        mail = self._mail(recipient_ids=self.everybody.ids)
        with self._without('server'):
            self.assertEqual(self._arriving(mail.send), self._addresses(self.willing))
        with self._without('judge'), mute_logger('odoo.addons.crm_privacy.models.ir_mail_server'):
            self.assertEqual(self._arriving(self._mail(recipient_ids=self.everybody.ids).send), [],
                             "what nobody judged goes to nobody")

    def test_a_message_around_the_gate_is_refused_and_without_the_last_ring_it_leaks(self):
        Server = self.env['ir.mail_server'].sudo()

        def send(**headers):
            Server.send_email(Server._build_email__(
                'office@harbour.example', [self.willing.email], "News", "News", headers=headers))
        logger = 'odoo.addons.crm_privacy.models.ir_mail_server'
        for headers in ({}, {'X-Privacy-Gate': 'x' * 32}):
            with self.subTest(headers=headers), self.assertLogs(logger, 'WARNING'), suppress(AssertionError):
                self._arriving(lambda headers=headers: send(**headers))
            self.assertEqual(self.emails, [])
        line = self.env['privacy.contact.log'].sudo().search([('exit', '=', 'smtp')], limit=1)
        self.assertEqual((line.partner_id, line.is_allowed, line.reason), (self.willing, False, 'unjudged'))
        with self._without('server'):
            self.assertEqual(self._arriving(send), self._addresses(self.willing))

    def test_a_seal_of_another_message_or_address_opens_nothing(self):
        Server = self.env['ir.mail_server']
        seal = Server._privacy_seal('<1@x>', 'a@example.org')
        self.assertEqual(Server._privacy_seal('<1@x>', 'A@example.org'), seal)
        self.assertNotIn(seal, (Server._privacy_seal('<2@x>', 'a@example.org'),
                                Server._privacy_seal('<1@x>', 'b@example.org')))

    def test_the_seal_does_not_leave(self):
        self._arriving(self._mail(recipient_ids=self.willing.ids).send)
        self.assertNotIn('X-Privacy-Gate', self.emails[0]['message'])

    # -- what becomes of the mail --------------------------------------------------

    def test_a_mail_held_back_says_why(self):
        mail = self._mail(recipient_ids=self.objecting.ids, auto_delete=True)
        self.assertEqual(self._arriving(mail.send), [])
        self.assertEqual((mail.state, mail.failure_type), ('cancel', 'no_consent'))
        self.assertIn("Objecting Person: The person has objected", mail.failure_reason)

    def test_the_notification_of_who_is_left_out_is_cancelled_and_the_others_are_sent(self):
        message = self.willing.message_notify(body="Hello", partner_ids=(self.willing + self.dead).ids)
        self._arriving(message.sudo().mail_ids.send)
        notes = {note.res_partner_id: note for note in message.sudo().notification_ids}
        self.assertEqual(notes[self.willing].notification_status, 'sent')
        self.assertEqual(notes[self.dead].notification_status, 'canceled')
        self.assertEqual(notes[self.dead].failure_type, 'no_consent')
        self.assertIn("has died", notes[self.dead].failure_reason)

    def test_p06_p10_who_withdraws_after_the_mail_was_queued_receives_nothing(self):
        mail = self._mail(recipient_ids=self.willing.ids)
        self._consents(self.willing, state='withdrawn', statement=None)
        self.assertEqual(self._arriving(mail.send), [])

    def test_p09_each_decision_is_put_down_once_however_often_the_mail_is_tried(self):
        mail = self._mail(recipient_ids=(self.willing + self.objecting).ids)

        def lines(person):
            return self.env['privacy.contact.log'].sudo().search(
                [('reference', '=', f'mail.mail,{mail.id}'), ('partner_id', '=', person.id)])
        self.env['privacy.purpose'].sudo()._find('NEWSLETTER').cap_count = 1
        for _try in range(3):
            mail.state = 'outgoing'
            self.assertEqual(self._arriving(mail.send), self._addresses(self.willing), "its own try is no cap for it")
        self.assertEqual(lines(self.willing).mapped('is_allowed'), [True, False, False])
        self.assertEqual(lines(self.willing).mapped('reason'), ['allowed', 'undelivered', 'undelivered'])
        self.assertEqual(set(lines(self.objecting).mapped('reason')), {'objected'})
        self.assertEqual(self._arriving(self._mail(recipient_ids=self.willing.ids).send), [], "the next one is capped")

    # -- what it is sent for -----------------------------------------------------------

    def test_a_mail_that_declares_nothing_reaches_the_house_alone(self):
        mail = self._mail(None, recipient_ids=(self.willing + self.officer.partner_id).ids)
        self.assertEqual(self._arriving(mail.send), [])
        self.assertEqual([mail['smtp_to_list'] for mail in self.emails], [['officer@harbour.example']])
        held = self._mail(None, recipient_ids=self.willing.ids)
        self._arriving(held.send)
        self.assertIn("Nobody has said what this message is sent for", held.failure_reason)

    def test_an_address_of_nobody_on_record_receives_services_only(self):
        for code, arrived in (('ACCOUNT', ['stranger@example.org']), ('NEWSLETTER', []), (None, [])):
            with self.subTest(code=code):
                self.assertEqual(self._arriving(self._mail(code, email_to='stranger@example.org').send), arrived)
        self.env['privacy.suppression'].sudo()._add('email', 'stranger@example.org', 'erased', scope='all')
        self.assertEqual(self._arriving(self._mail('ACCOUNT', email_to='stranger@example.org').send), [])

    def test_an_address_that_two_share_gets_marketing_when_both_agree_and_service_when_one_may_be_reached(self):
        partner = self._reachable("Second Person", email=self.willing.email)
        self.assertEqual(self._arriving(self._mail(email_to=self.willing.email).send), [])
        self.assertEqual(
            self._arriving(self._mail(recipient_ids=self.willing.ids).send), self._addresses(self.willing),
            "who is named is asked alone (P-37)")
        self._consents(partner)
        self.assertEqual(self._arriving(self._mail(email_to=self.willing.email).send), self._addresses(self.willing))
        partner.is_deceased = True
        self.assertEqual(self._arriving(self._mail(email_to=self.willing.email).send), [])
        self.assertEqual(
            self._arriving(self._mail('ACCOUNT', email_to=self.willing.email).send), self._addresses(self.willing))

    def test_a_template_is_judged_by_the_purpose_it_declares(self):
        for code, arrived in (('NEWSLETTER', []), (None, []), ('GIFT_PROCESSING', self._addresses(self.objecting))):
            template = self._template(code)
            with self.subTest(code=code):
                self.assertEqual(
                    self._arriving(lambda t=template: t.send_mail(self.objecting.id, force_send=True)), arrived)
        service = self.env['privacy.purpose']._find('ACCOUNT').id
        self.assertEqual(self._arriving(lambda: self._template().send_mail(
            self.objecting.id, force_send=True, email_values={'privacy_purpose_id': service})), [],
            "marketing stays marketing, whatever the caller says")

    def test_a_template_that_declares_nothing_reaches_nobody_by_whatever_way(self):
        template, people = self._template(None), self.objecting + self.black + self.never_asked
        action = self.env['ir.actions.server'].sudo().create({
            'name': "News", 'state': 'mail_post', 'mail_post_method': 'comment', 'template_id': template.id,
            'model_id': self.env['ir.model']._get_id('res.partner')})

        def automation():
            for one in people:
                action.with_context(active_model='res.partner', active_id=one.id, active_ids=one.ids).run()
            self.env['mail.mail'].sudo().process_email_queue()
        for way, send in {
            'one by one': lambda: [one.message_post_with_source(template) for one in people],
            'all at once': lambda: people.message_post_with_source(template),
            'automation': automation,
            'composer of one': lambda: [self._composer(
                one, 'comment', code=None, template_id=template.id)._action_send_mail() for one in people],
        }.items():
            with self.subTest(way):
                self.assertEqual(self._arriving(send), [])
                template.sudo().privacy_purpose_id = self.env['privacy.purpose']._find('ACCOUNT')
                self.assertEqual(self._arriving(send), self._addresses(people), "and the test can fail")
                template.sudo().privacy_purpose_id = False

    def test_one_message_to_many_is_no_answer(self):
        people = self.env['res.partner'].union(*(self._reachable(f"Member {n}") for n in range(11)))

        def post(who):
            return self._arriving(lambda: self.willing.message_post(
                body="Give!", partner_ids=who.ids, message_type='comment', subtype_xmlid='mail.mt_comment'))
        self.assertEqual(post(people), [])
        self.assertEqual(post(people[:10]), self._addresses(people[:10]))
        self.willing.message_subscribe(people[:5].ids)
        self.assertEqual(post(people), self._addresses(people), "half of them follow what is written about")

    def test_p07_no_key_of_the_context_makes_a_service_of_marketing(self):
        for context in ({'privacy_service': 'ACCOUNT'}, {'privacy_marketing': 'ACCOUNT'},
                        {'default_privacy_purpose_id': False}, {'privacy_marketing': 'NO_SUCH'}):
            Mail = self.env['mail.mail'].sudo().with_context(**context)
            mail = Mail.create({'body_html': "<p>News</p>", 'email_from': 'office@harbour.example',
                                'recipient_ids': self.objecting.ids})
            with self.subTest(context=context):
                self.assertEqual(self._arriving(mail.send), [])

    def test_a_mixed_message_is_marketing(self):
        with self.assertRaisesRegex(ValidationError, "holds marketing"):
            self._template('GIFT_PROCESSING', privacy_has_marketing=True)
        service = self.env['privacy.purpose']._find('ACCOUNT')
        with self.assertRaisesRegex(ValidationError, "holds marketing"):
            self._composer(self.willing, template_id=self._template().id, code='ACCOUNT')
        composer = self._composer(self.willing, code=None, template_id=self._template().id)
        self.assertEqual(composer.privacy_purpose_id.code, 'NEWSLETTER')
        with self.assertRaisesRegex(ValidationError, "holds marketing"):
            composer.privacy_purpose_id = service

    def test_templates_of_odoo_for_services_are_services_and_others_are_not(self):
        Data = self.env['ir.model.data'].sudo()
        for addon, code in (('calendar', 'EVENT_SERVICE'), ('auth_signup', 'ACCOUNT'), ('crm_x', False)):
            template = self._template(None)
            Data.create({'module': addon, 'name': f'privacy_test_{addon}', 'model': 'mail.template',
                         'res_id': template.id})
            with self.subTest(addon=addon):
                self.assertEqual(template._privacy_declared().code, code)
                self.assertEqual(
                    self._arriving(lambda t=template: t.send_mail(self.objecting.id, force_send=True)),
                    self._addresses(self.objecting) if code else [])
                template.sudo().privacy_has_marketing = True
                self.assertFalse(template._privacy_declared(), "marketing was written into it: then it must say what")

    def test_our_own_templates_name_their_purpose(self):
        ours = self.env['mail.template'].sudo().with_context(active_test=False).search([])
        names = ours.get_external_id()
        silent = [names[one.id] for one in ours if names[one.id].startswith('crm_') and not one.privacy_purpose_id]
        self.assertEqual(silent, [])

    def test_a_portal_user_gets_the_mail_that_sets_the_password(self):
        user = self.env['res.users'].sudo().with_context(no_reset_password=True).create({
            'name': self.objecting.name, 'login': self.objecting.email, 'partner_id': self.objecting.id,
            'group_ids': [(6, 0, [self.env.ref('base.group_portal').id])]})
        self.assertEqual(self._arriving(user.action_reset_password), self._addresses(self.objecting))

    # -- the composer ------------------------------------------------------------------

    def test_what_is_written_to_many_needs_a_purpose(self):
        for mode in ('mass_mail', 'comment'):
            composer = self._composer(self.willing + self.objecting, mode, code=None)
            with self.subTest(mode=mode):
                self.assertEqual(self._arriving(composer._action_send_mail), [])
        answer = self._composer(self.objecting, 'comment', code=None, partner_ids=self.objecting.ids)
        self.assertEqual(self._arriving(answer._action_send_mail), self._addresses(self.objecting))

    def test_the_composer_says_who_will_be_left_out_before_anything_is_sent(self):
        composer = self._composer(self.everybody)
        self.assertIn("5 of 6 people will not get this.", composer.privacy_note)
        self.assertIn("1 × This person has died.", composer.privacy_note)
        self.assertFalse(self._composer(self.willing).privacy_note)
        self.assertIn("Nobody has said what", self._composer(self.willing, code=None).privacy_note)
        with Form(self.env['mail.compose.message'].with_context(
                default_composition_mode='mass_mail', default_model='res.partner',
                default_res_ids=self.everybody.ids)) as form:
            form.subject = form.body = "News"
            form.privacy_purpose_id = self.env['privacy.purpose']._find('NEWSLETTER')
            self.assertIn("5 of 6", form.privacy_note)

    def test_a_scheduled_message_of_a_marketing_template_stays_marketing(self):
        composer = self._composer(
            self.objecting, 'comment', code=None, template_id=self._template().id, partner_ids=self.objecting.ids)
        composer.scheduled_date = '2035-01-01 10:00:00'
        scheduled = composer._action_schedule_message()
        scheduled = scheduled.with_context(mail_notify_force_send=True)
        self.assertEqual(self._arriving(scheduled._post_message), [])

    def test_a_push_goes_to_nobody_who_may_not_be_reached(self):
        self.env['ir.config_parameter'].sudo().set_param('mail.web_push_vapid_private_key', 'x')
        self.env['ir.config_parameter'].sudo().set_param('mail.web_push_vapid_public_key', 'x')
        people = self.willing + self.dead + self.officer.partner_id
        for one in people:
            self.env['mail.push.device'].sudo().create(
                {'partner_id': one.id, 'endpoint': f'https://push.example/{one.id}', 'keys': '{}'})

        def reached():
            return self.env['mail.thread']._web_push_get_partners_parameters(people.ids)[0].partner_id
        self.assertEqual(reached(), self.willing + self.officer.partner_id)
        with patch.object(self.registry['res.partner'], '_privacy_gate', lambda people, *args: {}):
            self.assertEqual(reached(), people, "it is the gate that holds it back")
