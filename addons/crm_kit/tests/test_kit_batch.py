from datetime import timedelta
from unittest.mock import patch

from lxml import etree
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.kit_batch_worker import MAX_LOSSES
from .common import KitCase, chunks_of

WORKER = 'odoo.addons.crm_kit.models.kit_batch_worker'


@tagged('post_install', '-at_install')
class TestKitBatch(KitCase):

    def _run_jobs(self, trap):
        """Run the enqueued jobs, and those that they enqueue, as the runner does."""
        number = 0
        while trap.enqueued_jobs:
            self.assertLess(number, 20, "the work does not end")
            trap.enqueued_jobs.pop(0).perform()
            self.env.invalidate_all()
            number += 1
        return number

    def test_chunks_go_on_from_the_cursor_until_they_say_finished(self):
        seen = []

        def note(record, batch, at):
            seen.append((at, record.env.user, record.env.su))
        with self._chunks(chunks_of(4, 10, note)):
            batch = self._start()
            self.assertEqual(batch.state, 'waiting')
            batch._run_now()
        self.assertEqual(seen, [(0, self.clerk, False), (4, self.clerk, False), (8, self.clerk, False)])
        self.assertEqual((batch.state, batch.done_count, batch.progress, batch.cursor), ('done', 10, 100.0, 10))
        self.assertTrue(batch.started_at and batch.ended_at)

    def test_a_job_hands_over_to_the_next_one(self):
        with self._chunks(chunks_of(4, 10)), trap_jobs() as trap, patch(f'{WORKER}.JOB_SECONDS', 0.0):
            batch = self._start()
            self.assertEqual(self._run_jobs(trap), 3, "with no time left, each job does one chunk")
        self.assertEqual((batch.state, batch.done_count), ('done', 10))

    def test_short_chunks_share_a_job(self):
        with self._chunks(chunks_of(4, 10)), trap_jobs() as trap:
            batch = self._start()
            self.assertEqual(self._run_jobs(trap), 1)
        self.assertEqual((batch.state, batch.done_count), ('done', 10))

    def test_progress_counts_what_was_done_and_what_was_refused(self):
        def chunk(record, batch):
            return {'cursor': 'b', 'done': 3, 'failed': 1, 'finished': False, 'total': 8, 'message': "Half way"}
        with self._chunks(chunk):
            batch = self._start(total=0)
            worker = batch._by_owner()[0]
            self.assertTrue(worker._lock_progress() and worker._run_chunk())
        self.assertEqual((batch.done_count, batch.failed_count, batch.total, batch.progress), (3, 1, 8, 50.0))
        self.assertEqual((batch.message, batch.cursor, batch.state), ("Half way", 'b', 'running'))
        self.assertGreater(batch.seconds_left, 0)

    def test_a_chunk_that_fails_is_undone_and_resume_goes_on_from_the_cursor(self):
        broken = [True]

        def note(record, batch, at):
            if at == 4:
                record.sudo().comment = "half a step"  # sudo: clerks do not edit contacts
                if broken:
                    raise UserError("Row 5 has no name.")
        with self._chunks(chunks_of(4, 10, note)):
            batch = self._start()
            batch._run_now()
            self.assertEqual((batch.state, batch.done_count, batch.cursor), ('failed', 4, 4))
            self.assertEqual(batch.error, "Row 5 has no name.")
            self.assertFalse(self.clerk.partner_id.comment, "what the failed chunk wrote is undone")
            broken.clear()
            with trap_jobs() as trap:
                batch.with_user(self.clerk).action_resume()
                self.assertEqual((batch.state, batch.error), ('waiting', False))
                self._run_jobs(trap)
        self.assertEqual((batch.state, batch.done_count), ('done', 10))

    def test_an_unknown_error_is_told_in_plain_words_and_logged(self):
        def note(record, batch, at):
            raise KeyError('colour')
        with self._chunks(chunks_of(4, 10, note)), self.assertLogs(WORKER, 'ERROR'):
            batch = self._start()
            batch._run_now()
        self.assertEqual(batch.state, 'failed')
        self.assertIn("KeyError: 'colour'", batch.error)
        self.assertIn("Resume goes on from the same place", batch.error)

    def test_a_serialization_failure_is_left_to_the_queue(self):
        def note(record, batch, at):
            raise SerializationFailure("concurrent update")
        with self._chunks(chunks_of(4, 10, note)):
            batch = self._start()
            with self.assertRaises(SerializationFailure):
                batch._run_now()
        self.assertFalse(batch.error)

    def test_work_that_stands_still_is_ended(self):
        with self._chunks(lambda record, batch: {'cursor': None, 'done': 0, 'failed': 0, 'finished': False}):
            batch = self._start()
            batch._run_now()
        self.assertEqual(batch.state, 'failed')
        self.assertIn("stands still", batch.error)

    def test_work_whose_record_is_gone_fails_with_the_reason(self):
        partner = self.env['res.partner'].create({'name': "山田 花子"})
        with self._chunks(chunks_of(4, 10)):
            batch = self.env['kit.batch']._start("Count", partner, '_kit_test_chunk')
            partner.unlink()
            batch._run_now()
        self.assertEqual(batch.state, 'failed')
        self.assertIn("is gone", batch.error)

    def test_stop_takes_effect_after_the_chunk_and_resume_goes_on(self):
        def note(record, batch, at):
            if at == 4 and batch.state == 'running':
                batch.action_stop()
        with self._chunks(chunks_of(4, 10, note)):
            batch = self._start()
            batch._run_now()
            self.assertEqual((batch.state, batch.done_count), ('stopped', 8))
            batch._run_now()
        self.assertEqual((batch.state, batch.done_count), ('done', 10))

    def test_stop_of_waiting_work_is_at_once(self):
        with self._chunks(chunks_of(4, 10)):
            batch = self._start()
            batch.action_stop()
            self.assertEqual(batch.state, 'stopped')

    def test_a_second_job_of_the_same_work_is_not_enqueued(self):
        with self._chunks(chunks_of(4, 10)):
            batch = self._start()
            batch._enqueue()
        jobs = self.env['queue.job'].search([('identity_key', '=', batch._job_key())])
        self.assertEqual(len(jobs), 1)
        self.assertEqual(jobs.channel, 'root.batch')

    def test_everybody_sees_and_stops_their_own_work_only(self):
        with self._chunks(chunks_of(4, 10)):
            batch = self._start()
        mine = batch.with_user(self.clerk)
        self.assertEqual(mine.search([('id', '=', batch.id)]), mine)
        self.assertEqual(mine.done_count, 0)
        other = batch.with_user(self.colleague)
        self.assertFalse(other.search([('id', '=', batch.id)]))
        with self.assertRaises(AccessError):
            other.action_stop()
        for change in (lambda: mine.write({'method': 'unlink'}), lambda: mine.unlink(), lambda: mine.copy()):
            with self.assertRaises(AccessError):
                change()
        batch.with_user(self.operator).action_stop()
        self.assertEqual(batch.state, 'stopped')

    def test_who_may_not_see_what_work_is_for_reads_why_and_finds_no_button(self):
        with self._chunks(chunks_of(4, 10)):
            batch = self._start()
        page = Form(batch.with_user(self.operator), view='crm_kit.kit_batch_view_form')
        self.assertFalse(page.closed_because)
        self.assertEqual(batch.with_user(self.operator).action_open_record()['res_id'], self.clerk.partner_id.id)
        parameter = self.env['ir.config_parameter'].create({'key': 'kit.test', 'value': "geheim"})
        for model, res_id, words in (
            ('ir.config_parameter', parameter.id, ("System Parameter", "Nguyễn Thị Hoa")),
            ('ir.config_parameter', 0, ("is gone",)),
            ('no.such.model', 1, ("is gone",)),
        ):
            with self.subTest(model=model, res_id=res_id):
                batch.sudo().write({'res_model': model, 'res_id': res_id})
                seen = batch.with_user(self.operator)
                seen.invalidate_recordset()
                with self.assertRaises(UserError) as caught:
                    seen.action_open_record()
                page = Form(seen, view='crm_kit.kit_batch_view_form')
                self.assertEqual(page.closed_because, str(caught.exception))
                for word in words:
                    self.assertIn(word, page.closed_because)
                arch = self.env['kit.batch'].get_view(self.env.ref('crm_kit.kit_batch_view_form').id)['arch']
                (button,) = etree.fromstring(arch).xpath("//button[@name='action_open_record']")
                self.assertEqual(button.get('invisible'), 'closed_because')
        batch.sudo().write({'res_model': 'ir.config_parameter', 'res_id': parameter.id})
        batch.invalidate_recordset()
        self.assertFalse(batch.with_user(self.env.ref('base.user_admin')).closed_because)

    def test_work_of_another_company_is_not_seen_by_operations(self):
        with self._chunks(chunks_of(4, 10)):
            batch = self._start()
        batch.sudo().company_id = self.env['res.company'].create({'name': "Søsterforening"})
        self.assertFalse(self.env['kit.batch'].with_user(self.operator).search([('id', '=', batch.id)]))

    def test_live_work_is_not_deleted(self):
        with self._chunks(chunks_of(4, 10)):
            batch = self._start()
            with self.assertRaises(UserError) as caught:
                batch.with_user(self.operator).unlink()
            self.assertIn("Count the sheep", str(caught.exception))
            batch.action_stop()
            batch.with_user(self.operator).unlink()

    def _abandon(self, batch, state='running'):
        """As a killed process leaves it: under way, no job, no progress for a while."""
        self.env['queue.job'].search([('identity_key', '=', batch._job_key())]).unlink()
        batch.sudo().state = state
        batch.sudo().progress_ids.moved_at = fields.Datetime.now() - timedelta(minutes=10)

    def _revive(self):
        with self.enter_registry_test_mode():
            self.env.ref('crm_kit.ir_cron_revive_batches').method_direct_trigger()

    def test_work_that_a_dead_process_left_gets_a_new_job(self):
        with self._chunks(chunks_of(4, 10)):
            batch = self._start()
            jobs = self.env['queue.job']
            self._revive()
            self.assertEqual(jobs.search_count([('identity_key', '=', batch._job_key())]), 1, "it has its job")
            self._abandon(batch)
            self._revive()
            self.assertEqual(jobs.search_count([('identity_key', '=', batch._job_key())]), 1)
            self._abandon(batch, 'stopping')
            self._revive()
        self.assertEqual(batch.state, 'stopped')

    def test_work_lost_again_and_again_at_one_place_is_given_up(self):
        with self._chunks(chunks_of(4, 10)):
            batch = self._start()
            for _time in range(MAX_LOSSES):
                self._abandon(batch)
                self._revive()
                self.assertEqual(batch.state, 'running')
            self._abandon(batch)
            self._revive()
        self.assertEqual(batch.state, 'failed')
        self.assertIn("cut off", batch.error)

    def test_each_job_tells_the_owner_over_the_bus(self):
        with self._chunks(chunks_of(4, 10)), trap_jobs() as trap, patch(f'{WORKER}.JOB_SECONDS', 0.0):
            self._start()
            self.env['bus.bus'].search([]).unlink()
            self._run_jobs(trap)
            self.env.cr.precommit.run()
        sent = self.env['bus.bus'].search([('message', 'like', 'kit_batch')])
        self.assertEqual(len(sent), 3)
        for channel in sent.mapped('channel'):
            self.assertIn(f'"res.partner",{self.clerk.partner_id.id}]', channel.replace(' ', ''))

    @mute_logger('odoo.sql_db')
    def test_a_method_that_does_not_exist_is_refused_at_the_start(self):
        with self.assertRaises(ValueError):
            self.env['kit.batch']._start("Nothing", self.clerk.partner_id, '_no_such_method')
