from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time

from .common import ConstituentCase

WHITBY = {'op': 'all', 'of': [{'measure': 'city', 'operator': 'is', 'value': 'Whitby by the sea'}]}


class TestSegmentRecords(ConstituentCase):
    """Frozen lists with who was left out and why; who entered and left between two days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chapter = cls.env['res.company'].create({'name': 'Second chapter'})

    def setUp(self):
        super().setUp()
        self.segment = self.env['constituent.segment'].create(
            {'name': 'Whitby', 'definition': WHITBY, 'is_shared': True, 'is_tracked': True})

    def _here(self, name, **vals):
        return self._person(name, city='Whitby by the sea', **vals)

    def _told(self, snapshot):
        return {line.partner_id.name: line.reason or line.status for line in snapshot.line_ids}

    # -- frozen lists ----------------------------------------------------

    def test_frozen_list_says_who_was_left_out_and_why(self):
        self._here('Ada', email='ada@example.org')
        self._here('Björn')
        self._here('Chidi', is_deceased=True, email='c@example.org')
        self._here('Dunja', active=False, is_deceased=True, email='d@example.org')
        form = Form(self.env['constituent.segment.freeze'].with_context(default_segment_id=self.segment.id))
        form.reason, form.channel = 'Spring letter', 'email'
        snapshot = self.env['constituent.segment.snapshot'].browse(form.save().action_freeze()['res_id'])
        self.assertEqual(self._told(snapshot), {
            'Ada': 'included', 'Björn': 'no_address', 'Chidi': 'deceased', 'Dunja': 'archived'})
        self.assertEqual((snapshot.included_count, snapshot.left_out_count, snapshot.reason), (1, 3, 'Spring letter'))
        self.assertEqual(snapshot.sentence, self.segment.sentence)
        self.assertEqual(self.segment.kind, 'dynamic', "the list stands beside the segment")

    def test_each_way_asks_for_its_address(self):
        self._here('Post', street='1 Quay')
        self._here('Phone', phone='+44 117 496 0100', country_id=self.env.ref('base.uk').id)
        for channel, reached in (('post', 'Post'), ('call', 'Phone'), ('sms', 'Phone'), ('email', None)):
            told = self._told(self.segment._freeze('X', channel=channel))
            self.assertEqual([name for name, what in told.items() if what == 'included'], [reached] if reached else [])

    def test_condition_that_speaks_of_deaths_keeps_the_dead(self):
        dead = self._here('Chidi', is_deceased=True)
        self.segment.definition = {'op': 'all', 'of': [
            *WHITBY['of'], {'measure': 'deceased', 'operator': 'is', 'value': True}]}
        self.assertEqual(self._told(self.segment._freeze('Memorial')), {dead.name: 'included'})

    def test_frozen_segment_stays_the_list_and_can_be_made_dynamic(self):
        ada = self._here('Ada')
        snapshot = self.segment._freeze('Hall', becomes_frozen=True)
        self._here('Björn')
        self.assertEqual((self.segment.kind, self.segment.count), ('frozen', 1))
        other = self.env['constituent.segment'].create({'name': 'Names it', 'definition': {'op': 'all', 'of': [
            {'measure': 'segment', 'operator': 'in', 'value': self.segment.ids}]}})
        self.assertEqual([person['id'] for person in other.action_members()['people']], ada.ids)
        self.assertEqual(self.segment.action_members()['count'], 1)
        with self.assertRaises(UserError) as caught:
            snapshot.with_user(self.administrator).unlink()
        self.assertIn("is frozen to this list", str(caught.exception))
        with self.assertRaises(UserError):
            self.segment._take_snapshot()
        self.segment.action_thaw()
        self.assertEqual(self.segment.count, 2)

    def test_who_may_not_change_a_segment_may_list_it_and_not_freeze_it(self):
        self._here('Ada')
        shared = self.segment.with_user(self.viewer)
        self.assertEqual(shared._freeze('To look at').included_count, 1)
        with self.assertRaises(AccessError):
            shared._freeze('X', becomes_frozen=True)
        with self.assertRaises(AccessError):
            shared._take_snapshot()
        with self.assertRaises(AccessError):
            self.env['constituent.segment.snapshot'].create({'segment_id': self.segment.id, 'kind': 'frozen'})
        with self.assertRaises(AccessError):
            self.segment._freeze('X').line_ids[0].write({'status': 'left_out'})

    # -- day by day ------------------------------------------------------

    def _record_on(self, day):
        with patch.object(fields.Datetime, 'now', lambda: datetime.fromisoformat(day)):
            return self.segment._take_snapshot()

    def test_who_entered_and_left_between_two_days(self):
        ada, björn, chidi = self._here('Ada'), self._here('Björn'), self._here('Chidi')
        chidi.city = 'Elsewhere'
        first = self._record_on('2026-03-01 06:00:00')
        self.assertEqual((first.entered_count, first.left_count, first.included_count), (2, 0, 2))
        björn.city, chidi.city = 'Elsewhere', 'Whitby by the sea'
        dunja = self._here('Dunja')
        second = self._record_on('2026-03-05 06:00:00')
        self.assertEqual(self._told(second), {'Björn': 'left', 'Chidi': 'entered', 'Dunja': 'entered'})
        dunja.city = 'Elsewhere'  # came and went between the first and the last record
        third = self._record_on('2026-03-09 06:00:00')
        self.assertEqual((third.entered_count, third.left_count, third.included_count), (0, 1, 2))
        for days, entered, left in (
            (('2026-03-01', '2026-03-31'), chidi, björn),
            (('2026-03-01', '2026-03-05'), chidi | dunja, björn),
            (('2026-03-04', '2026-03-08'), chidi | dunja, björn),
            (('2026-03-05', '2026-03-09'), ada.browse(), dunja),
            (('2026-02-01', '2026-03-02'), ada | björn, ada.browse()),
            (('2026-02-01', '2026-02-02'), ada.browse(), ada.browse()),
        ):
            with self.subTest(days=days):
                _first, _last, came, went = self.segment._flow(*map(fields.Date.to_date, days))
                self.assertEqual((ada.browse(came), ada.browse(went)), (entered, left))
        with freeze_time('2026-03-20'):
            form = Form(self.env['constituent.segment.flow'].with_context(default_segment_id=self.segment.id))
            form.date_from = '2026-03-01'
            self.assertEqual((form.entered_count, form.left_count), (1, 1))
            self.assertIn("Compared are the records of", form.note)
            opened = form.save().action_open_left()
        self.assertEqual(ada.search(opened['domain']), björn)
        lines = self.env['constituent.segment.snapshot.line'].search(self.segment.action_open_movements()['domain'])
        self.assertEqual(len(lines), 2 + 3 + 1)

    def test_record_twice_records_nothing_new(self):
        self._here('Ada')
        self._record_on('2026-03-01 06:00:00')
        again = self._record_on('2026-03-01 07:00:00')
        self.assertFalse(again.line_ids)
        self.assertEqual(again.included_count, 1)

    def test_changed_condition_is_told(self):
        self._here('Ada')
        self._record_on('2026-03-01 06:00:00')
        self.segment.definition = {'op': 'none', 'of': WHITBY['of']}
        self.assertTrue(self._record_on('2026-03-02 06:00:00').is_changed)
        self.assertFalse(self._record_on('2026-03-03 06:00:00').is_changed)

    def test_record_is_made_with_the_eyes_of_the_owner(self):
        self.administrator.sudo().write({'company_ids': [Command.link(self.chapter.id)]})
        self._here('Ada')
        self.env(su=True)['res.partner'].create({
            'constituent_type': 'individual', 'name': 'Zoë', 'city': 'Whitby by the sea',
            'company_id': self.chapter.id})
        both = [self.env.company.id, self.chapter.id]
        seen_by_all = self.segment.with_user(self.administrator).with_context(allowed_company_ids=both)
        self.assertEqual(seen_by_all.count, 2)
        self.assertEqual(seen_by_all._take_snapshot().included_count, 1)

    def test_nightly_run_records_what_is_to_be_recorded_once_a_day(self):
        self._here('Ada')
        self.env['constituent.segment'].create({'name': 'Not kept'})
        cron = self.env.ref('crm_constituents.ir_cron_record_segments').sudo()
        for _run in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.env['constituent.segment.snapshot'].search([]).segment_id, self.segment)
        self.assertEqual(len(self.segment.snapshot_ids), 1)
        self.assertEqual((self.segment.last_count, self.segment.snapshot_count), (1, 1))

    # -- the law ---------------------------------------------------------

    def test_erased_person_stands_in_no_record(self):
        ada = self._here('Ada')
        self.segment._freeze('X')
        for step in ada.get_erasure_plan():
            if step['records']._name == 'constituent.segment.snapshot.line':
                step['records'].sudo().unlink()
        self.assertFalse(self.env['constituent.segment.snapshot.line'].search([('partner_id', '=', ada.id)]))
