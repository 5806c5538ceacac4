"""Cleaning of one cell, before anybody asks what it means.

>>> clean('\u200b Ada\xa0 Lovelace\u200f ')
'Ada Lovelace'
>>> clean("'0042"), clean("'t Hart"), clean('N/A'), clean('NULL')
('0042', "'t Hart", '', '')
"""

import re

INVISIBLE = re.compile(
    '[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]'
)
CONTROL = re.compile('[\x00-\x08\x0e-\x1f\x7f-\x9f]')
LOST = re.compile('[\ufffd\u2400]')  # stand for a character that was lost, for a NUL byte
NOTHING = frozenset(
    (
        '',
        'NULL',
        '(null)',
        '(NULL)',
        '<null>',
        '<NULL>',
        'null',
        'N/A',
        'n/a',
        'N.A.',
        'n.a.',
        '#NULL',
        'NaN',
        'nan',
        '\\N',
        'None',
        'none',
        'NONE',
        '-',
        '--',
        '---',
        '—',
        '–',
        '.',
        '?',
        '??',
        '(leer)',
        '(blank)',
        '(none)',
        'k.A.',
        '[null]',
        'nil',
        'undefined',
    )
)
NAMES_TOO = frozenset(['None', 'Nan', 'nil'])
SIGNS = frozenset("'=+-@#")  # with which a text begins that is a formula, an error, or kept from being one
ERRORS = frozenset(
    (
        '#N/A',
        '#REF!',
        '#VALUE!',
        '#NAME?',
        '#DIV/0!',
        '#NULL!',
        '#NUM!',
        '#NV',
        '#WERT!',
        '#BEZUG!',
        '#SPILL!',
        '####',
        '#####',
        '######',
        '########',
    )
)
FORMULA = re.compile(r'=|[+\-@][\w.+\-*/]*[A-Za-z][\w.]*[(|!]|[\t\r]?[=@+\-].*\bcmd\s*\||@[A-Z]+\(')
BLANKS = ' \t\r\n\xa0\u2028\u2029'
DANGEROUS = ('=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠')


class Refusal(ValueError):
    """A cell that cannot be what its column says: `code` and `params` name the reason."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


def clean(cell, is_name=False):
    """The text of a cell without what the eye cannot see; '' for the words that stand for nothing.

    Raise `Refusal` on a formula, an error value, a control character. Zero-width joiners stay: Persian and Hindi names
    are spelt with them. 'None' and the like stay where they may be a name.
    """
    if cell.__class__ is dict:
        raise Refusal(cell['!'], value=cell.get('text', ''))
    if cell.isascii() and cell.isprintable():
        text = cell.strip()
    else:
        if '\x0b' in cell or '\x0c' in cell:
            cell = cell.replace('\x0b', '\n').replace('\x0c', '\n')
        if match := CONTROL.search(cell):
            raise Refusal('control', position=match.start() + 1, char=f'U+{ord(match[0]):04X}')
        if match := LOST.search(cell):
            raise Refusal('nul' if match[0] == '\u2400' else 'replaced', position=match.start() + 1)
        text = (
            INVISIBLE.sub('', cell)
            .replace('\xa0', ' ')
            .replace('\u202f', ' ')
            .replace('\u3000', ' ')
            .strip(' \t\r\n\u2028\u2029')
        )
    if '  ' in text and '\n' not in text:
        text = re.sub(r' {2,}', ' ', text)
    if not text:
        return ''
    first = text[0]
    if first not in SIGNS:  # nearly always
        return '' if text in NOTHING and not (is_name and text in NAMES_TOO) else text
    while first == "'" and len(text) > 1 and (text[1] in '0123456789' or is_dangerous(text[1:])):
        text = text[1:].strip(BLANKS)
        first = text[:1]
    if not text:
        return ''
    if first in '=+-@' and FORMULA.match(text):
        raise Refusal('formula', value=text[:60])
    if first == '#' and text in ERRORS:
        raise Refusal('error_value', value=text)
    return '' if text in NOTHING and not (is_name and text in NAMES_TOO) else text


def is_dangerous(text):
    """Whether a spreadsheet might run this text, or spoil it.

    >>> [is_dangerous(text) for text in ('=1', ' \\xa0+1', '% HAROLD PYKE', '|x', '\\tx', '＝1', 'Ada', "'tis", '')]
    [True, True, True, True, True, True, False, False, False]
    """
    bare = text.lstrip(BLANKS)
    return bare.startswith(DANGEROUS) or bool(bare) and text[0] in '\t\r\n'


def neutralise(value):
    """The value as a text that no spreadsheet takes for a formula; read back by `clean` to what it was.

    >>> neutralise('=1+1'), neutralise('Ada'), neutralise('+49 30'), neutralise('-')
    ("'=1+1", 'Ada', "'+49 30", "'-")
    >>> neutralise('% HAROLD PYKE'), clean(neutralise('% HAROLD PYKE')), clean(neutralise("\\tAda"))
    ("'% HAROLD PYKE", '% HAROLD PYKE', 'Ada')
    """
    if isinstance(value, dict):
        value = value.get('text') or ''
    text = '' if value is None else str(value)
    return "'" + text if is_dangerous(text) else text
