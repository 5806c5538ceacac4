"""Find who stands in a file or a base twice: the one entry, for people and for organisations.

    with Finder('individual') as finder:
        finder.load(records, fields)
        found = finder.find()

It needs no example and no setting: one model serves every file. Nothing is written to disk and nothing leaves the
process (`match_store`). The same records in the same order give the same answer.
"""
import time
from typing import NamedTuple

from .match_block import find_candidates, find_strangers
from .match_cluster import cluster, components
from .match_explain import Explanation, explain
from .match_organisations import ORGANISATIONS
from .match_people import PEOPLE
from .match_prepare import FIELDS, count_values, prepare_organisations, prepare_people
from .match_score import Scorer
from .match_store import Store

POSSIBLE = .1  # probability from which a pair is worth a look
MOST_RECORDS = 5_000_000
_KINDS = {'individual': (PEOPLE, prepare_people), 'organisation': (ORGANISATIONS, prepare_organisations)}


class Pair(NamedTuple):
    a: int  # positions of the records, a < b
    b: int
    chance: float  # that they are one, 0 to 1
    rule: str  # the exact rule that finds them too, or ''
    explanation: Explanation


class Found(NamedTuple):
    pairs: list  # of `Pair`, surest first
    groups: list  # of lists of positions: the records of one person
    looked_at: int  # pairs compared
    seconds: dict  # {step: seconds}


class Finder:
    """Records of one kind and what is found among them; a context manager that forgets all of it at the end.

    :param kind: 'individual' or 'organisation'
    :param linked: only pairs of records whose `source` differs, for two lists without duplicates of their own
    """

    def __init__(self, kind='individual', linked=False, **settings):
        self.model, self._prepare = _KINDS[kind]
        self.linked = linked
        self.store = Store(**settings)
        self.seconds = {}
        self.scorer = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.store.__exit__(*exception)

    def load(self, records, fields):
        """Take records, tuples of text in the order of `fields`; `source` may be among them."""
        self._check(fields)
        started = time.monotonic()
        self.store.load('raw', ('row', *fields), ((index, *record) for index, record in enumerate(records)))
        self._given(fields, started)

    def load_file(self, file, fields):
        """Take a `MemoryFile` of CSV without a header; its first column counts the records from 0."""
        self._check(fields)
        started = time.monotonic()
        self.store.load_file('raw', ('row', *fields), file)
        self._given(fields, started)

    @staticmethod
    def _check(fields):
        if unknown := set(fields) - {*FIELDS, 'source'}:
            raise ValueError(f"no such field: {', '.join(sorted(unknown))}; known: {', '.join(FIELDS)}")

    def _given(self, fields, started):
        missing = ''.join(f", NULL::VARCHAR AS {field}" for field in FIELDS if field not in fields)
        source = 'source' if 'source' in fields else 'NULL::VARCHAR'
        kept = ''.join(f', {field}' for field in fields if field != 'source')
        self.store.run(f"CREATE TABLE given AS SELECT row, {source} AS src{kept}{missing} FROM raw")
        self.store.run("DROP TABLE raw")
        self._lap('read', started)

    def _lap(self, step, started):
        self.seconds[step] = round(time.monotonic() - started, 2)
        return time.monotonic()

    def find(self, possible=POSSIBLE, apart=()):
        """What is `Found`.

        :param possible: pairs below this probability are left out, unless an exact rule finds them
        :param apart: pairs of positions (a, b), a < b, who are known not to be one
        """
        store, started = self.store, time.monotonic()
        self._prepare(store)
        count_values(store, self.model.columns)
        store.close_doors()
        started = self._lap('prepare', started)
        if store.value("SELECT count(*) FROM p") < 2:
            return Found([], [], 0, self.seconds)
        looked_at = find_candidates(store, self.model, self.linked)
        started = self._lap('block', started)
        find_strangers(store, linked=self.linked)
        self.scorer = Scorer(store, self.model, self.linked)
        self.scorer.compare('stranger', 'drawn_levels')
        self.scorer.compare('candidate', 'compared')
        started = self._lap('compare', started)
        self.scorer.fit()
        started = self._lap('fit', started)
        self.scorer.score_all()
        started = self._lap('score', started)
        apart = {(a, b) for a, b in apart}
        pairs = [pair for pair in self._pairs(possible) if (pair.a, pair.b) not in apart]
        started = self._lap('explain', started)
        groups = self._groups(apart)
        self._lap('group', started)
        return Found(pairs, groups, looked_at, self.seconds)

    def _pairs(self, possible):
        rules = ' '.join(f"WHEN {condition} THEN '{name}'" for name, condition in self.model.rules.items())
        rows = self.store.rows(f"""
            SELECT * FROM (SELECT *, CASE {rules} ELSE '' END AS rule FROM scored)
             WHERE same >= {possible} OR (rule <> '' AND same >= {possible / 10}) ORDER BY same DESC, a, b""")
        names = [column[0] for column in self.store.connection.description]
        for values in rows:
            row = dict(zip(names, values, strict=True))
            yield Pair(row['a'], row['b'], round(row['same'], 4), row['rule'], explain(self.scorer, row))

    def _groups(self, apart):
        edges = [
            edge for edge in self.store.rows(
                f"SELECT a, b FROM scored WHERE same >= {self.model.sure} ORDER BY same DESC, a, b")
            if edge not in apart]
        together = components(edges)
        weights = {
            (a, b): bits for a, b, bits in self.store.rows("""
                SELECT a, b, bits FROM scored SEMI JOIN sure l ON l.a = scored.a SEMI JOIN sure r ON r.a = scored.b""")
            if together.get(a, a) == together.get(b, b)}
        return cluster(edges, weights, apart={pair for pair in apart if pair[0] in together and pair[1] in together})


def find_duplicates(records, fields, kind='individual', linked=False, possible=POSSIBLE, apart=(), **settings):
    """What is `Found` among records, tuples of text in the order of `fields` (see `match_prepare.FIELDS`).

    >>> found = find_duplicates([
    ...     ('Ada Okafor', 'ada.okafor@example.org', '1980-02-01'), ('Okafor, Ada', 'ada.okafor@example.org', ''),
    ...     ('Bo Lind', 'bo@example.org', '1975-05-06')], ['name', 'email', 'birthdate'])
    >>> found.groups, found.pairs[0].rule
    ([[0, 1]], 'name_email')
    """
    with Finder(kind, linked, **settings) as finder:
        finder.load(records, fields)
        return finder.find(possible, apart)
