import itertools
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import HubCase


@tagged('post_install', '-at_install')
class TestHubCall(HubCase):
    """A call as its dated facts, in whatever order they come."""

    def test_events_in_any_order_and_twice_make_one_contact(self):
        events = (('call.started', 0), ('call.answered', 10), ('call.ended', 130))
        for number, order in enumerate(itertools.permutations(events)):
            call = f'order-{number}'
            with self.subTest(order=[event for event, _seconds in order]):
                for turn, (event, seconds) in enumerate([*order, *order]):
                    self.assertEqual(self._send(
                        self._event(event, seconds, call=call), f'{call}-{turn}').status_code, 200)
                contact = self._calls().filtered(lambda one, key=call: one.key == key).interaction_id
                self.assertEqual(
                    (contact.partner_ids, contact.channel, contact.direction, contact.duration, contact.outcome,
                     contact.user_id, contact.date),
                    (self.ada, 'call', 'in', 2, 'reached', self.clerk, self.begun.replace(tzinfo=None)))
        self.assertEqual(len(self._contacts()), 6)
        self.assertIn("Telephone call", str(self.ada.with_user(self.officer).action_timeline_page()['items']))

    def test_a_missed_call_and_one_to_the_machine(self):
        self._send(self._event('call.ended', 20, reason='missed'), 'm-1')
        self._send(self._event('call.ended', 40, call='c-2', reason='voicemail'), 'm-2')
        self.assertEqual(self._calls().sorted('key').interaction_id.mapped('outcome'), ['no_answer', 'left_message'])

    def test_a_number_of_nobody_waits_and_is_filed_by_hand(self):
        self._send(self._event('call.ended', 60, **{'from': '+44 1947 999999'}), 'n-1')
        call = self._calls()
        self.assertFalse(call.partner_ids or call.interaction_id)
        mine = call.with_user(self.officer)
        with self.assertRaises(UserError):
            mine.action_file()
        mine.partner_ids = self.ada
        mine.action_file()
        mine.action_file()
        self.assertEqual(len(self._contacts()), 1)

    def test_a_withheld_number_is_no_error(self):
        self.assertEqual(self._send(self._event('call.ended', 60, **{'from': None}), 'w-1').status_code, 200)
        answer = self._send(self._event('call.ended', 60, call='c-2', **{'from': 'anonymous'}), 'w-2')
        self.assertEqual(answer.status_code, 200)
        self.assertFalse(self._calls().interaction_id)

    def test_all_who_share_the_number_have_it(self):
        obi = self.ada.copy({'name': "Obi Okafor"})
        self._send(self._event('call.ended', 60), 's-1')
        self.assertEqual(self._calls().interaction_id.partner_ids, self.ada | obi)

    def test_an_outgoing_call_is_known_by_whom_it_was_to(self):
        self._send(self._event('call.ended', 60, direction='out', to='0044 1947 600123', **{'from': '21'}), 'o-1')
        self.assertEqual((self._contacts().direction, self._contacts().partner_ids), ('out', self.ada))

    def test_the_colleague_at_the_extension_is_shown_who_calls(self):
        self.ada.alert_note = "Call the officer first"
        with patch.object(self.env.registry['res.users'], '_bus_send', autospec=True) as sent:
            self._send(self._event('call.started'), 'b-1')
        [(user, kind, told)] = [call.args for call in sent.call_args_list]
        self.assertEqual((user.id, kind, told['people'][0]['name'], told['people'][0]['alert']),
                         (self.clerk.id, 'crm_hub.call', "Ada Okafor", "Call the officer first"))

    def test_an_erasure_takes_the_calls_of_the_person(self):
        self._send(self._event('call.ended', 60), 'e-1')
        call = self._calls()
        for step in self.ada.get_erasure_plan():
            if step['records']._name == 'hub.call' and step['action'] == 'delete':
                step['records'].unlink()
        self.assertFalse(call.exists())
        steps = [step for step in self.ada.get_merge_plan() if step['model'] == 'hub.call']
        self.assertEqual(steps[0]['policy'], 'combine')
