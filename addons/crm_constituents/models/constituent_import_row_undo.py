from datetime import datetime

from odoo import fields, models
from odoo.tools import SQL

FOLLOWING = ('tags', 'beside', 'write_date')  # stand among the values of a row and are no fields


class ConstituentImportRow(models.Model):
    """The way back of people who were there before: their fields, and what the import has put beside them."""

    _inherit = 'constituent.import.row'

    def _undo_updates(self, own):
        """Put back what still is as the import has left it; `(rows put back whole, kept)`."""
        untouched = {
            id_
            for id_, written in self.env.execute_query(SQL(
                "SELECT r.id, p.write_date FROM constituent_import_row r JOIN res_partner p ON p.id = r.partner_id"
                " WHERE r.id = ANY(%s)", self.ids))
            if str(written) in own
        }
        changes, left = [], {}
        self.partner_id.sudo().fetch(  # sudo: compares; access is checked on writing
            [name for name in {name for row in self for name in row.before or {}} if name in self._partner_fields()])
        for row in self:
            vals, left[row] = row._values_before()
            if vals:
                changes.append((row.partner_id.id, vals))
        _before, errors = self.env['res.partner']._constituent_bulk_update_each(changes)
        done = self.browse()
        for row in self:
            names = left[row]
            if not row.partner_id:
                row.write({'undo': 'kept', 'undo_reason': self.env._("The constituent is gone already.")})
            elif row.partner_id.id in errors:
                row.write({'undo': 'kept', 'undo_reason': errors[row.partner_id.id][:300]})
            else:
                names = [*names, *row._undo_beside(own)]
                if names:
                    row.write({'undo': 'kept', 'undo_reason': self.env._(
                        "Changed since the import and left so: %(fields)s.", fields=', '.join(names))})
                else:
                    done |= row
        done.write({'undo': 'done'})
        done.filtered(lambda row: row.id in untouched)._restamp_earlier()
        return len(done), len(self) - len(done)

    def _partner_fields(self):
        return self.env['res.partner']._fields

    def _values_before(self):
        """`(values to put back, names of the fields that somebody has changed since)`."""
        vals, left = {}, []
        partner = self.partner_id.sudo()  # sudo: compares; access is checked on writing
        for name, old in (self.before or {}).items():
            if name in FOLLOWING or not partner:
                continue
            field = self._partner_fields().get(name)
            if field and _plain(partner, name) == (old or False):
                continue  # is back already
            if not field or _plain(partner, name) != ((self.after or {}).get(name) or False):
                left.append(field._description_string(self.env) if field else name)
            else:
                vals[name] = fields.Date.to_date(old) or False if field.type == 'date' else old
        return vals, left

    def _undo_beside(self, own):
        """Take back tags, household, post and external id of this row; what of it was changed since and stays."""
        left, after = [], self.after or {}
        if after.get('tags'):
            self.partner_id.with_context(tracking_disable=True).write(
                {'category_id': [(3, tag) for tag in after['tags']]})
        for model, ids in after.get('beside', {}).items():
            # sudo: what the same import has put there, and nothing else
            records = self.env[model].sudo().browse(ids).exists()
            changed = records.filtered(lambda record: str(record.write_date) not in own)
            if changed:
                left.append(self.env['ir.model']._get(model).name)
            (records - changed).with_context(tracking_disable=True).unlink()
        self.env.flush_all()
        return left

    def _restamp_earlier(self):
        """What was put back is as an earlier import had left it: that one may be taken back in its turn or again."""
        pairs = [
            (row.partner_id.id, datetime.fromisoformat(row.before['write_date']))
            for row in self
            if (row.before or {}).get('write_date')
        ]
        if not pairs:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """
            UPDATE constituent_import_row r
               SET stamp = p.write_date, is_restamped = TRUE
              FROM unnest(%s, %s::timestamp[]) AS t(partner_id, written), res_partner p
             WHERE r.partner_id = t.partner_id AND p.id = t.partner_id AND r.run_id != %s
               AND r.undo IS DISTINCT FROM 'done'
               AND r.state IN ('created', 'updated', 'companion') AND r.stamp >= t.written
            """,
            [id_ for id_, _written in pairs], [written for _id, written in pairs], self.run_id.id))
        self.invalidate_model(['stamp', 'is_restamped'], flush=False)

    def _undo_tags(self, own):
        """Delete the tags that the import has made and nobody uses; `(deleted, kept)`."""
        done = 0
        for row in self:
            # sudo: a tag that the same import has made, and that stands nowhere
            tag = self.env['res.partner.category'].sudo().browse(row.after['tag']).exists()
            if tag and (str(tag.write_date) not in own or tag._is_constituent_tag_in_use()):
                row.write({'undo': 'kept', 'undo_reason': self.env._(
                    "The tag “%(name)s” was changed or is in use.", name=tag.name)})
                continue
            tag.unlink()
            row.undo = 'done'
            done += 1
        return done, len(self) - done


class ResPartnerCategory(models.Model):
    _inherit = 'res.partner.category'

    def _is_constituent_tag_in_use(self):
        """Whether any record of any addon has one of these tags."""
        self.env.flush_all()
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if field.comodel_name != self._name or not field.store or field.type not in ('many2one', 'many2many'):
                    continue
                table, column = (
                    (field.relation, field.column2) if field.type == 'many2many' else (model._table, field.name))
                if self.env.execute_query(SQL(
                    "SELECT FROM %s WHERE %s = ANY(%s) LIMIT 1",
                    SQL.identifier(table), SQL.identifier(column), self.ids,
                )):
                    return True
        return False


def _plain(partner, name):
    """A value as the import has put it down."""
    value = partner[name]
    field = partner._fields[name]
    if field.type == 'many2one':
        return value.id
    if field.type == 'date':
        return value.isoformat() if value else False
    return str(value) if field.type == 'html' and value else value or False
