"""Where a text tells of one person: by e-mail address, telephone number or name; and the same text without it.

Plain Python on plain text, so that the search (`privacy.request`), the redaction of a package and an erasure agree.
"""

import html
import json
import re
import unicodedata

TITLES = ('mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'prof', 'sir', 'lady', 'herr', 'herrn', 'frau', 'm', 'mme', 'mlle',
          'monsieur', 'madame', 'sr', 'sra', 'senor', 'senora', 'don', 'dona', 'signor', 'signora')
LEFT, RIGHT = r'(?<![^\W_])', r'(?![^\W_])'  # a word begins and ends; an underscore parts words, as in names of files
GAP = r'[\s_.,;\-]+'
TAIL = 9  # digits by which a telephone number is told, whatever stands for the country
PHONE = re.compile(r'\+?\(?\d[\d\s().\-/\u00a0]{4,}\d')
TAG = re.compile(r'<(?:/?[a-zA-Z][\w\-]*(?:\s[^<>]*)?/?|![^<>]*)>')
EMAIL = re.compile(r'[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+')
PAIR = re.compile(r"\b[^\W\d_a-z][\w'’\-]+(?:[ \u00a0][^\W\d_a-z][\w'’\-]+)+")


def fold(text):
    """The text in small letters without accents, letter for letter.

    >>> fold("Zoë ÅNGSTRÖM")
    'zoe angstrom'
    """
    return ''.join(unicodedata.normalize('NFD', char)[0].lower()[:1] or char
                   for char in unicodedata.normalize('NFC', text))


def plain(text):
    """The words of a text that may be HTML.

    >>> plain('<p>Dear <b>Ada</b>&nbsp;Okafor</p>')
    'Dear Ada Okafor'
    >>> plain('Ada <ada@okafor.example>')
    'Ada <ada@okafor.example>'
    """
    if '<' not in text and '&' not in text:
        return text
    return ' '.join(TAG.sub(' ', html.unescape(TAG.sub(' ', text))).split())


def digits(text):
    return re.sub(r'\D', '', text or '')


class Traces:
    """What one person is told by.

    >>> ada = Traces(given=['Ada'], family=['Okafor'], emails=['ada@okafor.example'], phones=['+44 117 496 0100'])
    >>> [why for why, _start, _end in ada.find('Okafor, Ada rang from 0117 496-0100; ada@okafor.example')]
    ['name', 'phone', 'email']
    >>> ada.find('Ada Lovelace met Björn Okafor; xada@okafor.example')
    []
    >>> ada.find('Mrs Okafor came')[0][0]
    'title'
    >>> ada.scrub('<p>Call <b>Ada</b> <i>Okafor</i> on 01174960100</p>', '…')
    '<p>Call <b>…</b> <i>…</i> on …</p>'
    """

    def __init__(self, names=(), given=(), family=(), emails=(), phones=()):
        def clean(values):
            return sorted({fold(value.strip()) for value in values if value and value.strip()})

        self.names, self.given, self.family = clean(names), clean(given), clean(family)
        self.emails = clean(emails)
        # as they are written, for a database that cannot take accents off
        self.written = {value.strip().lower() for value in (*family, *names) if value and value.strip()}
        self.tails = sorted({number[-TAIL:] for value in phones if len(number := digits(value)) >= 7})
        self.patterns = self._patterns()

    def __bool__(self):
        return bool(self.patterns or self.tails)

    def _patterns(self):
        """`[(why, pattern)]`, on folded text."""
        def word(value):
            return GAP.join(map(re.escape, re.split(GAP, value)))

        found = [('email', rf'(?<![\w.+\-]){part}(?![\w\-]|\.\w)') for email in self.emails
                 for part in (re.escape(email), re.escape(email.replace('@', '%40')))]
        for name in self.names:
            if ' ' in name or not name.isascii():
                edges = (LEFT, RIGHT) if name.isascii() or ' ' in name else ('', '')
                found.append(('name', f'{edges[0]}{word(name)}{edges[1]}'))
        for family in self.family:
            for given in self.given:
                if given != family:
                    between = rf'{GAP}(?:[^\W\d_]+{GAP}){{0,2}}' if len(given) > 1 else GAP
                    found += [
                        ('name', f'{LEFT}{word(given)}{between}{word(family)}{RIGHT}'),
                        ('name', rf'{LEFT}{word(family)}{GAP}{word(given)}{RIGHT}'),
                        ('title', rf'{LEFT}{re.escape(given[0])}\.?\s{word(family)}{RIGHT}'),
                    ]
            titles = '|'.join(TITLES)
            found.append(('title', rf'{LEFT}(?:{titles})\.?\s+{word(family)}{RIGHT}'))
        return [(why, re.compile(pattern)) for why, pattern in found]

    def find(self, text):
        """`[(why, start, end)]` in the order of the text, without those inside of others."""
        folded = fold(text)
        hits = [(why, *match.span()) for why, pattern in self.patterns for match in pattern.finditer(folded)]
        if self.tails:
            hits += [('phone', *match.span()) for match in PHONE.finditer(folded) if self._is_phone(match.group())]
        kept = []
        for hit in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
            if not kept or hit[1] >= kept[-1][2]:
                kept.append(hit)
        return kept

    def is_in(self, text):
        """Whether a text that may be HTML tells of the person, in its words or within a tag."""
        return bool(self.find(plain(text)) or self.find(text))

    def _is_phone(self, text):
        number = digits(text)
        return any(number.endswith(tail) or (len(number) > 15 and tail in number) for tail in self.tails)

    def scrub(self, text, marker):
        """The text without what tells of the person; HTML stays HTML."""
        text = unicodedata.normalize('NFC', text)
        for _why, start, end in reversed(self.find(text)):
            text = text[:start] + marker + text[end:]
        if self.is_in(text):  # parted by tags or entities: then each of its words goes
            words = {*self.given, *self.family, *(part for name in self.names for part in name.split())}
            words = {variant for word in words for variant in (word, fold(html.escape(word)))}
            for word in sorted(words, key=len, reverse=True):
                for match in reversed(list(re.finditer(f'{LEFT}{re.escape(word)}{RIGHT}', fold(text)))):
                    text = text[:match.start()] + marker + text[match.end():]
        return text

    def scrub_json(self, value, marker):
        """The same for each text in a structure."""
        if isinstance(value, str):
            return self.scrub(value, marker)
        if isinstance(value, dict):
            return {key: self.scrub_json(each, marker) for key, each in value.items()}
        if isinstance(value, list):
            return [self.scrub_json(each, marker) for each in value]
        return value

    def likes(self):
        """Patterns of LIKE, on small letters without accents, one of which each text that tells by name or e-mail
        matches; a text with none of them need not be read.
        """
        words = {*self.emails, *(email.replace('@', '%40') for email in self.emails)}
        words |= set(self.family) or set(self.names)
        words |= {name for name in self.names if not name.isascii()} | self.written
        parts = {part for word in words for part in (
            [word] if '@' in word or '%40' in word else re.split(GAP, word)[:1])}
        variants = {variant for part in parts for variant in (part, html.escape(part), json.dumps(part)[1:-1])}
        return sorted('%' + re.sub(r'([\\%_])', r'\\\1', variant) + '%' for variant in variants if variant)


def strangers(text, traces, known=()):
    """Parts of a text that may tell of somebody else: `[(start, end, text)]` of addresses, numbers and names.

    >>> ada = Traces(given=['Ada'], family=['Okafor'], emails=['ada@okafor.example'])
    >>> [part for _start, _end, part in strangers('Ada Okafor and Björn Lindqvist, bjorn@example.org', ada)]
    ['Björn Lindqvist', 'bjorn@example.org']
    >>> strangers('record 08d40172-5511-4f0e-b62f-775afdea5d4a of 2026-11-24 20:12:15', ada)
    []
    """
    own = [(start, end) for _why, start, end in traces.find(text)]
    hits = [match for pattern in (EMAIL, PHONE, PAIR) for match in pattern.finditer(text)]
    found = []
    for match in sorted(hits, key=lambda match: match.span()):
        start, end = match.span()
        if match.re is PHONE and not 7 <= len(digits(match.group())) <= 15 or match.group() in known:
            continue
        if match.re is PHONE and (text[start - 1:start].isalnum() or text[end:end + 1].isalnum()):
            continue  # part of an identifier
        if re.fullmatch(r'\d{4}-\d\d-\d\d([ T][\d:.]+)?', match.group().strip()):
            continue
        if not any(start < other_end and other_start < end for other_start, other_end in own):
            found.append((start, end, match.group()))
    return found
