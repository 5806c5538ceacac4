from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL


class ConstituentMerge(models.Model):
    """What Odoo stores because it follows from something else, kept right while rows are moved beneath it.

    Each such value that changes stands in the journal too, and comes back from there: computing it again would not give
    what was there before where Odoo does not follow all that it depends on (the name of a record in an activity).
    Values that somebody may type over stay as they are: who the person is has not changed.
    """
    _inherit = 'constituent.merge'

    @contextmanager
    def _merge_recomputing(self, refs, pairs, of, cells):
        """While the rows of `refs` move: collect what follows from them, compute it at the end, append the cells.

        Gives an empty set, which holds (table, id) of the rows that lead to the people of `pairs` afterwards.
        """
        changing = []  # (merge, records, name of the field)
        for ref in refs:
            if ref.recomputes and ref.model in self.env:
                for loser, ids in self._merge_rows_of(ref, list(pairs)).items():
                    changing.append((of[loser], self.env[ref.model].browse(ids), ref.column))
        held, carried = [], set()
        for merge, records, name in changing:
            # not computed before the rows have moved
            held += self._merge_take_pending(merge, lambda r=records, n=name: r.modified([n], before=True))
            carried.update((records._table, id_) for id_ in records._ids)
        yield carried
        self.env.invalidate_all(flush=False)
        for merge, records, name in changing:
            held += self._merge_take_pending(merge, lambda r=records, n=name: r.modified([n]))
        cells += self._merge_compute(held)

    @api.model
    def _merge_take_pending(self, merge, notify):
        """What Odoo would compute after `notify`: [(merge, field, ids)]; it is taken from Odoo's own list."""
        pending = self.env.transaction.tocompute  # empty: all was flushed before
        notify()
        found = [(merge, field, list(ids)) for field, ids in pending.items() if ids and field.readonly]
        pending.clear()
        return found

    @api.model
    def _merge_compute(self, held):
        """Compute what was held back; the cells that changed by that."""
        if not held:
            return []
        owner, tables = {}, {}
        for merge, field, ids in held:
            table = self.env[field.model_name]._table
            known = tables.setdefault(table, (set(), set()))
            known[0].update(ids)
            known[1].update([field.name] if field.column_type else [])
            for id_ in ids:
                owner.setdefault((table, id_), merge)
        before = {table: self._merge_read(table, *known) for table, known in tables.items()}
        for _merge, field, ids in held:
            self.env.add_to_compute(field, self.env[field.model_name].browse(ids))
        self.env.flush_all()
        self.env.invalidate_all()
        cells = []
        for table, known in tables.items():
            for id_, new in self._merge_read(table, *known).items():
                cells += [(owner[table, id_], table, id_, name, before[table][id_][name], value)
                          for name, value in new.items() if value != before[table][id_][name]]
        return cells

    @api.model
    def _merge_read(self, table, ids, columns):
        """`{id: {column: value as JSON has it}}`."""
        if not ids or not columns:
            return {}
        self.env.cr.execute(SQL(
            "SELECT id, jsonb_build_object(%s) FROM %s WHERE id = ANY(%s)",
            SQL(", ").join(SQL("%s::text, %s", column, SQL.identifier(column)) for column in sorted(columns)),
            SQL.identifier(table), sorted(ids)))
        return dict(self.env.cr.fetchall())

    @api.model
    def _merge_rows_of(self, ref, people):
        """`{person: ids of the rows that lead to them}`."""
        persons = {f'res.partner,{id_}' if ref.kind == 'text' else id_: id_ for id_ in people}
        self.env.cr.execute(SQL(
            "SELECT %s, array_agg(id ORDER BY id) FROM %s t WHERE %s = ANY(%s) %s GROUP BY 1",
            SQL.identifier('t', ref.column), SQL.identifier(ref.table), SQL.identifier('t', ref.column),
            list(persons), SQL(ref.condition())))
        return {persons[value]: ids for value, ids in self.env.cr.fetchall()}

    @api.model
    def _merge_follow(self, merge, people, names):
        """Values of people were written beneath Odoo: compute what follows from them; the cells that changed."""
        names = [name for name in names if name in people._fields]
        return self._merge_take_pending(merge, lambda: people.modified(names)) if people and names else []
