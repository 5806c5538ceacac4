"""Dates in files: one format per column, found from the whole column or chosen, never guessed per cell.

ISO dates (year first) are beyond doubt and are taken in every date column.
"""

import datetime
import re

from .import_text import Refusal
from .import_xlsx import excel_date

FORMATS = {
    'iso': "2026-12-31",
    'dmy': "31.12.2026, 31/12/2026, 31-12-2026",
    'mdy': "12/31/2026",
    'dmy2': "31.12.26",
    'mdy2': "12/31/26",
    'ymd2': "26-12-31",
    'compact': "20261231",
    'text': "31 December 2026, Dec 31, 2026",
    'excel': "46387 (day number of a spreadsheet)",
    'year': "2026",
}
MONTHS = {}
for number, words in enumerate(
    (
        'january jan janvier janv januar jän jänner enero ene gennaio gen januari janeiro',
        'february feb février fevrier févr februar febrero febbraio februari fevereiro fev',
        'march mar mars märz maerz mär marzo maart mrt março',
        'april apr avril avr abril abr aprile',
        'may mai mayo maggio mag mei maio',
        'june jun juin juni junio giugno giu junho',
        'july jul juillet juil juli julio luglio lug julho',
        'august aug août aout agosto ago augustus',
        'september sep sept septembre septiembre settembre set setembro',
        'october oct octobre oktober okt octubre ottobre ott outubro out',
        'november nov novembre noviembre novembro',
        'december dec décembre déc dezember dez diciembre dic dicembre dezembro desember',
    ),
    1,
):
    for word in words.split():
        MONTHS[word] = number

ISO = re.compile(
    r'(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?$'
)
PARTS = re.compile(r'(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?: 0?0:00(?::00)?)?\.?$')
TEXT_DMY = re.compile(
    r'(?:[^\W\d]+,? )?(\d{1,2})(?:\.|st|nd|rd|th|er)?[ -](?:de |of )?([^\W\d]+)\.?,?[ -](?:de )?(\d{4})$'
)
TEXT_MDY = re.compile(r'(?:[^\W\d]+, )?([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$')


# What any of the formats can begin with: most cells with a digit in them are no dates, and need not be tried
DATE_LIKE = re.compile(
    r'\d{4}[-/.]\d|\d{1,2}[-/. ]\s?\d{1,2}[-/. ]|\d{1,8}(?:\.\d+)?$|(?=.*[^\W\d]).*[ -]\d{4}$', re.S)


def readings(text):
    """`{format: date}` of the formats in which `text` is a possible date.

    >>> sorted(readings('03/04/2026')), sorted(readings('31/04/2026')), sorted(readings('1980-02-29'))
    (['dmy', 'mdy'], [], ['iso'])
    """
    found = {}
    if not DATE_LIKE.match(text):
        return found
    for code in FORMATS:
        try:
            found[code], _precision = parse(text, code, today=None, strict=True)
        except Refusal:
            continue
    return found


def is_shaped(text):
    """Whether `text` is written like a date in figures, with the year in four: also like one that does not exist.

    >>> is_shaped('31.02.1980'), is_shaped('1962-06-23'), is_shaped('01 02 03 04 05'), is_shaped('12 34 56')
    (True, True, False, False)
    """
    return bool(ISO.match(text) or (match := PARTS.match(text)) and len(match[4]) == 4)


def parse(text, code, today=None, strict=False):  # noqa: C901 - one branch per format
    """`(date, precision)` of the text read as format `code`; raise `Refusal`. `strict` switches off the ISO courtesy.

    With two digits for the year, the year is the latest one that does not lie after `today`.

    >>> parse('31.12.1980', 'dmy')[0].isoformat(), parse('12/31/80', 'mdy2', datetime.date(2026, 1, 1))[0].year
    ('1980-12-31', 1980)
    """
    if not text.isascii() and code != 'text':
        text = _western_digits(text)
    try:
        if match := ISO.match(text):
            if code == 'iso' or not strict:
                return datetime.date(int(match[1]), int(match[2]), int(match[3])), 'day'
        elif code in ('dmy', 'mdy', 'dmy2', 'mdy2', 'ymd2'):
            if match := PARTS.match(text):
                one, two, year = int(match[1]), int(match[3]), match[4]
                if code == 'ymd2' and len(year) == 2:
                    return _two_digits(one, two, int(year), today), 'day'
                if (len(year) == 2) == code.endswith('2') and code != 'ymd2':
                    day, month = (one, two) if code[0] == 'd' else (two, one)
                    if len(year) == 2:
                        return _two_digits(int(year), month, day, today), 'day'
                    return datetime.date(int(year), month, day), 'day'
                if len(year) == 2:
                    raise Refusal('date_two_digits', value=text[:40])
        elif code == 'compact' and re.fullmatch(r'(1[6-9]|20)\d{6}', text):
            return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:])), 'day'
        elif code == 'text':
            match = TEXT_DMY.match(text)
            day, word, year = match.groups() if match else (None, None, None)
            if not match and (match := TEXT_MDY.match(text)):
                word, day, year = match.groups()
            if match and (month := MONTHS.get(word.lower())):
                return datetime.date(int(year), month, int(day)), 'day'
        elif code == 'excel' and re.fullmatch(r'\d{1,6}(\.\d+)?', text) and (moment := excel_date(float(text))):
            return datetime.date.fromisoformat(moment[:10]), 'day'
        if code in ('year', 'iso') and (code == 'year' or not strict):
            if re.fullmatch(r'(1[6-9]|20)\d\d', text):
                return datetime.date(int(text), 1, 1), 'year'
            if match := re.fullmatch(r'((?:1[6-9]|20)\d\d)-(\d\d)', text):
                return datetime.date(int(match[1]), int(match[2]), 1), 'month'
    except ValueError as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal('date_impossible', value=text[:40])
    raise Refusal('date_impossible' if _is_no_day(text) else 'date_format', value=text[:40], format=FORMATS[code])


def _is_no_day(text):
    """True for what is written like a date and is none, whichever number is the month.

    >>> _is_no_day('31.02.1980'), _is_no_day('31.12.1980'), _is_no_day('12/31/1980'), _is_no_day('soon')
    (True, False, False, False)
    """
    match = PARTS.match(text)
    if not match or len(match[4]) != 4:
        return False
    for month, day in ((match[1], match[3]), (match[3], match[1])):
        try:
            datetime.date(int(match[4]), int(month), int(day))
        except ValueError:
            continue
        return False
    return True


def best_format(tally, filled):
    """`(format, is_ambiguous)` of a column from `{format: number of cells that can be read so}`.

    The format that reads most cells wins; the column is ambiguous when day and month could change places in all of it.

    >>> best_format({'dmy': 10, 'mdy': 4}, 10), best_format({'dmy': 3, 'mdy': 3}, 3), best_format({}, 5)
    (('dmy', False), ('', True), ('', False))
    """
    if not tally:
        return '', False
    code = max(tally, key=lambda key: (tally[key], -list(FORMATS).index(key)))
    if tally[code] * 2 < filled:
        return '', False
    twins = {'dmy': 'mdy', 'mdy': 'dmy', 'dmy2': 'mdy2', 'mdy2': 'dmy2', 'ymd2': 'dmy2'}
    if code in twins and tally.get(twins[code]) == tally[code]:
        return '', True
    return code, False


def _two_digits(year, month, day, today):
    today = today or datetime.date.today()
    century = today.year // 100 * 100
    try:
        found = datetime.date(century + year, month, day)
    except ValueError:
        return datetime.date(century - 100 + year, month, day)
    return found if found <= today else datetime.date(century - 100 + year, month, day)


def _western_digits(text):
    return ''.join(str(int(char)) if char.isdecimal() else char for char in text)
