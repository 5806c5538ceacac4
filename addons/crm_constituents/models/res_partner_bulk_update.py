from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .res_partner_bulk import CONTEXT, copy_columns

# A change of one of these has consequences beyond the row that only the ORM knows.
BY_ORM = {
    'active',
    'parent_id',
    'company_id',
    'company_name',
    'type',
    'is_company',
    'constituent_type',
    'user_id',
    'lang',
}
DEPENDENTS = {'complete_name', 'commercial_company_name', 'email_normalized', 'phone_sanitized'}


class ResPartner(models.Model):
    """The second half of the bulk kernel: changing many people, each in their own way."""

    _inherit = 'res.partner'

    @api.model
    def _constituent_bulk_update(self, changes):
        """Change partners; same outcome as `write` on each with tracking disabled.

        :param changes: `[(id, {field: value})]` of stored columns, each id once
        :return: `{id: {column: value before}}` of those that changed; no key for one that had these values already
        """
        before, errors = self._constituent_bulk_update_each(changes)
        if errors:
            raise ValidationError(next(iter(errors.values())))
        return before

    @api.model
    def _constituent_bulk_update_each(self, changes):
        """As `_constituent_bulk_update`, each refused by itself: `({id: {column: before}}, {id: reason})`."""
        self = self.with_context(**CONTEXT)
        self.check_access('write')
        self._constituent_bulk_check_fields([vals for _id, vals in changes])
        before, errors = {}, {}
        changes, kept = self._constituent_bulk_diff(changes)
        allowed = set(self.browse(kept)._filtered_access('write')._ids)
        for id_ in kept:
            if id_ not in allowed:
                errors[id_] = self.env._("You may not change this record: it belongs to another company or team.")
        changes = [change for change in changes if change[0] in allowed]
        orm_ids = self._constituent_bulk_orm_ids(changes)
        for by_orm in (False, True):
            part = [change for change in changes if (change[0] in orm_ids) is by_orm]
            if part:
                self._constituent_bulk_update_halve(part, by_orm, before, errors)
        return before, errors

    def _constituent_bulk_update_halve(self, changes, by_orm, before, errors):
        try:
            with self.env.cr.savepoint():
                method = self._constituent_bulk_write_orm if by_orm else self._constituent_bulk_write
                found = method(changes)
                self.env.flush_all()
        except (IntegrityError, UserError, ValidationError, AccessError, ValueError) as error:
            reason = self._constituent_bulk_reason(error)
        else:
            before.update(found)
            return
        if len(changes) == 1:
            errors[changes[0][0]] = reason
            return
        middle = len(changes) // 2
        self._constituent_bulk_update_halve(changes[:middle], by_orm, before, errors)
        self._constituent_bulk_update_halve(changes[middle:], by_orm, before, errors)

    @api.model
    def _constituent_bulk_diff(self, changes):
        """`(changes, ids)` with nothing but what differs from what stands in the database."""
        names = sorted({name for _id, vals in changes for name in vals})
        records = self.browse([id_ for id_, _vals in changes])
        extra = [name for name in self._constituent_bulk_read_too() if name in self._fields]
        records.sudo().fetch(list({*names, *extra}))  # sudo: which of them may be changed is checked by the caller
        found, ids = [], []
        for id_, vals in changes:
            # sudo: which of them may be changed is checked by the caller
            record = records.browse(id_).sudo()
            vals = {name: value for name, value in vals.items() if self._constituent_bulk_differs(record, name, value)}
            if vals:
                found.append((id_, vals))
                ids.append(id_)
        return found, ids

    @api.model
    def _constituent_bulk_differs(self, record, name, value):
        field = self._fields[name]
        current = record[name]
        if field.type == 'many2one':
            return (current.id or False) != (value or False)
        if field.type == 'boolean':
            return bool(current) != bool(value)
        return (current or False) != (value or False)

    @api.model
    def _constituent_bulk_read_too(self):
        """Fields that the consequences of a change are computed from, read in one go."""
        return {
            'name',
            'email',
            'phone',
            'country_id',
            'company_name',
            'is_company',
            'type',
            'parent_id',
            'company_id',
            'partner_share',
            *self._constituent_watched_fields(),
        }

    @api.model
    def _constituent_bulk_orm_ids(self, changes):
        """Ids of those whose change the ORM must do: they have a family, users, or bank accounts in their name."""
        audit = self._constituent_bulk_audit()
        ids = [id_ for id_, _vals in changes]
        if audit.write_by_orm:
            return set(ids)
        columns = self._constituent_bulk_columns()
        found = {id_ for id_, vals in changes if BY_ORM & vals.keys() or not vals.keys() <= columns}
        self.env.flush_all()
        for table, column in (
            ('res_partner', 'parent_id'),
            ('res_users', 'partner_id'),
            ('res_partner_bank', 'partner_id'),
        ):
            found.update(
                id_
                for (id_,) in self.env.execute_query(
                    SQL(
                        "SELECT DISTINCT %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                        column=SQL.identifier(column),
                        table=SQL.identifier(table),
                        ids=ids,
                    )
                )
            )
        found.update(self.browse(ids).sudo().filtered('parent_id')._ids)  # sudo: only whether there is one
        return found

    @api.model
    def _constituent_bulk_write_orm(self, changes):
        before = {}
        for id_, vals in changes:
            record = self.browse(id_)
            before[id_] = {name: self._constituent_bulk_plain(record, name) for name in vals}
            record.write(dict(vals))
        return before

    @api.model
    def _constituent_bulk_plain(self, record, name):
        value = record.sudo()[name]  # sudo: kept for the way back, shown to nobody
        return value.id if self._fields[name].type == 'many2one' else value

    @api.model
    def _constituent_bulk_write(self, changes):
        """Write what differs with one UPDATE, then give everybody else their due."""
        audit = self._constituent_bulk_audit()
        watched = self._constituent_watched_fields()
        rows, before = [], {}
        for id_, vals in changes:
            record = self.browse(id_).sudo()  # sudo: reads of the own record; its access was checked by the caller
            if watched & vals.keys() and record.constituent_type:
                completed = record._constituent_complete_write(dict(vals))
                vals = {
                    name: value
                    for name, value in completed.items()
                    if name in vals or self._constituent_bulk_differs(record, name, value)
                }
            if vals.get('website'):
                vals = {**vals, 'website': self._clean_website(vals['website'])}
            before[id_] = {name: self._constituent_bulk_plain(record, name) for name in vals}
            row = {**vals, **self._constituent_bulk_follow(record, vals, audit)}
            rows.append({'id': id_, **row})
        names = list(dict.fromkeys(name for row in rows for name in row if name != 'id'))
        records = self.browse([row['id'] for row in rows])
        written = list(dict.fromkeys(name for vals in before.values() for name in vals))
        if any(self._fields[name].relational for name in written):
            records.modified(written, before=True)
        self._constituent_bulk_update_rows(names, rows)
        records.invalidate_recordset(names + ['write_uid', 'write_date'], flush=False)
        records.modified(written)
        for name in DEPENDENTS & audit.known_computes:
            self.env.remove_to_compute(self._fields[name], records)
        self._constituent_bulk_write_constraints(records, audit, written)
        return before

    @api.model
    def _constituent_bulk_follow(self, record, vals, audit):
        """The stored computes that follow from a change of one partner without parent, children and users."""
        known = audit.known_computes
        found = {}
        if 'name' in vals:
            name = vals['name'] or ''
            company_name = record.company_name
            if 'commercial_company_name' in known and record.is_company:
                found['commercial_company_name'] = name or company_name
            if 'complete_name' in known:
                shown = f"{company_name}, {name}" if company_name and not record.is_company else name
                found['complete_name'] = shown.strip()
        if 'email' in vals and 'email_normalized' in known:
            found['email_normalized'] = self._constituent_bulk_email(vals['email'])
        if {'phone', 'country_id'} & vals.keys() and 'phone_sanitized' in known:
            found['phone_sanitized'] = self._constituent_bulk_phone(
                vals.get('phone', record.phone), vals.get('country_id', record.country_id.id)
            )
        return found

    @api.model
    def _constituent_bulk_update_rows(self, names, rows):
        """UPDATE the columns of each row; a column that a row does not name stays as it is."""
        cr = self.env.cr
        columns = SQL(', ').join(SQL.identifier(name) for name in names)
        cr.execute(
            SQL(
                "CREATE TEMP TABLE IF NOT EXISTS constituent_bulk_changes ON COMMIT DROP AS "
                "SELECT id, ''::text AS bulk_mask, %s FROM res_partner WITH NO DATA",
                columns,
            )
            if not self._constituent_bulk_has_table(names)
            else SQL("TRUNCATE constituent_bulk_changes")
        )
        copy_columns(cr, 'constituent_bulk_changes', {
            'id': [str(row['id']) for row in rows],
            'bulk_mask': [''.join(['1' if name in row else '0' for name in names]) for row in rows],
            **{name: self._constituent_bulk_texts(name, self)([row.get(name) for row in rows]) for name in names},
        })
        assignments = SQL(', ').join(
            SQL(
                "%(name)s = CASE WHEN substr(c.bulk_mask, %(bit)s, 1) = '1' THEN c.%(name)s ELSE p.%(name)s END",
                name=SQL.identifier(name),
                bit=bit,
            )
            for bit, name in enumerate(names, 1)
        )
        cr.execute(
            SQL(
                "UPDATE res_partner p SET %(assignments)s, write_uid = %(uid)s, write_date = %(now)s"
                "  FROM constituent_bulk_changes c WHERE p.id = c.id",
                assignments=assignments,
                uid=self.env.uid,
                now=cr.now(),
            )
        )

    @api.model
    def _constituent_bulk_has_table(self, names):
        """Whether the table of this transaction for the changes stands and has these columns; drops one that
        has not.
        """
        found = self.env.execute_query(
            SQL(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('pg_temp.constituent_bulk_changes') "
                "AND attnum > 0 AND NOT attisdropped"
            )
        )
        if not found:
            return False
        if {name for (name,) in found} == {'id', 'bulk_mask', *names}:
            return True
        self.env.cr.execute(SQL("DROP TABLE pg_temp.constituent_bulk_changes"))
        return False

    @api.model
    def _constituent_bulk_write_constraints(self, records, audit, written):
        self.env.flush_all()
        for method in audit.constraints:
            names = method._constrains
            if not set(names(records) if callable(names) else names).isdisjoint(written):
                method(records)
        if {'birthdate', 'deceased_date'} & set(written):
            records._check_life_dates()
        if audit.company_fields:
            records._check_company()
