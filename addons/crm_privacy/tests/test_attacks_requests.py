import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_request_discovery import DiscoveryCase


@tagged('post_install', '-at_install')
class TestAttacksOfRequests(HttpCase, DiscoveryCase):
    """Who asks for the data of somebody else, or has somebody else erased (A-22, A-23)."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(self.registry['kit.rate.limit'], '_hit_and_wait', lambda *args: 0))

    def _mails(self, subject="Your data"):
        return self.root['mail.mail'].search([('subject', '=', subject)])

    def _ask(self, email, type_='access'):
        """A request by the web page that the owner of this address has confirmed."""
        request = self.root['privacy.request']._public_enter({
            'type': type_, 'requester_name': "Zoë Brontë-O'Neill", 'requester_email': email})
        request._confirm({})
        return request.with_user(self.data_officer)

    def _refused(self, *ways):
        for number, way in enumerate(ways):
            with self.subTest(way=number), self.assertRaises(UserError), self.env.cr.savepoint():
                way()

    # -- A-22 -----------------------------------------------------------------

    def test_a22_an_address_that_looks_alike_is_nobodys(self):
        """A-22: a letter of another alphabet, one more, one less, another host."""
        for email in ('zoe.brоnte@okafor.example', 'zoe.bronte@okafor.example.org', 'zoebronte@okafor.example',
                      'zoe.bronte+1@okafor.example', 'zoe.bronte@0kafor.example'):
            request = self._ask(email)
            self.assertFalse(request.partner_id, email)
            self.assertEqual(request.identity_state, 'open')

    def test_a22_an_address_that_a_household_shares_is_no_person(self):
        """A-22: the former spouse, who reads the same mailbox."""
        ben = self._make_person("Ben", "Brontë-O'Neill", self.zoe.email, '+44 117 496 0199')
        request = self._ask(self.zoe.email)
        self.assertFalse(request.partner_id, "which of the two is for a person to find out")
        self.assertNotIn(ben, request.partner_id)

    def test_a22_nothing_leaves_before_it_is_known_who_asks(self):
        """A-22: the address alone, even confirmed, even changed five minutes ago, opens no step."""
        self.zoe.email = 'mallory@evil.example'
        request = self._ask('mallory@evil.example')
        self.assertEqual((request.partner_id, request.identity_state), (self.zoe, 'open'))
        self._refused(request.action_collect, request.action_deliver, request.action_send_link,
                      lambda: request.write({'identity_state': 'verified'}),
                      lambda: request.write({'identity_state': 'dispensed'}),
                      lambda: request.write({'state': 'delivered'}))
        self.assertFalse(request.package_ids)
        self.assertFalse(self._mails())

    def test_a22_the_link_goes_to_the_address_that_was_there_when_the_identity_was_verified(self):
        """A-22: an address that is changed between the look at the passport and the answer."""
        request = self._approved(self._identified(self.zoe))
        request.action_deliver()
        right, self.zoe.email = self.zoe.email, 'mallory@evil.example'
        self._refused(request.action_send_link)
        self.assertFalse(self._mails())
        request.write({'identity_method': "Telephoned the known number: it is hers"})
        request.action_send_link()
        self.assertEqual(self._mails().email_to, 'mallory@evil.example', "once somebody has looked again")
        self.zoe.email = right

    def test_a22_an_address_that_the_caller_has_named_is_no_known_one(self):
        """A-22: of a person without an address on record the one that was typed in, unless it was confirmed."""
        self.zoe.email = False
        request = self._approved(self._identified(self.zoe, requester_email='mallory@evil.example'))
        request.action_deliver()
        request.requester_email = 'mallory2@evil.example'
        self._refused(request.action_send_link)
        self.assertFalse(self._mails())

    @mute_logger('odoo.http')
    def test_a22_the_link_is_good_for_one_time_and_some_days(self):
        """A-22: the second who has it gets nothing, nor does whoever finds it later."""
        request = self._approved(self._identified(self.zoe))
        request.action_deliver()
        request.action_send_link()
        token = re.search(r'/k/([\w-]+)', self._mails().body_html).group(1)
        self.authenticate(None, None)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open('/privacy/request').text).group(1)
        first = self.url_open(f'/privacy/package/{token}', data={'csrf_token': csrf})
        self.assertEqual(first.headers['Content-Type'], 'application/zip')
        second = self.url_open(f'/privacy/package/{token}', data={'csrf_token': csrf})
        self.assertEqual(second.status_code, 404)
        request.action_send_link()
        token = re.search(r'/k/([\w-]+)', self._mails()[0].body_html).group(1)
        self.root['kit.link']._find(token).expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.url_open(f'/privacy/package/{token}', data={'csrf_token': csrf}).status_code, 404)

    def test_a22_the_fields_of_a_step_are_not_written_by_hand(self):
        request = self._request(self.zoe)
        for values in ({'is_confirmed': True}, {'approved_by_id': self.second_officer.id}, {'state': 'approve'},
                       {'submitted_by_id': self.second_officer.id}, {'name': 'R/1'}, {'erased_on': '2026-01-01'}):
            self._refused(lambda v=values: request.write(v))

    # -- A-23 -----------------------------------------------------------------

    def test_a23_a_stranger_who_asks_for_the_erasure_of_another_erases_nobody(self):
        """A-23: the link goes to the person; a request that nobody confirmed and identified leads nowhere."""
        request = self.root['privacy.request']._public_enter({
            'type': 'erasure', 'requester_name': "Mallory", 'requester_email': self.zoe.email})
        self.assertEqual(self._mails("Please confirm your request").email_to, self.zoe.email)
        mine = request.with_user(self.data_officer)
        self._refused(mine.action_deliver, mine.action_approve, mine.action_collect)
        self.assertTrue(self.zoe.exists() and self.zoe.email)

    def test_a23_one_user_alone_erases_nobody(self):
        """A-23: the one who has something to hide takes every step, and does not get past the approval."""
        request = self._identified(self.zoe, 'erasure')
        request.sudo().state = 'collect'
        request._discover_now()
        request.action_review()
        request.item_ids.action_reviewed()
        request.action_submit()
        self._refused(request.action_approve, request.action_deliver,
                      lambda: request.write({'submitted_by_id': self.second_officer.id}),
                      lambda: request.copy({'state': 'approve', 'approved_by_id': self.second_officer.id}),
                      lambda: request.with_context(default_approved_by_id=self.second_officer.id).create({
                          'type': 'erasure', 'partner_id': self.zoe.id, 'approved_by_id': self.second_officer.id}))
        self.assertFalse(request.with_context(default_approved_by_id=self.second_officer.id).create({
            'type': 'erasure', 'partner_id': self.zoe.id}).approved_by_id)
        self.assertTrue(self.zoe.email)

    def test_a23_what_was_approved_is_what_is_done(self):
        """A-23: another person, another kind of request or other findings put in after the approval."""
        request = self._approved(self._identified(self.zoe, 'erasure'))
        item = request.item_ids[:1]
        self.assertTrue(item)
        for values in ({'partner_id': self.anne.id}, {'type': 'access'}):
            self._refused(lambda v=values: request.write(v))
        for values in ({'decision': 'hold', 'ground': "Tax"}, {'decision': 'other'}, {'content': "x"},
                       {'is_reviewed': False}):
            self._refused(lambda v=values: item.write(v))
        self._refused(item.unlink, lambda: item.copy({'res_id': 1}), item.action_not_reviewed)
        request.action_deliver()
        self.assertTrue(self.anne.email)

    def test_a23_a_disclosure_that_was_approved_shows_what_was_approved(self):
        request = self._approved(self._identified(self.zoe))
        item = request.item_ids[:1]
        self._refused(lambda: item.write({'content': "Anne lives at 1 Main Street"}),
                      lambda: request.write({'partner_id': self.anne.id}))
        request.action_review()
        item.write({'content': "less"})
        self.assertFalse(request.approved_by_id, "who changes something has it approved anew")

    def test_a23_what_must_be_kept_is_kept_whoever_erases(self):
        """A-23: a finding that is held for a legal ground stands after the erasure."""
        interaction = self.root['constituent.interaction'].create({
            'subject': "Gave 5,000 in cash", 'partner_ids': [(6, 0, self.zoe.ids)]})
        request = self._identified(self.zoe, 'erasure')
        request.sudo().state = 'collect'
        request._discover_now()
        held = request.item_ids.filtered(
            lambda item: (item.model, item.res_id) == (interaction._name, interaction.id))
        self.assertTrue(held)
        held.write({'decision': 'hold', 'ground': "Tax records, six years"})
        self._approved(request)
        request.action_deliver()
        self.assertEqual(interaction.exists().subject, "Gave 5,000 in cash")
        self.assertIn("Tax records, six years", str(request.erasure_report))

    def test_a23_no_way_around_the_register_deletes_a_person(self):
        """A-23: the list's own button to delete, and the merge into somebody else."""
        self._refused(lambda: self.zoe.with_user(self.data_officer).unlink(),
                      lambda: self.zoe.with_user(self.officer).unlink())
