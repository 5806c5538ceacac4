from unittest.mock import patch

from odoo.exceptions import ValidationError

from odoo.addons.crm_privacy.tests.common import PrivacyCase
from odoo.addons.sms.tools.sms_api import SmsApi


class TestSmsExits(PrivacyCase):
    """What is handed to the provider of text messages, by every way (P-10)."""

    def setUp(self):
        super().setUp()
        self._day(hour=12)
        self.willing = self._reachable("Willing Person", country='US')
        self._consents(self.willing, channels='sms')
        self.objecting = self._reachable("Objecting Person", country='US')
        self._consents(self.objecting, channels='sms', state='withdrawn', statement=None)
        self.never_asked = self._reachable("Unasked Person", country='US')
        self.black = self._reachable("Black Person", country='US')
        self._consents(self.black, channels='sms')
        self.env['phone.blacklist'].sudo()._add([self.black.phone_sanitized])
        self.dead = self._reachable("Dead Person", country='US', is_deceased=True)
        self._consents(self.dead, channels='sms')
        self.everybody = self.willing + self.objecting + self.never_asked + self.black + self.dead

    def _day(self, hour):
        """The gate is asked at this hour, where everybody lives (UTC)."""
        origin = type(self.env['res.partner'])._privacy_ask
        patcher = patch.object(self.registry['res.partner'], '_privacy_ask', lambda people, purpose, channel, to, at: (
            (ask := origin(people, purpose, channel, to, at)) and ask._replace(at=ask.at.replace(hour=hour))))
        patcher.start()
        self.addCleanup(patcher.stop)

    def _handed_over(self, act):
        """Numbers that the provider was given while `act` ran."""
        numbers = []

        def send(api, messages, delivery_reports_url=False):
            found = [one for message in messages for one in message['numbers']]
            numbers.extend(one['number'] for one in found)
            return [{'uuid': one['uuid'], 'state': 'success', 'credit': 1} for one in found]
        with patch.object(SmsApi, '_send_sms_batch', send):
            act()
            self.env['sms.sms'].sudo().search([('state', '=', 'outgoing')]).send()
        return sorted(numbers)

    def _numbers(self, people):
        return sorted(people.mapped('phone_sanitized'))

    def _composer(self, people, mode='mass', code='NEWSLETTER', **vals):
        if code:
            vals['privacy_purpose_id'] = self.env['privacy.purpose']._find(code).id
        return self.env['sms.composer'].create({
            'composition_mode': mode, 'res_model': 'res.partner', 'res_ids': repr(people.ids), 'body': "News",
            'mass_force_send': True, 'use_exclusion_list': False, **vals})

    def _ways(self):
        news = self.env['privacy.purpose']._find('NEWSLETTER').id
        return {
            'many': lambda people: self._composer(people)._action_send_sms(),
            'messages': lambda people: self._composer(people, 'comment')._action_send_sms(),
            'numbers': lambda people: self._composer(
                people, 'numbers', numbers=','.join(people.mapped('phone_sanitized')))._action_send_sms(),
            'code': lambda people: self.env['sms.sms'].sudo().create([
                {'number': one.phone_sanitized, 'body': "News", 'privacy_purpose_id': news} for one in people]).send(),
            'queue': lambda people: self.env['sms.sms'].sudo().create([
                {'number': one.phone, 'partner_id': one.id, 'body': "News", 'privacy_purpose_id': news}
                for one in people]),
        }

    def test_every_way_of_texting_reaches_nobody_who_may_not_be_reached(self):
        for way, send in self._ways().items():
            with self.subTest(way):
                self.assertEqual(self._handed_over(lambda send=send: send(self.everybody)), self._numbers(self.willing))
        answered = self._handed_over(lambda: [one._message_sms("Your question") for one in self.everybody])
        self.assertEqual(answered, self._numbers(self.everybody - self.dead), "a service reaches all but the dead")

    def test_without_the_ring_every_way_leaks(self):
        with patch.object(self.registry['sms.sms'], '_privacy_judged', lambda messages: messages):
            for way, send in self._ways().items():
                with self.subTest(way):
                    self.assertEqual(
                        self._handed_over(lambda send=send: send(self.everybody)), self._numbers(self.everybody))

    def test_what_declares_nothing_reaches_nobody_but_as_an_answer(self):
        for mode in ('mass', 'comment', 'numbers'):
            composer = self._composer(self.willing + self.objecting, mode, code=None, numbers=','.join(
                (self.willing + self.objecting).mapped('phone_sanitized')))
            with self.subTest(mode):
                self.assertEqual(self._handed_over(composer._action_send_sms), [])
        self.assertEqual(self._handed_over(self._composer(self.objecting, 'comment', code=None)._action_send_sms),
                         self._numbers(self.objecting))

    def test_who_is_held_back_has_it_cancelled_and_the_log_says_why(self):
        message = self.dead._message_sms("Your question")
        self._handed_over(lambda: None)
        note = message.sudo().notification_ids
        self.assertEqual((note.notification_status, note.failure_type), ('canceled', 'no_consent'))
        line = self.env['privacy.contact.log'].sudo().search([('partner_id', '=', self.dead.id)], limit=1)
        self.assertEqual((line.exit, line.channel, line.reason, line.is_allowed), ('sms', 'sms', 'deceased', False))

    def test_a_number_of_nobody_receives_services_only(self):
        for code, arrived in (('ACCOUNT', ['+12125559999']), ('NEWSLETTER', [])):
            composer = self._composer(self.willing, 'numbers', code=code, numbers='+12125559999')
            with self.subTest(code):
                self.assertEqual(self._handed_over(composer._action_send_sms), arrived)

    def test_in_a_quiet_hour_marketing_waits_and_a_service_does_not(self):
        self._day(hour=23)
        self.assertEqual(self._handed_over(self._composer(self.willing)._action_send_sms), [])
        self.assertEqual(self._handed_over(lambda: self.willing._message_sms("Your question")),
                         self._numbers(self.willing))
        self._day(hour=12)
        self.assertEqual(self._handed_over(lambda: None), self._numbers(self.willing), "it left in the morning")

    def test_a_template_of_marketing_stays_marketing(self):
        template = self.env['sms.template'].sudo().create({
            'name': "News", 'body': "News", 'model_id': self.env['ir.model']._get_id('res.partner'),
            'privacy_purpose_id': self.env['privacy.purpose']._find('NEWSLETTER').id})
        composer = self._composer(self.everybody, code=None, template_id=template.id)
        self.assertEqual(composer.privacy_purpose_id.code, 'NEWSLETTER')
        with self.assertRaisesRegex(ValidationError, "holds marketing"):
            self._composer(self.everybody, code='ACCOUNT', template_id=template.id)

    def test_the_ring_is_in_place(self):
        """Whichever of the two was installed first: the bridge came with the second."""
        self.assertEqual(self.env['ir.module.module'].sudo()._get('crm_privacy_sms').state, 'installed')
        self.assertIn('_privacy_judged', dir(self.registry['sms.sms']))
