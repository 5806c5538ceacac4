import csv
import io

from odoo.exceptions import AccessError, UserError

from .import_common import ImportCase

PEOPLE = (
    'Id,Vorname,Nachname,E-Mail,Geburtsdatum,Ort,Schlagworte,Haushalt,Firma\n'
    '1,Олена,Коваль,olena@example.org,31.12.1980,Київ,"Vorstand, Chor",H1,Muehle\n'
    '2,王,小明,,,Bern,,H1,\n'
    '3,Ngọc,Nguyễn,not-an-address,,Ulm,,,\n'
    '4,Amina,Yusuf,amina@example.org,01.02.1990,Rom,Chor,,\n'
)


class TestImportRun(ImportCase):
    def test_an_import_says_beforehand_what_it_then_does(self):
        run = self._run(PEOPLE)
        self.assertEqual(run.state, 'profiled')
        self.assertEqual(run.mapping_ids.filtered(lambda line: line.column == 'Geburtsdatum').date_format, 'dmy')
        before = self.env['res.partner'].search_count([])
        run.action_dry_run()
        self._work(run)
        self.assertEqual((run.state, self._counts(run)), ('dry_run', (3, 0, 0, 1, 0)))
        self.assertEqual(self.env['res.partner'].search_count([]), before, "a dry run leaves nothing behind")
        self._imported(run)
        self.assertEqual((run.state, self._counts(run), run.is_reconciled), ('done', (3, 0, 0, 1, 0), True))

    def test_people_come_with_all_that_stands_beside_them(self):
        self._imported(PEOPLE)
        olena = self._partner('1')
        self.assertEqual(
            (olena.name, str(olena.birthdate), olena.constituent_type), ('Олена Коваль', '1980-12-31', 'individual')
        )
        self.assertEqual(sorted(olena.category_id.mapped('name')), ['Chor', 'Vorstand'])
        self.assertEqual(olena.household_id, self._partner('2').household_id)
        self.assertTrue(olena.household_id)
        self.assertEqual(olena.household_id.household_member_ids.person_id, olena + self._partner('2'))
        affiliation = self.env['constituent.affiliation'].search([('person_id', '=', olena.id)])
        self.assertEqual(
            (affiliation.organisation_id.name, affiliation.organisation_id.constituent_type), ('Muehle', 'organisation')
        )

    def test_the_same_file_twice_changes_nothing(self):
        self._imported(PEOPLE)
        households = self.env['res.partner'].search_count([('constituent_type', '!=', 'individual')])
        again = self._imported(PEOPLE)
        self.assertEqual(self._counts(again), (0, 0, 3, 1, 0))
        self.assertEqual(self.env['res.partner'].search_count([('constituent_type', '!=', 'individual')]), households)

    def test_a_changed_file_changes_what_has_changed(self):
        self._imported(PEOPLE)
        run = self._imported(PEOPLE.replace('Київ', 'Львів').replace('Rom,Chor', 'Rom,"Chor, Küche"'))
        self.assertEqual(self._counts(run), (0, 2, 1, 1, 0))
        self.assertEqual(self._partner('1').city, 'Львів')
        self.assertEqual(sorted(self._partner('4').category_id.mapped('name')), ['Chor', 'Küche'])

    def test_whoever_is_left_as_they_are_gets_nothing_beside_either(self):
        self._imported('Id,Name\n1,Олена\n')
        olena, tags = self._partner('1'), self.env['res.partner.category'].search_count([])
        run = self._imported('Id,Name,Tags,Household,Employer\n1,Inna,Chor,H1,Muehle\n', on_known='skip')
        self.assertEqual((self._counts(run), run.is_reconciled), ((0, 0, 1, 0, 0), True))
        self.assertEqual(run.row_ids.mapped('state'), ['unchanged'], "nothing was made beside")
        self.assertEqual(olena.name, 'Олена')
        self.assertFalse(olena.category_id or olena.household_id)
        self.assertFalse(self.env['constituent.affiliation'].search([('person_id', '=', olena.id)]))
        self.assertEqual(self.env['res.partner.category'].search_count([]), tags)

    def test_a_row_that_resembles_somebody_waits_for_a_person(self):
        self._person('Amina Yusuf', email='Amina@example.org')
        for policy, counts in (('review', (2, 0, 0, 1, 1)), ('create', (3, 0, 0, 1, 0)), ('link', (2, 1, 0, 1, 0))):
            with self.subTest(policy=policy), self.env.cr.savepoint() as savepoint:
                run = self._run(PEOPLE, on_duplicate=policy)
                run.action_dry_run()
                self._work(run)
                self.assertEqual(self._counts(run), counts)
                self._imported(run)
                self.assertEqual(self._counts(run), counts)
                if policy == 'review':
                    row = run.refused_ids.filtered(lambda row: row.state == 'skipped')
                    self.assertIn('same e-mail and name', row.reason)
                    self.assertIn('Amina Yusuf', row.reason)
                if policy == 'link':
                    self.assertEqual(self._partner('4').city, 'Rom')
                savepoint.rollback()

    def test_rows_that_resemble_one_another_are_told_in_dry_run_and_import_alike(self):
        lines = [f'P{n},Zoë {n},z{n}@example.org' for n in range(3000)]
        lines[2900] = ',Zoë 5,z5@example.org'
        content = 'Ref,Name,Email\n' + '\n'.join(lines) + '\n'
        run = self._run(content, system=False)
        run.mapping_ids.filtered(lambda line: line.column == 'Ref').target = 'ref'
        run.action_dry_run()
        self._work(run)
        self.assertEqual(self._counts(run), (2999, 0, 0, 0, 1))
        self._imported(run)
        self.assertEqual(self._counts(run), (2999, 0, 0, 0, 1))

    def test_the_worked_table_of_the_page_is_true(self):
        """docs/algorithms/import.md"""
        ada = self._person('Ada Okafor', email='ada@example.org')
        self.env['constituent.external.id'].create({'partner_id': ada.id, 'system': 'old', 'value': '1'})
        self._person('Bo Lind', birthdate='1980-05-01')
        run = self._imported(
            'Id,Name,E-mail,Birth date\n1,Ada Okafor,ada@example.org,\n2,Ada Okafor,ada@example.org,\n'
            '3,bo  LIND,,1980-05-01\n4,Chi Oh,chi@example.org,\n4,Chi Oh,chi@example.org,\n5,Dee Roy,dee@example,\n'
            '6,,eve@example.org,\n,Fay Iva,,\n,,,\n', system='old')
        found = {row.line: (row.state, row.code) for row in run.row_ids}
        self.assertEqual(found, {
            2: ('unchanged', False), 3: ('created', False), 4: ('skipped', 'possible_duplicate'), 5: ('created', False),
            6: ('refused', 'key_twice'), 7: ('refused', 'email'), 8: ('refused', 'name_missing'),
            9: ('refused', 'key_missing'),
            10: ('skipped', 'blank')})

    def test_an_id_stands_once_in_a_file(self):
        run = self._imported('Id,Name\n1,Ада\n2,Bo\n1,Chi\n,Dee\n')
        self.assertEqual(self._counts(run), (2, 0, 0, 2, 0))
        self.assertIn('line 2', run.refused_ids[0].reason)

    def test_what_was_not_taken_can_be_corrected_and_imported(self):
        run = self._imported(PEOPLE + '5,=1+1,Bo,,,,,,\n')
        rows = list(csv.reader(io.StringIO(run._refused_csv().decode('utf-8-sig'))))
        self.assertEqual(rows[0][:3], ['Id', 'Vorname', 'Nachname'])
        self.assertEqual((rows[1][-4], rows[1][-2]), ('4', 'E-Mail'))
        self.assertIn('no e-mail address', rows[1][-1])
        self.assertEqual(rows[2][1], "'=1+1")
        self.assertEqual(run._refused_xlsx()[:2], b'PK')
        mended = run._refused_csv().decode('utf-8-sig').replace('not-an-address', 'ngoc@example.org')
        again = self._imported(mended)
        self.assertEqual(self._counts(again), (1, 0, 0, 1, 0))
        self.assertEqual(self._partner('3').email, 'ngoc@example.org')

    def test_what_was_not_taken_is_not_taken_as_it_is_either(self):
        content = (
            b'id,name,city,notes\n1,Ada,Bern,x\n2;Bo;Ulm;x\n3,Chi "Chi" x",Rom,"a\n4,Dee,Wien,x,further\n'
            b'5,Eve\0,Rom,x\n6,Fay\xff,Rom,\xd0\xb6\nid,name,city,notes\n7,"Gil,Rom,x\n8,% Hal,Rom,' + b'y' * 200_000
            + b'\n9,I,\xd0\xb6,' + 'ж'.encode() * 5_000 + b',z\n10,,Rom,x\nTotal,,,\n')
        run = self._imported(content)
        self.assertEqual(run.created_count, 1)
        not_taken = run.refused_count + run.skipped_count
        for kind in ('csv', 'xlsx'):
            with self.subTest(kind=kind):
                again, name = run, 'again.' + kind
                for _time in range(2):
                    data = again._refused_csv() if kind == 'csv' else again._refused_xlsx()
                    again = self._imported(data, name=name)
                    self.assertEqual(self._counts(again), (0, 0, 0, not_taken, 0), again.row_ids.mapped('reason'))
        rows = list(csv.reader(io.StringIO(run._refused_csv().decode('utf-8-sig'))))
        self.assertEqual(len({len(row) for row in rows}), 1)
        self.assertEqual(rows[0][4], 'Import: further cell 1')
        self.assertIn('further', [row[4] for row in rows])
        self.assertIn('ж' * 5_000, [row[3] for row in rows])
        marked = run._refused_csv().decode('utf-8-sig').replace(',incomplete,', ',,').replace('8,"Hal', '8,Hal')
        self.assertGreater(self._imported(marked).created_count, 1, "a mark that is taken away lets the row in")

    def test_a_cell_that_is_left_empty_is_counted_and_listed(self):
        run = self._run(PEOPLE)
        run.mapping_ids.filtered(lambda line: line.target == 'email').on_error = 'blank'
        run.action_dry_run()
        self.assertEqual(self._work(run).blank_count, 1)
        self._imported(run)
        self.assertEqual((self._counts(run), run.blank_count), ((4, 0, 0, 0, 0), 1))
        row = self.env['constituent.import.row'].search(run.with_context(
            row_codes=['cells_left_empty']).action_open_rows()['domain'])
        self.assertEqual((row.line, row.column, row.state), (4, 'E-Mail', 'created'))
        self.assertIn("“E-Mail” was left empty (“not-an-address”)", row.reason)
        self.assertTrue(run.action_download_xlsx()['url'])
        data = run._refused_csv().decode('utf-8-sig')
        self.assertIn('3,Ngọc,Nguyễn,not-an-address', data)
        self.assertEqual(self._counts(self._imported(data)), (0, 0, 0, 1, 0))
        mended = data.replace('Nguyễn,not-an-address', 'Nguyễn,ngoc@example.org')
        mended = mended.replace('"taken, but for wrong cells"', '')
        self.assertEqual(self._counts(self._imported(mended)), (0, 1, 0, 0, 0))
        self.assertEqual(self._partner('3').email, 'ngoc@example.org')
        run.sudo()._forget_contents()
        self.assertFalse(row.cells)
        self.assertNotIn('not-an-address', row.reason)

    def test_dates_that_can_be_read_in_two_ways_must_be_chosen(self):
        run = self._run('Id,Name,Birth date\n1,Ада,03/04/1980\n2,Bo,05/06/1981\n')
        with self.assertRaises(UserError) as caught:
            run.action_dry_run()
        self.assertIn('two ways', str(caught.exception))
        run.mapping_ids[2].date_format = 'mdy'
        self._imported(run)
        self.assertEqual(str(self._partner('1').birthdate), '1980-03-04')

    def test_a_mapping_without_a_name_is_refused_before_anything_happens(self):
        run = self._run('Id,City\n1,Bern\n')
        with self.assertRaises(UserError) as caught:
            run.action_import()
        self.assertIn('name', str(caught.exception))
        self.assertEqual(run.state, 'profiled')

    def test_the_next_file_with_this_header_is_read_the_same_way(self):
        run = self._run('Nr,Wer,Wo\n1,Ада,Bern\n')
        run.mapping_ids.filtered(lambda line: line.column == 'Wer').target = 'name'
        run.mapping_ids.filtered(lambda line: line.column == 'Wo').target = 'city'
        run.action_save_profile()
        again = self._run('nr,wer,wo\n2,Bo,Ulm\n', system=False)
        self.assertEqual(again.profile_id, run.profile_id)
        self.assertEqual(again.mapping_ids.mapped('target'), ['external_id', 'name', 'city'])
        self.assertEqual(again.system, 'test')

    def test_pressed_twice_it_runs_once(self):
        run = self._run(PEOPLE)
        run.action_import()
        batch = run.batch_id
        run.action_import()
        self.assertEqual(run.batch_id, batch)
        self._work(run)
        run.action_import()
        self.assertEqual((run.batch_id, run.created_count), (batch, 3))

    def test_an_import_cut_off_goes_on_where_it_stopped(self):
        content = 'Id,Name\n' + ''.join(f'{n},Þór {n}\n' for n in range(5000))
        run = self._run(content)
        run.action_import()
        batch = run.batch_id
        batch._lock_progress()
        batch._run_chunk()
        batch.action_stop()
        batch._run_chunk()
        self.assertEqual(batch.state, 'stopped')
        self.assertEqual(self.env['constituent.import.row'].search_count([('run_id', '=', run.id)]), 2000)
        batch.action_resume()
        self._work(run)
        self.assertEqual((self._counts(run), run.is_reconciled), ((5000, 0, 0, 0, 0), True))

    # -- the way back ------------------------------------------------------

    def _rolled_back(self, run):
        run.action_roll_back()
        return self._work(run)

    def test_an_import_taken_back_leaves_what_was_before(self):
        before = self.env['res.partner'].with_context(active_test=False).search([])
        run = self._rolled_back(self._imported(PEOPLE))
        self.assertEqual((run.state, run.kept_count), ('rolled_back', 0), run.row_ids.mapped('undo_reason'))
        self.assertEqual(self.env['res.partner'].with_context(active_test=False).search([]), before)
        self.assertFalse(self._partner('1'))

    def test_changes_are_put_back_field_by_field(self):
        self._imported(PEOPLE)
        run = self._imported(PEOPLE.replace('Київ', 'Львів').replace('olena@', 'kovalʼ@'.replace('ʼ', '')))
        olena = self._partner('1')
        olena.city = 'Одеса'
        self._rolled_back(run)
        self.assertEqual((olena.city, olena.email), ('Одеса', 'olena@example.org'))
        row = run.row_ids.filtered(lambda row: row.undo == 'kept')
        self.assertIn('City', row.undo_reason)

    def test_whom_somebody_has_worked_on_stays(self):
        run = self._imported(PEOPLE)
        olena, amina = self._partner('1'), self._partner('4')
        self.env['constituent.interaction'].create(
            {
                'date': '2026-01-05 10:00:00',
                'channel': 'call',
                'direction': 'in',
                'subject': 'Call',
                'partner_ids': [(4, olena.id)],
            }
        )
        amina.with_context(tracking_disable=False).message_post(body='Hello')
        self._rolled_back(run)
        self.assertTrue(olena.exists() and amina.exists())
        self.assertFalse(self._partner('2'))
        # the two, and what they are in: household, employer, two tags
        self.assertEqual(run.kept_count, 6)
        self.assertTrue(all(run.row_ids.filtered(lambda row: row.undo == 'kept').mapped('undo_reason')))

    # -- who may ------------------------------------------------------------

    def test_viewers_do_not_import(self):
        with self.assertRaises(AccessError):
            self.env(user=self.viewer)['constituent.import.run'].create({'name': 'x'})
        run = self._run(PEOPLE)
        with self.assertRaises(AccessError):
            run.with_user(self.viewer).action_import()

    def test_archived_people_are_not_changed_behind_the_back(self):
        self._imported('Id,Name,City\n1,Ада,Bern\n2,王,Bern\n')
        self._partner('1').active = False
        ada = self.env['constituent.external.id'].search([('system', '=', 'test'), ('value', '=', '1')]).partner_id
        run = self._imported('Id,Name,City\n1,Ада,Ulm\n2,王,Ulm\n')
        self.assertEqual((self._counts(run), ada.city), ((0, 1, 0, 1, 0), 'Bern'))
        self.assertIn('archived', run.refused_ids.reason)
        run = self._imported('Id,Name,City\n1,Ада,Rom\n', on_known='skip')
        self.assertEqual((self._counts(run), ada.city), ((0, 0, 1, 0, 0), 'Bern'))

    def test_people_of_another_company_are_not_changed(self):
        self.env.ref('base.res_partner_rule').sudo().active = True
        other = self.env(user=self.env.ref('base.user_root'))['res.company'].create({'name': 'Інша спілка'})
        self._imported('Id,Name,City\n1,Ада,Bern\n')
        self._partner('1').sudo().company_id = other
        run = self._imported('Id,Name,City\n1,Ада,Ulm\n')
        self.assertEqual(self._counts(run), (0, 0, 0, 1, 0))

    def test_nothing_is_written_on_people_out_of_sight_and_nobody_is_named(self):
        self.env.ref('base.res_partner_rule').sudo().active = True
        other = self.env(user=self.env.ref('base.user_root'))['res.company'].create({'name': 'Інша спілка'})
        content = 'Id,Name,E-mail,Tags,Household,Employer\n1,Ада Ковач,ada@example.org,%s\n'
        self._imported(content % ',,')
        ada = self._partner('1').sudo()
        ada.company_id = other
        self.env.invalidate_all()
        for policy in ('update', 'fill', 'skip'):
            with self.subTest(policy=policy):
                run = self._imported(content % 'Chor,H9,Müller', on_known=policy)
                self.assertEqual(self._counts(run), (0, 0, 0, 1, 0))
                self.assertIn('another company', run.refused_ids.reason)
                self.assertNotIn('Ковач', run.refused_ids.reason + str(run.refused_ids.params))
                self.assertFalse(run.refused_ids.partner_id)
        self.env.flush_all()
        self.assertFalse(ada.category_id or ada.household_id)
        self.assertFalse(self.env['constituent.affiliation'].sudo().search([('person_id', '=', ada.id)]))
        run = self._imported('Name,E-mail\nАда Ковач,ada@example.org\n')
        self.assertEqual(self._counts(run), (1, 0, 0, 0, 0), "whoever is out of sight is not hinted at")
        self.assertNotIn('Ковач', str(run.report['alike']['base']))

    def test_erasing_a_person_empties_the_rows_of_imports(self):
        run = self._imported(PEOPLE)
        for step in self._partner('1').get_erasure_plan():
            if step['records']._name == 'constituent.import.row' and step['action'] == 'write':
                step['records'].write(step['values'])
        self.env.flush_all()
        run.invalidate_recordset()
        row = run.row_ids.filtered(lambda row: row.line == 2)
        self.assertEqual(row.state, 'created')
        self.assertFalse(row.key or row.after or row.before)
