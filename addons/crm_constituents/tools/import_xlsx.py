"""A streaming reader of one sheet of a workbook (Office Open XML), on lxml and zipfile alone.

Memory stays flat but for the table of shared strings. Cells come out as text: numbers without ".0", dates in ISO form.
A formula counts by the value that the workbook keeps for it; one without such a value, an error value and the lower
cells of a merged block come out as a marker `{'!': code}`, which refuses the row if the column is used. No macro, no
external link and no document type is ever looked at.
"""

import datetime
import re
import zipfile

from lxml import etree

from .import_csv import KEPT, Record, kept
from .import_source import CELL_LIMIT, SourceError

DATE_FORMATS = set(range(14, 23)) | set(range(27, 37)) | set(range(45, 48)) | set(range(50, 59))
ROW_LIMIT, COLUMN_LIMIT = 1_048_576, 16_384
MERGED = {'!': 'merged'}
DAMAGE = (
    etree.XMLSyntaxError, zipfile.BadZipFile, zipfile.zlib.error, KeyError, IndexError, EOFError, ValueError,
    NotImplementedError,
)
PARSE = {'resolve_entities': False, 'no_network': True, 'huge_tree': False, 'load_dtd': False}


def excel_date(serial, epoch_1904=False):
    """The date or date and time of an Excel serial number as ISO text; None outside of 1900-03-01 to 9999-12-31.

    >>> excel_date(45000), excel_date(45000.5), excel_date(59)
    ('2023-03-15', '2023-03-15T12:00:00', None)
    """
    days = serial + (1462 if epoch_1904 else 0)
    if not 61 <= days < 2_958_466:
        return None
    moment = datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(days * 86400))
    return moment.date().isoformat() if moment.time() == datetime.time() else moment.isoformat()


class XlsxReader:
    """Iterate over the rows of `source.sheet` (or the first sheet that is not hidden) of the workbook at `path`."""

    def __init__(self, path, source, width=None):
        self.path = path
        self.source = source
        self.width = width
        self.notes = []

    def head(self, limit=300):
        found = []
        try:
            with zipfile.ZipFile(self.path) as archive:
                for number, _hidden, cells in self._rows(archive):
                    while cells and cells[-1] == MERGED:  # how wide the table is, a block beside it does not say
                        cells.pop()
                    found.append((number, [cell if isinstance(cell, str) else '' for cell in cells]))
                    if len(found) >= limit:
                        break
        except DAMAGE:
            raise SourceError('workbook_damaged')
        return found

    def __iter__(self):
        try:
            with zipfile.ZipFile(self.path) as archive:
                for number, hidden, cells in self._rows(archive):
                    yield self._judge(number, hidden, cells)
        except DAMAGE:
            raise SourceError('workbook_damaged')

    def _judge(self, number, hidden, cells):
        if not any(cells):
            return Record(number, [], ('blank', None, {}))
        if self.width and not any(cell and cell != MERGED for cell in cells[self.width :]):
            cells = cells[: self.width]
        if self.width and len(cells) > self.width:
            return Record(number, cells, ('cells_many', None, {'found': len(cells), 'expected': self.width}))
        if self.width:
            cells += [''] * (self.width - len(cells))
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > CELL_LIMIT:
                return Record(number, kept(cells), ('cell_long', index, {'size': len(cell), 'limit': CELL_LIMIT}))
            if isinstance(cell, str) and '\0' in cell:
                shown = [c.replace('\0', '\u2400') if isinstance(c, str) else c for c in cells]
                return Record(number, shown, ('nul', index, {'position': cell.index('\0') + 1}))
            if isinstance(cell, str) and '\ufffd' in cell:
                return Record(number, cells, ('replaced', index, {'position': cell.index('\ufffd') + 1}))
        return Record(number, cells, ('row_hidden', None, {}) if hidden else None)

    def _rows(self, archive):
        """Yield `(row number, is hidden, cells)` of the sheet, in order."""
        part, epoch = self._sheet(archive)
        strings, dates = self._strings(archive), self._date_styles(archive)
        covered = self._merged(archive, part)
        previous = 0
        with archive.open(part) as stream:
            for _event, row in etree.iterparse(stream, tag='{*}row', **PARSE):
                number = row.get('r') or ''
                number = int(number) if number.isdecimal() else 0
                if not previous < number <= ROW_LIMIT:  # a row that does not say where it stands follows the last
                    number = previous + 1
                previous = number
                cells, merged = [], covered.get(number, ())
                for cell in row.iterchildren('{*}c'):
                    column = _column(cell.get('r')) if cell.get('r') else len(cells)
                    if column > COLUMN_LIMIT:
                        raise ValueError(column)
                    cells += [''] * (column - len(cells))
                    cells[column:] = ['' if column in merged else self._value(cell, strings, dates, epoch)]
                for column in merged:  # also those that the workbook does not store
                    cells += [''] * (column + 1 - len(cells))
                    cells[column] = MERGED
                yield number, row.get('hidden') in ('1', 'true'), cells
                row.clear()
                while row.getprevious() is not None:
                    del row.getparent()[0]

    def _value(self, cell, strings, dates, epoch):
        kind = cell.get('t', 'n')
        raw = cell.findtext('{*}v')
        if cell.find('{*}f') is not None and raw in (None, ''):
            return {'!': 'formula', 'text': '=' + (cell.findtext('{*}f') or '')[:KEPT]}
        if kind == 'inlineStr':
            return _unescaped(''.join(text.text or '' for text in cell.iterfind('.//{*}t')))
        if raw is None:
            return ''
        if kind == 's':
            return strings[_natural(raw)]
        if kind == 'e':
            return {'!': 'error_value', 'text': raw[:20]}
        if kind == 'b':
            return 'TRUE' if raw == '1' else 'FALSE'
        if kind in ('str', 'd'):
            return _unescaped(raw)
        try:
            number = float(raw)
        except ValueError:
            return raw
        if cell.get('s') in dates and (moment := excel_date(number, epoch)):
            return moment
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number) if 'E' in raw else raw

    def _sheet(self, archive):
        """`(part name, dates count from 1904)` of the chosen sheet; notes which sheets are left out."""
        book = etree.fromstring(archive.read('xl/workbook.xml'), etree.XMLParser(**PARSE))
        epoch = any(item.get('date1904') in ('1', 'true') for item in book.iter('{*}workbookPr'))
        targets = {
            item.get('Id'): item.get('Target')
            for item in etree.fromstring(archive.read('xl/_rels/workbook.xml.rels'), etree.XMLParser(**PARSE))
        }
        sheets = [
            (item.get('name'), item.get('state', 'visible'), ''.join(v for k, v in item.items() if k.endswith('}id')))
            for item in book.iter('{*}sheet')
        ]
        wanted = (
            [s for s in sheets if s[0] == self.source.sheet]
            if self.source.sheet
            else [s for s in sheets if s[1] == 'visible'] or sheets
        )
        if not wanted:
            raise SourceError('sheet_missing', sheet=self.source.sheet, sheets=', '.join(s[0] for s in sheets))
        name, _state, target = wanted[0]
        self.source.sheet = name
        if len(sheets) > 1:
            note = ['sheets_left_out', {'sheet': name, 'others': ', '.join(s[0] for s in sheets if s[0] != name)}]
            if note not in self.source.notes:
                self.source.notes.append(note)
        target = targets[target]
        return (target.lstrip('/') if target.startswith('/') else 'xl/' + target), epoch

    @staticmethod
    def _strings(archive):
        if 'xl/sharedStrings.xml' not in archive.namelist():
            return []
        found = []
        with archive.open('xl/sharedStrings.xml') as stream:
            for _event, item in etree.iterparse(stream, tag='{*}si', **PARSE):
                found.append(
                    _unescaped(
                        ''.join(text.text or '' for text in item.iter('{*}t') if 'rPh' not in text.getparent().tag)
                    )
                )
                item.clear()
                while item.getprevious() is not None:
                    del item.getparent()[0]
        return found

    @staticmethod
    def _date_styles(archive):
        """Numbers (as text) of the cell styles that show a date."""
        if 'xl/styles.xml' not in archive.namelist():
            return set()
        tree = etree.fromstring(archive.read('xl/styles.xml'), etree.XMLParser(**PARSE))
        custom = {
            int(item.get('numFmtId'))
            for item in tree.iter('{*}numFmt')
            if re.search(r'[dy]', re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', '', item.get('formatCode', '')), re.I)
        }
        found = set()
        for formats in tree.iter('{*}cellXfs'):
            for index, item in enumerate(formats.iterchildren('{*}xf')):
                if int(item.get('numFmtId', 0)) in DATE_FORMATS | custom:
                    found.add(str(index))
        return found

    @staticmethod
    def _merged(archive, part):
        """`{row: columns}` covered by a merged block that spans rows, without the cell that holds the value."""
        covered = {}
        with archive.open(part) as stream:
            for _event, item in etree.iterparse(stream, events=('end',), tag=('{*}mergeCell', '{*}row'), **PARSE):
                if item.tag.endswith('}row'):
                    item.clear()
                    while item.getprevious() is not None:
                        del item.getparent()[0]
                    continue
                first, _colon, last = item.get('ref', '').partition(':')
                top, bottom = _row(first), _row(last or first)
                if top < bottom and (bottom - top) * (_column(last) - _column(first) + 1) < 100_000:
                    left, right = _column(first), _column(last)
                    if right > COLUMN_LIMIT:
                        raise ValueError(right)
                    for row in range(top, bottom + 1):
                        covered.setdefault(row, set()).update(range(left + (row == top), right + 1))
        return covered


def _unescaped(text):
    """Workbooks write characters that XML has no place for as _xHHHH_ (ECMA-376, ST_Xstring); a line end is one.

    >>> _unescaped('Ada_x000D_'), _unescaped('_x005F_x0041_'), _unescaped('a_x12_')
    ('Ada\\r', '_x0041_', 'a_x12_')
    """
    if '_x' not in text:
        return text
    return re.sub(r'_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_', lambda match: chr(int(match[1], 16)), text)


def _natural(text):
    if not text.strip().isdecimal():
        raise ValueError(text)
    return int(text)


def _column(reference):
    """
    >>> _column('A1'), _column('Z9'), _column('AA10')
    (0, 25, 26)
    """
    index = 0
    for char in reference.rstrip('0123456789'):
        index = index * 26 + ord(char) - 64
    return index - 1


def _row(reference):
    return int(reference.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ'))
