import json
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user

from .request_common import RequestCase

MODELS = (
    'constituent.request', 'constituent.request.category', 'constituent.request.team', 'constituent.request.pause')


@freeze_time('2026-03-02 09:00:00')
class TestRequestPeople(RequestCase):
    """Requests on the pages of people, in segments, on the home, and what each role may do."""

    def test_several_people_and_a_household_ask_together(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        household = self._household(ada)
        request = self._request(household, other_partner_ids=[Command.set(björn.ids)])
        for person in (household, björn):
            self.assertEqual((person.request_count, person.open_request_count), (1, 1))
            self.assertEqual(self.env['constituent.request'].search(person.action_open_requests()['domain']), request)
        new = Form(self.env['constituent.request'].with_context(**ada.action_new_request()['context']))
        new.subject = 'Again'
        self.assertEqual(new.save().partner_id, ada)

    def test_both_ends_of_a_request_stand_on_the_timeline_page_by_page(self):
        ada, other = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        requests = self.env['constituent.request']
        for number in range(5):
            requests |= self._request(
                ada, other_partner_ids=[Command.set(other.ids)],
                received_at=datetime(2026, 2, 20, 9) + timedelta(hours=number // 2))
        requests[:3]._resolve('solved', 'Sent.')
        whole = [item['key'] for item in ada.action_timeline_page(kinds=['request'], limit=100)['items']]
        self.assertEqual(len(whole), 8)
        for limit in (1, 2, 3):
            found, before = [], None
            while True:
                page = ada.action_timeline_page(kinds=['request'], before=before, limit=limit)
                found += [item['key'] for item in page['items']]
                before = page['next']
                if not before:
                    break
            self.assertEqual(found, whole)
        item = other.action_timeline_page(kinds=['request'], limit=1)['items'][0]
        self.assertEqual((item['people'], item['badges']), ([(ada.id, 'Ada Okafor')], ['Solved']))

    def test_an_open_complaint_is_found_where_it_is_and_among_those_who_share_the_home(self):
        ada, björn, chloé = (self._person(name) for name in ('Ada Okafor', 'Björn Lindqvist', 'Chloé Martin'))
        household = self._household(ada)
        moved = self._person('Dana Moved')
        self._join(household, moved, '2020-01-01', '2025-12-31')
        request = self._request(household, self.complaint, other_partner_ids=[Command.set(björn.ids)])
        self._request(chloé, self.question)
        people = ada | björn | chloé | household | moved
        self.env.flush_all()

        def found():
            people.invalidate_recordset()
            computed = people.filtered('has_open_complaint')
            self.assertEqual(self.env['res.partner'].search(
                [('has_open_complaint', '=', True), ('id', 'in', people.ids)]), computed.sorted())
            return computed

        self.assertEqual(found(), ada | björn | household)
        request._resolve('solved', 'Sorry.')
        self.assertFalse(found())
        request.action_reopen()
        self.assertEqual(found(), ada | björn | household)

    def test_segments_ask_for_complaints_and_for_requests_in_a_time(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        self._request(ada, self.complaint)
        self._request(björn, self.question, received_at='2025-01-10 09:00:00')

        def members(condition):
            segment = self.env['constituent.segment'].create({
                'name': 'S', 'definition': {'op': 'all', 'of': [condition]}})
            return self.env['res.partner'].search([('in_segment_id', '=', segment.id)]) & (ada | björn)

        self.assertEqual(members({'measure': 'open_complaint', 'operator': 'is', 'value': True}), ada)
        self.assertEqual(members({
            'measure': 'requests', 'aggregate': 'count', 'operator': '>=', 'value': 1,
            'window': {'last': 3, 'unit': 'months'}, 'where': []}), ada)
        self.assertEqual(members({
            'measure': 'requests', 'aggregate': 'count', 'operator': '>=', 'value': 1, 'window': {'ever': True},
            'where': [{'field': 'kind', 'operator': 'in', 'value': ['question']}]}), björn)

    def test_the_home_counts_what_stands_behind_it(self):
        def cards(user):
            return {card['key']: card for card in self.env['kit.home'].with_user(user)._home_cards('constituents')
                    if card['key'].startswith('service_')}

        before = cards(self.officer)
        ada = self._person('Ada Okafor')
        self._request(ada, self.complaint, received_at='2026-01-05 09:00:00')
        self._request(ada, user_id=self.officer.id)
        after = cards(self.officer)
        self.assertEqual(
            {key: card['count'] - before[key]['count'] for key, card in after.items()},
            {'service_overdue': 1, 'service_complaints': 1, 'service_mine': 1, 'service_new': 1})
        for card in after.values():
            action = json.loads(json.dumps(card['action'], default=str))  # as the browser gets it
            self.assertEqual(self.env[action['res_model']].search_count(action['domain']), card['count'])
        self.assertEqual(cards(self.viewer)['service_overdue']['count'], after['service_overdue']['count'])

    # -- rights ------------------------------------------------------------------------

    def test_rights_of_each_role(self):
        expected = {
            'constituent.request': ('r', 'crw', 'crwd'), 'constituent.request.category': ('r', 'r', 'crwd'),
            'constituent.request.team': ('r', 'r', 'crwd'), 'constituent.request.pause': ('r', 'r', 'r')}
        for model, rights in expected.items():
            with self.subTest(model=model):
                self.assertEqual(tuple(''.join(
                    letter for letter, operation in zip('crwd', ('create', 'read', 'write', 'unlink'), strict=True)
                    if self.env[model].with_user(user).has_access(operation))
                    for user in (self.viewer, self.officer, self.administrator)), rights)

    def test_viewers_take_no_step(self):
        request = self._request(self._person('Ada Okafor')).with_user(self.viewer)
        self.assertEqual(request.subject, 'Receipt lost')
        for deed in (request.action_take, request.action_close, request.action_ask,
                     lambda: request._resolve('solved', 'x'), lambda: request._wait('x')):
            with self.assertRaises(AccessError):
                deed()

    def test_portal_users_and_plain_colleagues_see_none(self):
        for group in ('base.group_portal', 'base.group_user'):
            user = new_test_user(self.env(su=True), f'con_{group[-5:]}', group)
            for model in MODELS:
                with self.subTest(group=group, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            self.assertFalse({'request_ids', 'request_count', 'has_open_complaint'} & set(
                self.env['res.partner'].with_user(user).fields_get()))

    def test_requests_to_one_company_are_not_seen_from_another(self):
        chapter = self.env(su=True)['res.company'].create({'name': 'Second chapter'})
        other = new_test_user(self.env(su=True), 'con_other', 'crm_constituents.group_constituent_user',
                              company_id=chapter.id, company_ids=[Command.set(chapter.ids)])
        ada = self._person('Ada Okafor')
        request = self._request(ada, self.complaint)
        with self.assertRaises(AccessError):
            request.with_user(other).read(['subject'])
        seen = ada.with_user(other)
        self.assertEqual((seen.request_count, seen.has_open_complaint), (0, False))
