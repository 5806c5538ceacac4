import doctest
from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from ..tools import request_clock, request_flow
from .request_common import RequestCase

MONDAY = '2026-03-02 09:00:00'


@freeze_time(MONDAY)
class TestRequests(RequestCase):
    """A request from the day it came in to the day it is settled."""

    def test_the_kernels_do_what_they_say(self):
        for module in (request_clock, request_flow):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 3)
            self.assertFalse(result.failed)

    # -- steps -------------------------------------------------------------

    def test_every_transition_of_the_table_is_taken_and_no_other(self):
        ada = self._person('Ada Okafor')
        for start in dict(request_flow.STATES):
            for end in dict(request_flow.STATES):
                if start == end:
                    continue
                with self.subTest(start=start, end=end):
                    request = self._request(ada)
                    request.flush_recordset()
                    self.env.cr.execute('UPDATE constituent_request SET state = %s WHERE id = %s', [start, request.id])
                    request.invalidate_recordset()
                    if end in request_flow.TRANSITIONS[start]:
                        request._move(end)
                        self.assertEqual(request.state, end)
                    else:
                        with self.assertRaises(UserError):
                            request._move(end)

    def test_a_request_goes_from_new_to_closed(self):
        request = self._request(self._person('Ada Okafor'))
        self.assertEqual((request.state, request.team_id, request.kind), ('new', self.team, 'question'))
        self.assertRegex(request.name, r'^R\d{5}$')
        request.action_take()
        self.assertEqual((request.state, request.user_id), ('assigned', self.officer))
        step = Form(self.env['constituent.request.step'].with_context(**request.action_wait()['context']))
        step.reason = 'the bank'
        step.save().action_confirm()
        self.assertEqual((request.state, request.waiting_for), ('waiting', 'the bank'))
        request.action_go_on()
        self.assertEqual((request.state, request.waiting_for), ('assigned', False))
        step = Form(self.env['constituent.request.step'].with_context(**request.action_resolve()['context']))
        step.resolution = 'Sent again.'
        step.save().action_confirm()
        self.assertEqual((request.state, request.outcome, request.resolution), ('resolved', 'solved', 'Sent again.'))
        self.assertEqual(request.resolved_at, datetime(2026, 3, 2, 9))
        request.action_close()
        self.assertEqual((request.state, request.closed_at), ('closed', datetime(2026, 3, 2, 9)))

    def test_giving_it_to_somebody_and_taking_it_back_are_steps(self):
        request = self._request(self._person('Ada Okafor'))
        request.user_id = self.colleague
        self.assertEqual(request.state, 'assigned')
        request.user_id = False
        self.assertEqual(request.state, 'new')

    def test_a_request_is_resolved_with_an_outcome_and_a_sentence(self):
        request = self._request(self._person('Ada Okafor'))
        for outcome, words in (('solved', ' '), (False, 'Done')):
            with self.assertRaises(UserError):
                request._resolve(outcome, words)
        self.assertEqual(request.state, 'new')

    def test_taken_up_again_the_time_between_counts_for_nobody(self):
        request = self._request(self._person('Ada Okafor'), user_id=self.officer.id)
        request._resolve('solved', 'Sent.')
        request.action_close()
        due = request.resolution_due_at
        with freeze_time('2026-03-09 09:00:00'):  # a week later
            request.action_reopen()
            self.assertEqual((request.state, request.reopen_count, request.resolved_at, request.outcome),
                             ('assigned', 1, False, False))
            self.assertEqual((request.resolution_due_at - due).days, 7)
            self.assertFalse(request.is_overdue)
            with self.assertRaises(UserError):
                request.action_reopen()

    def test_what_was_resolved_a_week_ago_is_closed_by_itself(self):
        old, new = self._request(self._person('Ada Okafor')), self._request(self._person('山田 さくら'))
        (old | new)._resolve('solved', 'Sent.')
        with freeze_time('2026-03-09 10:00:00'), self.enter_registry_test_mode():
            new.sudo().resolved_at = '2026-03-05 10:00:00'
            cron = self.env.ref('crm_constituents.ir_cron_close_requests').sudo()
            for _twice in range(2):
                cron.method_direct_trigger()
                self.assertEqual((old.state, new.state), ('closed', 'resolved'))

    # -- what only deeds set -------------------------------------------------

    def test_nobody_sets_by_hand_what_the_deeds_set(self):
        ada = self._person('Ada Okafor')
        request = self._request(ada)
        for user in (self.officer, self.administrator):
            for vals in ({'state': 'closed'}, {'satisfaction': 5}, {'resolved_at': MONDAY}, {'name': 'X'}):
                with self.subTest(user=user.login, vals=vals), self.assertRaises(AccessError):
                    request.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                self._request(ada, satisfaction=5)
            with self.assertRaises(AccessError):
                self._request(ada, state='closed')
        sneaky = self.env['constituent.request'].with_context(default_satisfaction=5, default_state='closed').create(
            {'subject': 'x', 'partner_id': ada.id, 'category_id': self.question.id})
        self.assertEqual((sneaky.satisfaction, sneaky.state), (0, 'new'))

    def test_only_administrators_delete_requests(self):
        request = self._request(self._person('Ada Okafor'))
        with self.assertRaises(AccessError):
            request.unlink()
        request.with_user(self.administrator).unlink()
        self.assertFalse(request.exists())

    def test_a_request_cannot_come_in_tomorrow(self):
        with self.assertRaises(ValidationError) as caught:
            self._request(self._person('Ada Okafor'), received_at='2026-03-03 09:00:00')
        self.assertIn('yet to come', str(caught.exception))

    # -- the clock -------------------------------------------------------------

    def test_deadlines_are_hours_of_work(self):
        ada = self._person('Ada Okafor')
        for received, response, resolution in (
            ('2026-03-02 09:00:00', '2026-03-02 14:00:00', '2026-03-04 09:00:00'),  # over lunch
            ('2026-02-27 16:00:00', '2026-03-02 11:00:00', '2026-03-03 16:00:00'),  # over a weekend
            ('2026-02-28 23:00:00', '2026-03-02 12:00:00', '2026-03-03 17:00:00'),  # from a Saturday
        ):
            with self.subTest(received=received):
                request = self._request(ada, received_at=received)
                self.assertEqual((str(request.response_due_at), str(request.resolution_due_at)), (response, resolution))
                self.assertEqual(request.due_at, request.response_due_at)

    def test_a_holiday_of_the_office_is_no_work(self):
        self.env['resource.calendar.leaves'].sudo().create({
            'name': 'Holiday', 'calendar_id': self.calendar.id, 'date_from': '2026-03-03 00:00:00',
            'date_to': '2026-03-03 23:59:59', 'company_id': self.env.company.id})
        self.assertEqual(str(self._request(self._person('Ada')).resolution_due_at), '2026-03-05 09:00:00')

    def test_waiting_moves_the_deadline_by_the_hours_of_work_it_lasted(self):
        request = self._request(self._person('Ada Okafor'), user_id=self.officer.id)
        with freeze_time('2026-03-02 16:00:00'):
            request._wait('the bank')
        with freeze_time('2026-03-03 10:00:00'):  # an hour on Monday, two on Tuesday
            request.action_go_on()
        self.assertEqual(str(request.resolution_due_at), '2026-03-04 12:00:00')
        with freeze_time('2026-03-04 11:00:00'):
            request._resolve('solved', 'Sent.')
        self.assertAlmostEqual(request.resolution_hours, 7 + 8 + 3 - 3, msg="three days, less the wait")

    def test_waiting_too_late_does_not_make_it_timely(self):
        request = self._request(self._person('Ada Okafor'), user_id=self.officer.id)
        due = request.resolution_due_at
        with freeze_time('2026-03-05 09:00:00'):
            self.assertTrue(request.is_overdue)
            request._wait('the bank')
            self.assertTrue(request.is_overdue)
            self.assertIn(request, request.search([('is_overdue', '=', True)]))
        with freeze_time('2026-03-06 09:00:00'):
            request.action_go_on()
        self.assertEqual(request.resolution_due_at, due)

    def test_overdue_is_found_as_it_is_computed(self):
        ada, everybody = self._person('Ada Okafor'), self.env['constituent.request']
        everybody |= self._request(ada, received_at='2026-02-16 09:00:00')
        everybody |= self._request(ada)
        waits = self._request(ada)
        waits._wait('the bank')
        settled = self._request(ada, received_at='2026-02-16 09:00:00')
        settled._resolve('solved', 'Sent.')
        everybody |= waits | settled
        for moment in ('2026-03-02 09:00:00', '2026-03-02 14:00:01', '2026-03-09 09:00:00'):
            with self.subTest(moment=moment), freeze_time(moment):
                everybody.invalidate_recordset()
                late = everybody.filtered('is_overdue')
                self.assertEqual(everybody.search([('is_overdue', '=', True), ('id', 'in', everybody.ids)]), late)
                self.assertNotIn(settled, late)
                self.assertNotIn(waits, late)
                self.assertEqual(everybody.search([('is_overdue', '=', False), ('id', 'in', everybody.ids)]),
                                 everybody.search([('id', 'in', (everybody - late).ids)]))
        self.assertIn(everybody[1], late)

    def test_a_contact_from_us_is_the_first_answer(self):
        ada = self._person('Ada Okafor')
        request = self._request(ada, user_id=self.officer.id)
        with freeze_time('2026-03-02 11:00:00'):
            action = request.action_log_answer()
            log = Form(
                self.env['constituent.interaction'].with_context(**action['context']), view=action['views'][0][0])
            self.assertEqual((log.subject, log.direction), ('Receipt lost', 'out'))
            log.save()
        self.assertEqual(str(request.first_response_at), '2026-03-02 11:00:00')
        self.assertAlmostEqual(request.response_hours, 2)
        self.assertEqual(request.due_at, request.resolution_due_at)
        self.assertEqual(request.interaction_ids.partner_ids, ada)

    def test_neither_notes_nor_their_own_calls_are_an_answer(self):
        ada = self._person('Ada Okafor')
        request = self._request(ada, received_at='2026-03-02 07:00:00')
        ada._constituent_log_interaction('note', 'Thinking', direction='out', request_id=request.id)
        ada._constituent_log_interaction('call', 'They again', direction='in', request_id=request.id)
        ada._constituent_log_interaction(
            'letter', 'Earlier', direction='out', request_id=request.id, date='2026-03-01 07:00:00')
        self.assertFalse(request.first_response_at)

    def test_a_message_to_them_is_an_answer_and_a_note_is_none(self):
        ada = self._person('Ada Okafor', email='ada@okafor.example')
        request = self._request(ada, received_at='2026-03-02 07:00:00')
        request.message_post(body='Internal', subtype_xmlid='mail.mt_note')
        self.assertFalse(request.first_response_at)
        request.message_post(body='Dear Ada', partner_ids=ada.ids, message_type='comment',
                             subtype_xmlid='mail.mt_comment')
        self.assertTrue(request.first_response_at)
        self.assertEqual(ada.interaction_ids.mapped('channel'), ['email'])

    def test_averages_leave_out_what_has_not_happened_yet(self):
        ada = self._person('Ada Okafor')
        done = self._request(ada, received_at='2026-02-27 16:00:00')
        self._request(ada)
        done._resolve('solved', 'Sent.')
        [(hours, satisfaction)] = self.env['constituent.request']._read_group(
            [('partner_id', '=', ada.id)], aggregates=['resolution_hours:avg', 'satisfaction:avg'])
        self.assertAlmostEqual(hours, 2)
        self.assertFalse(satisfaction)

    def test_a_changed_category_moves_no_deadline_that_was_given(self):
        request = self._request(self._person('Ada Okafor'))
        due = request.resolution_due_at
        self.question.with_user(self.administrator).resolution_count = 20
        self.env.flush_all()
        request.invalidate_recordset()
        self.assertEqual(request.resolution_due_at, due)
        with self.assertRaises(ValidationError):
            self.question.with_user(self.administrator).resolution_count = 0

    # -- routing ------------------------------------------------------------------

    def test_requests_go_in_turn(self):
        self.team.routing = 'turn'
        ada = self._person('Ada Okafor')
        given = [self._request(ada).user_id for _number in range(4)]
        first, second = (self.officer | self.colleague).sorted('id')
        self.assertEqual(given, [first, second, first, second])
        self.team.member_ids = [Command.unlink(first.id)]
        self.assertEqual(self._request(ada).user_id, second)
        self.assertEqual(self._request(ada).state, 'assigned')

    def test_requests_go_to_who_has_the_fewest_open_ones(self):
        ada = self._person('Ada Okafor')
        busy = self._request(ada, user_id=self.officer.id)
        self._request(ada, user_id=self.officer.id)
        self.team.routing = 'load'
        self.assertEqual([self._request(ada).user_id for _number in range(2)], [self.colleague] * 2)
        busy._resolve('solved', 'Sent.')
        self.assertEqual(self._request(ada).user_id, self.officer)

    def test_the_officer_of_the_category_comes_first_and_whoever_has_left_gets_nothing(self):
        self.team.routing = 'turn'
        self.question.user_id = self.colleague
        ada = self._person('Ada Okafor')
        self.assertEqual([self._request(ada).user_id for _number in range(2)], [self.colleague] * 2)
        self.colleague.sudo().active = False
        self.assertEqual([self._request(ada).user_id for _number in range(2)], [self.officer] * 2)

    def test_a_team_that_shares_out_has_members(self):
        with self.assertRaises(ValidationError):
            self.team.write({'routing': 'turn', 'member_ids': [Command.clear()]})

    # -- from a contact ---------------------------------------------------------------

    def test_a_contact_makes_one_request_however_often_one_clicks(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        call = (ada | björn)._constituent_log_interaction(
            'call', 'Where is my receipt?', direction='in', summary='Of 2025', date='2026-03-01 15:00:00')
        for _twice in range(2):
            request = self.env['constituent.request'].browse(call.action_make_request()['res_id'])
        self.assertEqual(call.request_id, request)
        self.assertEqual(
            (request.subject, request.description, request.channel, str(request.received_at)),
            ('Where is my receipt?', 'Of 2025', 'call', '2026-03-01 15:00:00'))
        self.assertEqual((request.partner_id | request.other_partner_ids, self.env['constituent.request'].search_count(
            self.env['constituent.request']._domain_about(ada))), (ada | björn, 1))

    def test_a_request_about_other_things_is_not_offered_to_the_data_officer(self):
        self.assertFalse(self._request(self._person('Ada Okafor')).can_open_privacy)

    def test_a_request_waits_for_one_thing_at_a_time(self):
        request = self._request(self._person('Ada Okafor'))
        request._wait('one')
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self.env['constituent.request.pause'].sudo().create({'request_id': request.id, 'reason': 'two'})
            self.env.flush_all()
