from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user

from .request_common import RequestCase


@freeze_time('2026-03-02 09:00:00')
class TestWarnings(RequestCase):
    """What somebody is told before they write, ask or edit."""

    def _told(self, people, about, user=None):
        return [(each['code'], each['level'], each['partner'].name)
                for each in people.with_user(user or self.officer)._constituent_warnings(about)]

    def test_an_alert_says_who_set_it_and_when_however_it_came(self):
        ada = self._person('Ada Okafor', alert_note='Call Ruth first')
        self.assertEqual((ada.alert_set_by_id, str(ada.alert_from), ada.has_alert),
                         (self.officer, '2026-03-02', True))
        with freeze_time('2026-04-01 09:00:00'):
            ada.with_user(self.colleague).write({'phone': '+44 20 7946 0100'})
            self.assertEqual(ada.alert_set_by_id, self.officer)
            ada.with_user(self.colleague).alert_note = 'Call Tom first'
            self.assertEqual((ada.alert_set_by_id, str(ada.alert_from)), (self.colleague, '2026-04-01'))
        ada.write({'alert_stops': True, 'alert_officer_id': self.colleague.id})
        ada.alert_note = False
        self.assertFalse(ada.alert_stops or ada.alert_officer_id or ada.alert_from or ada.alert_set_by_id)
        imported = self.env['res.partner'].browse(self.env['res.partner']._constituent_bulk_create(
            [{'constituent_type': 'individual', 'name': 'Björn', 'alert_note': 'deaf'}]).ids)
        self.assertEqual((imported.alert_set_by_id, imported.has_alert), (self.officer, True))

    def test_an_alert_is_shown_on_its_days_only(self):
        ada = self._person('Ada Okafor', alert_note='In hospital', alert_from='2026-03-05', alert_until='2026-03-10')
        for day, shown in (('04', False), ('05', True), ('10', True), ('11', False)):
            with self.subTest(day=day), freeze_time(f'2026-03-{day} 12:00:00'):
                ada.invalidate_recordset()
                self.assertEqual((ada.has_alert, bool(self._told(ada, 'write'))), (shown, shown))
                self.assertEqual(ada in self.env['res.partner'].search([('has_alert', '=', True)]), shown)
        with self.assertRaises(ValidationError):
            ada.alert_until = '2026-03-01'
        with self.assertRaises(ValidationError):
            self._person('Björn', alert_stops=True)

    def test_who_is_to_be_called_need_not_stop(self):
        ada = self._person(
            'Ada Okafor', alert_note='Talk to Ruth', alert_stops=True, alert_officer_id=self.colleague.id)
        self.assertEqual(self._told(ada, 'ask'), [('alert', 'stop', 'Ada Okafor')])
        self.assertEqual(self._told(ada, 'ask', self.colleague), [('alert', 'inform', 'Ada Okafor')])
        [warning] = ada._constituent_warnings('edit')
        self.assertEqual(warning['text'], f'Ada Okafor: Talk to Ruth. Call {self.colleague.name} first.')

    def test_an_open_complaint_stops_who_asks_and_informs_who_writes(self):
        ada = self._person('Ada Okafor')
        household = self._household(ada, self._person('Björn Okafor'))
        request = self._request(household, self.complaint)
        for person in (ada, household):
            with self.subTest(person=person.name):
                self.assertEqual(self._told(person, 'ask'), [('complaint', 'stop', person.name)])
                self.assertEqual(self._told(person, 'write'), [('complaint', 'inform', person.name)])
                self.assertFalse(self._told(person, 'edit'))
        self.assertEqual(ada._constituent_warnings('ask')[0]['record'], request)
        request._resolve('solved', 'Sorry.')
        self.assertFalse(self._told(ada, 'ask'))

    def test_the_most_urgent_comes_first_and_the_number_of_queries_does_not_grow(self):
        quiet = self._person('Aaron Quiet', alert_note='Deaf in the left ear')
        gone = self._person('Ben Gone', is_deceased=True)
        loud = self._person('Cara Loud', alert_note='Call first', alert_stops=True)
        people = quiet | gone | loud
        self.assertEqual([code for code, _level, _name in self._told(people, 'write')], ['deceased', 'alert', 'alert'])
        self.assertEqual(self._told(people, 'write')[-1], ('alert', 'inform', 'Aaron Quiet'))
        many = self.env['res.partner'].create([
            {'constituent_type': 'individual', 'name': f'P {n}', 'alert_note': 'x'} for n in range(40)])
        self.env.flush_all()

        def queries(records):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.assertTrue(records._constituent_warnings('ask'))
            return self.env.cr.sql_log_count - start

        queries(many[:2])
        self.assertLessEqual(queries(many), queries(many[:2]) + 2)

    def test_who_may_not_see_constituents_is_told_nothing(self):
        plain = new_test_user(self.env(su=True), 'con_plain', 'base.group_user')
        self.assertFalse(self._told(self._person('Ada Okafor', alert_note='x'), 'write', plain))
        with self.assertRaises(ValueError):
            self._person('Björn')._constituent_warnings('phone')

    def test_the_page_shows_what_stops_apart_from_what_informs(self):
        ada = self._person('Ada Okafor', alert_note='<b>Call</b> first', alert_stops=True)
        self._request(ada, self.complaint)
        self.assertIn('&lt;b&gt;Call&lt;/b&gt;', ada.warnings_stop)
        self.assertIn('open complaint', ada.warnings_stop)
        self.assertFalse(ada.warnings_inform)
        self.assertIn('Call', ada.edit_stop_text)
        seen = ada.with_user(self.viewer)
        self.assertIn('open complaint', seen.warnings_stop)

    def _composer(self, people, user=None, **vals):
        return self.env['mail.compose.message'].with_user(user or self.officer).create({
            'composition_mode': 'comment', 'model': 'res.partner', 'res_ids': str(people[:1].ids),
            'partner_ids': [Command.set(people.ids)], 'subject': 'Hello', 'body': '<p>Hello</p>', **vals})

    def test_a_message_to_somebody_with_a_stop_is_sent_once_it_was_read(self):
        ada = self._person('Ada Okafor', email='ada@okafor.example', alert_note='Call first', alert_stops=True)
        composer = self._composer(ada)
        self.assertTrue(composer.constituent_stops)
        self.assertIn('Call first', composer.constituent_warning)
        with self.assertRaises(UserError) as caught:
            composer.action_send_mail()
        self.assertIn('I have read this', str(caught.exception))
        composer.constituent_acknowledged = True
        composer.action_send_mail()
        self.assertIn('Hello', ada.message_ids[:1].body)

    def test_what_only_informs_holds_nobody_up_and_programs_are_not_asked(self):
        ada = self._person('Ada Okafor', email='ada@okafor.example', alert_note='Deaf in the left ear')
        composer = self._composer(ada)
        self.assertEqual((bool(composer.constituent_warning), composer.constituent_stops), (True, False))
        composer.action_send_mail()
        ada.alert_stops = True
        self._composer(ada)._action_send_mail()

    def test_a_message_to_many_says_how_many_are_concerned(self):
        people = self._person('Ada Okafor', alert_note='x') | self._person('Björn', alert_note='y', alert_stops=True)
        composer = self._composer(people, composition_mode='mass_mail', res_ids=str(people.ids))
        self.assertIn('2 × Alert', composer.constituent_warning)
        self.assertTrue(composer.constituent_stops)

    def test_logging_a_call_shows_what_to_know(self):
        ada = self._person('Ada Okafor', alert_note='Deaf in the left ear')
        action = ada.action_log_contact()
        log = Form(self.env['constituent.interaction'].with_context(**action['context']), view=action['views'][0][0])
        self.assertIn('Deaf in the left ear', log.warning)
        log.subject = 'Hello'
        log.save()

    def test_a_list_made_to_ask_leaves_out_who_should_not_be_asked_now(self):
        ada, björn, chloé = (self._person(f'Frieze {name}') for name in ('Ada', 'Björn', 'Chloé'))
        self._request(ada, self.complaint)
        björn.write({'alert_note': 'Call first', 'alert_stops': True})
        segment = self.env['constituent.segment'].create({'name': 'Frieze', 'definition': {'op': 'all', 'of': [
            {'measure': 'name', 'operator': 'contains', 'value': 'Frieze'}]}})
        for asks, reasons in ((False, {ada: False, björn: False, chloé: False}),
                              (True, {ada: 'complaint', björn: 'alert', chloé: False})):
            with self.subTest(asks=asks):
                wizard = Form(self.env['constituent.segment.freeze'].with_context(default_segment_id=segment.id))
                wizard.reason, wizard.is_for_asking = 'Appeal', asks
                snapshot = self.env['constituent.segment.snapshot'].browse(wizard.save().action_freeze()['res_id'])
                self.assertEqual({line.partner_id: line.reason for line in snapshot.line_ids}, reasons)

    def test_alerts_stand_on_the_timeline_from_their_first_day_to_the_day_after_their_last(self):
        ada = self._person('Ada Okafor', alert_note='In hospital', alert_until='2026-03-10')
        with freeze_time('2026-03-20 12:00:00'):
            page = ada.action_timeline_page(kinds=['alert'])
            self.assertEqual([(item['title'], item['date'][:10]) for item in page['items']], [
                ('The alert ended', '2026-03-11'), ('An alert was set', '2026-03-02')])
            first = ada.action_timeline_page(kinds=['alert'], limit=1)
            rest = ada.action_timeline_page(kinds=['alert'], before=first['next'], limit=1)
            self.assertEqual(rest['items'], page['items'][1:])
