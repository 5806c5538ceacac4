from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL


class ConstituentMerge(models.Model):
    """What Odoo stores because it follows from something else, kept right while rows are moved beneath it."""
    _inherit = 'constituent.merge'

    @contextmanager
    def _merge_recomputing(self, refs, people, rows=None):
        """Let stored values that follow from the links of `refs` be computed anew, for rows of `people`.

        :param rows: `{ref: ids}` instead, of the rows that are about to change

        Values that somebody may type over stay as they are: who the person is has not changed.
        """
        changing = []
        for ref in refs:
            if not ref.recomputes or ref.model not in self.env:
                continue
            ids = rows.get(ref, ()) if rows is not None else self._merge_rows_of(ref, people)
            if ids:
                changing.append((self.env[ref.model].browse(ids), ref.column))
        pending = self.env.transaction.tocompute  # empty: all was flushed before
        held = []
        for records, name in changing:
            records.modified([name], before=True)
            # not yet: it would be computed from what is about to change
            held += [(field, list(ids)) for field, ids in pending.items()]
            pending.clear()
        yield
        self.env.invalidate_all(flush=False)
        for field, ids in held:
            self.env.add_to_compute(field, self.env[field.model_name].browse(ids))
        for records, name in changing:
            records.modified([name])
        if changing:
            self._merge_leave_typed()
            self.env.flush_all()
            self.env.invalidate_all()

    @api.model
    def _merge_rows_of(self, ref, people):
        values = [f'res.partner,{id_}' for id_ in people] if ref.kind == 'text' else list(people)
        self.env.cr.execute(SQL(
            "SELECT id FROM %s t WHERE %s = ANY(%s) %s", SQL.identifier(ref.table), SQL.identifier('t', ref.column),
            values, SQL(ref.condition().replace('%', '%%'))))
        return [id_ for (id_,) in self.env.cr.fetchall()]

    @api.model
    def _merge_modified(self, people, names):
        """Values of people were written beneath Odoo: compute what follows from them."""
        if people and names:
            people.modified([name for name in names if name in people._fields])
            self._merge_leave_typed()

    @api.model
    def _merge_leave_typed(self):
        """Take from what Odoo is about to compute the fields that are a person's to type over."""
        for field in list(self.env.transaction.tocompute):
            if not field.readonly:
                records = self.env[field.model_name].browse(self.env.transaction.tocompute[field])
                self.env.remove_to_compute(field, records)
