from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import Form, freeze_time, new_test_user, warmup

from .common import ConstituentCase


@freeze_time('2026-03-01 12:00:00')
class TestTimeline(ConstituentCase):

    def _log(self, count, *people, **vals):
        start = datetime(2026, 3, 1, 10)
        return self.env['constituent.interaction'].create([{
            'subject': f'Talk {n}', 'channel': 'call', 'date': start - timedelta(hours=n),
            'partner_ids': [Command.set([person.id for person in people])], **vals} for n in range(count)])

    def _all_pages(self, partner, limit, **kw):
        items, before = [], None
        while True:
            page = partner.action_timeline_page(before=before, limit=limit, **kw)
            items += page['items']
            before = page['next']
            if not before:
                return items

    def _story(self):
        """Ada, with something of every kind."""
        ada, björn, trust = self._person('Ada Okafor'), self._person('Björn Lindqvist'), self._organisation('Trust')
        household = self._household()
        self._join(household, ada, '2020-01-01', '2024-12-31')
        self.env['constituent.affiliation'].create({
            'person_id': ada.id, 'organisation_id': trust.id, 'job_title': 'Treasurer', 'date_from': '2021-01-01'})
        self.env['constituent.relationship'].create({
            'left_id': ada.id, 'right_id': björn.id, 'type_id': self._relationship_type('friend').id,
            'date_from': '2021-01-01'})
        self.env['constituent.role'].create({
            'partner_id': ada.id, 'role_type_id': self.env.ref('crm_constituents.role_type_board').id,
            'date_from': '2021-01-01', 'date_to': '2022-01-01'})
        self._log(4, ada, björn)
        ada.message_post(body='Thank you', subject='Your letter', message_type='comment',
                         subtype_xmlid='mail.mt_comment')
        return ada, björn, trust, household

    def test_everything_stands_in_one_list_newest_first(self):
        ada, _björn, trust, household = self._story()
        items = self._all_pages(ada, 50)
        self.assertEqual({item['kind'] for item in items},
                         {'contact', 'message', 'household', 'affiliation', 'relationship', 'role'})
        dates = [item['date'] for item in items]
        self.assertEqual(dates, sorted(dates, reverse=True))
        self.assertEqual(len({item['key'] for item in items}), len(items))
        titles = [item['title'] for item in items]
        self.assertIn(f'Ada Okafor left {household.name}', titles)
        self.assertIn('Ceased to be Board member', titles)
        self.assertIn('Ada Okafor began as Treasurer at Trust', [
            item['title'] for item in self._all_pages(trust, 50)])

    def test_pages_join_without_gap_or_double_even_at_the_same_moment(self):
        ada, björn, _trust, _household = self._story()
        self._log(7, ada, date=datetime(2021, 1, 1))  # the very moment of three dated facts
        whole = [item['key'] for item in self._all_pages(ada, 100)]
        for limit in (1, 2, 3, 5):
            with self.subTest(limit=limit):
                self.assertEqual([item['key'] for item in self._all_pages(ada, limit)], whole)
        self.assertEqual({item['kind'] for item in self._all_pages(ada, 2, kinds=['role', 'message'])},
                         {'role', 'message'})
        self.assertEqual(len(self._all_pages(björn, 3)), 5)

    def test_a_meeting_of_three_stands_on_three_timelines_and_on_that_of_the_household(self):
        people = [self._person(name) for name in ('Ada Okafor', '山田 さくら', 'Ольга Петрова')]
        household = self._household(people[0])
        [meeting] = self._log(1, *people, channel='meeting')
        for person in (*people, household):
            with self.subTest(person=person.name):
                contacts = person.action_timeline_page(kinds=['contact'])['items']
                self.assertEqual([item['res_id'] for item in contacts], [meeting.id])
        others = contacts[0]['people']
        self.assertEqual(len(others), 3)

    def test_a_call_is_logged_in_one_dialog(self):
        ada = self._person('Ada Okafor')
        action = ada.with_context(constituent_channel='call').action_log_contact()
        form = Form(self.env['constituent.interaction'].with_context(**action['context']), view=action['views'][0][0])
        form.subject = 'Asked about parking'
        call = form.save()
        self.assertEqual((call.partner_ids, call.channel, call.user_id), (ada, 'call', self.officer))
        self.assertEqual(ada.interaction_count, 1)
        self.assertEqual(ada.action_timeline_page()['items'][0]['title'], 'Asked about parking')

    def test_other_addons_log_through_the_helper(self):
        people = self._person('Ada Okafor') | self._person('Björn Lindqvist')
        letter = people._constituent_log_interaction('letter', 'Thank you', summary='For the gift', direction='out')
        self.assertEqual(letter.partner_ids, people)

    def test_the_viewer_reads_it_and_sees_only_what_is_allowed(self):
        ada, *_rest = self._story()
        own = ada.action_timeline_page(limit=100)['items']
        seen = ada.with_user(self.viewer).action_timeline_page(limit=100)['items']
        self.assertEqual([item['key'] for item in own], [item['key'] for item in seen])
        portal = new_test_user(self.env(su=True), 'con_portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            ada.with_user(portal).action_timeline_page()
        other = self.env['res.company'].sudo().create({'name': 'Second chapter'})
        self.env['constituent.interaction'].sudo().search([]).company_id = other
        ada.invalidate_recordset()
        kinds = {item['kind'] for item in ada.with_user(self.viewer).action_timeline_page(limit=100)['items']}
        self.assertNotIn('contact', kinds)

    def test_contacts_of_people_equal_orm(self):
        ada, björn, trust = self._person('Ada Okafor'), self._person('Björn Lindqvist'), self._organisation('Trust')
        self._log(3, ada)
        self._log(2, ada, björn)
        self._log(2, björn, organisation_id=trust.id)
        Contact = self.env['constituent.interaction']
        for people, organisation in ((ada, None), (björn, None), (ada | björn, None), (trust, trust), (ada, trust)):
            with self.subTest(people=people.mapped('name'), organisation=organisation):
                domain = Domain('partner_ids', 'in', people.ids)
                if organisation:
                    domain |= Domain('organisation_id', '=', organisation.id)
                for user in (self.officer, self.viewer):
                    plain = Contact.with_user(user).search(domain)
                    self.assertTrue(plain)
                    self.assertEqual(Contact.with_user(user).search(Contact._domain_about(people, organisation)), plain)

    def test_a_person_alone_has_an_empty_timeline(self):
        page = self._person('Ada Okafor').action_timeline_page()
        self.assertEqual((page['items'], page['next']), ([], None))

    @warmup
    def test_a_page_of_five_hundred_items_costs_few_queries(self):
        """Six sources, names of their people and rights of the viewer: none of it per item."""
        ada, *_rest = self._story()
        self._log(250, ada, *[self._person(f'王小明 {n}') for n in range(3)])
        for n in range(245):
            ada.message_post(body=f'Note {n}', message_type='comment', subtype_xmlid='mail.mt_note')
        self.env.flush_all()
        self.assertGreaterEqual(len(self._all_pages(ada, 200)), 500)
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            ada.action_timeline_page(limit=30)
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            ada.action_timeline_page(limit=200)
