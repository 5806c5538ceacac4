import io
import zipfile
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Datetime

from .import_common import ImportCase

PEOPLE = (
    'Id,Name,E-mail,Notes\n'
    '1,Олена Коваль,olena@example.org,\n'
    '2,Ngọc Nguyễn,not-an-address,secret\n'
    '3,,Amina@Example.org,nobody\n'
    '4,,wamina@example.org,somebody else\n'
)


class TestImportRetention(ImportCase):
    """What stood in a file does not stay longer than it is needed."""

    def _age(self, run, days):
        run.sudo().flush_recordset()
        past = Datetime.now() - timedelta(days=days)
        self.env.cr.execute("UPDATE constituent_import_run SET done_at = CASE WHEN done_at IS NULL THEN NULL ELSE "
                            "%(at)s END, write_date = %(at)s WHERE id = %(id)s", {'at': past, 'id': run.id})
        run.invalidate_recordset()

    def _clean(self):
        self.env['constituent.import.run'].sudo()._gc_file_contents()
        self.env.invalidate_all()

    def _stored(self, run):
        """Everything that the base still holds of this import, as one text."""
        found = []
        for table, column in (('constituent_import_run', 'id'), ('constituent_import_row', 'run_id'),
                              ('constituent_import_mapping', 'run_id')):
            self.env.flush_all()
            self.env.cr.execute(f"SELECT t::text FROM {table} t WHERE {column} = %s", [run.id])
            found += [row[0] for row in self.env.cr.fetchall()]
        found += [str(attachment.raw) for attachment in run.sudo()._copies()]
        return ' '.join(found)

    def test_the_contents_of_a_file_go_ninety_days_after_the_end(self):
        run = self._imported(PEOPLE)
        run.action_download_csv()
        self.assertIn('secret', self._stored(run))
        self._age(run, 89)
        self._clean()
        self.assertIn('secret', self._stored(run))
        self.assertEqual(run.cleaning_date, (Datetime.now() + timedelta(days=1)).date())
        self._age(run, 91)
        self._clean()
        kept = self._stored(run)
        for word in ('secret', 'not-an-address', 'Ngọc', 'Amina', 'olena@example.org'):
            self.assertNotIn(word, kept)
        self.assertEqual((self._counts(run), run.is_reconciled), ((1, 0, 0, 3, 0), True))
        self.assertEqual(run.refused_ids[0].reason, "“…” is no e-mail address.")
        self.assertTrue(run.is_cleaned)
        self.assertFalse(run.file or run.spool_id or run.cleaning_date)
        self.assertTrue(self._partner('1').exists(), "who came in stays")

    def test_zero_days_keep_it(self):
        self.env['ir.config_parameter'].sudo().set_param('crm_constituents.import_retention_days', '0')
        run = self._imported(PEOPLE)
        self._age(run, 5000)
        self._clean()
        self.assertIn('secret', self._stored(run))
        self.assertFalse(run.cleaning_date)

    def test_a_file_that_was_never_imported_goes_too(self):
        run = self._run(PEOPLE)
        self._age(run, 91)
        self._clean()
        self.assertNotIn('secret', self._stored(run))
        self.assertEqual(run.state, 'uploaded')
        with self.assertRaises(UserError):
            run.action_read()

    def test_an_import_at_work_is_left_alone(self):
        run = self._run(PEOPLE)
        run.action_import()
        self._age(run, 91)
        self._clean()
        self._work(run)
        self.assertEqual(self._counts(run), (1, 0, 0, 3, 0))

    def test_an_import_can_be_taken_back_after_its_file_is_gone(self):
        run = self._imported(PEOPLE)
        self._age(run, 91)
        self._clean()
        run.action_roll_back()
        self._work(run)
        self.assertEqual((run.state, run.undone_count), ('rolled_back', 1))

    def test_an_erasure_finds_the_rows_that_carry_the_address(self):
        run = self._imported(PEOPLE)
        amina = self._person('Amina Yusuf', email='amina@example.org')
        for step in amina.get_erasure_plan():
            if step['records']._name.startswith(('constituent.import', 'ir.attachment')):
                if step['action'] == 'delete':
                    step['records'].unlink()
                elif step['action'] == 'write':
                    step['records'].write(step['values'])
        self.env.flush_all()
        self.env.invalidate_all()
        kept = self._stored(run).replace('wamina@example.org', '')
        self.assertNotIn('amina@example.org', kept.lower())
        rows = {row.line: row for row in run.refused_ids}
        self.assertFalse(rows[4].cells)
        self.assertEqual((rows[4].state, rows[4].code), ('refused', 'name_missing'))
        self.assertTrue(rows[3].cells and rows[5].cells, "other people's rows stay, also those of a longer address")

    def test_the_workbook_of_rows_not_taken_is_read_back_as_it_was(self):
        run = self._imported('Id,Name,Phone\n1,=1+1,+49 30 901820\n2,Ада,12\n0003,Bo\x01,+1 212 555 0100\n')
        content = run._refused_xlsx()
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            self.assertNotIn(b'<f>', book.read('xl/worksheets/sheet1.xml'), "no formula leaves as one")
        again = self._run(content, name='refused.xlsx')
        with open(again._spool_path(), encoding='utf-8') as spool:
            lines = spool.read().splitlines()
        self.assertEqual(len(lines), 3)
        again.action_import()
        self._work(again)
        self.assertEqual(self._counts(again), (0, 0, 0, 3, 0))
        self.assertEqual(again.refused_ids[0].code, 'formula')
        self.assertIn('0003', str(again.refused_ids[2].cells))
