import time

from .import_common import ImportCase

PEOPLE = (
    'Id,Name,E-mail,Phone,Birth date,Zip,Contact\n'
    '1,Олена Коваль,olena@example.org,,1980-12-31,01001,a@example.org\n'
    '2,Ngọc Nguyễn,not-an-address,,1990-02-30,,b@example.org\n'
    '3,王小明,,call me,,,c@example.org\n'
    '4,Amina Yusuf,amina@example.org,,,,nobody\n'
    '4,Kwame Mensah,,,,,d@example.org\n'
    'x5,Bo Lind,BO@example.org,,,,\n'
    ',Zoë O’Brien,zoe@example.org,,,,\n'
)


class TestImportProfile(ImportCase):
    """What is known of a file before the first dry run, and that every cell of it is accounted for in the end."""

    def _column(self, run, name):
        return next(column for column in run.report['columns'] if column['name'] == name)

    def test_wrong_cells_are_counted_by_what_their_column_is_mapped_to(self):
        run = self._run(PEOPLE)
        self.assertEqual(run.mapping_ids[6].target, False)
        wrong = {column['name']: column['wrong'] and column['wrong'][:2] for column in run.report['columns']}
        self.assertEqual(wrong['E-mail'], [1, 3])
        self.assertEqual(wrong['Phone'], [1, 4])
        self.assertEqual(wrong['Birth date'], [1, 3], "30 February, although the row is refused for its e-mail already")
        self.assertEqual(wrong['Contact'], [1, 5], "a column that nobody mapped is judged by what it looks like")
        self.assertEqual(wrong['Id'], [1, 8], "an empty id")
        self.assertFalse(wrong['Name'] or wrong['Zip'])
        self.assertIn('not-an-address', run.report_html)

    def test_duplicates_in_the_file_and_in_the_base_are_told_before_the_dry_run(self):
        self._person('bo  LIND', email='bo@example.org')
        self._imported('Id,Name\n1,Олена Коваль\n')
        content = PEOPLE + '7,Chi Oh,chi@example.org,,,,\n,,,,,,\n'
        run = self._run(content)
        self.assertEqual(run.report['alike']['file'], {'rule_id': [1, 6, 5]})
        self.assertEqual(run.report['alike']['base'], {'rule_id': [1, 2, '1'], 'rule_email': [1, 7, 'bo LIND']})
        self.assertIn('same e-mail and name', run.report_html)
        self.assertFalse(self.env['constituent.import.key'].sudo().search([('run_id', '=', run.id)]))

    def test_what_the_profile_says_of_duplicates_the_dry_run_says_too(self):
        self._person('Zoë 7', email='z7@example.org')
        lines = [f'Zoë {n},z{n}@example.org,{n % 10}' for n in range(6000)]
        lines[5900] = lines[3]  # alike across the parts of the check
        lines[4] = lines[3]
        run = self._run('Name,Email,Group\n' + '\n'.join(lines) + '\n', system=False)
        found = run.report['alike']
        self.assertEqual((found['file']['rule_email'], found['base']['rule_email']), ([2, 6, 5], [1, 9, 'Zoë 7']))
        run.action_dry_run()
        self._work(run)
        self.assertEqual(run.duplicate_count, 3)

    def test_ten_thousand_rows_are_checked_in_three_seconds(self):
        content = 'Id,First name,Last name,E-mail,Zip\n' + ''.join(
            f'C{n},Ада,Коваль-{n % 97},p{n}@example.org,{n % 90000:05d}\n' for n in range(10_000))
        run = self._run(content, read=False)
        run._read_file()
        started = time.process_time()
        run._check_file()
        self.assertLess(time.process_time() - started, 3)
        self.assertEqual(run.report['alike'], {'file': {}, 'base': {}})

    # -- totals ------------------------------------------------------------

    def _totals(self, run):
        return {total['column']: total for total in run.totals}

    def test_every_filled_cell_is_accounted_for(self):
        content = (
            'Nr,Name,E-mail,Birth date,City\n'
            '10,Олена Коваль,olena@example.org,1980-12-31,Київ\n'
            '20,Ngọc Nguyễn,not-an-address,1990-01-05,Huế\n'
            '30,王小明,,1975-05-05,Bern\n'
            '40,"Amina Yusuf,amina@example.org,1999-09-09,Rom\n'
            '50,Kwame Mensah,kwame@example.org,nonsense,Accra\n'
            'Total,4,,,\n'
        )
        run = self._run(content)
        run.mapping_ids.filtered(lambda line: line.column == 'Nr').write({'target': 'ref'})
        run.mapping_ids.filtered(lambda line: line.column == 'Birth date').on_error = 'blank'
        self._imported(run)
        self.assertEqual(self._counts(run), (3, 0, 0, 2, 1))
        self.assertTrue(run.is_reconciled, run.message)
        totals = self._totals(run)
        keys = ('file', 'created', 'updated', 'unchanged', 'blank', 'rest')
        self.assertEqual([totals['Name'][key] for key in keys][:2], [6, 3])
        self.assertEqual([totals['E-mail'][key] for key in keys][1:5], [2, 0, 0, 0])
        self.assertEqual([totals['Birth date'][key] for key in keys][1:5], [2, 0, 0, 1])
        self.assertEqual(totals['Birth date']['dates_in'], ['1975-05-05', '1980-12-31'])
        self.assertEqual(totals['Birth date']['dates_out'], ['1990-01-05', '1999-09-09'])
        for total in run.totals:
            self.assertEqual(total['file'], sum(total[key] for key in keys[1:]), total['column'])
        self.assertIn('Birth date', run.totals_html)

    def test_control_sums_of_numbers_add_up(self):
        lines = [f'{n},Ада {n}' for n in range(1, 101)]
        lines[9] = '10,'
        run = self._run('Nr,Name\n' + '\n'.join(lines) + '\n')
        run.mapping_ids.filtered(lambda line: line.column == 'Nr').write({'target': 'external_id', 'width': 0})
        self._imported(run)
        self.assertEqual(self._totals(run)['Nr']['sums'], [5050, 5040, 0, 10])
        again = self._run('Nr,Name\n' + '\n'.join(lines) + '\n')
        again.mapping_ids.filtered(lambda line: line.column == 'Nr').write({'target': 'external_id', 'width': 0})
        self._imported(again)
        self.assertEqual(
            [self._totals(again)['Name'][key] for key in ('file', 'created', 'updated', 'unchanged', 'rest')],
            [99, 0, 0, 99, 0])

    def test_totals_that_do_not_add_up_are_said(self):
        run = self._run(PEOPLE)
        report = dict(run.report)
        report['columns'][1]['cells'] += 1
        run.sudo().report = report  # as if the reading had counted wrong
        self._imported(run)
        self.assertFalse(run.is_reconciled)
        self.assertIn('Name', run.message)

    def test_a_date_of_birth_of_an_organisation_does_not_count_as_gone_in(self):
        run = self._imported('Id,Name,Birth date\n1,Mühle,1980-01-01\n2,Werft,\n', default_type='organisation')
        total = self._totals(run)['Birth date']
        self.assertEqual((total['file'], total['created'], total['blank']), (1, 0, 1))

    # -- large files ---------------------------------------------------------

    def test_a_large_file_is_read_in_the_background(self):
        content = 'Id,Name,Notes\n' + ''.join(f'{n},Þór {n},{"x" * 900}\n' for n in range(6_000))
        run = self._run(content)
        self.assertEqual((run.state, run.row_count), ('reading', 0))
        run.action_read()  # pressed twice
        batch = run.batch_id
        batch._lock_progress()
        self.assertTrue(batch._run_chunk())
        self.assertTrue(batch._run_chunk())
        self.assertEqual((batch.total, batch.done_count), (6_000, 5_000))
        self._work(run)
        self.assertEqual((run.state, run.row_count, run.batch_id), ('profiled', 6_000, batch))
        self.assertEqual(run.report['alike'], {'file': {}, 'base': {}})
        self._imported(run)
        self.assertEqual((run.created_count, run.is_reconciled), (6_000, True))

    def test_a_large_file_that_cannot_be_read_says_why_and_lets_go(self):
        run = self._run(b'%PDF-1.7\n' + b'x' * 6_000_000, name='people.csv')
        run.batch_id._run_now()
        self.assertEqual((run.state, run.batch_id.state), ('reading', 'failed'))
        self.assertIn('PDF', run.batch_id.error)
        run.action_back()
        self.assertEqual(run.state, 'uploaded')
