import base64

from ..models import constituent_import_run_chunk
from .common import ConstituentCase

CHUNKS = 100  # more than any test needs


class ImportCase(ConstituentCase):
    """Imports made from text, as the officer; in chunks of 2,000 rows, so that few rows make several."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(constituent_import_run_chunk, 'CHUNK', 2_000)

    def _run(self, content, name='people.csv', read=True, **vals):
        if isinstance(content, str):
            content = content.encode()
        run = self.env['constituent.import.run'].create({
            'name': name, 'system': 'test', 'file': base64.b64encode(content), **vals})
        if read:
            run.action_read()
        return run

    def _work(self, run):
        """Do the background work here and now."""
        run.batch_id._run_now()
        self.assertEqual(run.batch_id.state, 'done', run.batch_id.error)
        run.invalidate_recordset()
        return run

    def _imported(self, content, **vals):
        run = content if not isinstance(content, (str, bytes)) else self._run(content, **vals)
        if run.state == 'reading':  # a large file
            self._work(run)
        run.action_import()
        return self._work(run)

    def _counts(self, run):
        return (run.created_count, run.updated_count, run.unchanged_count, run.refused_count, run.skipped_count)

    def _partner(self, value, system='test'):
        return self.env['constituent.external.id'].search([('system', '=', system), ('value', '=', value)]).partner_id
