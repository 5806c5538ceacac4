from odoo import fields, models
from odoo.tools import SQL

# What the import may add to somebody who was there before, and by which column it belongs to them.
BESIDE = {
    'constituent.household.membership': 'person_id',
    'constituent.affiliation': 'person_id',
    'constituent.external.id': 'partner_id',
}


class ConstituentImportRow(models.Model):
    _inherit = 'constituent.import.row'

    is_restamped = fields.Boolean(
        readonly=True, help="The moment is that at which a later import was taken back, not that of this import.")


class ConstituentImportRun(models.Model):
    """The trace for the way back: which rows the import has put beside people who were there before, which tags it has
    made, and when those people had been changed last.
    """

    _inherit = 'constituent.import.run'

    def _write_together(self, items):
        there = [item for item in items if item.state != 'created' and item.target_id and not item.twin]
        ids = list(dict.fromkeys(item.target_id for item in there))
        self.env.flush_all()
        written = self._trace_written(ids)
        rows, tags = self._trace_rows(ids), self._trace_tags(items)
        done = super()._write_together(items)
        self.env.flush_all()
        added = {}
        for key in self._trace_rows(ids) - rows:
            added.setdefault(key[0], {}).setdefault(key[1], []).append(key[2])
        for item in there:
            if item.partner_id != item.target_id or item.state not in ('updated', 'unchanged'):
                continue
            beside = added.pop(item.target_id, None)  # the first row of somebody stands for all
            if beside:
                item.state, item.code = 'updated', None
                item.after = {**(item.after or {}), 'beside': beside}
            if item.state == 'updated':
                item.before = {**(item.before or {}), 'write_date': str(written[item.target_id])}
        self._note_tags(sorted(self._trace_tags(items) - tags))
        # the moment of this transaction, to the microsecond, as it stands in what was written
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE constituent_import_row SET stamp = %(now)s"
            " WHERE run_id = %(run)s AND state = 'companion' AND stamp = date_trunc('second', %(now)s)",
            now=self.env.cr.now(), run=self.id))
        return done

    def _trace_written(self, ids):
        return dict(self.env.execute_query(SQL("SELECT id, write_date FROM res_partner WHERE id = ANY(%s)", ids)))

    def _trace_rows(self, ids):
        """`{(partner id, model, id)}` of what stands beside these people."""
        found = set()
        for model, column in BESIDE.items() if ids else ():
            found.update(
                (partner_id, model, id_)
                for partner_id, id_ in self.env.execute_query(SQL(
                    "SELECT %(column)s, id FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                    column=SQL.identifier(column), table=SQL.identifier(self.env[model]._table), ids=ids)))
        return found

    def _trace_tags(self, items):
        if not any((item.extra or {}).get('tags') for item in items):
            return set()
        return {id_ for (id_,) in self.env.execute_query(SQL("SELECT id FROM res_partner_category"))}

    def _note_tags(self, ids):
        # sudo: rows are written by the import alone
        self.env['constituent.import.row'].sudo().create([
            {
                'run_id': self.id, 'line': 0, 'state': 'companion',
                'after': {'tag': id_}, 'stamp': self.env.cr.now(),
            }
            for id_ in ids
        ])
