from odoo import models
from odoo.fields import Date, Domain
from odoo.tools import SQL

from .constituent_import_engine import by_engine

UNDO_CHUNK = 500
# Tables that say nothing about a person's life here: they may go with the person.
OWN_TRACES = {
    'constituent.import.row',
    'constituent.external.id',
    'constituent.household.membership',
    'constituent.affiliation',
    'res.partner',
}
# The person of a row was written after it; a row without fractions of a second is from before they were kept.
CHANGED = SQL(
    "CASE WHEN r.stamp = date_trunc('second', r.stamp) THEN date_trunc('second', p.write_date) ELSE p.write_date END"
    " > r.stamp"
)


class ConstituentImportRun(models.Model):
    """The way back. What the import made is deleted if nobody has touched it since; what it changed is put back,
    field by
    field, if the field still has the value of the import. Everything else stays as it is and is listed with the reason.
    """

    _inherit = 'constituent.import.run'

    def _undo_domain(self):
        return (
            Domain('run_id', '=', self.id)
            & Domain('state', 'in', ('created', 'updated', 'companion'))
            & Domain('undo', '=', False)
        )

    @by_engine
    def _undo_chunk(self, batch):
        """One chunk of the way back; see `kit.batch`. Done rows leave the domain, so it may be cut off anywhere."""
        self.ensure_one()
        self.env['constituent.import.turn']._take()
        Row = self.env['constituent.import.row'].sudo()  # sudo: rows are written by the import alone
        # people first, then what was made beside them
        rows = Row.search(
            self._undo_domain() & Domain('state', '!=', 'companion'), order='id', limit=UNDO_CHUNK
        ) or Row.search(self._undo_domain(), order='id', limit=UNDO_CHUNK)
        own = set((batch.cursor or {}).get('own') or self._own_moments().union((batch.payload or {}).get('own', ())))
        gone, kept = 0, 0 if batch.cursor else self._keep_changed(own)
        rows = rows.filtered(lambda row: not row.undo)
        now = str(self.env.cr.now())
        for state in ('created', 'updated', 'companion'):
            part = rows.filtered(lambda row, state=state: row.state == state)
            tags = part.filtered(lambda row: not row.partner_id and 'tag' in (row.after or {}))
            if part - tags:
                done, stays = (part - tags)._undo_updates(own) if state == 'updated' else (
                    part - tags)._undo_creations(own)
                gone += done
                kept += stays
            if tags:
                done, stays = tags._undo_tags(own)
                gone += done
                kept += stays
        self.write({'undone_count': self.undone_count + gone, 'kept_count': self.kept_count + kept})
        finished = not Row.search_count(self._undo_domain(), limit=1)
        if finished:
            self.state = 'rolled_back'
        return {
            'cursor': {'done': self.undone_count + self.kept_count, 'own': sorted({*own, now})},
            'done': gone,
            'failed': kept,
            'finished': finished,
        }

    def _own_moments(self):
        """When this import has written, as text: a change at one of these moments is its own."""
        return {
            str(stamp)
            for (stamp,) in self.env.execute_query(SQL(
                "SELECT DISTINCT stamp FROM constituent_import_row"
                " WHERE run_id = %s AND stamp IS NOT NULL AND is_restamped IS NOT TRUE", self.id))
        }

    def _keep_changed(self, own):
        """Before anything is taken back: keep whom somebody has changed since; how many.

        What is taken back changes others in turn (a household is named after those who stay), which hides who was
        changed by hand.
        """
        changed = self.env.execute_query(SQL(
            """
            SELECT r.id, p.write_uid, p.write_date
              FROM constituent_import_row r JOIN res_partner p ON p.id = r.partner_id
             WHERE r.run_id = %s AND r.state IN ('created', 'companion') AND r.undo IS NULL
               AND %s AND NOT p.write_date = ANY(%s::timestamp[])
            """, self.id, CHANGED, sorted(own)))
        reasons = {}
        for id_, uid, moment in changed:
            reasons.setdefault((uid, Date.to_string(moment)), []).append(id_)
        Row = self.env['constituent.import.row'].sudo()  # sudo: rows are written by the import alone
        for (uid, day), ids in reasons.items():
            Row.browse(ids).write({'undo': 'kept', 'undo_reason': Row._changed_words(uid, day)})
        return len(changed)


class ConstituentImportRow(models.Model):
    _inherit = 'constituent.import.row'

    def _changed_words(self, uid, day):
        # sudo: only the name of the colleague
        name = self.env['res.users'].sudo().browse(uid or ()).name
        return self.env._("Changed by %(user)s on %(date)s.", user=name or self.env._("somebody"), date=day)

    def _undo_creations(self, own):
        """Delete the untouched; `(deleted, kept)`."""
        touched = self._find_touched(own)
        free, count = self.filtered(lambda row: row.id not in touched), 0
        for row in self - free:
            row.write({'undo': 'kept', 'undo_reason': touched[row.id]})
        count = free._delete_partners()
        return count, len(self) - count

    def _delete_partners(self):
        """Delete the people of these rows, in one go or, when somebody objects, one by one; count of those gone."""
        if not self:
            return 0
        # by their ids: what is read of them is read together, though the rows let them go
        partners = self.env['res.partner'].browse(self.partner_id.ids)
        try:
            with self.env.cr.savepoint():
                self.write({'undo': 'done'})
                self._detach()
                # sudo: an officer may take back what the same import has made, and delete nobody else
                partners.with_context(tracking_disable=True).sudo().unlink()
                self.env.flush_all()
                return len(self)
        except Exception as error:
            if len(self) == 1:
                self.write({'undo': 'kept', 'undo_reason': str(error)[:300]})
                return 0
        middle = len(self) // 2
        return self[:middle]._delete_partners() + self[middle:]._delete_partners()

    def _detach(self):
        """Keep the row of the import when its person goes: it is the record of what was done."""
        self.flush_recordset()
        self.env.cr.execute(SQL("UPDATE constituent_import_row SET partner_id = NULL WHERE id = ANY(%s)", self.ids))
        self.invalidate_recordset(['partner_id'], flush=False)

    def _find_touched(self, own):
        """`{row id: reason}` of the people who were changed, or to whom something was added, since the import."""
        _ = self.env._
        found = {}
        ids = self.partner_id.ids
        companions = {row.partner_id.id for row in self if row.state == 'companion'}
        stamps = {row.partner_id.id: row.stamp for row in self}
        rows = {row.partner_id.id: row.id for row in self}
        for row in self:
            if not row.partner_id:
                found[row.id] = _("The constituent is gone already.")
        self.flush_recordset()
        self.env['res.partner'].flush_model()
        for id_, uid, moment in self.env.execute_query(SQL(
            "SELECT r.id, p.write_uid, p.write_date"
            "  FROM constituent_import_row r JOIN res_partner p ON p.id = r.partner_id"
            " WHERE r.id = ANY(%s) AND %s AND NOT p.write_date = ANY(%s::timestamp[])",
            self.ids, CHANGED, sorted(own),
        )):
            found[id_] = self._changed_words(uid, Date.to_string(moment))
        for model, column, title in self._referring_columns():
            is_trace = model._name in OWN_TRACES and model._log_access
            self.env.cr.execute(
                SQL(
                    "SELECT %(column)s, %(date)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                    column=SQL.identifier(column),
                    table=SQL.identifier(model._table),
                    ids=ids,
                    date=SQL.identifier('create_date') if is_trace else SQL("NULL::timestamp"),
                )
            )
            for partner_id, created in self.env.cr.fetchall():
                # with a person goes what the import has put beside them; a household or an organisation stays
                # for whoever is left in it
                goes = is_trace and (model._name == 'constituent.external.id' or partner_id not in companions)
                if goes and created and (
                    str(created) in own or created.replace(microsecond=0) < stamps[partner_id].replace(microsecond=0)
                ):
                    continue
                found.setdefault(rows[partner_id], _("In use since the import: %(what)s.", what=title))
        for table, column, title in self._referring_lists():
            self.env.cr.execute(
                SQL(
                    "SELECT DISTINCT %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                    column=SQL.identifier(column),
                    table=SQL.identifier(table),
                    ids=ids,
                )
            )
            for (partner_id,) in self.env.cr.fetchall():
                found.setdefault(rows[partner_id], _("In use since the import: %(what)s.", what=title))
        for table, title in (
            ('mail_message', _("messages")),
            ('mail_activity', _("activities")),
            ('ir_attachment', _("attachments")),
        ):
            self.env.cr.execute(
                SQL(
                    "SELECT DISTINCT res_id FROM %s WHERE %s = 'res.partner' AND res_id = ANY(%s)",
                    SQL.identifier(table),
                    SQL.identifier('model' if table == 'mail_message' else 'res_model'),
                    ids,
                )
            )
            for (partner_id,) in self.env.cr.fetchall():
                found.setdefault(rows[partner_id], _("In use since the import: %(what)s.", what=title))
        return found

    def _referring_columns(self):
        """`(model, column, name for people)` of the stored links to people in all installed addons."""
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto or model._name in ('constituent.import.row',):
                continue
            for field in model._fields.values():
                if (
                    field.type == 'many2one'
                    and field.comodel_name == 'res.partner'
                    and field.store
                    and not field.inherited
                    and (model._name, field.name) != ('res.partner', 'commercial_partner_id')
                ):
                    yield self.env[model._name], field.name, model._description or model._name

    def _referring_lists(self):
        """`(link table, column, name for people)` of the stored many2many to people in all installed addons."""
        seen = set()
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto or model._name == 'res.partner.category':
                continue
            for field in model._fields.values():
                if (
                    field.type == 'many2many'
                    and field.comodel_name == 'res.partner'
                    and field.store
                    and field.relation
                    and (field.relation, field.column2) not in seen
                ):
                    seen.add((field.relation, field.column2))
                    yield field.relation, field.column2, model._description or model._name
