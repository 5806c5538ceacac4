"""How probable it is that two records are one: Fellegi and Sunter's model with several kinds of pairs, fitted by EM.

Of every comparison it is known how probable each level is among records of one person, of one family and so on (the
model), and among strangers (measured on pairs drawn at random, and by the frequency of the very value). What a pair
shows then moves the odds of each kind; the shares of the kinds, and within limits the chances of `same`, are fitted to
the file without any example.

Sources: I. P. Fellegi and A. B. Sunter, A Theory for Record Linkage, JASA 64 (1969); W. E. Winkler, Frequency-based
Matching (2000); R. Linacre et al., Splink (2022) for the use of SQL.
"""
from math import log2

from .match_model import SAME, Like

ROUNDS = 8
SAMPLE = 300_000  # pairs that the fitting looks at
LEAST = 1e-9
LEAST_OF_KIN, LEAST_OF_STRANGERS = -12, -4  # bits that a pair may count against a group


class Scorer:
    """The model fitted to the records of a store."""

    def __init__(self, store, model, linked=False):
        self.store, self.model, self.linked = store, model, linked
        columns = {row[0] for row in store.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = 'p'")}
        filled = store.rows(f"SELECT {', '.join(f'count({c})' for c in sorted(columns))} FROM p")[0]
        self.filled = dict(zip(sorted(columns), filled, strict=True))
        self.records = store.value("SELECT count(*) FROM p")
        self.pairs = self._all_pairs()
        self.levels = {c.name: {level.code: level for level in c.levels} for c in model.comparisons}
        self.chances = {c.name: {level.code: dict(level.chances) for level in c.levels} for c in model.comparisons}
        self.shares = {kind: count * self.records / self.pairs for kind, count in model.kinds.items()}
        # of those who share a value, how many are strangers
        self.chance_rate = {c.name: 0.5 for c in model.comparisons}
        self.random = {}

    def _all_pairs(self):
        pairs = self.records * (self.records - 1) / 2
        if self.linked:
            pairs -= sum(n * (n - 1) / 2 for (n,) in self.store.rows("SELECT count(*) FROM p GROUP BY src"))
        return max(pairs, 1)

    # -- comparing ---------------------------------------------------------

    def compare(self, source, table):
        """Make `table` of the levels of all pairs of `source`: columns a, b, `g_…` and, where exact, `n_…`."""
        parts = []
        for comparison in self.model.comparisons:
            cases = ' '.join(
                f"WHEN {level.sql} THEN {level.code}" for level in comparison.levels if level.sql)
            last = comparison.levels[-1].code
            parts.append(
                f"(CASE WHEN NOT coalesce({comparison.known}, false) THEN NULL {cases} ELSE {last} END)::TINYINT"
                f" AS g_{comparison.name}")
            if comparison.column:
                column = f"n_{comparison.column}"
                parts.append(f"greatest(l.{column}, r.{column}) AS n_{comparison.name}")
            if isinstance(comparison.noise, str):
                parts.append(f"{comparison.noise.format(records=self.records)} AS x_{comparison.name}")
        if self.model.words:
            source = f"""(
                SELECT a, b, coalesce(sum(l.bits), 0) AS common
                  FROM {source} LEFT JOIN (word l JOIN word r ON l.word = r.word) ON l.row = a AND r.row = b
                 GROUP BY a, b)"""
        self.store.run(f"""
            CREATE OR REPLACE TABLE {table} AS SELECT pair.a, pair.b, {', '.join(parts)}
              FROM {source} pair JOIN p l ON l.row = pair.a JOIN p r ON r.row = pair.b""")

    # -- weights -----------------------------------------------------------

    def _value_bits(self, comparison):
        """SQL of the bits by which sharing this very value is rarer than certain."""
        rate = self.chance_rate[comparison.name]
        total = max(self.filled.get(comparison.column, 0), 1)
        noise = f"x_{comparison.name}" if isinstance(comparison.noise, str) else comparison.noise
        return f"log2({total} / ((n_{comparison.name} - 1) * {rate:.6f} + {noise}))"

    def _bits(self, comparison, kind):
        """SQL of the bits that the level of a comparison gives for a kind against strangers."""
        cases = []
        for level in comparison.levels:
            chance = self.chances[comparison.name][level.code][kind]
            if isinstance(chance, Like):
                bits = f"{log2(chance):.5f}" if chance != 1 else None
            elif level.exact:
                bits = f"{log2(max(chance, LEAST)):.5f} + {self._value_bits(comparison)}"
            else:
                bits = f"{log2(max(chance, LEAST) / self.random[comparison.name][level.code]):.5f}"
            if bits:
                cases.append(f"WHEN {level.code} THEN {bits}")
        return f"(CASE g_{comparison.name} {' '.join(cases)} ELSE 0 END)" if cases else '0'

    def _odds(self, kind):
        bits = ' + '.join(self._bits(comparison, kind) for comparison in self.model.comparisons)
        return f"pow(2, least({log2(max(self.shares[kind], 1e-300)):.5f} + {bits}, 500))"

    def score(self, source, table):
        """Make `table` of `source` with `o_…`, the odds of each kind against strangers; `total`, their sum with 1;
        `same`, the probability that the two are one; and `bits`, its odds as a logarithm, cut below: what looks like
        family weighs three times as much against as what merely looks strange.
        """
        odds = ', '.join(f"{self._odds(kind)} AS o_{kind}" for kind in self.model.kinds)
        total = ' + '.join(['1', *(f"o_{kind}" for kind in self.model.kinds)])
        self.store.run(f"""
            CREATE OR REPLACE TABLE {table} AS
            SELECT *, o_{SAME} / total AS same,
                   greatest(log2(o_{SAME} / (total - o_{SAME})),
                            CASE WHEN total - o_{SAME} > 2 THEN {LEAST_OF_KIN} ELSE {LEAST_OF_STRANGERS} END) AS bits
              FROM (SELECT *, {total} AS total FROM (SELECT *, {odds} FROM {source}))""")

    def score_all(self):
        """Make `scored` of all candidates, and of the pairs that two sure ones close: who are both one with a third."""
        self.score('compared', 'scored')
        self.store.run(f"""
            CREATE OR REPLACE TABLE sure AS SELECT a, b FROM scored WHERE same >= {self.model.sure}
             UNION ALL SELECT b, a FROM scored WHERE same >= {self.model.sure}""")
        sources = "JOIN p x ON x.row = l.a JOIN p y ON y.row = r.b AND x.src IS DISTINCT FROM y.src"
        self.store.run(f"""
            CREATE OR REPLACE TABLE closing AS
            SELECT DISTINCT l.a, r.b FROM sure l JOIN sure r ON l.b = r.a AND l.a < r.b {sources if self.linked else ''}
              ANTI JOIN candidate c ON c.a = l.a AND c.b = r.b""")
        self.compare('closing', 'closed')
        self.score('closed', 'scored_closed')
        self.store.run("INSERT INTO scored SELECT * FROM scored_closed")

    def level_bits(self, comparison, code, seen, noise, kind):
        """Bits that a level gives for a kind against strangers; the same as in the SQL of `_bits`."""
        chance = self.chances[comparison.name][code][kind]
        if isinstance(chance, Like):
            return log2(chance)
        if self.levels[comparison.name][code].exact:
            total = max(self.filled.get(comparison.column, 0), 1)
            spread = (seen - 1) * self.chance_rate[comparison.name] + noise
            return log2(max(chance, LEAST)) + log2(total / spread)
        return log2(max(chance, LEAST) / self.random[comparison.name][code])

    # -- fitting -----------------------------------------------------------

    def fit(self, compared='compared'):
        """Fit shares and chances to the compared candidates; deterministic for the same records in the same order."""
        count = self.store.value(f"SELECT count(*) FROM {compared}")
        stride = max(1, round(count / SAMPLE))
        self.store.run(f"CREATE OR REPLACE TABLE sample AS SELECT * FROM {compared} WHERE hash(a, b) % {stride} = 0")
        drawn = self._levels('drawn_levels', '1')
        agreeing = self._agreeing()
        self._set_random(drawn)
        for _round in range(ROUNDS):
            self.score('sample', 'fitted')
            self._learn('fitted', stride, agreeing)
            self._set_random(drawn)
        self.store.run("DROP TABLE IF EXISTS fitted")
        self.store.run("DROP TABLE IF EXISTS sample")

    def _levels(self, table, *weights):
        """`{comparison: {level: tuple of sums of the weights}}`."""
        names = [comparison.name for comparison in self.model.comparisons]
        sums = ', '.join(f"sum({weight})" for weight in weights)
        sets = ', '.join(f"(g_{name})" for name in names)
        which = ', '.join(f"grouping(g_{name})" for name in names)
        levels = ', '.join(f"g_{name}" for name in names)
        found = {name: {} for name in names}
        for row in self.store.rows(f"SELECT {which}, {levels}, {sums} FROM {table} GROUP BY GROUPING SETS ({sets})"):
            index = row[:len(names)].index(0)
            level = row[len(names) + index]
            if level is not None:
                found[names[index]][level] = row[2 * len(names):]
        return found

    def _agreeing(self):
        """`{comparison: half of the records that share a value}`: pairs, each counted as one of all with its value."""
        return {
            c.name: self.store.value(f"SELECT coalesce(sum(n / 2), 0) FROM (SELECT count(*) AS n FROM p"
                                     f" WHERE {c.column} IS NOT NULL GROUP BY {c.column}) WHERE n > 1")
            for c in self.model.comparisons if c.column}

    def _learn(self, table, stride, agreeing):
        kinds = list(self.model.kinds)
        posts = [f"o_{kind} / total" for kind in kinds]
        totals = self.store.rows(f"SELECT {', '.join(f'coalesce(sum({post}), 0)' for post in posts)} FROM {table}")[0]
        for kind, total in zip(kinds, totals, strict=True):
            given, found = self.model.kinds[kind] * self.records, total * stride
            count = (given + found) / 2 if kind in self.model.kept else given + found
            self.shares[kind] = count / self.pairs
        seen = self._levels(table, posts[0])
        related = ' + '.join(posts)
        for comparison in self.model.comparisons:
            levels = seen[comparison.name]
            learnt = [level for level in comparison.levels if not isinstance(level.chances[SAME], Like)]
            total = sum(float(same) for (same,) in levels.values()) * stride
            for level in learnt:
                same = float(levels.get(level.code, (0,))[0]) * stride
                weight = comparison.firm + comparison.hold * total
                self.chances[comparison.name][level.code][SAME] = (
                    (level.chances[SAME] * weight + same) / (weight + total))
            if agreeing.get(comparison.name):
                n = f"n_{comparison.name}"
                known = self.store.value(
                    f"SELECT coalesce(sum(({related}) / ({n} - 1)), 0) FROM {table}"
                    f" WHERE g_{comparison.name} = {comparison.levels[0].code}")
                share = 1 - float(known) * stride / agreeing[comparison.name]
                self.chance_rate[comparison.name] = min(1, max(.02, share))

    def _set_random(self, drawn):
        """Probability of each level among strangers: what was drawn, less those who are no strangers."""
        for comparison in self.model.comparisons:
            counts = {code: float(n) for code, (n,) in drawn[comparison.name].items()}
            total = sum(counts.values()) or 1
            for level in comparison.levels:
                known = sum(
                    self.shares[kind] * chance for kind, chance in self.chances[comparison.name][level.code].items()
                    if not isinstance(chance, Like))
                share = (counts.get(level.code, 0) + .5) / (total + .5 * len(comparison.levels))
                floor = .5 / (total + 1)
                self.random.setdefault(comparison.name, {})[level.code] = max(share - known, floor, share * .1)
