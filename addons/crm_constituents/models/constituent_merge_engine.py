import hashlib
from datetime import timedelta

from psycopg2.extras import Json

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.merge_refs import current_sql, merge_sql, probe_sql
from ..tools.merge_values import waves

# Values of a person by which a household may be named.
NAMING = {'name', 'first_name', 'last_name', 'name_prefix', 'is_deceased'}


class ConstituentMerge(models.Model):
    """The merge itself: all that led to those who go leads to those who stay, many pairs in the same statements.

    Hot path, in SQL (Odoo's own takes 125 statements a pair, and deletes): one statement asks where there is anything
    to move, then one for each column with rows moves them and writes the journal. Held equal to moving row by row with
    the ORM by `test_merge_equals_orm`.
    """
    _inherit = 'constituent.merge'

    @api.model
    def _merge(self, mapping, choices=None, households=None):
        """Make one of two, for many pairs at once; all of them or none.

        :param mapping: `{loser: winner}`, ids of people. Chains (1: 2, 2: 3) are carried out in their order
        :param choices: `{loser: {field: 'loser', 'winner' or 'join'}}`: whose value the winner has afterwards. What is
            not named follows the merge plan
        :param households: `{loser: 'winner', 'loser' or 'both'}`: in which household the winner lives from today, where
            the two live in different ones; that of the winner if not named. Other members stay where they are
        :return: the merges, one per loser
        :raise UserError: for a pair that may not be merged; the words say why and what to do
        """
        mapping = {loser: winner for loser, winner in mapping.items() if loser != winner}
        merges = self.browse()
        try:
            rounds = waves(mapping)
        except ValueError:
            raise UserError(self.env._(
                "These people are each to become the other. Choose one that stays.")) from None
        for pairs in rounds:
            merges |= self._merge_round(pairs, choices or {}, households or {})
        return merges

    @api.model
    def _merge_round(self, pairs, choices, households):
        self._merge_check_access(pairs)
        # asked once: it would be read from the company anew after each step
        today = self._merge_today()
        self = self.with_context(constituent_merge_today=today)
        env = self.env(su=True)  # sudo: rights were checked; rows out of the user's sight move like all others
        env.flush_all()
        self._merge_lock({*pairs, *pairs.values()})
        rows = self._merge_rows({*pairs, *pairs.values()})
        self._merge_check(pairs, rows)
        env.cr.execute(SQL(
            """INSERT INTO constituent_merge (loser_id, winner_id, company_id, user_id, undo_until, state, merged_at,
                                              moved_count, kept_count, create_uid, create_date, write_uid, write_date)
               SELECT x.loser, x.winner, p.company_id, %(uid)s, %(until)s, 'done', %(now)s, 0, 0,
                      %(uid)s, %(now)s, %(uid)s, %(now)s
                 FROM unnest(%(losers)s, %(winners)s) WITH ORDINALITY AS x(loser, winner, place)
                 JOIN res_partner p ON p.id = x.winner ORDER BY x.place RETURNING id""",
            uid=self.env.uid, until=today + timedelta(days=self._undo_days()), now=env.cr.now(),
            losers=list(pairs), winners=list(pairs.values())))
        merges = self.with_env(env).browse(id_ for (id_,) in env.cr.fetchall())
        merges._merge_carry_out(pairs, rows, choices, households)
        return merges.with_env(self.env(context={
            key: value for key, value in self.env.context.items() if key != 'constituent_merge_today'}))

    @api.model
    def _merge_today(self):
        """The day of the organisation on which this merge is made."""
        return self.env.context.get('constituent_merge_today') or self.env['res.company']._constituent_today()

    def _merge_carry_out(self, pairs, rows, choices, households):
        """The steps of one round. `self` are its merges, in the order of `pairs`."""
        of = dict(zip(pairs, self.ids, strict=True))
        held = self._merge_before(pairs)
        cells = []  # (merge, table, row, column, before, after), in the order in which they are written
        hits = self._merge_probe(list(pairs))
        counts = {}
        self._merge_households(pairs, of, hits, households, cells)
        self._merge_write_cells(cells)
        united = []
        stay = self._merge_combine(pairs, of, hits, united, counts)
        self._merge_write_cells(united)
        cells += united
        derived = []
        with self._merge_recomputing(hits, pairs, of, derived) as carried:
            for ref in hits:
                self._merge_move(ref, pairs, of, stay.get(ref, ()), counts)
        people_cells, followers = self._merge_people(pairs, of, rows, choices)
        self._merge_log_cells(cells + people_cells)
        derived += self._merge_compute(followers)
        self._merge_log_derived(derived, carried)
        self.env.invalidate_all()
        self._merge_after(pairs, held)
        self._merge_refresh(pairs, hits, {cell[3] for cell in people_cells})
        self.env.flush_all()
        self._merge_count(counts)

    # -- hooks for upper addons -------------------------------------------

    def _merge_before(self, pairs):
        """What must be known before anything moves: a dict by super(), which `_merge_after` gets."""
        return {}

    def _merge_after(self, pairs, held):
        """What follows once everything has moved. Rows that are added here are told to `_merge_log_made`."""

    def _merge_refresh(self, pairs, hits, names=()):
        """What is derived from who belongs where: names of households."""
        tables = {ref.table for ref in hits}
        if 'res_users' in tables:
            self.env.registry.clear_cache()
        if 'constituent_household_membership' not in tables and not NAMING & set(names):
            return
        # not in the journal: the name is a function of the members, before and after
        if households := self._merge_households_of(*pairs, *pairs.values()):
            households.with_context(tracking_disable=True, mail_notrack=True)._household_refresh_names()

    @api.model
    def _merge_households_of(self, *people, rows=()):
        """The households of these people and of these rows of membership, and those of the people that are households
        themselves, whose name follows from their members.
        """
        self.env.cr.execute("""
            SELECT h.id FROM res_partner h WHERE h.household_naming <> 'custom' AND h.id IN (
                SELECT household_id FROM constituent_household_membership
                 WHERE person_id = ANY(%(ids)s) OR id = ANY(%(rows)s::int[])
                 UNION SELECT unnest(%(ids)s))""", {'ids': list(people), 'rows': list(rows)})
        return self.env['res.partner'].browse(id_ for (id_,) in self.env.cr.fetchall())

    # -- steps ---------------------------------------------------------------

    @api.model
    def _merge_lock(self, ids):
        """Lock these people in one order, so that two merges that cross wait for each other instead of both failing."""
        self.env.cr.execute(SQL(
            "SELECT id FROM res_partner WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", sorted(ids)))
        if len(self.env.cr.fetchall()) < len(ids):
            raise UserError(self.env._("Somebody of these was deleted meanwhile. Look at the list again."))

    @api.model
    def _merge_probe(self, losers, refs=None):
        """The refs by which anything leads to these people, with one statement."""
        cr = self.env.cr
        if refs is None:
            refs, (name, prepare) = self._merge_refs(), self._merge_probe_prepared()
            # planning some seventy look-ups takes four times as long as doing them
            cr.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [name])
            if not cr.rowcount:
                cr.execute(prepare)
            cr.execute(SQL("EXECUTE %s (%s, %s)", SQL.identifier(name), losers, losers))
        else:
            cr.execute(probe_sql(refs), [losers, losers])
        return [refs[number] for (number,) in sorted(cr.fetchall())]

    @api.model
    @tools.ormcache()
    def _merge_probe_prepared(self):
        """(name, statement) that prepares the question for all refs; of other columns it is another name."""
        statement = probe_sql(self._merge_refs()) % ('$1', '$2')
        name = f'constituent_merge_{hashlib.sha256(statement.encode()).hexdigest()[:16]}'
        return name, f'PREPARE "{name}" (int[], int[]) AS {statement}'

    @api.model
    def _merge_move(self, ref, pairs, of, stay=(), counts=None):
        """Move the rows of one column, and write down which; `counts` is `{(merge, kind): number}`."""
        self.env.cr.execute(merge_sql(ref), {
            'merges': [of[loser] for loser in pairs], 'losers': list(pairs), 'winners': list(pairs.values()),
            'stay': list(stay), 'table': ref.table, 'column': ref.column})
        if counts is not None:
            for merge, kind, count in self.env.cr.fetchall():
                counts[merge, kind] = counts.get((merge, kind), 0) + count

    @api.model
    def _merge_write_cells(self, cells):
        """Write the new values of rows with an id, one statement per table. Later cells of a row win."""
        tables = {}
        for _merge, table, row, column, _before, after in cells:
            tables.setdefault(table, {}).setdefault(row, {})[column] = after
        for table, rows in tables.items():
            self._merge_update(table, rows)

    @api.model
    def _merge_update(self, table, rows):
        """Write `{id: {column: value as JSON has it}}`, in the order given."""
        columns = sorted({column for values in rows.values() for column in values})
        if not columns:
            return
        names = SQL(", ").join(map(SQL.identifier, columns))
        fresh = SQL(", ").join(SQL.identifier('r', column) for column in columns)
        # each row keeps what is not told of it: the record is filled from the row itself
        self.env.cr.execute(SQL(
            "UPDATE %(table)s t SET (%(names)s) = (SELECT %(fresh)s FROM jsonb_populate_record(t, d.new) r)"
            " FROM (SELECT (x ->> 0)::int AS id, x -> 1 AS new FROM jsonb_array_elements(%(rows)s) x) d"
            " WHERE t.id = d.id",
            table=SQL.identifier(table), names=names if len(columns) > 1 else SQL("%s", names), fresh=fresh,
            rows=Json([[row, values] for row, values in rows.items()])))

    @api.model
    def _merge_log_cells(self, cells, kind='value'):
        """The journal of values that were written over."""
        told = [
            [merge, table, row, column, before, after] for merge, table, row, column, before, after in cells
            if merge and before != after]
        if told:
            self.env.cr.execute("""
                INSERT INTO constituent_merge_journal
                       (merge_id, table_name, kind, row_id, column_name, before, after, count)
                SELECT (x ->> 0)::int, x ->> 1, %s, (x ->> 2)::int, x ->> 3, x -> 4, x -> 5, 1
                  FROM jsonb_array_elements(%s) WITH ORDINALITY AS j(x, place) ORDER BY place""", [kind, Json(told)])

    @api.model
    def _merge_log_rows(self, kind, table, column, keys_by_merge):
        """The journal of rows: `{merge: [keys]}`."""
        for merge, keys in keys_by_merge.items():
            if keys:
                self.env.cr.execute(
                    "INSERT INTO constituent_merge_journal (merge_id, table_name, column_name, kind, keys, count)"
                    " VALUES (%s, %s, %s, %s, %s, %s)",
                    [merge, table, column, kind, Json(sorted(keys)), len(keys)])

    def _merge_log_made(self, loser, records):
        """Tell the journal that these records were added for the merge of `loser` (an id)."""
        merge = self.filtered(lambda merge: merge.loser_id.id == loser)[:1]
        self.env.flush_all()
        self._merge_log_rows('made', records._table, None, {merge.id: records.ids})

    def _merge_count(self, counts):
        """How much moved and how much stayed, on each merge."""
        self.env.cr.execute("""
            UPDATE constituent_merge m SET moved_count = c.moved, kept_count = c.kept
              FROM unnest(%s::int[], %s::int[], %s::int[]) AS c(id, moved, kept) WHERE m.id = c.id""", [
            self.ids, *([counts.get((id_, kind), 0) for id_ in self.ids] for kind in ('moved', 'kept'))])
        self.invalidate_recordset(['moved_count', 'kept_count', 'journal_ids'])

    @api.model
    def _merge_log_derived(self, cells, carried):
        """The journal of what Odoo computed: of rows that were carried along, and of others that follow from people."""
        self._merge_log_cells([cell for cell in cells if cell[1:3] in carried], 'carried')
        self._merge_log_cells([cell for cell in cells if cell[1:3] not in carried], 'derived')

    @api.model
    def _merge_current(self, ref, keys):
        """`{key: {values}}` of a column now."""
        self.env.cr.execute(current_sql(ref), {'keys': list(keys)})
        found = {}
        for key, value in self.env.cr.fetchall():
            found.setdefault(key, set()).add(value)
        return found
