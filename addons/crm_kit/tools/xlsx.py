"""XLSX files with typed columns: a spreadsheet sorts, sums and filters them, in any language, and runs nothing.

    content = xlsx.write([Column("Name"), Column("Gift", 'money', currency='EUR')], rows, title="Gifts")
"""

import datetime
import io
import itertools

import xlsxwriter

from .cells import Column, as_money, as_text, is_dangerous, is_number

__all__ = ['Column', 'write']

MAX_ROWS = 1_048_575  # of a sheet, below its heading
MAX_TEXT = 32_767  # characters of a cell
SAMPLE = 200  # rows that decide on the widths
OPTIONS = {
    'strings_to_formulas': False,
    'strings_to_urls': False,
    'strings_to_numbers': False,
    'remove_timezone': False,
}
FORMATS = {
    'head': {'bold': True, 'bottom': 1, 'valign': 'top', 'text_wrap': True},
    'text': {},
    'quoted': {'quote_prefix': True},  # stays text when somebody edits the cell
    'integer': {'num_format': '#,##0'},
    'number': {'num_format': '#,##0.####'},
    'date': {'num_format': 'yyyy-mm-dd'},
    'datetime': {'num_format': 'yyyy-mm-dd hh:mm'},
    'boolean': {'align': 'center'},
}


def write(columns, rows, title="Sheet", stream=None, large=False, created=None):
    """Write one table; rows are sequences in the order of the columns, and may be an iterator.

    :param stream: a file to write to; without it the content is returned as bytes
    :param large: rows are written out as they come, for memory that does not grow with them
    :param created: moment put into the properties of the file: the same rows at the same moment are the same bytes
    Rows past the limit of a sheet go on in another one.
    """
    target = stream or io.BytesIO()
    book = xlsxwriter.Workbook(target, {**OPTIONS, 'constant_memory': large, 'in_memory': not large})
    if created:
        book.set_properties({'created': created})
    formats = {name: book.add_format(spec) for name, spec in FORMATS.items()}
    rows = iter(rows)
    for number in itertools.count(1):
        sheet_rows = itertools.islice(rows, MAX_ROWS)
        name = title if number == 1 else f"{title[:25]} ({number})"
        _write_sheet(book, formats, _sheet_name(name), columns, sheet_rows)
        following = next(rows, None)
        if following is None:
            break
        rows = itertools.chain([following], rows)
    book.close()
    return None if stream else target.getvalue()


def _write_sheet(book, formats, name, columns, rows):
    sheet = book.add_worksheet(name)
    sample = list(itertools.islice(rows, SAMPLE))
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width or _width(column, [row[at] for row in sample]))
        sheet.write_string(0, at, column.name, formats['head'])
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(itertools.chain(sample, rows), start=1):
        for at, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write_cell(book, sheet, formats, last, at, column, value)
    sheet.autofilter(0, 0, last, max(0, len(columns) - 1))


def _write_cell(book, sheet, formats, row, at, column, value):
    kind = column.type
    if kind == 'boolean':
        sheet.write_boolean(row, at, bool(value), formats['boolean'])
    elif value is None or value is False:
        sheet.write_blank(row, at, None)
    elif kind == 'money':
        amount, currency, digits = as_money(value, column)
        if is_number(amount):
            sheet.write_number(row, at, amount, _money_format(book, formats, currency, digits))
        else:
            _write_text(sheet, formats, row, at, amount)
    elif kind in ('integer', 'number') and is_number(value):
        sheet.write_number(row, at, value, formats[kind])
    elif kind in ('date', 'datetime'):
        if value.year < 1900:  # before the first day that spreadsheets know
            sheet.write_string(row, at, value.isoformat(), formats['text'])
        else:
            sheet.write_datetime(row, at, _naive(value), formats[kind])
    else:
        _write_text(sheet, formats, row, at, value)


def _write_text(sheet, formats, row, at, value):
    text = as_text(value)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT - 1] + '…'
    sheet.write_string(row, at, text, formats['quoted' if is_dangerous(text) else 'text'])


def _money_format(book, formats, currency, digits):
    key = ('money', currency, digits)
    if key not in formats:
        decimals = '.' + '0' * digits if digits else ''
        code = ''.join(char for char in currency if char.isalnum())
        formats[key] = book.add_format({'num_format': f'#,##0{decimals}' + (f' "{code}"' if code else '')})
    return formats[key]


def _naive(value):
    if isinstance(value, datetime.datetime) and value.tzinfo:
        raise ValueError(f"{value} carries a time zone, a cell cannot: give the local time of the reader")
    return value


def _width(column, values):
    """Width in characters that shows most values whole.

    >>> _width(Column("Name"), ["Wolfeschlegelsteinhausenbergerdorff"]), _width(Column("No"), [1, 22])
    (37, 10)
    """
    if column.type in ('date', 'boolean'):
        longest = 10
    elif column.type in ('datetime', 'money'):
        longest = 16
    else:
        longest = max((len(as_text(value)) for value in values), default=0)
    return min(60, max(10, longest + 2, len(column.name) + 4))


def _sheet_name(name):
    """A name that spreadsheets take: 31 characters, and some signs are not allowed.

    >>> _sheet_name("Gifts 2025/26: all [draft]"), _sheet_name("'")
    ('Gifts 2025-26- all -draft-', 'Sheet')
    """
    return ''.join('-' if char in '[]:*?/\\' else char for char in name)[:31].strip("'") or 'Sheet'
