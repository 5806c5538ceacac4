"""What stands in the columns of a table, found in one pass over its spool."""

from collections import Counter
from functools import lru_cache

from . import import_dates
from .import_tally import is_filled, number_of
from .import_text import Refusal, clean
from .import_values import EMAIL, looks_like_phone

DISTINCT_LIMIT = 50_000  # distinct values that are counted per column
SAMPLED = 3_000  # records whose types are looked at; beyond, every 50th
SAMPLES = 4
LOOSE = {'excel', 'year', 'compact'}  # what plain numbers can be read as, too


@lru_cache(maxsize=20_000)
def _readings(text):
    return import_dates.readings(text)


class Column:
    """Counts of one column."""

    def __init__(self, name):
        self.name = name
        self.filled = self.refused = self.looked = self.longest = self.cells = self.sum = 0
        self.distinct = set()
        self.samples = []
        self.kinds = Counter()
        self.dates = Counter()
        self.widths = Counter()
        self.dated = 0
        self.bounds = {}  # {reading: ((key, text) of the lowest, of the highest)}; reading '' is the text itself

    def count(self, cell):
        """For the totals, which hold of every record, also of those that cannot be taken."""
        if is_filled(cell):
            self.cells += 1
            self.sum += number_of(cell)

    def add(self, cell, look):
        try:
            text = clean(cell)
        except Refusal:
            self.filled += 1
            self.refused += 1
            return
        if not text:
            return
        self.filled += 1
        if len(self.distinct) < DISTINCT_LIMIT:
            key = hash(text)
            if key not in self.distinct:
                self.distinct.add(key)
                if len(self.samples) < SAMPLES:
                    self.samples.append(text[:60])
        if look:
            self._look(text)

    def _look(self, text):
        self.looked += 1
        self.longest = max(self.longest, len(text))
        self._bound('', text, text)
        if text.isdecimal():
            self.kinds['digits'] += 1
            self.widths[len(text)] += 1
            number = text.lstrip('0')
            self._bound('digits', (len(number), number), text)
        elif '@' in text and EMAIL.match(text):
            self.kinds['email'] += 1
        elif looks_like_phone(text):
            self.kinds['phone'] += 1
        if any(char.isdigit() for char in text) and len(text) < 40:
            found = _readings(text)
            unlikely = {'excel', 'year'} if not text.isdecimal() else {'compact'} if len(text) != 8 else ()
            self.dates.update(code for code in found if code not in unlikely)
            self.dated += not found.keys() <= LOOSE
            for code, day in found.items():
                self._bound(code, day, text)

    def _bound(self, reading, key, text):
        low, high = self.bounds.get(reading, ((key, text), (key, text)))
        if key < low[0]:
            low = (key, text)
        elif key > high[0]:
            high = (key, text)
        self.bounds[reading] = (low, high)

    def _range(self, kind, code):
        """The first and the last cell, in the order of what they are; '' when that order is not known."""
        readings = [code, 'iso'] if kind == 'date' else ['digits'] if kind == 'digits' else ['']
        found = [self.bounds[reading] for reading in readings if reading in self.bounds]
        if not found or kind == 'date' and not code:
            return '', ''
        return min(low for low, _high in found)[1][:60], max(high for _low, high in found)[1][:60]

    def result(self, rows):
        """`{name, filled, rate, distinct, samples, kind, date_format, date_ambiguous, width, ...}`, JSON-able."""
        kind = self.kind()
        code, ambiguous = import_dates.best_format(self.dates, self.looked) if kind == 'date' else ('', False)
        low, high = self._range(kind, code)
        width, votes = self.widths.most_common(1)[0] if self.widths else (0, 0)
        steady = width >= 5 and votes >= 0.9 * self.looked and votes >= 10
        return {
            'name': self.name,
            'filled': self.filled,
            'cells': self.cells,
            'sum': self.sum,
            'rate': round(self.filled / rows, 4) if rows else 0,
            'distinct': len(self.distinct),
            'distinct_capped': len(self.distinct) >= DISTINCT_LIMIT,
            'refused': self.refused,
            'longest': self.longest,
            'low': low,
            'high': high,
            'samples': self.samples,
            'kind': kind,
            'date_format': code,
            'date_ambiguous': ambiguous,
            'width': width if steady else 0,
            'odd': self.looked - self.kinds[kind]
            if kind in self.kinds
            else self.looked - max(self.dates.values(), default=0)
            if kind == 'date'
            else 0,
        }

    def kind(self):
        if not self.looked:
            return ''
        for kind in ('email', 'phone'):
            if self.kinds[kind] > 0.6 * self.looked:
                return kind
        if max(self.dated, self._dates()) > 0.6 * self.looked:
            return 'date'
        if self.kinds['digits'] > 0.9 * self.looked:
            return 'digits'
        return ''

    def _dates(self):
        return max(
            (votes for code, votes in self.dates.items() if code not in LOOSE), default=0
        ) or self.dates['compact'] * (len(self.widths) <= 2)


def profile(records, columns):
    """Profile of the records `[line, cells, ...]` of a spool: `{'rows': n, 'columns': [...], 'problems':
    {code: n}}`.
    """
    found = [Column(name) for name in columns]
    rows = 0
    problems = Counter()
    for number, record in enumerate(records):
        if len(record) > 2:
            problems[record[3]] += 1
            for column, cell in zip(found, record[1], strict=False):
                column.count(cell)
            continue
        rows += 1
        look = number < SAMPLED or number % 50 == 0
        for column, cell in zip(found, record[1], strict=True):
            if cell:
                column.count(cell)
                column.add(cell, look)
    return {'rows': rows, 'columns': [column.result(rows) for column in found], 'problems': dict(problems)}
