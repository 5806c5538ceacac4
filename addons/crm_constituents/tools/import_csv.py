"""A reader of delimited text that loses no row and is fooled by none.

Every record of the file comes out exactly once: `Record(line, cells, problem)`. `problem` is None for a good record,
else
`(code, column_index or None, params)`. Clean stretches of a file go through `csv.reader` or `str.split` in blocks;
only a block that holds something odd is walked line by line.

The rule for quotes: a quoted cell may span lines as long as the whole is well formed and comes to the right number of
cells: its closing quote is followed by a delimiter or a line end. The opening quote of a later cell has text behind it,
so a quote that somebody forgot to close meets it, is told by it, and costs its own row and no other.
"""

import codecs
import csv
from collections import namedtuple

from .import_source import CELL_LIMIT, LINE_LIMIT

Record = namedtuple('Record', 'line cells problem')

BLOCK = 1 << 19  # bytes
KEPT = 1_000  # characters kept of a cell that is too long
WHOLE = 32_000  # characters kept of any other cell of a row that is refused; a workbook holds no more
FURTHER = 200  # cells beyond the last column that are kept of a row that cannot be read

csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT))


def read_lines(path, encoding):
    """Yield lists of physical lines as `bytes` in an ASCII superset; CR, LF and CR LF all end a line, mixed as they
    come.

    Two-byte encodings are transcoded to UTF-8 on the way. A line longer than LINE_LIMIT is cut (its cells are over the
    limit anyhow), so that a file without a line end cannot fill the memory.
    """
    wide = codecs.lookup(encoding).name.startswith(('utf-16', 'utf-32'))
    decoder = codecs.getincrementaldecoder(encoding)(errors='replace') if wide else None
    rest, overlong = b'', False
    with open(path, 'rb') as stream:
        while True:
            block = stream.read(BLOCK)
            last = not block
            if decoder:
                block = decoder.decode(block, final=last).encode('utf-8', errors='replace')
            data = rest + block
            held = b'\r' if data.endswith(b'\r') and not last else b''  # its LF may be the first byte of the next block
            data = data.removesuffix(held) if held else data
            lines = data.replace(b'\r\n', b'\n').replace(b'\r', b'\n').split(b'\n')
            rest = lines.pop() + held
            if overlong and lines:
                lines.pop(0)
                overlong = False
            elif overlong:
                rest = b''
            if len(rest) > LINE_LIMIT:
                lines.append(rest[:LINE_LIMIT])
                rest, overlong = b'', True
            if last:
                if rest and not overlong:
                    lines.append(rest)
                if lines:
                    yield lines
                return
            if lines:
                yield lines


class CsvReader:
    """Iterate over the records of the text file at `path`, read as `source` says, in rows of `width` cells."""

    def __init__(self, path, source, width=None):
        self.path = path
        self.source = source
        self.width = width
        self.encoding = 'utf-8' if source.encoding.startswith(('utf-16', 'utf-32', 'utf-8')) else source.encoding
        self.options = {'delimiter': source.delimiter, 'quotechar': source.quotechar, 'strict': True}
        if source.escapechar:
            self.options['escapechar'] = source.escapechar
            self.options['doublequote'] = False

    def head(self, limit=300):
        """The first records, parsed without a known width: `[(line, cells)]`; lines that cannot be parsed are
        left out.
        """
        found, after = [], 0
        for lines in read_lines(self.path, self.source.encoding):
            for number, raw in enumerate(lines[:limit], 1):
                text, _problem = self._decode(raw)
                if text is None or number <= after:
                    continue
                if number == 1 and text[:4].lower() == 'sep=':
                    continue
                cells = self._parse(text)
                if cells is None:
                    cells, after = self._head_cells(lines, number)
                if cells is not None:
                    found.append((number, cells))
            break
        return found

    def _head_cells(self, lines, number):
        """`(cells, last line)` of a record that goes on over a few lines, such as a header with a line break."""
        texts = []
        for last, raw in enumerate(lines[number - 1 : number + 20], number):
            texts.append(self._decode(raw)[0])
            cells = None if texts[-1] is None else self._parse('\n'.join(texts), quiet=False)
            if cells != 'open':
                return cells, last if cells else number
        return None, number

    def __iter__(self):
        number = 1
        pending = []
        for lines in read_lines(self.path, self.source.encoding):
            if number == 1 and not pending:
                lines[0] = lines[0].removeprefix(codecs.BOM_UTF8)
            lines = pending + lines if pending else lines
            used = yield from self._block(lines, number, final=False)
            number += used
            pending = lines[used:]
        while pending:
            used = yield from self._block(pending, number, final=True)
            number += used
            pending = pending[used:]

    def _block(self, lines, number, final):
        """Yield the records of `lines`; return how many lines are used up. Keeps back a record that may go on."""
        fast = self._fast(lines)
        if fast is not None:
            for line, cells in enumerate(fast, number):
                yield Record(line, cells, None)
            return len(lines)
        at = 0
        while at < len(lines):
            span, record = self._slow(lines, at, number + at, final)
            if not span:
                break
            yield record
            at += span
        return at

    def _fast(self, lines):
        """Cells of all lines when nothing about them is odd, else None."""
        data = b'\n'.join(lines)
        if b'\0' in data:
            return None
        try:
            text = data.decode(self.encoding)
        except UnicodeDecodeError:
            return None
        if self.encoding != 'utf-8' and not data.isascii():
            return None
        if '\ufeff' in text or '\ufffd' in text:
            return None
        width, delimiter = self.width, self.source.delimiter
        rows = text.split('\n')
        quote = self.source.quotechar
        if quote in text and any(row.count(quote) & 1 for row in rows):
            return None
        if quote in text or (self.source.escapechar and self.source.escapechar in text):
            try:
                rows = list(csv.reader(rows, **self.options))
            except csv.Error:
                return None
            if len(rows) != len(lines):
                return None
        else:
            rows = [row.split(delimiter) for row in rows]
        if any(len(row) != width for row in rows):
            return None
        if max(map(len, lines)) > CELL_LIMIT:
            return None
        return rows

    def _slow(self, lines, at, number, final=True):
        """`(physical lines used, Record)` of the record that begins at `lines[at]`; 0 lines when more must be
        read first.
        """
        raw = lines[at]
        if len(raw) > CELL_LIMIT and (problem := self._too_long(raw)):
            return 1, Record(number, self._salvage(raw), problem)
        text, problem = self._decode(raw)
        if problem:
            return self._broken(lines, at, number, problem)
        if not text.strip(self.source.delimiter + ' \t\ufeff\u200b\xa0\x1a' + self.source.quotechar):
            return 1, Record(number, [], ('blank', None, {}))
        cells = self._parse(text)
        if cells is not None and any(
            cell.endswith(self.source.quotechar) and cell.count(self.source.quotechar) % 2 for cell in cells
        ):
            return 1, Record(number, self._salvage(raw), ('quote_stray', None, {}))
        if cells is not None:
            return 1, self._judge(number, cells)
        if self._opens(raw):
            span, cells = self._join(lines, at, final)
            if cells is None:
                return self._broken(lines, at, number, ('quote_open', None, {})) if span else (0, None)
            if isinstance(cells, int):
                return span, self._far_too_long(number, lines[at : at + span], cells)
            return span, self._judge(number, cells)
        return self._broken(lines, at, number, ('quote_stray', None, {}))

    def _far_too_long(self, number, lines, size):
        """Record of a quoted row over all these lines: cell by cell, or what can be told of it."""
        cells = self._parse('\n'.join(self._decode(raw)[0] for raw in lines))
        if cells is not None:
            return self._judge(number, cells)
        return Record(
            number, self._salvage(b'\n'.join(lines)), ('cell_long', None, {'size': size, 'limit': CELL_LIMIT}))

    def _broken(self, lines, at, number, problem):
        """Lines and record of a row that cannot be read, with all that belongs to it."""
        span = self._absorb(lines, at)
        return span, Record(number, self._salvage(b'\n'.join(lines[at : at + span])), problem)

    def _absorb(self, lines, at):
        """How many lines a broken row spans: a line that closes a quote and brings just the cells that are
        missing is its tail.
        """
        delimiter, quote = self.source.delimiter.encode(), self.source.quotechar.encode()
        missing = self.width - 1 - lines[at].count(delimiter)
        if missing < 0 or quote not in lines[at]:
            return 1
        for index in range(at + 1, min(at + 20, len(lines))):
            text, problem = self._decode(lines[index])
            if problem or self._is_row(text):
                return 1
            missing -= lines[index].count(delimiter)
            if missing < 0:
                return 1
            if not missing and quote in lines[index]:
                return index - at + 1
        return 1

    def _join(self, lines, at, final):
        """`(span, cells)` when the quoted cell that opens at `at` is closed on a later line.

        `(span, size)` when it is closed and too long, `(1, None)` when it is never closed, `(0, None)` when that
        cannot be told before more lines are read.
        """
        texts = [self._decode(lines[at])[0]]
        size = len(texts[0])
        full = self.width > 2 and texts[0].count(self.source.delimiter) + 1 == self.width
        quote = self.source.quotechar
        missing = self.width - 1 - len(self._before_quote(texts[0]))
        swallows = False  # a line that by itself is a full row
        for index in range(at + 1, len(lines)):
            more, problem = self._decode(lines[index])
            size += len(more or '') + 1
            swallows = swallows or not problem and (
                self._is_row(more) or (full and more.count(self.source.delimiter) + 1 == self.width)
            )
            if problem or size > (CELL_LIMIT if swallows else LINE_LIMIT):
                return 1, None
            if size <= CELL_LIMIT * 2:
                texts.append(more)
                # what is left without the doubled quotes closes the cell, or shows that nothing does
                if quote in (more if self.source.escapechar else more.replace(quote * 2, '')):
                    cells = self._parse('\n'.join(texts), quiet=False)
                    if cells is None:
                        return 1, None
                    if cells != 'open':
                        found = len(self._trim(cells))
                        fits = found == self.width or (found > self.width and not swallows)
                        return (index - at + 1, cells) if fits else (1, None)
            elif quote in more and more.rpartition(quote)[2].count(self.source.delimiter) == missing:
                return index - at + 1, size
        return (1 if final else 0), None

    def _before_quote(self, text):
        """The cells before the one whose quote is not closed."""
        for index in range(len(text) - 1, -1, -1):
            if text[index] == self.source.quotechar and (not index or text[index - 1] == self.source.delimiter):
                cells = self._parse(text[: max(index - 1, 0)]) if index else []
                if cells is not None:
                    return cells
        return []

    def _is_row(self, text):
        """True when the line alone is a full row; one with an odd number of quotes is not, it may close a quote."""
        if self.width < 3 or text.count(self.source.quotechar) % 2:
            return False
        cells = self._parse(text)
        return cells is not None and len(cells) == self.width

    def _opens(self, raw):
        text, _problem = self._decode(raw)
        return text is not None and self.source.quotechar in text and self._parse(text, quiet=False) == 'open'

    def _parse(self, text, quiet=True):
        """Cells of one record; None when it is not well formed (`'open'` when asked and a quote is not closed)."""
        if self.source.quotechar not in text and not self.source.escapechar:
            return text.split(self.source.delimiter)
        try:
            rows = list(
                csv.reader(
                    text.split('\n') if '\n' not in text else [t + '\n' for t in text.split('\n')], **self.options
                )
            )
        except csv.Error as error:
            return None if quiet else 'open' if 'unexpected end' in str(error) else None
        if len(rows) != 1:
            return None
        if '\n' in text and rows[0]:
            rows[0][-1] = rows[0][-1].removesuffix('\n')
        return rows[0]

    def _trim(self, cells):
        """Without the empty cells that trailing delimiters add beyond the width."""
        if self.width and len(cells) > self.width and not any(cell.strip() for cell in cells[self.width :]):
            return cells[: self.width]
        return cells

    def _judge(self, number, cells):
        cells = self._trim(cells)
        if len(cells) != self.width:
            code = 'cells_few' if len(cells) < self.width else 'cells_many'
            return Record(number, kept(cells), (code, None, {'found': len(cells), 'expected': self.width}))
        for index, cell in enumerate(cells):
            if len(cell) > CELL_LIMIT:
                size = len(cell)
                return Record(number, kept(cells), ('cell_long', index, {'size': size, 'limit': CELL_LIMIT}))
            if '\0' in cell:
                shown = [c.replace('\0', '\u2400') for c in cells]
                return Record(number, shown, ('nul', index, {'position': cell.index('\0') + 1}))
            if '\ufffd' in cell:
                return Record(number, cells, ('replaced', index, {'position': cell.index('\ufffd') + 1}))
        return Record(number, cells, None)

    def _too_long(self, raw):
        longest = max(len(part) for part in raw.split(self.source.delimiter.encode()))
        if len(raw) >= LINE_LIMIT:
            return ('cell_long', None, {'size': len(raw), 'limit': CELL_LIMIT})
        if longest <= CELL_LIMIT:
            return None
        index = [len(part) for part in raw.split(self.source.delimiter.encode())].index(longest)
        index = index if self.width and index < self.width else None
        return ('cell_long', index, {'size': longest, 'limit': CELL_LIMIT})

    def _decode(self, raw):
        """`(text, problem)`; a line of a Windows-1252 file that is flawless UTF-8 is read as what it is."""
        if raw.isascii():
            return raw.decode('ascii'), None
        try:
            if self.encoding == 'cp1252':
                try:
                    return raw.decode('utf-8').removeprefix('\ufeff'), None
                except UnicodeDecodeError:
                    pass
            return raw.decode(self.encoding).removeprefix('\ufeff'), None
        except UnicodeDecodeError as error:
            byte = raw[error.start]
            return None, (
                'undecodable',
                self._column_at(raw, error.start),
                {
                    'byte': f'0x{byte:02X}',
                    'position': error.start + 1,
                    'encoding': self.encoding,
                },
            )

    def _column_at(self, raw, position):
        index = raw[:position].count(self.source.delimiter.encode())
        return index if self.width and index < self.width and self.source.quotechar.encode() not in raw else None

    def _salvage(self, raw):
        """Cells of a row that cannot be read, as well as they can be shown."""
        parts = raw.split(self.source.delimiter.encode())[: (self.width or 50) + FURTHER]
        return kept([part.decode(self.encoding, errors='replace').replace('\0', '\u2400') for part in parts])


def kept(cells):
    """What is kept of the cells of a row that is refused: all, but of a cell that is far too long the beginning."""
    return [
        cell[: WHOLE if len(cell) <= CELL_LIMIT else KEPT] if isinstance(cell, str) else cell for cell in cells
    ]
