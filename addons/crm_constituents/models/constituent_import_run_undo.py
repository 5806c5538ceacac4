from odoo import models
from odoo.exceptions import UserError
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
        Row = self.env['constituent.import.row'].sudo()  # sudo: rows are written by the import alone
        # people first, then what was made beside them
        rows = Row.search(
            self._undo_domain() & Domain('state', '!=', 'companion'), order='id', limit=UNDO_CHUNK
        ) or Row.search(self._undo_domain(), order='id', limit=UNDO_CHUNK)
        gone = kept = 0
        for state in ('created', 'updated', 'companion'):
            part = rows.filtered(lambda row, state=state: row.state == state)
            if part:
                done, stays = part._undo_updates() if state == 'updated' else part._undo_creations()
                gone += done
                kept += stays
        self.write({'undone_count': self.undone_count + gone, 'kept_count': self.kept_count + kept})
        finished = not Row.search_count(self._undo_domain(), limit=1)
        if finished:
            self.state = 'rolled_back'
        return {
            'cursor': {'done': self.undone_count + self.kept_count},
            'done': gone,
            'failed': kept,
            'finished': finished,
        }


class ConstituentImportRow(models.Model):
    _inherit = 'constituent.import.row'

    def _undo_creations(self):
        """Delete the untouched; `(deleted, kept)`."""
        touched = self._find_touched()
        free, count = self.filtered(lambda row: row.id not in touched), 0
        for row in self - free:
            row.write({'undo': 'kept', 'undo_reason': touched[row.id]})
        count = free._delete_partners()
        return count, len(self) - count

    def _delete_partners(self):
        """Delete the people of these rows, in one go or, when somebody objects, one by one; count of those gone."""
        if not self:
            return 0
        partners = self.partner_id
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

    def _find_touched(self):
        """`{row id: reason}` of the people who were changed, or to whom something was added, since the import."""
        _ = self.env._
        found = {}
        ids = self.partner_id.ids
        stamps = {row.partner_id.id: row.stamp for row in self}
        rows = {row.partner_id.id: row.id for row in self}
        for row in self:
            partner = row.partner_id.sudo()  # sudo: only whether it was changed
            if not partner:
                found[row.id] = _("The constituent is gone already.")
            elif (
                partner.write_date.replace(microsecond=0) > row.stamp.replace(microsecond=0)
                and row.state != 'companion'
            ):
                found[row.id] = _(
                    "Changed by %(user)s on %(date)s.",
                    user=partner.write_uid.name,
                    date=Date.to_string(partner.write_date),
                )
        for model, column, title in self._referring_columns():
            own = model._name in OWN_TRACES and model._log_access
            self.env.cr.execute(
                SQL(
                    "SELECT %(column)s, %(date)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                    column=SQL.identifier(column),
                    table=SQL.identifier(model._table),
                    ids=ids,
                    date=SQL.identifier('create_date') if own else SQL("NULL::timestamp"),
                )
            )
            for partner_id, created in self.env.cr.fetchall():
                if own and created and created.replace(microsecond=0) <= stamps[partner_id].replace(microsecond=0):
                    continue
                if self.browse(rows[partner_id]).state == 'companion' and own:
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

    def _undo_updates(self):
        """Put back the fields that still have the value of the import; `(rows put back whole, kept)`."""
        done = 0
        Partner = self.env['res.partner']
        for row in self:
            partner = row.partner_id
            after, before = row.after or {}, row.before or {}
            changed, vals = [], {}
            for name, old in before.items():
                if name == 'tags':
                    vals['category_id'] = [(3, tag) for tag in after.get('tags', [])]
                elif name not in Partner._fields or _plain(partner, name) != (after.get(name) or False):
                    changed.append(name)
                else:
                    vals[name] = old
            try:
                with self.env.cr.savepoint():
                    partner.with_context(tracking_disable=True).write(vals)
                    self.env.flush_all()
            except UserError as error:
                row.write({'undo': 'kept', 'undo_reason': str(error)[:300]})
                continue
            if changed:
                names = ', '.join(
                    Partner._fields[name]._description_string(self.env) for name in changed if name in Partner._fields
                )
                row.write(
                    {
                        'undo': 'kept',
                        'undo_reason': self.env._("Changed since the import and left so: %(fields)s.", fields=names),
                    }
                )
            else:
                row.undo = 'done'
                done += 1
        return done, len(self) - done


def _plain(partner, name):
    """A value as the import has put it down."""
    value = partner[name]
    field = partner._fields[name]
    if field.type == 'many2one':
        return value.id
    if field.type == 'date':
        return value.isoformat() if value else False
    return str(value) if field.type == 'html' and value else value or False
