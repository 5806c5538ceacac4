"""What is written differently and means the same: names, streets, dates and postal codes in one form for comparing.

Plain functions on strings. They only serve comparison: nothing that they give back is shown or stored.
"""
import re
import unicodedata
from functools import lru_cache

from .match_words import FORMAL_NAMES, LEGAL_FORMS, ORGANISATION_WORDS, STREET_WORDS
from .names import split_name


def _words(text):
    return frozenset(text.split())


_LETTERS = str.maketrans({
    'ß': 'ss', 'ø': 'o', 'æ': 'ae', 'œ': 'oe', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ı': 'i'})
_NOTHING = frozenset({'', 'na', 'n a', 'nan', 'null', 'none', 'unknown', 'unbekannt', 'x', 'xx', 'xxx', 'test'})
_TITLES = _words('mr mrs ms miss mx dr prof rev sir dame lady lord hon jr sr ii iii iv phd md esq')
_MONTHS = {
    name: number for number, names in enumerate((
        'jan january januar janvier enero', 'feb february februar fevrier febrero', 'mar march marz mars marzo maerz',
        'apr april avril abril', 'may mai mayo', 'jun june juni juin junio', 'jul july juli juillet julio',
        'aug august aout agosto', 'sep sept september septembre septiembre', 'oct october okt oktober octobre octubre',
        'nov november novembre noviembre', 'dec december dez dezember decembre diciembre'), 1)
    for name in names.split()}
_ROMAN = {
    word: str(number) for number, word in enumerate(
        ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii', 'xiii', 'xiv', 'xv', 'xvi'], 1)}
_DIGRAPHS = (
    ('sch', 's'), ('sh', 's'), ('ch', 'k'), ('ck', 'k'), ('ph', 'f'), ('gh', 'g'), ('th', 't'), ('wr', 'r'),
    ('kn', 'n'), ('dt', 't'), ('tz', 's'), ('ts', 's'))
_SOUNDS = str.maketrans('cqzvwdbjx', 'kksfftpgs', 'aeiouyh')


def fold(text):
    """Small letters and digits of `text`, accents off, single blanks between the words.

    >>> fold(' Müller-Lüdenscheidt '), fold("O'Brien"), fold('Øresund Straße 5'), fold(None)
    ('muller ludenscheidt', 'obrien', 'oresund strasse 5', '')
    """
    text = (text or '').lower()
    if not text.isascii():
        text = unicodedata.normalize('NFKD', text.translate(_LETTERS))
        text = ''.join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"['’`´]", '', text)
    return ' '.join(re.sub(r'[\W_]+', ' ', text).split())


def blank(text):
    """`text` folded, '' when it says that nothing is known.

    >>> blank('N/A'), blank('Anna')
    ('', 'anna')
    """
    text = fold(text)
    return '' if text in _NOTHING else text


@lru_cache(maxsize=100_000)
def skeleton(word):
    """The consonants of a word by their sound, for finding, not for judging.

    >>> skeleton('schmidt'), skeleton('schmitt'), skeleton('catherine'), skeleton('kathryn'), skeleton('yusuf')
    ('smt', 'smt', 'ktrn', 'ktrn', 'ysf')
    """
    if not word:
        return ''
    for letters, sound in _DIGRAPHS:
        word = word.replace(letters, sound)
    word = re.sub(r'[^\w]', '', word)
    sound = word[:1].translate(_SOUNDS) or word[:1]
    return re.sub(r'(.)\1+', r'\1', sound + word[1:].translate(_SOUNDS))


def given_name(text):
    """`(folded, canonical, all formal names, skeleton)` of a given name.

    >>> given_name('Bob')
    ('bob', 'robert', ('bob', 'robert'), 'rprt')
    >>> given_name('Mary-Ann'), given_name('Dr. Ada')[0]
    (('mary ann', 'mary', ('mary', 'maria'), 'mr'), 'ada')
    """
    words = [word for word in blank(text).split() if word not in _TITLES]
    if not words:
        return '', '', (), ''
    forms = FORMAL_NAMES.get(words[0], ())
    canonical = forms[0] if forms else words[0]
    sound = skeleton(canonical if len(canonical) > 1 else words[0])
    return ' '.join(words), canonical, tuple(dict.fromkeys((words[0], *forms))), sound


def family_name(text):
    """`(folded, skeleton)` of a family name; particles stay, titles and generations go.

    >>> family_name('van der Berg'), family_name('Smith Jr.')
    (('van der berg', 'fntrprg'), ('smith', 'smt'))
    """
    words = blank(text).split()
    kept = [word for word in words if word not in _TITLES] or words
    return ' '.join(kept), skeleton(''.join(kept))


def person_name(text):
    """`(given, middle, family)` of a name in one line.

    >>> person_name('Okafor, Ada Chidinma'), person_name('Madonna')
    (('Ada', 'Chidinma', 'Okafor'), ('Madonna', '', ''))
    """
    parts = split_name(text)
    return parts['first_name'], parts['middle_name'], parts['last_name']


def organisation_name(text):
    """`(core, sorted words, numbers)`: abbreviations written out, legal forms and small words off.

    >>> organisation_name('Friends of the Whitby Library Assoc., Inc.')
    ('friends whitby library association', 'association friends library whitby', '')
    >>> organisation_name('VFW Post No. 0123 St. Johnsbury')[::2]
    ('vfw post saint johnsbury', '123')
    """
    words = [_ordinal(word) for word in fold((text or '').replace('&', ' and ')).split()]
    joined = []
    for word in words:  # letters that stand alone are one abbreviation: Y M C A
        if len(word) == 1 and word.isalpha() and joined and joined[-1][1]:
            joined[-1] = (joined[-1][0] + word, True)
        else:
            joined.append((word, len(word) == 1 and word.isalpha()))
    words = [word for word, _single in joined]
    words[1:] = [_ROMAN.get(word, word) for word in words[1:]]
    numbers = sorted({word.lstrip('0') or '0' for word in words if word.isdigit()})
    words = [ORGANISATION_WORDS.get(word, word) for word in words if not word.isdigit()]
    core = [word for word in words if word not in LEGAL_FORMS and word != 'number'] or words
    return ' '.join(core), ' '.join(sorted(set(core))), ' '.join(numbers)


def _ordinal(word):
    found = re.fullmatch(r'0*(\d+)(st|nd|rd|th)', word)
    return found.group(1) if found else word


def street_words(text):
    """Words of a street without its number, kinds and sides in one form.

    >>> street_words('North Main Street'), street_words('N. Main St'), street_words('Hauptstraße'), street_words('')
    ('n main st', 'n main st', 'haupt st', '')
    """
    words = fold(text).replace('p o box', 'box').replace('po box', 'box').split()
    if words and re.fullmatch(r'\w{3,}(strasse|str)', words[-1]) and words[-1] not in STREET_WORDS:
        words[-1:] = [re.sub(r'(strasse|str)$', '', words[-1]), 'st']
    return ' '.join(STREET_WORDS.get(word, word) for word in words)


def date_digits(text):
    """Eight digits, year first, of a date as it is written; four when only the year is known; '' when it is none.

    Months and days are not checked: a mistyped date still resembles the right one. Day and month that cannot be told
    apart are read as day first; all dates of a file are read alike.

    >>> date_digits('1971-06-24'), date_digits('24.6.1971'), date_digits('6/24/1971'), date_digits('19710624')
    ('19710624', '19710624', '19710624', '19710624')
    >>> date_digits('1971'), date_digits('3 May 1971'), date_digits('1971-6-NA'), date_digits('never')
    ('1971', '19710503', '1971', '')
    """
    words = re.findall(r'\d+|[a-z]+', fold(text))
    month = next((_MONTHS[word] for word in words if word in _MONTHS), None)
    digits = [word for word in words if word.isdigit()]
    if digits and len(digits[0]) == 8 and digits[0].isdigit():
        return digits[0]
    year = next((index for index, word in enumerate(digits) if len(word) == 4), None)
    if year is None:
        return ''
    rest = [int(word) for index, word in enumerate(digits) if index != year and len(word) <= 2]
    if month:
        day = rest[0] if rest else 0
    elif len(rest) < 2:
        return digits[year]
    elif year == 0:
        month, day = rest[0], rest[1]
    else:
        day, month = (rest[1], rest[0]) if rest[1] > 12 >= rest[0] else (rest[0], rest[1])
    return f'{digits[year]}{month:02d}{day:02d}'


def postcode(text):
    """`(code, area)`: letters and digits of a postal code, and the wider area that it begins with.

    >>> postcode('SW1A 2BJ'), postcode('04644-0126'), postcode('10115'), postcode('00000')
    (('sw1a2bj', 'sw1a'), ('04644', '046'), ('10115', '101'), ('', ''))
    """
    code = fold(text).replace(' ', '')
    if re.fullmatch(r'\d{9}', code):
        code = code[:5]
    if not code.strip('0') or code in _NOTHING:
        return '', ''
    return code, code[:-2] if code.isdigit() else code[:-3] or code
