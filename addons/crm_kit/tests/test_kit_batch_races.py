from unittest.mock import patch

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..models import kit_batch_worker
from .common import chunks_of

PLACE = 'test_kit_batch_races'


@tagged('post_install', '-at_install')
class TestKitBatchRaces(BaseCase):
    """Real transactions on two cursors; what they commit is removed again.

    Each chunk writes one row of its own (a system parameter named after its cursor), so that a chunk done twice or
    lost is seen in the database.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)
        self._remove()
        self.hook = None

        def note(record, batch, at):
            record.env.cr.execute("INSERT INTO ir_config_parameter (key, value) VALUES (%s, 'x')", [f'{PLACE}.{at}'])
            if self.hook:
                self.hook(at)
        patcher = patch.object(
            self.registry['res.partner'], '_kit_test_chunk', chunks_of(4, 12, note), create=True)
        patcher.start()
        self.addCleanup(patcher.stop)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            batch = env['kit.batch']._start(PLACE, env['res.partner'].browse(1), '_kit_test_chunk', total=12)
            self.batch_id = batch.id
            cr.execute("DELETE FROM queue_job WHERE identity_key = %s", [batch._job_key()])

    def _remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM queue_job WHERE identity_key IN "
                       "(SELECT 'kit.batch:' || id FROM kit_batch WHERE name = %s)", [PLACE])
            cr.execute("DELETE FROM kit_batch WHERE name = %s", [PLACE])
            cr.execute("DELETE FROM ir_config_parameter WHERE key LIKE %s", [f'{PLACE}.%'])

    def _batch(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})['kit.batch'].browse(self.batch_id)

    def _seen(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT key FROM ir_config_parameter WHERE key LIKE %s ORDER BY key", [f'{PLACE}.%'])
            chunks = [int(key.rsplit('.', 1)[1]) for key, in cr.fetchall()]
            batch = self._batch(cr)
            return batch.state, batch.done_count, sorted(chunks)

    def test_without_the_lock_two_workers_do_one_chunk_at_once(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first, second = self._batch(one), self._batch(two)
            self.assertEqual((first.cursor, second.cursor), (False, False))
            first._run_chunk()
            one.commit()
            with self.assertRaises(UniqueViolation), mute_logger('odoo.sql_db'):
                second._call_chunk()  # the same chunk again
            two.rollback()

    def test_two_workers_never_do_one_chunk_at_once(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first, second = self._batch(one), self._batch(two)
            self.assertTrue(first._lock_progress())
            first._run_chunk()
            self.assertFalse(second._lock_progress(), "held by the first: the second goes away")
            one.commit()
            with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
                second._lock_progress()  # its snapshot is older than the cursor: queue_job runs it again
        self.assertEqual(self._seen(), ('running', 4, [0]))

    def test_a_worker_killed_in_a_chunk_loses_and_doubles_nothing(self):
        with self.registry.cursor() as cr:
            batch = self._batch(cr)
            batch._lock_progress()
            batch._run_chunk()
            cr.commit()
            batch._lock_progress()
            batch._run_chunk()
            cr.rollback()  # as PostgreSQL does when the connection of a killed process breaks
        self.assertEqual(self._seen(), ('running', 4, [0]))
        with self.registry.cursor() as cr:
            self._batch(cr)._run_now(commit=True)
        self.assertEqual(self._seen(), ('done', 12, [0, 4, 8]))

    def test_stop_does_not_wait_for_the_chunk_that_runs_nor_make_it_fail(self):
        def stop(at):
            if at == 4:
                with self.registry.cursor() as other:
                    other.execute("SET LOCAL lock_timeout = '2s'")
                    self._batch(other).action_stop()
        self.hook = stop
        with self.registry.cursor() as cr:
            self._batch(cr)._run_now(commit=True)
        self.assertEqual(self._seen(), ('stopped', 8, [0, 4]))

    def _followed(self, *steps):
        """`_run_now` beside another process that holds the work, and does the next of `steps` each time that is waited.
        """
        steps = list(steps)
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first = self._batch(one)
            self.assertTrue(first._lock_progress())

            def wait(_seconds):
                if steps:
                    steps.pop(0)(first)
                    one.commit()
                    first.invalidate_recordset()

            with patch.object(kit_batch_worker.time, 'sleep', wait), mute_logger('odoo.sql_db'):
                self._batch(two)._run_now(commit=True)
        self.assertFalse(steps)
        return self._seen()

    def _chunk(self, batch):
        self.assertTrue(batch._lock_progress())
        batch._run_chunk()

    def test_a_command_line_follows_what_another_process_does_to_its_end(self):
        seen = self._followed(lambda batch: [self._chunk(batch) for _time in range(3)])
        self.assertEqual(seen, ('done', 12, [0, 4, 8]))

    def test_a_command_line_goes_on_where_another_process_has_ended(self):
        self.assertEqual(self._followed(self._chunk), ('done', 12, [0, 4, 8]))

    def test_a_command_line_ends_with_work_that_was_stopped_elsewhere(self):
        def stop(batch):
            self._chunk(batch)
            batch.action_stop()
            batch._run_chunk()

        self.assertEqual(self._followed(stop), ('stopped', 4, [0]))

    def test_within_a_test_nobody_waits(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            self.assertTrue(self._batch(one)._lock_progress())
            with self.assertRaises(UserError) as caught:
                self._batch(two)._run_now(commit=False)
            self.assertIn("another process", str(caught.exception))
