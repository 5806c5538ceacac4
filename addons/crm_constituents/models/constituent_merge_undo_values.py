from psycopg2.extras import Json

from odoo import api, models, tools

from ..tools.merge_values import three_way


class ConstituentMerge(models.Model):
    """Values that a merge wrote over, cell by cell: what it wrote is taken back, what was written since is not."""
    _inherit = 'constituent.merge'

    def _undo_values(self, cells, problems):
        """Restore cells of one merge: `{(table, row, column): (before, after, entry)}`; appends to `problems`.

        :return: `{(table, columns): rows}` of what was written
        """
        tables, written = {}, {}
        for (table, row, column), change in cells.items():
            tables.setdefault(table, {}).setdefault(row, {})[column] = change
        for table, rows in tables.items():
            now = self._merge_read(table, rows, {column for of in rows.values() for column in of})
            later = self._undo_later(table, rows)
            new, rebased = {}, []
            for row, of in rows.items():
                if row not in now:
                    problems.append({'kind': 'deleted', 'table_name': table, 'column_name': next(iter(of)),
                                     'keys': [row], 'count': 1})
                    continue
                for column, (before, after, entry) in of.items():
                    follows = next((step for step in later.get((row, column), ()) if step[0] > entry), None)
                    current = follows[2] if follows else now[row][column]
                    value, conflict = three_way(before, after, current)
                    if conflict:
                        problems.append({
                            'kind': 'changed', 'table_name': table, 'column_name': column, 'row_id': row, 'count': 1,
                            'before': before, 'after': after, 'current': current})
                    if value != current and follows:
                        rebased.append([follows[1], table, row, column, value])
                    elif value != current:
                        new.setdefault(row, {})[column] = value
            self._undo_rebase(rebased)
            self._undo_write(table, new)
            for row, values in new.items():
                written.setdefault((table, frozenset(values)), []).append(row)
        return written

    @api.model
    def _undo_write(self, table, rows):
        """Write values back, with the stamps of people."""
        # two rows may exchange a value of which the table allows one: who gives it up comes first
        for emptied in (True, False):
            part = {row: {column: value for column, value in values.items() if (value is None) == emptied}
                    for row, values in rows.items()}
            self._merge_update(table, {row: values for row, values in part.items() if values})
        if table == 'res_partner':
            stamps = {'write_date': self.env.cr.now().isoformat(), 'write_uid': self.env.uid}
            self._merge_update(table, dict.fromkeys(rows, stamps))

    @api.model
    def _undo_carried(self, back, journal):
        """What Odoo had computed in rows that came back is what it was before the first of the merges that they came
        back past: `{(table, row): [merges]}`.
        """
        cells = {}
        for merges in back.values():
            for merge in merges:
                if merge not in cells:
                    cells[merge] = {}
                    for (table, row, column), (before, *_rest) in journal[merge]['carried'].items():
                        cells[merge].setdefault((table, row), {})[column] = before
        restored = {}
        for (table, row), merges in back.items():
            for merge in merges:
                for column, before in cells[merge].get((table, row), {}).items():
                    restored.setdefault(table, {}).setdefault(row, {}).setdefault(column, before)
        for table, rows in restored.items():
            self._undo_write(table, rows)

    def _undo_derived(self, cells, written):
        """What Odoo had computed elsewhere is computed anew, or, where a later merge took the row along and computed it
        again, that one gives back what was before both.
        """
        tables, rebased = {}, []
        for (table, row, column), change in cells.items():
            tables.setdefault(table, {}).setdefault(row, {})[column] = change
        self.env.invalidate_all(flush=False)
        for (table, columns), rows in written.items():
            model = self._merge_table_model(table)
            if model is not None:
                model.browse(rows).modified([name for name in columns if name in model._fields])
        self._merge_leave_typed()
        for table, rows in tables.items():
            later, model = self._undo_later(table, rows), self._merge_table_model(table)
            for row, of in rows.items():
                for column, (before, after, entry) in of.items():
                    follows = next((step for step in later.get((row, column), ()) if step[0] > entry), None)
                    if follows:
                        value, _conflict = three_way(before, after, follows[2])
                        if value != follows[2]:
                            rebased.append([follows[1], table, row, column, value])
                    elif model is not None and column in model._fields:
                        self.env.add_to_compute(model._fields[column], model.browse(row).exists())
        self._undo_rebase(rebased)
        self.env.flush_all()

    def _undo_later(self, table, rows):
        """`{(row, column): [(entry, merge, its value before)]}` of other merges, not undone, in their order."""
        self.env.cr.execute("""
            SELECT j.id, j.row_id, j.column_name, j.merge_id, j.kind, j.before
              FROM constituent_merge_journal j JOIN constituent_merge m ON m.id = j.merge_id
             WHERE j.table_name = %s AND j.row_id = ANY(%s) AND j.kind IN ('value', 'derived', 'carried', 'rebased')
               AND m.state = 'done' AND m.id <> %s AND NOT (j.kind = 'carried' AND EXISTS (
                   SELECT FROM constituent_merge_journal v WHERE v.merge_id = j.merge_id AND v.kind = 'void'
                      AND v.table_name = j.table_name AND v.keys @> to_jsonb(j.row_id)))
          ORDER BY j.id""", [table, list(rows), self.id])
        found = {}
        for entry, row, column, merge, kind, before in self.env.cr.fetchall():
            steps = found.setdefault((row, column), [])
            known = next((n for n, step in enumerate(steps) if step[1] == merge), None)
            if known is None:
                steps.append((entry, merge, before))
            elif kind == 'rebased':
                steps[known] = (steps[known][0], merge, before)
        return found

    @api.model
    def _undo_rebase(self, cells):
        if cells:
            self.env.cr.execute("""
                INSERT INTO constituent_merge_journal (merge_id, table_name, kind, row_id, column_name, before)
                SELECT (x ->> 0)::int, x ->> 1, 'rebased', (x ->> 2)::int, x ->> 3, x -> 4
                  FROM jsonb_array_elements(%s) x""", [Json(cells)])

    @api.model
    @tools.ormcache()
    def _merge_dated_refs(self):
        """The refs whose tables know when a row was made."""
        return tuple(ref for ref in self._merge_refs() if 'create_date' in ref.columns and ref.key == 'id')

    @api.model
    def _merge_table_field(self, table, column):
        return self._merge_field(self._merge_table_owners(), table, column)[1]

    @api.model
    def _merge_table_model(self, table):
        """The model of a table, if it is one of a model."""
        return next((model for model in self._merge_table_owners().get(table, ()) if model._table == table), None)

    @api.model
    def _merge_leave_typed(self):
        """Take from what Odoo is about to compute the fields that are a person's to type over."""
        for field in list(self.env.transaction.tocompute):
            if not field.readonly:
                records = self.env[field.model_name].browse(self.env.transaction.tocompute[field])
                self.env.remove_to_compute(field, records)
