import os
import tempfile
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .import_common import ImportCase

ROWS = 2_500


class TestImportCli(ImportCase):
    """The command given again: gone on with, begun anew, or refused, and said so."""

    def setUp(self):
        super().setUp()
        handle, self.path = tempfile.mkstemp('.csv')
        self.addCleanup(os.unlink, self.path)
        with os.fdopen(handle, 'w') as stream:
            stream.write('Id,Name\n' + ''.join(f'{n},Þór {n}\n' for n in range(ROWS)))
        self.said = []

    def _command(self, **options):
        options = {'profile': None, 'system': 'test', 'encoding': None, 'dry_run': False, **options}
        run = self.env['constituent.import.run']._cli_run(
            SimpleNamespace(file=self.path, **options), tell=self.said.append)
        if run.state != 'importing':
            run.action_import()
        return run

    def _cut_off(self, run):
        """One chunk is in, then somebody stops the work."""
        run.batch_id._lock_progress()
        run.batch_id._run_chunk()
        run.batch_id.action_stop()
        run.batch_id._run_chunk()
        self.assertEqual((run.batch_id.state, run.batch_id.done_count), ('stopped', 2000))

    def test_what_was_cut_off_goes_on_with_the_same_command(self):
        run = self._command()
        self.assertFalse(self.said)
        self._cut_off(run)
        self.assertEqual(self._command(), run)
        self.assertIn('cut off after 2000 rows, and goes on', self.said[0])
        self._work(run)
        self.assertEqual(self._counts(run), (ROWS, 0, 0, 0, 0))

    def test_other_options_begin_a_new_import(self):
        run = self._command()
        self._cut_off(run)
        again = self._command(system='other')
        self.assertNotEqual(again, run)
        self.assertEqual((run.state, again.system, again.row_count), ('importing', 'other', ROWS))
        self.assertIn('other options', self.said[0])

    @mute_logger('odoo.addons.crm_kit.models.kit_batch_worker')
    def test_what_failed_is_begun_anew_with_the_reason_told(self):
        run = self._command()
        with patch.object(self.env.registry['constituent.import.run'], '_import_chunk', side_effect=OSError('disk')):
            run.batch_id._run_now()
        again = self._command()
        self.assertNotEqual(again, run)
        self.assertIn('OSError: disk', self.said[0])
        self._work(again)
        self.assertEqual((again.state, again.created_count), ('done', ROWS))

    def test_an_unknown_profile_is_reported_even_when_an_import_waits_to_go_on(self):
        self._cut_off(self._command())
        with self.assertRaisesRegex(UserError, 'no profile “nobody”'):
            self._command(profile='nobody')
