import io
import zipfile
from datetime import timedelta
from unittest.mock import patch

import xlsxwriter

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .import_common import ImportCase

CHUNK_LOG = 'odoo.addons.crm_constituents.models.constituent_import_run_chunk'


class TestImportOddRows(ImportCase):
    """One odd row costs itself, never the file."""

    def _refusals(self, run):
        return {row.line: (row.code, row.column) for row in run.row_ids if row.state == 'refused'}

    def test_a_tag_too_long_is_refused_in_its_row(self):
        long = 'Ж' * 121
        run = self._imported(f'Id,Name,Tags\n1,Ада,"Chor, {long}1, {long}2"\n2,Bo,Chor\n')
        self.assertEqual(self._counts(run), (1, 0, 0, 1, 0))
        self.assertEqual(self._refusals(run), {2: ('text_long', 'Tags')})

    def test_whoever_moves_house_soon_keeps_the_household_to_come(self):
        self._imported('Id,Name\n1,Олена\n2,Minh\n3,Aïcha\n')
        today = self.env['res.company']._constituent_today()
        soon, past, second = self._household(), self._household(), self._household()
        self._join(soon, self._partner('1'), date_from=today + timedelta(days=9))
        self._join(past, self._partner('2'), date_to=today - timedelta(days=9))
        self._join(second, self._partner('3'), is_primary=False)
        run = self._imported('Id,Name,Household\n1,Олена,H1\n2,Minh,H1\n3,Aïcha,H1\n')
        self.assertEqual(run.refused_count, 0, run.row_ids.mapped('reason'))
        self.assertFalse(self._partner('1').household_id)
        self.assertEqual(self._partner('2').household_id, self._partner('3').household_id)
        self.assertEqual(self._partner('2').household_id.household_size, 2)

    def test_one_row_that_meets_trouble_beside_is_refused_with_its_person(self):
        Run = self.env.registry['constituent.import.run']
        write = Run._write_organisations

        def odd(run, items):
            write(run, items)
            for item in items:
                if item.extra['organisation'] == 'Kolo':
                    raise UserError("Kolo takes nobody.")
                if item.extra['organisation'] == 'Mlýn':
                    raise KeyError('Mlýn')

        rows = ''.join(f'{n},Þórður {n},{ {7: "Kolo", 12: "Mlýn"}.get(n, "Acme")}\n' for n in range(1, 21))
        with patch.object(Run, '_write_organisations', odd), self.assertLogs(CHUNK_LOG, 'WARNING'):
            run = self._imported('Id,Name,Employer\n' + rows)
        self.assertEqual((self._counts(run), run.is_reconciled), ((18, 0, 0, 2, 0), True))
        refused = run.row_ids.filtered(lambda row: row.state == 'refused').sorted('line')
        self.assertEqual(refused.mapped('line'), [8, 13])
        self.assertEqual(refused[0].reason, "Kolo takes nobody.")
        self.assertIn('KeyError', refused[1].reason)
        self.assertFalse(self._partner('7') + self._partner('12'))
        self.assertFalse(self.env['res.partner'].search([('name', 'in', ('Þórður 7', 'Þórður 12', 'Kolo', 'Mlýn'))]))
        acme = self.env['res.partner'].search([('name', '=', 'Acme')])
        self.assertEqual(self.env['constituent.affiliation'].search_count([('organisation_id', '=', acme.id)]), 18)

    def test_a_workbook_with_an_impossible_row_number_is_read(self):
        book = io.BytesIO()
        with xlsxwriter.Workbook(book) as made:
            sheet = made.add_worksheet()
            for line, cells in enumerate((['Id', 'Name'], ['1', 'Ада'], ['2', '小明'])):
                sheet.write_row(line, 0, cells)
        odd = io.BytesIO()
        with zipfile.ZipFile(book) as source, zipfile.ZipFile(odd, 'w') as target:
            for part in source.namelist():
                target.writestr(part, source.read(part).replace(b'<row r="2"', b'<row r="99999999999"'))
        run = self._imported(odd.getvalue(), name='people.xlsx')
        self.assertEqual(self._counts(run), (2, 0, 0, 0, 0))
        self.assertEqual(sorted(run.row_ids.mapped('line')), [2, 3])

    # -- an import that fails all the same --------------------------------

    @mute_logger('odoo.addons.crm_kit.models.kit_batch_worker')
    def _failed(self, content, chunks=0):
        """An import that fails after `chunks` chunks."""
        run = self._run(content)
        run.action_import()
        for _chunk in range(chunks):
            run.batch_id._lock_progress()
            run.batch_id._run_chunk()
        with patch.object(self.env.registry['constituent.import.run'], '_import_chunk', side_effect=OSError('disk')):
            run.batch_id._run_now()
        run.invalidate_recordset()
        self.assertEqual(run.batch_id.state, 'failed')
        return run

    def test_an_import_that_failed_before_it_did_anything_goes_back_to_the_columns(self):
        run = self._failed('Id,Name\n1,Ада\n')
        self.assertTrue(run.is_cut_off and run.may_go_back)
        self.assertFalse(run.may_take_back)
        run.action_back()
        self.assertEqual((run.state, run.is_cut_off), ('profiled', False))
        self._imported(run)
        self.assertEqual(self._counts(run), (1, 0, 0, 0, 0))

    def test_an_import_that_failed_half_way_says_how_far_it_came_and_can_be_taken_back(self):
        run = self._failed('Id,Name\n' + ''.join(f'{n},Þór {n}\n' for n in range(2500)), chunks=1)
        self.assertTrue(run.is_cut_off and run.may_take_back)
        self.assertFalse(run.may_go_back)
        self.assertIn('2000 of 2500', run.cut_off_text)
        with self.assertRaises(UserError):
            run.action_back()
        run.action_roll_back()
        self._work(run)
        self.assertEqual((run.state, run.undone_count), ('rolled_back', 2000))
        self.assertFalse(run.is_cut_off)

    def test_two_people_in_columns_are_kept_as_in_one_line(self):
        run = self._imported(
            'Id,Civilité,Prénom,Nom\n'
            '1,M. et Mme,Luc et Anne,Petit\n2,Familie,,Schröder\n3,,Ada & Björn,Lindqvist\n4,Herr und Frau,,Müller\n'
            '5,,José,Ortega y Gasset\n6,Mme,Anne,Petit\n7,M.,Luc E,Petit\n8,Sra. y Sr.,,Ruiz\n')
        self.assertEqual(self._counts(run), (8, 0, 0, 0, 0))
        for key, name in (
            ('1', 'M. et Mme Luc et Anne Petit'), ('2', 'Familie Schröder'), ('3', 'Ada & Björn Lindqvist'),
            ('4', 'Herr und Frau Müller'), ('8', 'Sra. y Sr. Ruiz'),
        ):
            with self.subTest(name=name):
                person = self._partner(key)
                self.assertEqual((person.name, person.last_name, person.first_name, person.name_prefix),
                                 (name, name, False, False))
        self.assertEqual(
            [(self._partner(key).name_prefix, self._partner(key).first_name, self._partner(key).last_name)
             for key in '567'],
            [(False, 'José', 'Ortega y Gasset'), ('Mme', 'Anne', 'Petit'), ('M.', 'Luc E', 'Petit')])
        titled = self._imported('Id,Anrede,Name\n11,Herr und Frau,Greta Schröder\n12,Frau,Greta Weiß\n')
        self.assertEqual(titled.created_count, 2)
        self.assertEqual(self._partner('11').last_name, 'Herr und Frau Greta Schröder')
        self.assertEqual((self._partner('12').name_prefix, self._partner('12').first_name), ('Frau', 'Greta'))
        again = self._imported('Id,Civilité,Prénom,Nom\n1,M. et Mme,Luc et Anne,Petit\n')
        self.assertEqual(self._counts(again), (0, 0, 1, 0, 0))
