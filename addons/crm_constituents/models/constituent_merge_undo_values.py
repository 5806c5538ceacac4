from psycopg2.extras import Json

from odoo import api, models, tools
from odoo.tools import SQL

from ..tools.merge_values import three_way


class ConstituentMerge(models.Model):
    """Values that a merge wrote over, cell by cell: what it wrote is taken back, what was written since is not."""
    _inherit = 'constituent.merge'

    def _undo_values(self, mine, problems):
        """Restore the cells of one merge; appends to `problems`. Returns `{table: {row: {columns}}}` written."""
        tables, written = {}, {}
        for (table, row, column), change in mine['value'].items():
            tables.setdefault(table, {}).setdefault(row, {})[column] = change
        for table, rows in tables.items():
            now = self._undo_now(table, rows)
            later = self._undo_later(table, rows)
            new, rebased = {}, []
            for row, cells in rows.items():
                if row not in now:
                    problems.append({'kind': 'deleted', 'table_name': table, 'column_name': next(iter(cells)),
                                     'keys': [row], 'count': 1})
                    continue
                for column, (before, after) in cells.items():
                    follows = later.get((row, column))
                    current = follows[1] if follows else now[row].get(column)
                    value, conflict = three_way(before, after, current)
                    if conflict:
                        problems.append({
                            'kind': 'changed', 'table_name': table, 'column_name': column, 'row_id': row, 'count': 1,
                            'before': before, 'after': after, 'current': current})
                    if value != current:
                        if follows:
                            rebased.append([follows[0], table, row, column, value])
                        else:
                            new.setdefault(row, {})[column] = value
            self._undo_rebase(rebased)
            # two rows may exchange a value of which the table allows one: who gives it up comes first
            for emptied in (True, False):
                part = {row: {column: value for column, value in values.items() if (value is None) == emptied}
                        for row, values in new.items()}
                self._merge_update(table, {row: values for row, values in part.items() if values})
            written[table] = {row: set(values) for row, values in new.items()}
        return written

    @api.model
    def _undo_now(self, table, rows):
        columns = sorted({column for cells in rows.values() for column in cells})
        self.env.cr.execute(SQL(
            "SELECT id, jsonb_build_object(%s) FROM %s WHERE id = ANY(%s)",
            SQL(", ").join(SQL("%s::text, %s", column, SQL.identifier(column)) for column in columns),
            SQL.identifier(table), list(rows)))
        return dict(self.env.cr.fetchall())

    def _undo_later(self, table, rows):
        """`{(row, column): (merge, its value before)}` of the next merge, not undone, that wrote over the same cell."""
        self.env.cr.execute("""
            SELECT j.row_id, j.column_name, j.merge_id, j.kind, j.before
              FROM constituent_merge_journal j JOIN constituent_merge m ON m.id = j.merge_id
             WHERE j.table_name = %s AND j.row_id = ANY(%s) AND j.kind IN ('value', 'rebased')
               AND m.state = 'done' AND m.id > %s ORDER BY j.merge_id, j.id""", [table, list(rows), self.id])
        found = {}
        for row, column, merge, kind, before in self.env.cr.fetchall():
            known = found.get((row, column))
            if known is None or (known[0] == merge and kind == 'rebased'):
                found[row, column] = merge, before
        return found

    @api.model
    def _undo_rebase(self, cells):
        if cells:
            self.env.cr.execute("""
                INSERT INTO constituent_merge_journal (merge_id, table_name, kind, row_id, column_name, before)
                SELECT (x ->> 0)::int, x ->> 1, 'rebased', (x ->> 2)::int, x ->> 3, x -> 4
                  FROM jsonb_array_elements(%s) x""", [Json(cells)])

    @api.model
    def _undo_recompute(self, written):
        """What follows from the values that were restored."""
        for table, rows in written.items():
            model = next((model for model in self._merge_table_owners().get(table, ()) if model._table == table), None)
            by_names = {}
            for row, names in rows.items():
                by_names.setdefault(frozenset(names), []).append(row)
            for names, ids in by_names.items():
                if model is not None:
                    self._merge_modified(self.env[model._name].browse(ids), names)
        stamps = {'write_date': self.env.cr.now().isoformat(), 'write_uid': self.env.uid}
        self._merge_update('res_partner', {row: stamps for row in written.get('res_partner', ())})

    @api.model
    @tools.ormcache()
    def _merge_dated_refs(self):
        """The refs whose tables know when a row was made."""
        return tuple(ref for ref in self._merge_refs() if 'create_date' in ref.columns and ref.key == 'id')

    @api.model
    def _merge_table_field(self, table, column):
        return self._merge_field(self._merge_table_owners(), table, column)[1]
