"""Statements by which rows that point to one person are made to point to another. Plain Python: no database here.

A `Ref` is one column of one table that can hold a person. What must stay true of the rows of that table (unique and
exclusion constraints, checks) is known as `Guard`s, in PostgreSQL's own words from its catalogue; a row that would
break one stays as it is. No statement of this module deletes.
"""
from dataclasses import dataclass, field
from functools import lru_cache

LINK, PAIR, TEXT = 'link', 'pair', 'text'
PERSON = 'res.partner'


def quote(name):
    """An identifier for PostgreSQL.

    >>> quote('order')
    '"order"'
    """
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Guard:
    """What PostgreSQL refuses in a table. `parts` are (expression, operator); a check has one without operator."""
    name: str
    parts: tuple
    where: str = ''
    nulls_equal: bool = False


@dataclass(frozen=True)
class Ref:
    """A column that can hold a person.

    `key` tells a row from the others: `id`, or the other column of a table of links. `kind`: `link` (holds the id),
    `pair` (holds the id when `model_column` says res.partner), `text` ("res.partner,12").
    """
    table: str
    column: str
    key: str = 'id'
    kind: str = LINK
    model_column: str = ''
    only: str = ''  # further condition, in SQL
    columns: tuple = ()
    guards: tuple = ()
    model: str = ''
    policy: str = 'move'
    same: tuple = ()
    recomputes: bool = False
    dated: bool = field(default=False)

    @property
    def name(self):
        return f'{self.table}.{self.column}'

    def holds(self, expression):
        """The value that the column has for the person of this expression."""
        return f"'{PERSON},' || {expression}" if self.kind == TEXT else expression

    def condition(self, alias='t'):
        """What else is true of a row that points to a person by this column; begins with AND."""
        found = f" AND {alias}.{quote(self.model_column)} = '{PERSON}'" if self.kind == PAIR else ''
        return found + (f" AND {alias}.{self.only}" if self.only else '')


def probe_sql(refs):
    """Statement that gives the numbers of the refs by which some row points to the people of both parameters.

    >>> print(probe_sql([Ref('note', 'partner_id')]).replace(' SELECT 0', '\\n SELECT 0'))
    WITH p AS (SELECT %s::int[] AS ids, ARRAY(SELECT 'res.partner,' || i FROM unnest(%s::int[]) i) AS texts)
     SELECT 0 FROM p WHERE EXISTS (SELECT FROM "note" t WHERE t."partner_id" = ANY(p.ids))
    """
    parts = []
    for number, ref in enumerate(refs):
        people = 'p.texts' if ref.kind == TEXT else 'p.ids'
        parts.append(
            f"SELECT {number} FROM p WHERE EXISTS (SELECT FROM {quote(ref.table)} t"
            f" WHERE t.{quote(ref.column)} = ANY({people}){ref.condition()})")
    return (f"WITH p AS (SELECT %s::int[] AS ids, ARRAY(SELECT '{PERSON},' || i FROM unnest(%s::int[]) i) AS texts) "
            + " UNION ALL ".join(parts))


def count_sql(refs, since=False):
    """Statement that gives (number, rows) for each ref by which rows point to the people of the parameter.

    :param since: only rows created after a moment, the second parameter; refs of tables that know it
    """
    parts = []
    for number, ref in enumerate(refs):
        people = f"ARRAY(SELECT '{PERSON},' || i FROM unnest(%(ids)s::int[]) i)" if ref.kind == TEXT else '%(ids)s'
        later = f" AND t.{quote('create_date')} > %(since)s" if since else ''
        what = f"jsonb_agg(t.{quote(ref.key)} ORDER BY t.{quote(ref.key)})" if since else 'count(*)'
        parts.append(
            f"SELECT {number} AS number, {what} AS found FROM {quote(ref.table)} t"
            f" WHERE t.{quote(ref.column)} = ANY({people}){ref.condition()}{later} HAVING count(*) > 0")
    return " UNION ALL ".join(parts)


def _kept_sql(ref):
    """CTE of the rows of `n` (as they would become) that a guard refuses: (__key, __from)."""
    table, column = quote(ref.table), quote(ref.column)
    selects = []
    for guard in ref.guards:
        if guard.parts[0][1] is None:  # a check
            selects.append(f"SELECT __key, __from FROM n WHERE ({guard.parts[0][0]}) IS FALSE")
            continue
        where = f" WHERE ({guard.where})" if guard.where else ''
        values = ', '.join(f"({expression}) AS k{i}" for i, (expression, _op) in enumerate(guard.parts))
        same = ' AND '.join(
            f"a.k{i} IS NOT DISTINCT FROM b.k{i}" if guard.nulls_equal else f"a.k{i} {op} b.k{i}"
            for i, (_expression, op) in enumerate(guard.parts))
        new = f"(SELECT __key, __from, __new, {values} FROM n{where})"
        there = (
            f"(SELECT __holds, {values} FROM (SELECT t.{column} AS __holds, t.* FROM {table} t"
            f" WHERE t.{column} IN (SELECT __new FROM n){ref.condition()}) o{where})")
        selects += [
            f"SELECT a.__key, a.__from FROM {new} a JOIN {there} b ON b.__holds = a.__new AND {same}",
            # of several that would become the same, the first goes
            f"SELECT a.__key, a.__from FROM {new} a JOIN {new} b"
            f" ON (b.__key, b.__from) < (a.__key, a.__from) AND b.__new = a.__new AND {same}",
        ]
    return f", kept AS MATERIALIZED ({' UNION '.join(selects)})" if selects else ''


def _become_sql(ref):
    """Columns of a row as it would become."""
    return ', '.join(
        f"m.__new AS {quote(name)}" if name == ref.column else f"t.{quote(name)}" for name in ref.columns)


SAME_ROW = 'kept.__key = n.__key AND kept.__from = n.__from'


def _update_sql(ref):
    """UPDATE of the rows of `n` that no guard refuses."""
    column, key = quote(ref.column), quote(ref.key)
    kept = f" AND NOT EXISTS (SELECT FROM kept WHERE {SAME_ROW})" if ref.guards else ''
    return (
        f"UPDATE {quote(ref.table)} t SET {column} = n.__new FROM n"
        f" WHERE t.{key} = n.__key AND t.{column} = n.__from{ref.condition()}{kept}"
        f" RETURNING n.__merge, n.__key")


@lru_cache(1000)
def merge_sql(ref):
    """Statement that moves the rows of losers to their winners and writes the journal of it.

    Parameters: `merges`, `losers`, `winners` (lists of the same length), `stay` (keys of rows that are left),
    `table`, `column`. Returns (merge, 'moved' or 'kept', number of rows).
    """
    wide = f", {_become_sql(ref)}" if ref.guards else ''
    left = (
        " UNION ALL SELECT n.__merge, %(table)s, %(column)s, 'kept', jsonb_agg(n.__key ORDER BY n.__key), count(*)"
        f" FROM n WHERE EXISTS (SELECT FROM kept WHERE {SAME_ROW}) GROUP BY n.__merge") if ref.guards else ''
    return (
        f"WITH m AS MATERIALIZED (SELECT x.merge AS __merge, {ref.holds('x.loser')} AS __from,"
        f" {ref.holds('x.winner')} AS __new"
        " FROM unnest(%(merges)s::int[], %(losers)s::int[], %(winners)s::int[]) AS x(merge, loser, winner))"
        f", n AS MATERIALIZED (SELECT m.__merge, m.__from, m.__new, t.{quote(ref.key)} AS __key{wide}"
        f" FROM {quote(ref.table)} t JOIN m ON t.{quote(ref.column)} = m.__from{ref.condition()}"
        f" WHERE t.{quote(ref.key)} <> ALL(%(stay)s::int[]))"
        f"{_kept_sql(ref)}, moved AS ({_update_sql(ref)})"
        " INSERT INTO constituent_merge_journal (merge_id, table_name, column_name, kind, keys, count)"
        " SELECT __merge, %(table)s, %(column)s, 'moved', jsonb_agg(__key ORDER BY __key), count(*)"
        f" FROM moved GROUP BY __merge{left} RETURNING merge_id, kind, count")


@lru_cache(1000)
def back_sql(ref):
    """Statement that gives rows back. Parameters: `keys`, `olds`, `news`; returns the keys of those that went."""
    wide = f", {_become_sql(ref)}" if ref.guards else ''
    return (
        f"WITH m AS MATERIALIZED (SELECT x.key AS __row, {ref.holds('x.old')} AS __from, {ref.holds('x.new')} AS __new"
        " FROM unnest(%(keys)s::int[], %(olds)s::int[], %(news)s::int[]) AS x(key, old, new))"
        f", n AS MATERIALIZED (SELECT 0 AS __merge, m.__from, m.__new, t.{quote(ref.key)} AS __key{wide}"
        f" FROM {quote(ref.table)} t JOIN m ON t.{quote(ref.key)} = m.__row AND t.{quote(ref.column)} = m.__from"
        f"{ref.condition()}){_kept_sql(ref)}, moved AS ({_update_sql(ref)}) SELECT __key FROM moved")


def current_sql(ref):
    """Statement that gives (key, value) of the rows of the parameter `keys`; of link tables, all that they hold."""
    return (
        f"SELECT t.{quote(ref.key)}, t.{quote(ref.column)} FROM {quote(ref.table)} t"
        f" WHERE t.{quote(ref.key)} = ANY(%(keys)s)")
