import csv
import io
import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl

from odoo.tests import BaseCase, tagged

from ..tools import csvout, money, xlsx
from ..tools.xlsx import Column

PAGE = Path(__file__).resolve().parents[3] / 'docs' / 'algorithms' / 'money.md'
DANGEROUS = (
    '=1+1', '+49 30 1234', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1+1', '=HYPERLINK("http://x","y")',
    '＝1', "=cmd|' /C calc'!A0",
)


@tagged('post_install', '-at_install')
class TestMoney(BaseCase):

    def _rows(self, heading):
        if not PAGE.exists():
            self.skipTest("the addon is installed without the repository around it")
        section = PAGE.read_text().split(f'## {heading}')[1].split('\n## ')[0]
        rows = [[cell.strip() for cell in line.strip('|').split('|')]
                for line in section.splitlines() if line.startswith('|')][2:]
        self.assertGreaterEqual(len(rows), 5)
        for amount, weights, digits, shares, *rest in rows:
            yield (Decimal(amount), [int(weight) for weight in weights.split()], int(digits),
                   [Decimal(share) for share in shares.split()], *map(Decimal, rest))

    def test_the_worked_table_of_largest_remainder(self):
        for amount, weights, digits, shares in self._rows("Largest remainder"):
            with self.subTest(amount=amount, weights=weights):
                self.assertEqual([str(share) for share in money.split(amount, weights, digits)],
                                 [str(share) for share in shares])

    def test_the_worked_table_with_a_line_for_the_difference(self):
        for amount, weights, digits, shares, difference in self._rows("With a line"):
            with self.subTest(amount=amount, weights=weights):
                self.assertEqual(money.split_with_rounding_line(amount, weights, digits), (shares, difference))

    def test_shares_sum_to_the_amount_and_are_off_by_less_than_a_unit(self):
        rng = random.Random(20261122)
        for _case in range(500):
            digits = rng.choice((0, 2, 3))
            unit = Decimal(1).scaleb(-digits)
            amount = rng.randint(-10**7, 10**7) * unit
            weights = [rng.randint(0, 50) for _weight in range(rng.randint(1, 12))]
            shares = money.split(amount, weights, digits)
            self.assertEqual(sum(shares), amount)
            total = sum(weights) or len(weights)
            for share, weight in zip(shares, weights if sum(weights) else [1] * len(weights), strict=True):
                self.assertLess(abs(share - amount * weight / total), unit)
            self.assertEqual(money.split(-amount, weights, digits), [-share for share in shares])

    def test_nothing_is_zero_and_never_minus_zero(self):
        self.assertEqual([str(share) for share in money.split(Decimal('-0.01'), [1, 1])], ['-0.01', '0.00'])
        self.assertEqual(str(money.round_amount(Decimal('-0.001'))), '0.00')
        shares, difference = money.split_with_rounding_line(Decimal('-0.01'), [1, 9])
        self.assertEqual([str(share) for share in (*shares, difference)], ['0.00', '-0.01', '0.00'])

    def test_large_amounts_are_exact_and_what_is_no_amount_is_refused_in_words(self):
        amount = Decimal('99999999999999999999.99')
        shares = money.split(amount, [1, 3])
        self.assertEqual([str(share) for share in shares], ['25000000000000000000.00', '74999999999999999999.99'])
        for wrong in (Decimal('1' * 27), Decimal('NaN'), Decimal('Infinity')):
            for function in (lambda amount: money.split(amount, [1, 1]), money.round_amount,
                             lambda amount: money.split_with_rounding_line(amount, [1]),
                             lambda amount: money.split(Decimal(1), [amount])):
                with self.subTest(wrong=wrong), self.assertRaisesRegex(ValueError, str(wrong)):
                    function(wrong)

    def test_floats_negative_weights_and_nothing_to_split_on_are_refused(self):
        for args, error in (((0.1, [1]), TypeError), ((Decimal(1), [0.5]), TypeError),
                            ((Decimal(1), [1, -1]), ValueError), ((Decimal(1), []), ValueError)):
            with self.subTest(args=args), self.assertRaises(error):
                money.split(*args)


@tagged('post_install', '-at_install')
class TestXlsx(BaseCase):

    def _sheet(self, columns, rows, **kwargs):
        book = openpyxl.load_workbook(io.BytesIO(xlsx.write(columns, rows, **kwargs)))
        return book.worksheets[0]

    def test_each_type_arrives_as_itself(self):
        columns = [Column("Name"), Column("Number", 'integer'), Column("Share", 'number'),
                   Column("Gift", 'money', currency='EUR'), Column("Born", 'date'), Column("Seen", 'datetime'),
                   Column("Member", 'boolean')]
        row = ["李小龍", 12, 0.25, Decimal('-12.34'), date(1984, 2, 29), datetime(2026, 3, 29, 2, 30), True]
        for large in (False, True):
            with self.subTest(large=large):
                sheet = self._sheet(columns, iter([row, [None] * 6 + [False]]), large=large)
                self.assertEqual([cell.value for cell in sheet[1]], [column.name for column in columns])
                values = [cell.value for cell in sheet[2]]
                self.assertEqual(values[:4], ["李小龍", 12, 0.25, -12.34])
                self.assertEqual(values[4:], [datetime(1984, 2, 29), datetime(2026, 3, 29, 2, 30), True])
                self.assertEqual([cell.value for cell in sheet[3]], [None] * 6 + [False])
                self.assertEqual(sheet['D2'].number_format, '#,##0.00 "EUR"')
                self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ('A2', 'A1:G3'))
                self.assertTrue(sheet['A1'].font.bold)

    def test_money_shows_its_own_currency_and_digits(self):
        sheet = self._sheet([Column("Gift", 'money')], [
            [(Decimal('1000'), 'JPY', 0)], [(Decimal('1.234'), 'TND', 3)], [(Decimal('5'), 'USD')]])
        self.assertEqual([sheet[f'A{row}'].number_format for row in (2, 3, 4)],
                         ['#,##0 "JPY"', '#,##0.000 "TND"', '#,##0.00 "USD"'])

    def test_text_is_never_a_formula_or_a_link(self):
        texts = [*DANGEROUS, 'http://example.org', '0049']
        sheet = self._sheet([Column("Name"), Column("=evil()")], [[text, 'x'] for text in texts])
        for row, text in enumerate(texts, start=2):
            with self.subTest(text=text):
                cell = sheet.cell(row, 1)
                self.assertEqual(cell.data_type, 's')
                self.assertEqual(cell.value.replace('_x000D_', '\r'), text)
                self.assertIsNone(cell.hyperlink)
                self.assertEqual(cell.style and cell.quotePrefix, text in DANGEROUS)
        self.assertEqual(sheet['B1'].data_type, 's')

    def test_what_is_no_number_in_a_column_of_numbers_is_text(self):
        for value in (float('nan'), float('inf'), Decimal('NaN'), Decimal('-Infinity'), '=HYPERLINK(1)'):
            with self.subTest(value=value):
                columns = [Column("N", 'integer'), Column("S", 'number'), Column("Gift", 'money', currency='EUR')]
                sheet = self._sheet(columns, [[value] * 3])
                self.assertEqual([(cell.data_type, cell.value) for cell in sheet[2]], [('s', str(value))] * 3)

    def test_a_text_that_is_too_long_is_cut_and_old_dates_are_kept_as_text(self):
        sheet = self._sheet([Column("Note"), Column("Born", 'date')], [['x' * 40000, date(1875, 7, 26)]])
        self.assertEqual(len(sheet['A2'].value), 32767)
        self.assertTrue(sheet['A2'].value.endswith('…'))
        self.assertEqual(sheet['B2'].value, '1875-07-26')

    def test_rows_past_the_limit_go_on_in_another_sheet(self):
        limit, xlsx.MAX_ROWS = xlsx.MAX_ROWS, 3
        self.addCleanup(setattr, xlsx, 'MAX_ROWS', limit)
        book = openpyxl.load_workbook(io.BytesIO(
            xlsx.write([Column("N", 'integer')], ([n] for n in range(7)), title="Numbers")))
        self.assertEqual(book.sheetnames, ["Numbers", "Numbers (2)", "Numbers (3)"])
        self.assertEqual([[row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in book],
                         [[0, 1, 2], [3, 4, 5], [6]])

    def test_no_rows_give_a_heading(self):
        self.assertEqual([cell.value for cell in self._sheet([Column("Name")], [])[1]], ["Name"])

    def test_the_same_rows_at_the_same_moment_are_the_same_bytes(self):
        columns, rows = [Column("Name"), Column("Since", 'date')], [["Zoë", date(2026, 1, 31)], ["Bo", None]]
        for large in (False, True):
            one, two = (xlsx.write(columns, rows, large=large, created=datetime(2026, 11, 24, 9)) for _time in '12')
            self.assertEqual(one, two)
            self.assertNotEqual(one, xlsx.write(columns, rows, large=large, created=datetime(2026, 11, 24, 10)))
            self.assertEqual(openpyxl.load_workbook(io.BytesIO(one)).properties.created, datetime(2026, 11, 24, 9))


@tagged('post_install', '-at_install')
class TestCsv(BaseCase):

    def _read(self, content):
        return list(csv.reader(io.StringIO(content.decode('utf-8-sig'), newline='')))

    def test_text_is_neutralised_and_can_be_restored(self):
        rows = self._read(csvout.write([Column("=Name")], [[text] for text in DANGEROUS]))
        self.assertEqual(rows[0], ["'=Name"])
        for text, (cell,) in zip(DANGEROUS, rows[1:], strict=True):
            with self.subTest(text=text):
                self.assertEqual(cell, "'" + text)
                self.assertEqual(csvout.restore(cell), text)

    def test_whatever_text_comes_is_the_same_when_read_back(self):
        rng = random.Random(20261123)
        texts = ["'=1", "''=1", "' =1", "'", "''", "'tis", " '=1", *DANGEROUS]
        texts += [''.join(rng.choices("'=+-@ \t\xa0a1", k=rng.randint(0, 6))) for _text in range(2000)]
        for text in texts:
            self.assertEqual(csvout.restore(csvout.neutralise(text)), text)

    def test_no_column_lets_a_formula_through_whatever_its_type(self):
        columns = [Column("N", 'integer'), Column("S", 'number'), Column("Gift", 'money')]
        evil = '=HYPERLINK(1)'
        for row in ([evil, evil, (Decimal(1), evil)], [evil, evil, evil]):
            cells = self._read(csvout.write(columns, [row]))[1]
            self.assertFalse([cell for cell in cells if cell.startswith(DANGEROUS)], cells)

    def test_values_are_the_same_in_every_country(self):
        columns = [Column("Name"), Column("Gift", 'money'), Column("Born", 'date'), Column("Seen", 'datetime'),
                   Column("N", 'integer')]
        rows = self._read(csvout.write(columns, [
            ['Comma, "quote"\nline', (Decimal('-1234.5'), 'EUR'), date(2026, 2, 28), datetime(2026, 2, 28, 9, 5), -3],
            [False, None, False, None, None]]))
        self.assertEqual(rows[1], [
            'Comma, "quote"\nline', '-1234.50', 'EUR', '2026-02-28', '2026-02-28 09:05:00', '-3'])
        self.assertEqual(rows[2], [''] * 6)
