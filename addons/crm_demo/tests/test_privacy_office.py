import io
import json
import zipfile
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..tools.clock import Moment
from ..tools.office import KEPT
from .common import DAY, DEFAULT_SEED, DemoCase


@tagged('post_install', '-at_install')
class TestPrivacyOffice(DemoCase):
    """What the privacy office did within five years: requests, sharing, sign-ups, files."""

    def _made(self, key):
        return self.making.record(key)

    def _states(self, *keys):
        return [self._made(key).state for key in keys]

    # -- requests

    def test_requests_stand_at_different_steps(self):
        requests = self.env['privacy.request'].search([])
        self.assertEqual(len(requests), 14)
        self.assertEqual({request.state for request in requests}, {'new', 'identify', 'review', 'closed', 'refused'})
        self.assertEqual({request.received_by for request in requests},
                         {'web', 'portal', 'email', 'post', 'phone', 'person'})
        self.assertGreater((DAY - min(requests.mapped('received_on'))).days, 4 * 365)
        for request in requests:
            ended = request.state in ('closed', 'refused')
            self.assertEqual(bool(request.closed_on), ended, request.name)
            self.assertTrue(request.name.startswith(f'R-{request.received_on.year}-'), request.name)
            if ended:
                self.assertLessEqual(request.closed_on, request.due_on, request.name)
                self.assertGreaterEqual(request.closed_on, request.received_on, request.name)
        due, late = self._made('request-due').due_on, self._made('request-late').due_on
        self.assertTrue(DAY < due <= DAY + timedelta(days=10), due)
        self.assertTrue(DAY - timedelta(days=7) < late < DAY, late)

    def test_the_person_who_asked_for_access_got_a_package_with_its_recipients(self):
        request = self._made('request-access')
        self.assertEqual((request.state, request.outcome), ('closed', 'fulfilled'))
        self.assertNotEqual(request.approved_by_id, request.submitted_by_id)
        self.assertEqual(request.open_item_count, 0)
        self.assertEqual(request.package_ids.made_on.date(), DAY - timedelta(days=26))
        with zipfile.ZipFile(io.BytesIO(request.package_ids._bytes())) as archive:
            data = json.loads(archive.read('data.json'))
        self.assertIn("Xana Menéndez", str(data['person']))
        self.assertIn("Druckerei Lotse", str(data['recipients']))

    def test_who_was_erased_is_gone_but_for_what_must_be_kept(self):
        request = self._made('request-erasure')
        self.assertEqual((request.state, request.outcome, request.erased_on.date()),
                         ('closed', 'partly', DAY - timedelta(days=62)))
        self.assertFalse(self.env['res.partner'].with_context(active_test=False).search_count(
            [('name', 'ilike', 'Hrafnkelsd')]))
        kept = [(row['model'], row['count']) for row in request.erasure_report['rows'] if row['ground'] == KEPT]
        self.assertEqual(kept, [('constituent.interaction', 1)])
        self.assertTrue(self._made('receipt-solveig').exists())
        self.assertEqual([bool(task.proof) for task in request.task_ids], [True])

    def test_an_extension_was_told_in_time_and_a_pause_ended(self):
        request = self._made('request-extended')
        self.assertEqual(request.jurisdiction_id.code, 'GB')
        self.assertLessEqual(request.extended_on, request.first_due_on)
        self.assertTrue(all(request.pause_ids.mapped('date_to')))
        self.assertGreater(request.due_on, DAY)

    def test_some_findings_and_tasks_wait(self):
        request = self._made('request-rectification')
        self.assertEqual((request.state, request.open_item_count), ('review', 4))
        self.assertEqual(request.task_ids.mapped('recipient_id.name'), ["Druckerei Lotse"])
        self.assertEqual(self._made('request-restriction').open_task_count, 2)
        restricted = self.env['privacy.restriction'].search([('date_to', '=', False)]).partner_id
        self.assertEqual(restricted, self.person('zbigniew-luczak') | self.person('colin-dobson'))

    # -- sharing

    def test_agreements_are_in_force_over_and_to_come(self):
        self.assertEqual(
            self._states('agreement-walks', 'agreement-print', 'agreement-print-2', 'agreement-coast',
                         'agreement-tides'),
            ['active', 'ended', 'active', 'active', 'review'])
        self.assertEqual(self._made('agreement-walks').status, 'expired')
        self.assertEqual(self._made('agreement-print-2').previous_id, self._made('agreement-print'))

    def test_releases_left_with_those_who_may_be_in_them(self):
        releases = self.env['privacy.release'].search([])
        self.assertEqual({state: len(found) for state, found in releases.grouped('state').items()},
                         {'done': 5, 'refused': 1, 'requested': 1})
        for release in releases.filtered(lambda release: release.state == 'done'):
            self.assertEqual(len(release.line_ids), release.row_count)
            self.assertNotEqual(release.requester_id, release.approver_id)
            self.assertLess(release.requested_at, release.approved_at)
            self.assertLess(release.approved_at, release.generated_at)
            self.assertLess(release.generated_at.date(), DAY)
            self.assertTrue(all(line._is_intact() in (True, None) for line in release.line_ids))

        def people(key):
            return set(self._made(key).line_ids.partner_id.ids)
        folake, arthur, beth = (
            self.making.id(key) for key in ('folake-adeyemi', 'arthur-thackray', 'beth-mead'))
        self.assertEqual(people('release-coast-1'), {folake, arthur}, "Beth agreed later.")
        self.assertEqual(people('release-coast-2'), {folake, arthur, beth})
        self.assertNotIn(self.making.id('grazyna-luczak'), people('release-print-2'), "Her address is safe.")
        self.assertEqual(self._made('release-print-3').state, 'requested')

    def test_recipients_heard_of_what_happened_later(self):
        notices = self.env['privacy.recipient.notice'].search([])
        found = sorted((notice.kind, notice.state, notice.partner_id.id) for notice in notices)
        ids = {key: self.making.id(key) for key in ('zbigniew-luczak', 'colin-dobson', 'arthur-thackray', 'beth-mead')}
        self.assertEqual(found, sorted([
            ('erased', 'closed', False),
            ('withdrawn', 'closed', ids['arthur-thackray']), ('withdrawn', 'sent', ids['arthur-thackray']),
            ('withdrawn', 'sent', ids['arthur-thackray']),  # whom the program had read as well
            ('withdrawn', 'to_send', ids['beth-mead']), ('withdrawn', 'to_send', ids['beth-mead']),
            ('restricted', 'sent', ids['colin-dobson']),
            ('restricted', 'sent', ids['zbigniew-luczak']), ('restricted', 'sent', ids['zbigniew-luczak'])]))
        for notice in notices:
            self.assertGreater(notice.noted_at, notice.release_id.generated_at or notice.program_id.last_at)
            self.assertLess(notice.noted_at.date(), DAY)
            self.assertEqual(bool(notice.proof), notice.state == 'closed')

    # -- sign-ups and files

    def test_who_signed_up_counts_once_it_was_confirmed(self):
        asked = self.env['privacy.opt.in'].search([])
        self.assertEqual((len(asked), len(asked.filtered('confirmed_at'))), (6, 4))
        for one in asked.filtered('confirmed_at'):
            given = self.env['privacy.consent.event'].search(
                [('partner_id', '=', one.partner_id.id), ('state', '=', 'given')])
            self.assertEqual((given.purpose, given.requested_at, given.confirmed_at, given.event_time),
                             ('NEWSLETTER', one.requested_at, one.confirmed_at, one.confirmed_at))
            self.assertEqual(given.language, one.lang)
        self.assertTrue(self.env['privacy.form'].search([('code', '=', 'news')]))

    def test_files_left_in_words_and_a_large_one_with_a_second_pair_of_eyes(self):
        log = self.env['privacy.export.log'].search([])
        officer = self._made('user-officer')
        self.assertEqual((len(log), log.user_id), (6, officer))
        self.assertGreater((max(log.mapped('at')) - min(log.mapped('at'))).days, 3 * 365)
        limit = self.env.ref('base.main_company').privacy_export_limit
        for row in log:
            self.assertTrue(row.why)
            self.assertEqual(row.rows > limit, bool(row.request_id), row.why)
        self.assertEqual(self._states('export-used', 'export-refused', 'export-waiting'),
                         ['used', 'refused', 'waiting'])
        self.assertEqual(self._made('export-used').decided_by, self._made('user-privacy_manager'))

    def test_who_lost_the_last_basis_lost_it_on_the_day_of_the_decision(self):
        rows = self.env['privacy.erasure.candidate'].search([])
        self.assertLessEqual({'open', 'kept', 'erased'}, set(rows.mapped('state')))
        for row in rows:
            event = self.env['privacy.consent.event'].browse(row.event_id)
            self.assertEqual(row.since, event.event_time.date())

    # -- how it was made

    def test_no_mail_waits_to_go_out(self):
        self.assertFalse(self.env['mail.mail'].search_count([('state', '=', 'outgoing')]))
        told = self.env['mail.mail'].search([('model', '=', 'privacy.agreement')])
        self.assertTrue(told)
        self.assertEqual(set(told.mapped('state')), {'sent'})

    def test_only_the_maker_turns_the_clock_back(self):
        Company = self.env['res.company']
        today = Company._constituent_today()
        for sent in ('2021-01-01', DAY, True):
            self.assertEqual(Company.with_context(demo_moment=sent)._constituent_today(), today)
        self.assertEqual(
            Company.with_context(demo_moment=Moment(2021, 1, 1))._constituent_today(), Moment(2021, 1, 1).date())


@tagged('post_install', '-at_install')
class TestPrivacyOfficeLater(TransactionCase):
    def test_the_office_comes_to_a_database_that_was_made_before_it(self):
        Maker = self.env['demo.maker']
        steps = [step for step in Maker._steps() if step[1] != 'privacy_office']
        with (
            patch.object(self.env.registry['demo.maker'], '_steps', lambda maker: steps),
            patch.object(self.env.registry['demo.maker'], '_do_deeds', lambda maker, making, deeds: None),
        ):
            Maker._make(DEFAULT_SEED, DAY)
        self.assertFalse(self.env['privacy.request'].search_count([]))
        making = Maker._make()
        self.assertEqual([row[0] for row in making.report], ["Privacy office"])
        self.assertEqual(self.env['privacy.request'].search_count([]), 14)
        self.assertFalse(Maker._make().report)
