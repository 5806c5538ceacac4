from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import warmup

from .common import KitCase, chunks_of


@tagged('post_install', '-at_install')
class TestKitHome(KitCase):

    def _home(self, user, role=None):
        return self.env['kit.home'].with_user(user)._get_home(role)

    def _cards(self, user, section='queue', role=None):
        return {card['key']: card for card in self._home(user, role)[section]}

    def _batches(self, **states):
        with self._chunks(chunks_of(4, 10)):
            for state, number in states.items():
                for _batch in range(number):
                    self._start().sudo().write({'state': state, 'ended_at': fields.Datetime.now()})
        self.env.flush_all()

    def test_only_the_roles_of_the_user_s_groups_are_shown_whatever_is_asked_for(self):
        self.assertIn('operations', [each['role'] for each in self._home(self.operator)['roles']])
        home = self._home(self.clerk, 'operations')
        self.assertNotIn('operations', [each['role'] for each in home['roles']])
        self.assertNotEqual(home['role'], 'operations')

    def test_counts_are_those_of_the_list_behind_the_card(self):
        self._batches(failed=2, running=1, done=3)
        cards = {**self._cards(self.operator, role='operations'), **self._cards(self.operator, 'figure', 'operations')}
        self.assertEqual(cards['kit_failed_batches']['tone'], 'danger')
        for key, card in cards.items():
            with self.subTest(key):
                action = card['action']
                behind = self.env[action['res_model']].with_user(self.operator).search_count(action['domain'])
                self.assertEqual(card['text'], str(behind))
                self.assertTrue(card['help'], "each figure says what it counts")

    def test_one_s_own_work_shows_only_where_it_needs_a_look(self):
        self.assertNotIn('kit_my_failed', self._cards(self.operator, role='operations'))
        with self._chunks(chunks_of(4, 10)):
            self._start(self.operator).sudo().state = 'failed'
        self.assertEqual(self._cards(self.operator, role='operations')['kit_my_failed']['text'], '1')

    def test_the_oldest_of_a_queue_is_named(self):
        self._batches(failed=1)
        self.env['kit.batch'].search([('state', '=', 'failed')]).write({'create_date': '2020-02-29 12:00:00'})
        self.env.cr.execute("UPDATE kit_batch SET create_date = '2020-02-29 12:00' WHERE state = 'failed'")
        self.assertEqual(self._cards(self.operator, role='operations')['kit_failed_batches']['oldest'], '2020-02-29')

    @freeze_time('2026-03-29 22:30:00')
    def test_the_trend_counts_days_of_the_user_s_time_zone(self):
        self.operator.tz = 'Pacific/Auckland'  # there it is the 30th already
        self.env['kit.batch'].search([('state', '=', 'done')]).write({'state': 'stopped'})
        self._batches(done=2)
        with self._chunks(chunks_of(4, 10)):
            self._start().sudo().write({'state': 'done', 'ended_at': fields.Datetime.now() - timedelta(days=2)})
        home = self.env['kit.home'].with_user(self.operator).with_context(tz='Pacific/Auckland')._get_home('operations')
        trend = next(card for card in home['figure'] if card['key'] == 'kit_done')['trend']
        self.assertEqual(trend, [0, 0, 0, 0, 1, 0, 2])

    def test_numbers_are_written_as_the_user_reads_them(self):
        Home = self.env['kit.home']
        usd = self.env.ref('base.USD')
        for number, kind, text in ((12345, 'integer', '12,345'), (0.256, 'percent', '25.6 %'), (4, 'days', '4 days'),
                                   (1.27, 'decimal', '1.3'), (None, 'integer', '–'), (5, 'money', '$\xa05.00'),
                                   (1234567.5, 'money', '$\xa01,234,568')):
            with self.subTest(kind=kind):
                self.assertEqual(Home._format(number, kind, {'currency': usd}), text)

    def test_a_card_with_an_unknown_tone_is_refused(self):
        with self.assertRaises(ValueError):
            self.env['kit.home']._prepare_card(
                {'key': 'x', 'section': 'queue', 'title': "X", 'count': 1, 'tone': 'pink'})

    def test_other_addons_add_roles_and_cards(self):
        Home = self.registry['kit.home']
        roles = [{'role': 'guide', 'name': "Guide", 'groups': ['base.group_user'], 'sequence': 1}]
        cards = [{'key': 'b', 'section': 'queue', 'title': "B", 'count': 0, 'sequence': 20},
                 {'key': 'a', 'section': 'queue', 'title': "A", 'count': 3, 'sequence': 10}]
        with patch.object(Home, '_home_roles', lambda self: roles), \
                patch.object(Home, '_home_cards', lambda *args: cards):
            home = self._home(self.clerk)
        self.assertEqual((home['role'], [card['key'] for card in home['queue']]), ('guide', ['a', 'b']))
        self.assertEqual([card['tone'] for card in home['queue']], ['info', 'muted'])

    @warmup
    def test_the_home_of_operations_costs_few_queries(self):
        self._batches(failed=3, running=2, done=5)
        self.env.invalidate_all()
        home = self.env['kit.home'].with_user(self.operator)
        with self.assertQueryCount(9):  # own work, batches, actions, 2 figures; the rest: user and groups
            home._get_home('operations')


@tagged('post_install', '-at_install')
class TestKitHomeRoute(HttpCase):

    def test_the_route_answers_users_and_nobody_else(self):
        new_test_user(self.env, 'kit_operator', 'base.group_user,crm_kit.group_kit_operator')
        self.authenticate('kit_operator', 'kit_operator')
        home = self.make_jsonrpc_request('/crm_kit/home', {'role': 'operations'})
        self.assertEqual(home['role'], 'operations')
        self.authenticate(None, None)
        response = self.url_open('/crm_kit/home', json={'params': {}})
        self.assertIn('error', response.json())
