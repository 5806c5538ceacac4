"""What kind of file is this: a table as text, a workbook, or something that only has its name?

Plain Python, no database. The answers are certain or absent: an encoding is taken from a byte order mark, from the fact
that the text *is* valid UTF-8, or else it is Western European (Windows-1252) and said to be assumed. Statistical
guesses turn "Håkan" into "Hĺkan" without a word, so none is used.
"""

import codecs
import csv
import re
import zipfile
from collections import Counter
from dataclasses import asdict, dataclass, field

CELL_LIMIT = 100_000  # characters; a longer cell refuses its row
LINE_LIMIT = 8_000_000  # bytes of one physical line that are looked at
MAX_COLUMNS = 1_024
MAX_UNPACKED = 1_500_000_000  # bytes a workbook may unpack to
MAX_RATIO = 300  # unpacked : packed of one part of a workbook larger than 20 MB
DELIMITERS = ',;\t|'
SAMPLE_BYTES = 256_000
NO_ENCODINGS = ('idna', 'punycode', 'undefined', 'unicode', 'raw')  # how their names begin

MAGIC = (
    (b'%PDF', 'pdf'),
    (b'\xd0\xcf\x11\xe0', 'ole'),
    (b'\x1f\x8b', 'archive'),
    (b'7z\xbc\xaf', 'archive'),
    (b'Rar!', 'archive'),
    (b'\x89PNG', 'image'),
    (b'\xff\xd8\xff', 'image'),
    (b'GIF8', 'image'),
    (b'{\\rtf', 'document'),
    (b'SQLite format 3', 'database'),
    (b'PAR1', 'database'),
    (b'BEGIN:VCARD', 'vcard'),
)


class SourceError(Exception):
    """The file as a whole cannot be read. `code` and `params` name the reason; words are the caller's."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass
class Source:
    """How one file is read; JSON-able, so that it can be kept with a run."""

    kind: str = 'csv'  # csv, xlsx
    encoding: str = 'utf-8'
    encoding_is_assumed: bool = False
    delimiter: str = ','
    quotechar: str = '"'
    escapechar: str = ''
    has_header: bool = True
    sheet: str = ''
    sheets: list = field(default_factory=list)
    notes: list = field(default_factory=list)  # [code, params]

    def as_dict(self):
        return asdict(self)


def detect(path, encoding='', delimiter='', sheet=''):
    """Return the `Source` of the file at `path`; raise `SourceError` when it is no table."""
    with open(path, 'rb') as stream:
        head = stream.read(SAMPLE_BYTES)
    if not head.strip(b'\xef\xbb\xbf\xff\xfe\x00 \t\r\n'):
        raise SourceError('file_empty')
    for magic, name in MAGIC:
        if head.lstrip(b'\xef\xbb\xbf \r\n').startswith(magic):
            raise SourceError('file_' + name if name in ('pdf', 'ole') else 'file_kind', kind=name)
    if head.startswith(b'PK'):
        return Source(kind='xlsx', sheet=sheet, sheets=check_workbook(path))
    text = head.lstrip(b'\xef\xbb\xbf \t\r\n')[:200].lower()
    if text.startswith((b'<!doctype', b'<html', b'<?xml', b'<table')):
        raise SourceError('file_markup')
    if text.startswith((b'{"', b'[{', b'[\n', b'{\n')):
        raise SourceError('file_kind', kind='JSON')
    source = Source()
    found = (known_encoding(encoding), False) if encoding else detect_encoding(path, head)
    source.encoding, source.encoding_is_assumed = found
    sample = head.decode(source.encoding, errors='replace').lstrip('\ufeff')
    if sum(char < ' ' and char not in '\t\r\n\x00\x0b\x0c\x1a' for char in sample) > len(sample) / 20:
        raise SourceError('file_binary')
    source.quotechar, source.escapechar = detect_quotes(sample)
    source.delimiter = delimiter or detect_delimiter(sample, source)
    return source


def known_encoding(name):
    """The plain name of an encoding in which a table can be read; raise when there is none of this name.

    >>> known_encoding('Latin1'), known_encoding('UTF16'), known_encoding('windows-1250')
    ('iso8859-1', 'utf-16', 'cp1250')
    """
    plain = bytes(range(32, 127))
    try:
        found = codecs.lookup(name.strip())
        wide = found.name.startswith(('utf-16', 'utf-32'))
        # an encoding of text in which delimiters and digits are what they are in ASCII, a yen for a backslash apart
        if found._is_text_encoding and (wide or not found.name.startswith(NO_ENCODINGS) and (
            found.decode(plain, 'replace')[0].replace('¥', '\\').replace('‾', '~') == plain.decode()
        )):
            return found.name
    except (LookupError, ValueError):
        pass
    raise SourceError('encoding_unknown', encoding=name[:40])


def check_workbook(path):
    """Names of the worksheets of the workbook; raise when it is none, is damaged, locked, or unpacks beyond reason."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            if sum(info.file_size for info in infos) > MAX_UNPACKED or any(
                info.file_size > 20_000_000 and info.file_size > MAX_RATIO * max(info.compress_size, 1)
                for info in infos
            ):
                raise SourceError('workbook_bomb')
            if any(info.flag_bits & 1 for info in infos):
                raise SourceError('file_ole')
            if 'xl/workbook.bin' in names:
                raise SourceError('file_kind', kind='xlsb')
            if 'xl/workbook.xml' not in names:
                raise SourceError('file_kind', kind='zip')
            with archive.open('xl/workbook.xml') as part:
                book = part.read(5_000_000).decode('utf-8', errors='replace')
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise SourceError('workbook_damaged')
    return list(re.findall(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"', book))


def detect_encoding(path, head):
    """`(encoding, is_assumed)`: byte order mark, else the majority of the lines that are not plain ASCII.

    One pass over the file. A UTF-8 file with a few foreign lines stays UTF-8 (those lines are refused by the reader);
    a file most of whose accented lines are no UTF-8 is Windows-1252.
    """
    for mark, name in (
        (codecs.BOM_UTF8, 'utf-8-sig'),
        (codecs.BOM_UTF32_LE, 'utf-32'),
        (codecs.BOM_UTF32_BE, 'utf-32'),
        (codecs.BOM_UTF16_LE, 'utf-16'),
        (codecs.BOM_UTF16_BE, 'utf-16'),
    ):
        if head.startswith(mark):
            return name, False
    even, odd = head[0:4000:2].count(0), head[1:4000:2].count(0)
    half = len(head[:4000]) // 2 or 1
    if odd > half * 0.6 and even < half * 0.1:
        return 'utf-16-le', False
    if even > half * 0.6 and odd < half * 0.1:
        return 'utf-16-be', False
    good = bad = 0
    decoder = codecs.getincrementaldecoder('utf-8')()
    with open(path, 'rb') as stream:
        while block := stream.read(1 << 20):
            block += stream.readline(LINE_LIMIT)
            if block.isascii():
                continue
            try:
                decoder.reset()
                decoder.decode(block, final=True)
                good += 1
                continue
            except UnicodeDecodeError:
                pass
            for line in block.split(b'\n'):
                if line.isascii():
                    continue
                try:
                    line.decode('utf-8')
                    good += 1
                except UnicodeDecodeError:
                    bad += 1
    return ('cp1252', True) if bad > good else ('utf-8', False)


def detect_quotes(sample):
    """`(quotechar, escapechar)` of the sample text.

    >>> detect_quotes('a,b\\n"x","y"')
    ('"', '')
    >>> detect_quotes("a,b\\n'x','y'\\n'z','w'\\n'z','w'")
    ("'", '')
    >>> detect_quotes('a,b\\n"x \\\\"y\\\\"","z"')
    ('"', '\\\\')
    """
    double = len(re.findall(r'(?:^|[,;\t|])"', sample, re.M))
    single = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|]|$)", sample, re.M))
    if single > 3 and not double:
        return "'", ''
    return '"', '\\' if re.search(r'[^,;\t|\n\\]\\"', sample) and not re.search(
        r'[^,;\t|\n]""[^,;\t|\n]', sample
    ) else ''


def detect_delimiter(sample, source=None):
    """The delimiter under which most lines of the sample have the same number of cells.

    >>> detect_delimiter('name;amount\\nAda;1,50\\nBo;2,75\\n')
    ';'
    >>> detect_delimiter('name\\tcity\\nAda\\tBern')
    '\\t'
    >>> detect_delimiter('sep=|\\na|b')
    '|'
    >>> detect_delimiter('name\\nAda')
    ','
    """
    if match := re.match(r'sep=([,;\t|])\r?\n', sample, re.I):
        return match[1]
    lines = [line for line in re.split(r'\r\n|\n|\r', sample)[:201] if line.strip()]
    if len(lines) > 3:
        lines.pop()  # the sample may end within a line
    quote = source.quotechar if source else '"'
    best, best_score = ',', (0, 0)
    for candidate in DELIMITERS:
        counts = Counter(_cells_of(line, candidate, quote) for line in lines)
        size, votes = max(counts.items(), key=lambda item: (item[1], item[0]))
        if size < 2:
            continue
        header_bonus = _cells_of(lines[0], candidate, quote) == size
        score = (round(votes / len(lines), 1) + 0.3 * header_bonus, size)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _cells_of(line, delimiter, quotechar):
    if quotechar not in line:
        return line.count(delimiter) + 1
    try:
        return len(next(csv.reader([line], delimiter=delimiter, quotechar=quotechar), ()))
    except csv.Error:
        return 0
