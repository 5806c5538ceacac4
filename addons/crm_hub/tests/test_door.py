import time
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import HubCase


@tagged('post_install', '-at_install')
class TestHubDoor(HubCase):
    """256 KB, depth 20, a signature over the raw body, 5 minutes, and a key that gets the same answer again (A-19)."""

    def test_a_signed_message_is_done_once_and_answered_the_same(self):
        answers = [self._send(self._event('call.ended', 90), 'k-1') for _again in range(10)]
        self.assertEqual({(answer.status_code, answer.text) for answer in answers}, {(200, answers[0].text)})
        self.assertEqual(len(self._contacts()), 1)
        inbound = self.env['hub.inbound'].search([('endpoint_id', '=', self.endpoint.id)])
        self.assertEqual((inbound.state, inbound.tries, inbound.body), ('done', 1, False))

    def test_a_key_with_another_body_is_a_conflict(self):
        self._send(self._event('call.started'), 'k-2')
        answer = self._send(self._event('call.ended', 60), 'k-2')
        self.assertEqual((answer.status_code, answer.json()), (409, {'error': 'key_used_for_another_message'}))
        self.assertFalse(self._calls().ended_at)

    def test_what_is_not_signed_rightly_gets_one_answer(self):
        event = self._event('call.started')
        wrong = [
            self._send(event, 'k', secret='guess'), self._send(event, 'k', code='nothing-here'),
            self._send(event, 'k', headers={'X-Hub-Signature': ''}),
            self._send(event, 'k', headers={'X-Hub-Signature': 'v1=é'.encode().decode('latin-1')}),
            self._send(event, 'k', headers={'X-Hub-Timestamp': str(int(time.time()) + 1)}),
            self._send(event, 'k', headers={'X-Hub-Timestamp': 'now'}),
            self._send(event, 'k', headers={'Idempotency-Key': 'other'})]
        self.endpoint.active = False
        wrong.append(self._send(event, 'k'))
        self.assertEqual({(answer.status_code, answer.text) for answer in wrong}, {(401, '{"error": "unauthorized"}')})
        self.assertFalse(self._calls())

    def test_five_minutes(self):
        now = int(time.time())
        for shift, status in ((-290, 200), (290, 200), (-320, 401), (320, 401)):
            with self.subTest(shift=shift):
                answer = self._send(self._event('call.started'), f'k{shift}', moment=str(now + shift))
                self.assertEqual(answer.status_code, status)
                if status == 401:
                    self.assertEqual(answer.json(), {'error': 'stale'})

    def test_size_and_depth_and_form(self):
        deep = b'{"a":' * 19 + b'{}' + b'}' * 19
        cases = (
            (b'x' * (256 * 1024 + 1), 413, 'too_large'), (b'{"a":' + deep + b'}', 400, 'too_deep'),
            (b'[1]', 400, 'object_required'), (b'{"event"', 400, 'not_json'), (b'\xff\xfe', 400, 'not_utf8'),
            (b'{"event": 1, "event": 2}', 400, 'name_twice'), (b'{"event": NaN}', 400, 'not_json'),
            (b' ', 400, 'not_json'))
        for number, (raw, status, error) in enumerate(cases):
            with self.subTest(error=error):
                answer = self._send(None, f'form-{number}', raw=raw)
                self.assertEqual((answer.status_code, answer.json()['error']), (status, error))
        self.assertEqual(self._send(None, 'deep', raw=deep).status_code, 422, "twenty deep is read, and is no event")
        padded = b'{"event": "' + b'x' * (256 * 1024 - 13) + b'"}'
        self.assertEqual(len(padded), 256 * 1024)
        self.assertEqual(self._send(None, 'full', raw=padded).status_code, 422)
        self.assertEqual(self._send(self._event('call.started'), 'a b').status_code, 400)
        self.assertEqual(self._send(self._event('call.started'), 'text', headers={
            'Content-Type': 'text/plain'}).status_code, 415)
        self.assertEqual(self.url_open(f'/hub/in/{self.endpoint.code}').status_code, 405)

    def test_what_is_refused_is_said_in_words_and_stays_refused(self):
        for number, (change, word) in enumerate((
                ({'event': 'call.flew'}, 'event'), ({'direction': 'up'}, 'direction'), ({'call_id': ''}, 'call_id'),
                ({'call_id': ['x']}, 'call_id'), ({'at': '2026-11-25T09:30:00'}, 'zone'), ({'at': 7}, 'at'),
                ({'at': '1970-01-01T00:00:00Z'}, 'far'), ({'from': 'x' * 65}, 'from'), ({'from': 'a\x00b'}, 'from'),
                ({'event': 'call.ended', 'reason': 'bored'}, 'reason'))):
            with self.subTest(change=change):
                for _again in range(2):
                    answer = self._send({**self._event('call.started'), **change}, f'bad-{number}')
                    self.assertEqual(answer.status_code, 422, answer.text)
                    self.assertIn(word, answer.json()['message'])
        self.assertFalse(self._calls())

    def test_what_failed_may_come_again_or_is_done_again(self):
        with patch.object(self.env.registry['hub.endpoint'], '_handle_telephony', side_effect=ZeroDivisionError), \
                mute_logger('odoo.addons.crm_hub.models.hub_inbound'):
            for key in ('f-1', 'f-2'):
                self.assertEqual(self._send(self._event('call.ended', 60, call=key), key).status_code, 500)
        self.assertFalse(self._contacts())
        self.assertEqual(self.endpoint.failed_count, 2)
        self.assertEqual(self._send(self._event('call.ended', 60, call='f-1'), 'f-1').status_code, 200)
        second = self.env['hub.inbound'].search([('key', '=', 'f-2')])
        second.action_replay()
        self.assertEqual((second.state, second.tries, second.body, len(self._contacts())), ('done', 2, False, 2))
        with self.assertRaises(UserError):
            second.action_replay()

    def test_a_secret_is_changed_without_a_gap(self):
        before = self.endpoint.secret
        self.endpoint.action_rotate()
        self.assertNotEqual(self.endpoint.secret, before)
        self.assertEqual(self._send(self._event('call.started'), 'r-1', secret=before).status_code, 200)
        self.assertEqual(self._send(self._event('call.started', call='c-2'), 'r-2').status_code, 200)
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            self.assertNotIn(before, self.endpoint._secrets())

    def test_a_flood_is_held_back(self):
        for _number in range(60):
            self._send(self._event('call.started'), 'flood', secret='guess')
        self.assertEqual(self._send(self._event('call.started'), 'flood').status_code, 200, "with the secret")
        answer = self._send(self._event('call.started'), 'flood', secret='guess')
        self.assertEqual(answer.status_code, 429)
        self.assertGreater(int(answer.headers['Retry-After']), 0)

    def test_roles(self):
        portal = new_test_user(self.env, 'hub_portal', 'base.group_portal')
        manager = new_test_user(self.env, 'hub_manager', 'crm_hub.group_hub_manager')
        for user in (self.officer, portal):
            for model in ('hub.endpoint', 'hub.inbound'):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
        self.assertTrue(self.endpoint.with_user(manager).secret)
        self.env['hub.endpoint'].with_user(manager).create({'name': "New"})
        self._send(self._event('call.started'), 'roles')
        with self.assertRaises(UserError):
            self.endpoint.with_user(manager).unlink()
        other = self.env['res.company'].create({'name': "Other"})
        away = new_test_user(self.env, 'hub_away', 'crm_hub.group_hub_manager', company_id=other.id,
                             company_ids=[(6, 0, other.ids)])
        self.assertFalse(self.env['hub.endpoint'].with_user(away).search([('id', '=', self.endpoint.id)]))
        self.assertFalse(self.env['hub.inbound'].with_user(away).search([('endpoint_id', '=', self.endpoint.id)]))

    def test_old_messages_are_forgotten(self):
        self._send(self._event('call.started'), 'old')
        inbound = self.env['hub.inbound'].search([('key', '=', 'old')])
        inbound.at = fields.Datetime.now() - timedelta(days=91)
        self.env.flush_all()
        self.env['hub.inbound']._gc_old()
        self.env.invalidate_all()
        self.assertFalse(inbound.exists())
