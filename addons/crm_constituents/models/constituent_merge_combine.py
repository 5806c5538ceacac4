from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.merge_values import filled_row, is_empty, shares_day

OPEN = '9999-12-31'


class ConstituentMerge(models.Model):
    """Two rows that say the same of one person become one: the period is the union of both, what is empty is filled.

    The row of the one who goes is not deleted: it stays with the archived record, and is over. Of two that are the main
    one at the same time, that of the one who stays goes on being it.
    """
    _inherit = 'constituent.merge'

    @api.model
    def _merge_combine(self, pairs, of, hits, cells, counts):
        """Unite the rows of `hits` whose policy it is; appends to `cells`, adds to `counts`.

        :return: `{ref: keys of rows that stay with who goes}`
        """
        stay = {}
        for ref in hits:
            if ref.policy == 'combine' and ref.key == 'id' and ref.model in self.env:
                stay[ref] = self._merge_combine_ref(ref, pairs, of, cells, counts)
        return stay

    @api.model
    def _merge_combine_ref(self, ref, pairs, of, cells, counts):
        self.env.cr.execute(SQL(
            "SELECT to_jsonb(t) FROM %s t WHERE %s = ANY(%s) ORDER BY id", SQL.identifier(ref.table),
            SQL.identifier('t', ref.column), [*pairs, *pairs.values()]))
        yesterday = (self._merge_today() - timedelta(days=1)).isoformat()
        rows, stay, kept = {}, set(), {}

        def write(loser, row, **values):
            for column, value in values.items():
                if value != row[column]:
                    cells.append((of[loser], ref.table, row['id'], column, row[column], value))
                    row[column] = value

        for (row,) in self.env.cr.fetchall():
            rows.setdefault(row[ref.column], []).append(row)
        for loser, winner in pairs.items():
            staying = rows.setdefault(winner, [])
            for row in rows.get(loser, ()):
                twin = next((other for other in staying if self._merge_says_same(ref, other, row, pairs)), None)
                if twin is None:
                    if ref.dated and ref.guards and row.get('is_primary') and any(
                            other['is_primary'] and _meet(row, other) for other in staying):
                        write(loser, row, is_primary=False)
                    staying.append(row)  # it moves; later ones may be united with it
                    continue
                stay.add(row['id'])
                kept.setdefault(of[loser], []).append(row['id'])
                counts[of[loser], 'kept'] = counts.get((of[loser], 'kept'), 0) + 1
                beside = [other for other in staying if other is not twin] if ref.guards else []
                write(loser, twin, **self._merge_united(ref, twin, row, beside))
                if ref.dated and (row['date_from'] or '') <= yesterday < (row['date_to'] or OPEN):
                    write(loser, row, date_to=yesterday)
        self._merge_log_rows('combined', ref.table, ref.column, kept)
        return stay

    @api.model
    def _merge_says_same(self, ref, one, two, pairs):
        """Whether two rows say the same once the people of `pairs` are one."""
        def value(row, name):
            field = self.env[ref.model]._fields[name]
            found = row.get(name)
            if field.comodel_name == 'res.partner':
                return pairs.get(found, found)
            return None if is_empty(found) else found

        if any(value(one, name) != value(two, name) for name in ref.same):
            return False
        return not ref.dated or _meet(one, two)

    @api.model
    def _merge_united(self, ref, kept, other, beside):
        """What the row `kept` becomes when `other`, which says the same, is united with it: `{column: value}`.

        Rows are `{column: value as JSON has it}`; `beside` are the other rows of the one who stays. A model that knows
        better has a method `_merge_combine(column, kept, other, beside)`.
        """
        Model = self.env[ref.model]
        if hasattr(Model, '_merge_combine'):
            return Model._merge_combine(ref.column, kept, other, beside)
        return filled_row(kept, other, skip=(ref.column,), dated=ref.dated)


def _meet(one, two):
    """Whether two dated rows have a day in common."""
    return shares_day((one['date_from'], one['date_to']), (two['date_from'], two['date_to']))
