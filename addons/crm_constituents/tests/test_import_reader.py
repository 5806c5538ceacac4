import datetime
import doctest
import io
import re
import tempfile
import zipfile

import xlsxwriter

from odoo.tests import BaseCase, tagged

from ..tools import (
    import_csv,
    import_dates,
    import_plan,
    import_profile,
    import_source,
    import_suggest,
    import_table,
    import_text,
    import_values,
    import_xlsx,
)


@tagged('post_install', '-at_install')
class TestImportReader(BaseCase):
    def _read(self, content, **options):
        """`(table, {line: record})` of a file with this content."""
        with tempfile.NamedTemporaryFile(suffix='.csv') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
            file.flush()
            out = io.StringIO()
            table = import_table.write_spool(file.name, out, **options)
            lines = out.getvalue().splitlines()
        return table, {record[0]: record for record in map(import_table.json.loads, lines)}

    def _code(self, content):
        with self.assertRaises(import_source.SourceError) as caught:
            self._read(content)
        return caught.exception.code

    def _workbook(self, fill, **options):
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, options)
        fill(book)
        book.close()
        return out.getvalue()

    def test_examples_in_the_tools_are_true(self):
        for module in (
            import_csv,
            import_dates,
            import_source,
            import_suggest,
            import_table,
            import_text,
            import_values,
            import_xlsx,
        ):
            with self.subTest(module=module.__name__):
                self.assertFalse(doctest.testmod(module).failed)

    def test_an_unclosed_quote_costs_its_own_row_and_no_other(self):
        _table, rows = self._read('id,name,city\n1,"Ada,Bern\n2,Bo,Ulm\n3,"Chi",Rom\n4,Đặng,Huế\n')
        self.assertEqual(rows[2][2:4], ['refused', 'quote_open'])
        self.assertEqual([rows[line][1][1] for line in (3, 4, 5)], ['Bo', 'Chi', 'Đặng'])

    def test_a_quoted_cell_may_hold_line_breaks_quotes_and_delimiters(self):
        _table, rows = self._read('id,name,note\n1,Ada,"one\r\ntwo, ""three"""\n2,Bo,x\n')
        self.assertEqual(rows[2][1][2].replace('\r', ''), 'one\ntwo, "three"')
        self.assertEqual(rows[4][1], ['2', 'Bo', 'x'])

    def test_a_well_formed_cell_that_holds_a_whole_row_stays_one_cell(self):
        _table, rows = self._read('id,name,notes\n1,Amina,"Dear all\nAda, Bo, Cy\nbye"\n2,Đặng,x\n')
        self.assertEqual(rows[2][1:], [['1', 'Amina', 'Dear all\nAda, Bo, Cy\nbye']])
        self.assertEqual({line: row[1][1] for line, row in rows.items()}, {2: 'Amina', 5: 'Đặng'})
        _table, rows = self._read('id,notes,city\n1,"a,b,c\nsaid ""d"", e\n3,4,5",Bern\n2,,Ulm\n')
        self.assertEqual(rows[2][1:], [['1', 'a,b,c\nsaid "d", e\n3,4,5', 'Bern']])
        self.assertEqual(list(rows), [2, 5])

    def test_a_later_quote_does_not_close_one_that_was_forgotten(self):
        for later in ('3,"Chi",Rom', '"3","Chi","Rom"', '3,"",Rom', '3,5" pipe,Rom', '3,"a\nb",Rom', '3,Chi,Rom'):
            with self.subTest(later=later):
                _table, rows = self._read(f'id,name,city\n1,"Ada,Bern\n2,王,Ulm\n{later}\n4,"Олена",Київ\n')
                self.assertEqual(rows[2][2:4], ['refused', 'quote_open'])
                self.assertEqual((rows[3][1][1], rows[max(rows)][1][1]), ('王', 'Олена'))

    def test_a_row_that_cannot_be_read_keeps_all_that_belongs_to_it(self):
        long = 'ж' * 5_000
        _table, rows = self._read(f'id,name,city\n1,"Ada\nline"two,Bern\n2,Bo\n3,Chi,{long},extra,more\n4,Dee,Rom\n')
        self.assertEqual(rows[2][3], 'quote_open')
        self.assertIn('line', ''.join(rows[2][1]))
        self.assertEqual(rows[5][1], ['3', 'Chi', long, 'extra', 'more'])

    def test_a_row_that_was_marked_as_incomplete_waits_until_the_mark_is_gone(self):
        _table, rows = self._read('id,name,As read\n1,Ada,incomplete\n2,Bo, \n', markers={'As read', 'Wie gelesen'})
        self.assertEqual(rows[2][2:], [
            'refused', 'cells_incomplete', 2, {'value': 'incomplete', 'column': 'As read'}])
        self.assertEqual(len(rows[3]), 2)

    def test_signs_of_lost_characters_are_refused(self):
        for text in ('Stra\ufffde', 'Ma\u2400in'):
            with self.assertRaises(import_text.Refusal):
                import_text.clean(text)

    def test_every_line_end_counts_and_mixes(self):
        _table, rows = self._read(b'id,name\r1,Ada\r\n2,Bo\n3,Chi\r4,Dee')
        self.assertEqual([rows[line][1][1] for line in (2, 3, 4, 5)], ['Ada', 'Bo', 'Chi', 'Dee'])

    def test_a_line_that_does_not_decode_is_refused_alone_with_the_place(self):
        _table, rows = self._read('id,name\n1,Žofie\n'.encode() + b'2,Jos\xe9\n' + '3,Łukasz\n'.encode())
        self.assertEqual(rows[3][3:], ['undecodable', 1, {'byte': '0xE9', 'position': 6, 'encoding': 'utf-8'}])
        self.assertEqual((rows[2][1][1], rows[4][1][1]), ('Žofie', 'Łukasz'))

    def test_encodings_are_told_by_certain_signs(self):
        for encoding, expected, assumed in (
            ('utf-8', 'utf-8', False),
            ('utf-8-sig', 'utf-8-sig', False),
            ('utf-16', 'utf-16', False),
            ('utf-16-le', 'utf-16-le', False),
            ('cp1252', 'cp1252', True),
        ):
            with self.subTest(encoding=encoding):
                table, rows = self._read('id;name\n1;Håkan Ångström\n2;Zoë\n'.encode(encoding))
                self.assertEqual(
                    (table['source']['encoding'], table['source']['encoding_is_assumed']), (expected, assumed)
                )
                self.assertEqual(rows[2][1], ['1', 'Håkan Ångström'])

    def test_rows_with_other_than_the_usual_cells_are_refused(self):
        _table, rows = self._read('id,name,city\n1,Ada\n2,Bo,Ulm,x\n3,Chi,Rom,,\n')
        self.assertEqual([rows[2][3], rows[3][3]], ['cells_few', 'cells_many'])
        self.assertEqual(rows[4][1], ['3', 'Chi', 'Rom'], "empty cells beyond the last column are no fault")

    def test_lines_that_are_no_rows_are_left_out(self):
        _table, rows = self._read('Members of 2026\nid,name,city\n1,Ada,Bern\n\nid,name,city\n2,Bo,Ulm\nTotal,2,\n')
        self.assertEqual(
            [rows[line][3] for line in (1, 4, 5, 7)], ['above_header', 'blank', 'header_again', 'total_line']
        )
        self.assertEqual([rows[line][1][1] for line in (3, 6)], ['Ada', 'Bo'])

    def test_only_what_ends_the_file_and_says_nothing_but_total_is_a_total(self):
        _table, rows = self._read(
            'id,name,amount\n,Total Wellness Foundation,\n,Sum Of Us,\n,Total,5\n7,Total,5\n2,Bo,1\n8,Total,\n\n'
            ',Grand total:,6\n\n,Total 2,7\n')
        self.assertEqual({line: row[3] for line, row in rows.items() if len(row) > 2}, {
            8: 'blank', 9: 'total_line', 10: 'blank', 11: 'total_line'})
        self.assertEqual(list(rows), list(range(2, 12)), "in the order of the file")

    def test_a_header_may_hold_months_and_line_breaks(self):
        table, rows = self._read('Name,E-mail,202401,202402\nAda,ada@example.org,5,6\n')
        self.assertEqual((table['columns'][2], table['source']['has_header'], rows[2][1][0]), ('202401', True, 'Ada'))
        table, rows = self._read('Id,"Name\r\n(full)","City ""now"""\r\n1,Ada,Bern\r\n2,"Bo\r\nLind",Ulm\r\n')
        self.assertEqual(table['columns'], ['Id', 'Name (full)', 'City "now"'])
        self.assertEqual({line: row[1:] for line, row in rows.items()}, {
            3: [['1', 'Ada', 'Bern']], 4: [['2', 'Bo\nLind', 'Ulm']]})

    def test_a_header_is_made_unique_and_says_so(self):
        table, _rows = self._read('id,name,name,\n1,a,b,c\n')
        self.assertEqual(table['columns'], ['id', 'name', 'name (2)', 'Column 4'])
        self.assertEqual([code for code, _params in table['notes']], ['header_twice', 'header_empty'])

    def test_a_long_cell_is_refused_and_not_kept(self):
        _table, rows = self._read('id,name\n1,' + 'x' * 1_048_576 + '\n2,Bo\n')
        self.assertEqual(rows[2][3:5], ['cell_long', 1])
        self.assertLess(len(str(rows[2][1])), 3_000)
        _table, rows = self._read('id,name,z\n1,"' + 'x,\n' * 200_000 + '",z\n2,Bo,z\n')
        self.assertEqual((rows[2][3], rows[200_003][1][1]), ('cell_long', 'Bo'))

    def test_a_quoted_record_that_is_far_too_long_keeps_more_than_its_first_line(self):
        head = 'id,notes,city\n' + ''.join(f'{n},Bo,Ulm\n' for n in range(2, 400))
        long = 'Олена, \n' * 40_000
        _table, rows = self._read(f'{head}1,"{long}",Київ\n2,Bo,Ulm\n')
        self.assertEqual(
            rows[400][2:], ['refused', 'cell_long', 1, {'size': len(long), 'limit': import_source.CELL_LIMIT}])
        self.assertEqual(rows[400][1], ['1', long[:import_csv.KEPT], 'Київ'], "as of any other cell that is too long")
        self.assertEqual(rows[40_401][1], ['2', 'Bo', 'Ulm'])
        long = long.replace(',', '.')  # and the quote that ends it stands in the midst of a cell
        _table, rows = self._read(f'{head}1,"{long}so "they" said,Київ\n2,Bo,Ulm\n')
        self.assertEqual(rows[400][2:4], ['refused', 'cell_long'])
        self.assertEqual(rows[400][1], ['1', '"' + long[:import_csv.KEPT - 1], 'Київ'])
        self.assertEqual(rows[40_401][1], ['2', 'Bo', 'Ulm'])

    def test_every_line_of_a_long_quote_that_is_never_closed_is_kept(self):
        lines = [f'line {n}' for n in range(30_000)]
        _table, rows = self._read('id,name,city\n1,"Ada\n' + '\n'.join(lines) + '\n2,Bo,Ulm\n')
        self.assertEqual(rows[2][3], 'quote_open')
        self.assertEqual([rows[line][1] for line in range(3, 30_003)], [[line] for line in lines])
        self.assertEqual(rows[30_003][1], ['2', 'Bo', 'Ulm'])

    def test_files_that_are_no_tables_are_told_by_their_kind(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('xl/workbook.xml', '<workbook/>')
            archive.writestr('xl/worksheets/sheet1.xml', b' ' * 60_000_000)
        for content, code in (
            (b'', 'file_empty'),
            (b'\xef\xbb\xbf \r\n', 'file_empty'),
            (b'%PDF-1.7 x', 'file_pdf'),
            (b'\xd0\xcf\x11\xe0\xa1\xb1', 'file_ole'),
            (b'PK\x03\x04 broken', 'workbook_damaged'),
            (b'<html><table>', 'file_markup'),
            (b'\x1f\x8b\x08', 'file_kind'),
            (bytes(range(1, 32)) * 40, 'file_binary'),
            (bomb.getvalue(), 'workbook_bomb'),
            (','.join(map(str, range(2000))).encode() + b'\n' + b',' * 1999, 'columns_many'),
        ):
            with self.subTest(code=code):
                self.assertEqual(self._code(content), code)

    def test_a_thousand_columns_and_a_header_alone_are_tables(self):
        table, rows = self._read(','.join(f'c{n}' for n in range(1000)) + '\n' + ','.join('x' * 1000) + '\n')
        self.assertEqual((len(table['columns']), len(rows[2][1])), (1000, 1000))
        table, rows = self._read('id,name\n')
        self.assertEqual((table['columns'], rows), (['id', 'name'], {}))

    def test_a_workbook_gives_text_dates_values_and_markers(self):
        def fill(book):
            sheet = book.add_worksheet('Members')
            book.add_worksheet('Notes').write(0, 0, 'x')
            for row, cells in enumerate(
                (
                    ['Id', 'Name', 'Born', 'Sum', 'City'],
                    ['007', 'Ада', None, 5, 'Bern'],
                    ['8', 'Bo', None, 1, 'Ulm'],
                    ['9', 'Chi', None, 2, 'Rom'],
                    ['10', 'Dee', None, 3, 'x'],
                )
            ):
                sheet.write_row(row, 0, cells)
            sheet.write_datetime(1, 2, datetime.datetime(1980, 2, 29), book.add_format({'num_format': 'dd/mm/yyyy'}))
            sheet.write_formula(1, 3, '=2+3', value=5)
            sheet.write_formula(2, 3, '=1/0', value='#DIV/0!')
            sheet.write_formula(3, 3, '=NOW()', value='')
            sheet.set_row(3, None, None, {'hidden': True})
            sheet.merge_range(1, 4, 2, 4, 'Bern')

        table, rows = self._read(self._workbook(fill))
        self.assertEqual(table['source']['sheet'], 'Members')
        self.assertEqual(table['notes'][0][0], 'sheets_left_out')
        self.assertEqual(rows[2][1], ['007', 'Ада', '1980-02-29', '5', 'Bern'])
        self.assertEqual([rows[3][1][3]['!'], rows[3][1][4]['!']], ['error_value', 'merged'])
        self.assertEqual(rows[4][3], 'row_hidden')

    def test_a_covered_cell_that_the_workbook_does_not_store_is_merged_all_the_same(self):
        def fill(book):
            sheet = book.add_worksheet('Members')
            rows = (['Id', 'Name', 'City'], ['1', 'Ada', 'Bern'], ['2', 'Bo'], ['3', 'Chi', 'Ulm'])
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
            sheet.merge_range(1, 2, 2, 2, 'Bern')
            sheet.merge_range(2, 4, 3, 5, '')  # beside the table: no cell of it

        def unstored(name, data):
            return re.sub(r'<c r="(C3|[EF]\d)"[^>]*/>', '', data) if name.endswith('sheet1.xml') else data

        content = self._repacked(self._workbook(fill), unstored)
        self.assertNotIn(b'"C3"', zipfile.ZipFile(io.BytesIO(content)).read('xl/worksheets/sheet1.xml'))
        table, rows = self._read(content)
        self.assertEqual(table['columns'], ['Id', 'Name', 'City'])
        self.assertEqual(rows[3][1], ['2', 'Bo', {'!': 'merged'}])
        self.assertEqual([rows[line][1] for line in (2, 4)], [['1', 'Ada', 'Bern'], ['3', 'Chi', 'Ulm']])

    def _repacked(self, content, change):
        """The workbook with every part as `change(name, text)` gives it."""
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as before,
            zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as after,
        ):
            for name in before.namelist():
                after.writestr(name, change(name, before.read(name).decode()))
        return out.getvalue()

    def _rewritten(self, changes):
        """A workbook of two columns with parts of it replaced."""
        def fill(book):
            sheet = book.add_worksheet('Members')
            for row, cells in enumerate((['Id', 'Name', 'City'], ['1', 'Ada', 'Bern'], ['2', 'Bo', 'Ulm'])):
                sheet.write_row(row, 0, cells)

        def changed(name, data):
            for part, old, new in changes:
                if name.endswith(part):
                    self.assertIn(old, data)
                    data = data.replace(old, new, 1)
            return data

        return self._repacked(self._workbook(fill), changed)

    def _profile(self, *cells):
        """What the profile says of a column with these cells."""
        return import_profile.profile(([n, [cell]] for n, cell in enumerate(cells, 2)), ['x'])['columns'][0]

    def test_dates_and_decimal_numbers_are_no_telephone_numbers(self):
        for cells in (
            ['53.123456', '54.9876543', '8.4951000', '0.1278000', '-3.7037902'],
            ['53,123456', '54,987654'],
            ['1962-06-23', '23.06.1962', '1970-01-31', '06/23/1962', '31.02.1980', '1980/12/01'],
        ):
            with self.subTest(cells=cells):
                found = self._profile(*cells)
                self.assertNotEqual(found['kind'], 'phone')
                self.assertEqual(import_suggest.suggest(['x'], [found['kind']]), [''])
        self.assertEqual(self._profile('1962-06-23', '23.06.1962', '1970-01-31', '31.12.1980')['kind'], 'date')
        for cells in (
            ['212.5551234', '303.5550199'], ['030.901820', '+49.30901820'], ['01 02 03 04 05', '06.07.08.09.10'],
            ['(030) 901820', '030/9018-20'], ['612 345 678', '612.345.678'],
        ):
            with self.subTest(cells=cells):
                self.assertEqual(self._profile(*cells)['kind'], 'phone')

    def test_a_date_is_no_telephone_number_whatever_its_column_is_mapped_to(self):
        plan = import_plan.Plan(
            [import_plan.Spec('name', 0), import_plan.Spec('phone', 1)],
            import_plan.Context(sanitise=lambda number, country: number, home_country='DE'))
        for text in ('1962-06-23', '23.06.1962'):
            with self.subTest(text=text), self.assertRaises(import_plan.RowRefusal) as caught:
                plan.convert(['Олена', text])
            self.assertEqual(caught.exception.code, 'phone')
        self.assertEqual(plan.convert(['Олена', '030/9018-20'])[0]['phone'], '030/9018-20')

    def test_the_first_and_the_last_of_a_column_are_those_by_date_and_number(self):
        for cells, low, high in (
            (['1/1/1990', '12/25/1975', '3/4/1980', '11/30/2001'], '12/25/1975', '11/30/2001'),
            (['31.12.1980', '01.02.2003', '1975-05-05'], '1975-05-05', '01.02.2003'),
            (['5 May 1999', '31 January 2004', '1 December 1950'], '1 December 1950', '31 January 2004'),
            (['9', '10', '007', '100'], '007', '100'),
            (['1/2/1990', '3/4/1980'], '', ''),  # which of the two is the month is not known
            (['Zoë', 'Ada', 'Ольга'], 'Ada', 'Ольга'),
        ):
            with self.subTest(cells=cells):
                found = self._profile(*cells)
                self.assertEqual((found['low'], found['high']), (low, high))

    def test_usual_headers_of_four_languages_are_known(self):
        for target, headers in {
            'external_id': 'Mitgliedsnr|Mitgliedsnummer|Mitglieds-Nr.|Mitglied Nr|Kunden-Nr.|Spendernummer|Member no|'
                'Member No.|Member number|Membership no|Donor number|Supporter ID|N° adhérent|Nº de socio|N.º de socio|'
                'Número de socio|Numéro d’adhérent|No. de membre|Matricule',
            'birthdate': 'Geboren am|Geb. am|geboren|Geburtsdatum|Né le|Née le|Né(e) le|Date de naissance|'
                'Date naissance|Fecha de nacimiento|Fecha nac.|F. nacimiento|D.O.B.|Date of birth|Born|Birth date',
            'zip': 'C.P.|CP|Code postal|Código postal|Cód. postal|Post code|PLZ|ZIP/Postal code',
            'first_name': 'Prénom|Prénom(s)|Vornamen|Nombres|Forenames|First name(s)',
            'last_name': 'Zuname|Nom d’usage|Nom de famille|Apellido(s)|Surname',
            'name': 'Vor- und Nachname|Prénom et nom|Nombre y apellidos|Full name',
            'name_prefix': 'Civilité|Titre|Anrede|Tratamiento|Honorific',
            'email': 'E-Mailadresse|E-Mail-Adresse|Adresse e-mail|Adresse électronique|Mél|Correo electrónico|'
                'Dirección de correo electrónico|E-mail address',
            'phone': 'Handynummer|Mobilnummer|Tel.-Nr.|Rufnummer|Telefon privat|Téléphone portable|N° de téléphone|'
                'Tél.|Móvil|Teléfono móvil|Tfno.|Mobile number|Telephone number|Phone no.',
            'street': 'Straße/Nr.|Straße und Hausnr.|Str.|Adresse postale|Domicilio|Home address|Address line 1',
            'street2': 'Adresse 2|Complément d’adresse|Address line 2',
            'city': 'Localidad|Municipio|Town/City|Wohnort|Gemeinde',
            'comment': 'Anmerkungen|Kommentar|Remarques|Notas|Memo',
            'job_title': 'Fonction|Profession|Puesto|Occupation',
            'deceased_date': 'Verstorben am|Décédé(e) le|Fecha de defunción|Died on',
        }.items():
            for header in headers.split('|'):
                with self.subTest(header=header):
                    self.assertEqual(import_suggest.suggest([header]), [target])

    def test_a_damaged_workbook_is_said_to_be_one(self):
        for change in (
            ('sheet1.xml', '<c r="B2" t="s"><v>4</v>', '<c r="B2" t="s"><v>9999</v>'),
            ('sheet1.xml', '<c r="B2" t="s"><v>4</v>', '<c r="B2" t="s"><v>-1</v>'),
            ('workbook.xml', ' r:id="rId1"', ''),
        ):
            with self.subTest(change=change[2]):
                self.assertEqual(self._code(self._rewritten([change])), 'workbook_damaged')

    def test_a_workbook_hides_no_signs_that_a_text_may_not_hold(self):
        for new, state in (
            ('Ad_x0000_a', 'nul'), ('Ad\ufffda', 'replaced'), ('Ada_x000D_', None), ('_x0441_аша', None),
        ):
            with self.subTest(new=new):
                _table, rows = self._read(self._rewritten([('sharedStrings.xml', '<t>Ada<', f'<t>{new}<')]))
                self.assertEqual(rows[2][3] if len(rows[2]) > 2 else None, state)
                self.assertEqual(rows[3][1][1], 'Bo')
        formula = ('sheet1.xml', '<c r="B2" t="s"><v>4</v>', '<c r="B2" t="str"><f>A1</f><v>A_x000D_\ufeff_x0062_</v>')
        _table, rows = self._read(self._rewritten([formula]))
        self.assertEqual(import_text.clean(rows[2][1][1]), 'A\rb')
        with self.assertRaises(import_text.Refusal):
            import_text.clean('Ada\x1b')

    def test_only_encodings_of_text_are_known(self):
        for encoding in ('rot13', 'base64', 'hex', 'idna', 'punycode', 'utf-7', 'cp037', 'unicode_escape', 'x\0y'):
            with self.subTest(encoding=encoding), self.assertRaises(import_source.SourceError) as caught:
                self._read('id,name\n1,Ada\n', encoding=encoding)
            self.assertEqual(caught.exception.code, 'encoding_unknown')
        for encoding in ('UTF16', 'Latin-1', 'mac_roman', 'shift_jis', 'cp1250', 'utf_8_sig', 'gb18030', 'euc-kr'):
            with self.subTest(encoding=encoding):
                _table, rows = self._read('id,name\n1,Ada\n'.encode(encoding), encoding=encoding)
                self.assertEqual(rows[2][1], ['1', 'Ada'])

    def test_wrong_dates_are_called_what_they_are(self):
        for read, text, code in (
            (import_values.date, '1700-01-01', 'date_past'), (import_values.birthdate, '1700-01-01', 'date_past'),
            (import_values.birthdate, '31.02.1980', 'date_impossible'), (import_values.date, '1980', 'date_format'),
            (import_values.birthdate, '31.12.1980', 'date_format'),
            (import_values.date, '2026-02-30', 'date_impossible'),
        ):
            with self.subTest(text=text), self.assertRaises(import_text.Refusal) as caught:
                read(text)
            self.assertEqual(caught.exception.code, code)

    def test_a_death_that_is_denied_and_dated_is_refused_and_not_dropped(self):
        specs = [import_plan.Spec(word, at) for at, word in enumerate(('name', 'is_deceased', 'deceased_date'))]
        plan = import_plan.Plan(specs, import_plan.Context())
        with self.assertRaises(import_plan.RowRefusal) as caught:
            plan.convert(['Олена', 'no', '2020-01-31'])
        self.assertEqual((caught.exception.code, caught.exception.column), ('death_denied', 1))
        self.assertFalse(plan.convert(['Олена', 'no', ''])[0]['is_deceased'])
        self.assertTrue(plan.convert(['Олена', 'yes', '2020-01-31'])[0]['is_deceased'])
        clearing = import_plan.Plan(specs, import_plan.Context(clear=True))
        self.assertNotIn('is_deceased', clearing.convert(['Олена', '', '2020-01-31'])[0])
        self.assertIs(clearing.convert(['Олена', 'N/A', ''])[0]['is_deceased'], False)

    def test_what_is_written_out_means_the_same_when_it_is_read_again(self):
        def meaning(text):
            try:
                return import_text.clean(text)
            except import_text.Refusal as refusal:
                return refusal.code

        starts = ('', "'", "''", ' ', '\t', "\t'", '\n', '\xa0', "' ")
        rests = ('% HAROLD PYKE', '|x', '=1+1', '+49 30 901820', '-', '-5', '@ada', '0042', 't Hart', '＝', 'Žofie', '')
        for text in (start + rest for start in starts for rest in rests):
            with self.subTest(text=text):
                self.assertEqual(meaning(import_text.neutralise(text)), meaning(text))
        self.assertEqual(import_text.clean("'% HAROLD PYKE"), '% HAROLD PYKE')
        table, _rows = self._read("id,name,'% given\n1,Ada,x\n")
        self.assertEqual(table['columns'][2], '% given')

    def test_nothing_that_is_written_out_is_a_formula(self):
        for text in ('=1+1', '+49 30', '-5', '@x', '\t=1', ' =1', '|cmd', '%x'):
            self.assertEqual(import_text.neutralise(text)[0], "'")
        for text in ("+49 30 901820", '-5', '=SUM(A1)'):
            back = import_text.neutralise(text)
            if not text.startswith('='):
                self.assertEqual(import_text.clean(back), text)
