from contextlib import closing

from psycopg2 import OperationalError

from odoo.addons.queue_job.exception import RetryableJobError

from .import_common import ImportCase


class TestImportTurn(ImportCase):
    def test_imports_take_turns_and_look_again_after_one_another(self):
        run = self._run('Id,Name\n1,Þór\n')
        run.action_import()
        run.batch_id._lock_progress()
        with closing(self.registry.cursor()) as other:
            other.execute("UPDATE constituent_import_turn SET moment = now()")
            with self.assertRaises(RetryableJobError) as caught, self.env.cr.savepoint():
                run.batch_id._run_chunk()
            self.assertTrue(caught.exception.ignore_retry, "however long the other one takes")
            other.commit()
        with self.assertRaises(OperationalError) as caught, self.env.cr.savepoint():
            run.batch_id._run_chunk()
        self.assertEqual(caught.exception.pgcode, '40001', "what the other has written is out of sight: begin again")
        self.assertFalse(self._partner('1'))
        self.assertNotEqual(run.batch_id.state, 'failed')
