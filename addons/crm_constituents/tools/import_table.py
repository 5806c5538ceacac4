"""From a file of any shape to a spool: one JSON line per record, read once and then read fast, from any place.

A line of the spool is `[line, cells]`, or `[line, cells, state, code, column, params]` where state is 'refused' or
'skipped'. The spool of a run of a million rows is written and read as a stream; `cursor` is a byte offset into it.
"""

import json
import re

from .import_csv import CsvReader
from .import_source import MAX_COLUMNS, SourceError, detect
from .import_suggest import suggest
from .import_tally import is_filled
from .import_text import is_dangerous
from .import_xlsx import XlsxReader

TOTAL = re.compile(
    r'\W*(grand total|sub ?total|total|totals|totaal|sum|summe|gesamt(summe)?|insgesamt|somme|suma|'
    r'totale|итого|合計|合计)[\W\d]*',
    re.I,
)
WRONG_WIDTH = ('cells_few', 'cells_many')
SKIPPED = {'blank', 'row_hidden', 'header_again', 'total_line', 'above_header'}


def reader_of(path, source, width=None):
    return (XlsxReader if source.kind == 'xlsx' else CsvReader)(path, source, width)


def find_header(rows):
    """`(index, width)` of the header among the first records: the first that has the usual number of cells.

    >>> find_header([(1, ['Export of members']), (2, ['Name', 'City']), (3, ['Ada', 'Bern'])])
    (1, 2)
    """
    sizes = {}
    for _line, cells in rows[:100]:
        if any(cell.strip() for cell in cells):
            sizes[len(cells)] = sizes.get(len(cells), 0) + 1
    if not sizes:
        raise SourceError('file_empty')
    width = max(sizes, key=sizes.get)  # of equals the first
    for index, (_line, cells) in enumerate(rows):
        trimmed = len(cells)
        while trimmed and not cells[trimmed - 1].strip():
            trimmed -= 1
        filled = sum(bool(cell.strip()) for cell in cells)
        if index <= 20 and width > 1 and filled >= 2 and len(cells) >= width - 1 and filled >= min(trimmed, width) / 2:
            # a header with other than the usual number of cells still says how many cells there are
            used = any(cell.strip() for _line, later in rows[index + 1 :] for cell in later[trimmed : len(cells)])
            return index, len(cells) if used else trimmed
        if width == 1 and filled:
            return index, 1
    return 0, len(rows[0][1])


def header_names(cells, width):
    """`(unique names, notes)` of a header.

    >>> header_names(['Name', '', 'name ', "'% given"], 4)[0]
    ['Name', 'Column 2', 'name (2)', '% given']
    """
    names, notes, seen = [], [], {}
    for index in range(width):
        name = re.sub(
            r'[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]', '', cells[index] if index < len(cells) else ''
        )
        name = re.sub(r'\s+', ' ', name.replace('\0', '').replace('\xa0', ' ')).strip()
        name = (name[1:] if name[:1] == "'" and is_dangerous(name[1:]) else name)[:100]
        if not name:
            notes.append(['header_empty', {'column': index + 1}])
            name = f'Column {index + 1}'
        count = seen[name.lower()] = seen.get(name.lower(), 0) + 1
        if count > 1:
            notes.append(['header_twice', {'name': name, 'column': index + 1}])
            name = f'{name} ({count})'
            seen[name.lower()] = 1
        names.append(name)
    return names, notes


def looks_like_data(cells):
    """True when the would-be header holds an e-mail address, or a date or a long number and no word that is usual in
    headers: the file has no header.

    >>> looks_like_data(['1', 'ada@example.org']), looks_like_data(['E-mail', '2019', 'Phone'])
    (True, False)
    >>> looks_like_data(['Name', '202401', '2024-02-01']), looks_like_data(['Ada', '2024-02-01'])
    (False, True)
    """
    if any(re.fullmatch(r'\s*\S+@\S+\.\w+\s*', cell) for cell in cells):
        return True
    return not any(suggest(cells)) and any(
        re.fullmatch(r'\s*(\d{6,}|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\+?[\d ()/-]{9,})\s*', cell) for cell in cells
    )


def write_spool(path, out, encoding='', delimiter='', sheet='', markers=()):
    """Read the file at `path` and write its records to the text stream `out`; return what is known of the table.

    A row with something in a column that is called like one of `markers` is refused: a file of rows not taken says
    there that the cells could not be kept as they were read.

    `{'source': {}, 'columns': [names], 'notes': [[code, params]], 'counts': {'ready': n, 'refused': n, 'skipped': n}}`
    """
    source = detect(path, encoding, delimiter, sheet)
    probe = reader_of(path, source)
    rows = probe.head()
    if not rows:
        raise SourceError('file_unreadable')
    at, width = find_header(rows)
    if width > MAX_COLUMNS:
        raise SourceError('columns_many', found=width, limit=MAX_COLUMNS)
    header_line, header = rows[at]
    source.has_header = not looks_like_data(header)
    columns, notes = header_names(header if source.has_header else [], width)
    if not source.has_header:
        notes = [['header_missing', {'line': header_line}]]
    if source.encoding_is_assumed:
        notes.append(['encoding_assumed', {'encoding': source.encoding}])
    signature = [cell.strip().lower() for cell in header[:width]]
    marker = next((index for index, name in enumerate(columns) if name in markers), None)
    key = next((at for at, target in enumerate(suggest(columns, [''] * width)) if target == 'external_id'), None)
    counts = {'ready': 0, 'refused': 0, 'skipped': 0}
    dumps = json.JSONEncoder(ensure_ascii=False, separators=(',', ':')).encode

    def put(line, cells, problem):
        state = 'ready' if not problem else 'skipped' if problem[0] in SKIPPED else 'refused'
        counts[state] += 1
        out.write((dumps([line, cells, state, *problem]) if problem else f'[{line},{dumps(cells)}]') + '\n')

    held = []  # what may be totals at the end of the file, and blank lines among them
    for line, cells, problem in reader_of(path, source, width):
        if line == header_line and source.has_header:
            continue
        if line < header_line or (line == 1 and source.kind == 'csv' and _is_sep(cells)):
            problem = ('above_header', None, {})
        elif problem is None or problem[0] in WRONG_WIDTH:
            problem = _no_person(cells, source.has_header and signature) or problem
        if problem is None and marker is not None and is_filled(cells[marker]):
            problem = ('cells_incomplete', marker, {'value': str(cells[marker])[:60], 'column': columns[marker]})
        is_total = (problem is None or problem[0] in WRONG_WIDTH) and _is_total(cells, key)
        if is_total or (held and problem and problem[0] == 'blank'):
            held.append((line, cells, problem, is_total))
            continue
        for *record, _is_sum in held:
            put(*record)
        held.clear()
        put(line, cells, problem)
    for line, cells, problem, is_total in held:
        put(line, cells, ('total_line', None, {}) if is_total else problem)
    notes += source.notes
    return {'source': source.as_dict(), 'columns': columns, 'notes': notes, 'counts': counts}


def read_spool(path, offset=0, limit=None):
    """Yield `(next offset, record)` from the spool, starting at a byte offset."""
    loads = json.loads
    with open(path, 'rb') as stream:
        stream.seek(offset)
        at = offset
        for index, line in enumerate(stream, 1):
            at += len(line)
            yield at, loads(line)
            if index == limit:
                return


def _is_sep(cells):
    return bool(cells) and isinstance(cells[0], str) and cells[0][:4].lower() == 'sep='


def _no_person(cells, signature):
    """The problem of a line that is well formed and no row: empty, or the header again."""
    first = cells[0].strip() if isinstance(cells[0], str) else '-'
    if not first and not any(cell.strip() if isinstance(cell, str) else cell for cell in cells):
        return ('blank', None, {})
    if signature and first.lower() == signature[0] and [
        cell.strip().lower() if isinstance(cell, str) else '' for cell in cells
    ] == signature:
        return ('header_again', None, {})
    return None


def _is_total(cells, key):
    """True for a total word and nothing but numbers behind it; what has an id is no total.

    >>> _is_total(['Total:', '', '1,250.00'], None), _is_total(['', 'Total', '7'], 0), _is_total(['17', 'Total'], 0)
    (True, True, False)
    >>> _is_total(['Total Wellness Foundation', ''], None), _is_total(['Total', '', '17'], 2)
    (False, False)
    """
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    if not texts or not TOTAL.fullmatch(texts[0]) or len(texts) > max(2, len(cells) / 2):
        return False
    if key is not None and len(cells) > key and cells[key] and cells[key].strip() not in ('', texts[0]):
        return False
    return all(re.fullmatch(r'[\d\s.,:€$£-]+', text) for text in texts[1:])
