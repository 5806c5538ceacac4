"""From the cleaned text of a cell to the value of a field: one function per type of column.

Each takes the text and the options of its column and returns the value, or raises `Refusal`. '' stands for nothing,
and is never given to them.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

import phonenumbers
from babel import Locale
from babel.core import get_global

from . import import_dates
from .import_text import INVISIBLE, Refusal

NAME_LIMIT = 256
TRUE = frozenset([
    '1', 'true', 't', 'yes', 'y', 'on', 'x', 'ja', 'j', 'wahr', 'oui', 'o', 'vrai', 'si', 'sí', 's', 'verdadero', 'sim',
    'ano',
    'tak', 'да', '是', '✓', '✔', 'checked',
])
FALSE = frozenset([
    '0', 'false', 'f', 'no', 'n', 'off', 'nein', 'nee', 'non', 'faux', 'falso', 'nej', 'nie', 'нет', '否', 'unchecked',
])
EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[\w-]{2,63}$")
NAMED_EMAIL = re.compile(r'[^<>]*<([^<>\s]+@[^<>\s]+)>$')
SCIENTIFIC = re.compile(r'\d+(?:[.,]\d+)?[eE]\+?\d+')
POSTCODE = re.compile(r'[A-Za-z0-9][A-Za-z0-9 .\-/]*')
PLAIN_IDENTIFIER = re.compile(r'[!-~]*[A-Za-z0-9][!-~]*')  # no sign in it needs to be looked up
DECIMAL = re.compile(r'-?(?:0|[1-9]\d*)[.,]\d+')
LANGUAGES = ('en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da')


def text_line(text, limit=NAME_LIMIT):
    """One line of text, at most `limit` characters.

    >>> text_line('12 Main St\\nApt 4')
    '12 Main St, Apt 4'
    """
    if '\n' in text or '\r' in text:
        text = re.sub(r'\s*[\r\n]+\s*', ', ', text)
    if len(text) > limit:
        raise Refusal('text_long', size=len(text), limit=limit)
    return text


def name(text):
    """A name of a person or organisation, in any script; refused when it starts like a formula or holds no letter.

    >>> name('Zoë 🦊 O’Brien'), name('محمد')
    ('Zoë 🦊 O’Brien', 'محمد')
    """
    text = text_line(text)
    if text[0] in '=+@':
        raise Refusal('formula', value=text[:60])
    if not text[0].isalnum() and not any(char.isalnum() or unicodedata.category(char)[0] in 'LS' for char in text):
        raise Refusal('name_empty', value=text[:60])
    return text


def email(text):
    """One e-mail address, without a display name.

    >>> email('Ada <Ada@Example.org>'), email('mailto:bo@example.org')
    ('Ada@Example.org', 'bo@example.org')
    """
    if not text.isascii():
        text = INVISIBLE.sub('', text)
    text = text.removeprefix('mailto:').strip()
    if EMAIL.match(text) and len(text) <= 254 and '..' not in text and not text.startswith('.') and '.@' not in text:
        return text
    if match := NAMED_EMAIL.match(text):
        return email(match[1])
    if text.count('@') > 1:
        raise Refusal('email_many', value=text[:80])
    raise Refusal('email', value=text[:80])


def looks_like_phone(text):
    """Whether a cell by itself is a telephone number by all appearances: no date, no decimal number, no postal code.

    >>> [looks_like_phone(text) for text in ('(030) 901820', '030.901820', '212.5551234', '612 345 678')]
    [True, True, True, True]
    >>> [looks_like_phone(text) for text in ('1962-06-23', '53.123456', '-0.1278000', '04644-0126', '12 34')]
    [False, False, False, False, False]
    """
    return bool(
        re.fullmatch(r'\+?[\d ()./x-]{7,}', text)
        and sum(char.isdigit() for char in text) >= 7
        and not import_dates.is_shaped(text)
        and not re.fullmatch(r'\d{5}-\d{4}', text)
        and (not DECIMAL.fullmatch(text) or re.fullmatch(r'[2-9]\d\d\.\d{7}', text))  # the last: North America
    )


@lru_cache(maxsize=100_000)
def phone(text, country='US'):
    """A telephone number as it was written, if it is a possible one in `country` (ISO code) or carries its own.

    >>> phone('(030) 901820', 'DE')
    '(030) 901820'
    """
    if not re.fullmatch(r"(?:tel:)?[+＋(\d][\d\s().,/+\-–x#*]*(?:(?:ext|x|#)\.? ?\d{1,6})?", text, re.I):
        raise Refusal('phone', value=text[:40])
    if re.fullmatch(r'[\d.]+[eE][+]?\d+', text) or len(text) > 40:
        raise Refusal('phone', value=text[:40])
    try:
        number = phonenumbers.parse(text, region=country or None)
    except phonenumbers.NumberParseException:
        raise Refusal('phone', value=text[:40])
    if not phonenumbers.is_possible_number(number):
        raise Refusal('phone_impossible', value=text[:40], country=country or '')
    return text


def identifier(text, width=0, limit=128):
    """An external id: kept to the letter; refused when a spreadsheet has plainly spoilt it.

    :param width: number of characters that the ids of this column have when they are plain digits, 0 for any

    >>> identifier('010002847', 9), identifier('C-17'), identifier('M²', 3), identifier('²', 3)
    ('010002847', 'C-17', 'M²', '²')
    """
    if SCIENTIFIC.fullmatch(text):
        raise Refusal('scientific', value=text[:40])
    if width and text.isdecimal() and len(text) < width:
        raise Refusal('zeros_lost', value=text[:40], width=width)
    if width and re.fullmatch(r'\d+[.,]0+', text):
        raise Refusal('scientific', value=text[:40])
    if len(text) > limit:
        raise Refusal('text_long', size=len(text), limit=limit)
    if PLAIN_IDENTIFIER.fullmatch(text):
        return text
    if not any(char.isalnum() for char in text) or any(unicodedata.category(char) in ('So', 'Cc') for char in text):
        raise Refusal('identifier', value=text[:40])
    return text


def postcode(text, country=''):
    """A postal code; a US code of four digits gets back the zero that a spreadsheet took.

    >>> postcode('4644', 'US'), postcode('04644-0126', 'US'), postcode('sw1a 1aa', 'GB')
    ('04644', '04644-0126', 'SW1A 1AA')
    """
    if SCIENTIFIC.fullmatch(text):
        raise Refusal('scientific', value=text[:40])
    if len(text) > 12 or not POSTCODE.fullmatch(text):
        raise Refusal('postcode', value=text[:40])
    if country == 'US' and len(text) == 4 and text.isdecimal():
        return '0' + text
    return text.upper()


def boolean(text):
    """
    >>> boolean('Ja'), boolean('0')
    (True, False)
    """
    lowered = text.lower().strip('.')
    if lowered in TRUE:
        return True
    if lowered in FALSE:
        return False
    raise Refusal('boolean', value=text[:40])


def integer(text):
    """
    >>> integer('1,200'), integer('-3')
    (1200, -3)
    """
    value = money(text)
    if value != value.to_integral_value() or abs(value) > 2_147_483_647:
        raise Refusal('integer', value=text[:40])
    return int(value)


def money(text, decimal=''):
    """An amount with a point or a comma for the cents, told by the text itself or fixed by `decimal`.

    >>> money('1.234,50'), money('$1,234.5'), money('(12.00)'), money('1,234', '.'), money('1 234,5 €')
    (Decimal('1234.50'), Decimal('1234.5'), Decimal('-12.00'), Decimal('1234'), Decimal('1234.5'))
    """
    bare = re.sub(r"[\s'’$€£¥₹]|(?:USD|EUR|GBP|CHF)", '', text)
    negative = bare.startswith('(') and bare.endswith(')') or bare.startswith('-') or bare.endswith('-')
    bare = bare.strip('()+-')
    if not re.fullmatch(r'\d[\d.,]*', bare):
        raise Refusal('number', value=text[:40])
    if not decimal:
        last = max(bare.rfind(','), bare.rfind('.'))
        mark = bare[last] if last >= 0 else ''
        single = mark and bare.count(mark) == 1 and (',' in bare) + ('.' in bare) == 1
        decimal = '' if not mark or (single and len(bare) - last == 4) or (bare.count(mark) > 1) else mark
    groups = bare.replace('.' if decimal == ',' else ',', '') if decimal else bare.replace(',', '').replace('.', '')
    groups = groups.replace(',', '.') if decimal else groups
    if groups.count('.') > 1:
        raise Refusal('number', value=text[:40])
    value = Decimal(groups)
    return -value if negative else value


def birthdate(text, code='iso', today=None):
    """`(date, precision)` of a date of birth: not to come, and not before 1800."""
    day, precision = import_dates.parse(text, code, today)
    if today and day > today:
        raise Refusal('date_future', value=text[:40])
    if day.year < 1800:
        raise Refusal('date_past', value=text[:40])
    return day, precision


def date(text, code='iso', today=None):
    day, precision = import_dates.parse(text, code, today)
    if precision != 'day':
        raise Refusal('date_format', value=text[:40], format=import_dates.FORMATS[code])
    if day.year < 1800:
        raise Refusal('date_past', value=text[:40])
    return day


def choice(text, words):
    """The value that `words` (lower case word: value) gives for the text."""
    try:
        return words[text.casefold()]
    except KeyError:
        raise Refusal('choice', value=text[:60], choices=', '.join(sorted({str(v) for v in words.values()})[:12]))


@lru_cache(maxsize=1)
def country_words():
    """`{lower case name, ISO 2, ISO 3 or usual abbreviation: ISO 2}` in ten languages.

    >>> words = country_words()
    >>> words['deutschland'], words['usa'], words['états-unis'], words['uk']
    ('DE', 'US', 'US', 'GB')
    """
    words = {}
    for language in LANGUAGES:
        for code, label in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                words.setdefault(label.casefold(), code)
    for alias, codes in get_global('territory_aliases').items():
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1:
            words.setdefault(alias.casefold(), codes[0])
    for code in Locale('en').territories:
        if len(code) == 2 and code.isalpha():
            words[code.casefold()] = code
    words.update(
        {
            'uk': 'GB',
            'england': 'GB',
            'scotland': 'GB',
            'wales': 'GB',
            'great britain': 'GB',
            'u.s.': 'US',
            'u.s.a.': 'US',
            'united states of america': 'US',
            'america': 'US',
            'brd': 'DE',
            'holland': 'NL',
            'the netherlands': 'NL',
            'czech republic': 'CZ',
            'south korea': 'KR',
            'russia': 'RU',
        }
    )
    return words


def fold(text):
    """The form in which names are compared: lower case, single blanks.

    >>> fold('  Ada  LOVELACE ')
    'ada lovelace'
    """
    return ' '.join(text.lower().split())
