import operator
import re
from io import StringIO

from psycopg2 import IntegrityError
from psycopg2.extras import Json

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..tools import copy_text
from ..tools.phones import sanitised_in

PLAIN_EMAIL = re.compile(r'[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}')
DIRECT_TYPES = {'char', 'text', 'selection', 'boolean', 'integer', 'many2one', 'date'}
CONTEXT = {'tracking_disable': True, 'mail_create_nosubscribe': True, 'mail_create_nolog': True}
NOT_IN_BULK = {'parent_id', 'company_name', 'child_ids', 'user_ids'}


class ResPartner(models.Model):
    """Many people at once: the bulk kernel behind the import.

    `_constituent_bulk_create(vals_list)` leaves the very rows that `create(vals_list)` with tracking disabled leaves,
    in every stored column, at many times its speed: one COPY instead of some twenty passes of the ORM over each record.
    Held equal by `test_import_bulk`. What it does not know by audit is done by the ORM (see `res_partner_bulk_audit`).
    """

    _inherit = 'res.partner'

    _name_lower = models.Index('(lower(name))')  # exact matching of names, letter case aside

    # -- creating --------------------------------------------------------

    @api.model
    def _constituent_bulk_create(self, vals_list):
        """Create partners; same contract as `create`, for values of stored columns and tags.

        :return: the new partners, in the order of `vals_list`
        """
        ids, errors = self._constituent_bulk_create_each(vals_list)
        if errors:
            raise ValidationError(next(iter(errors.values())))
        return self.browse(ids)

    @api.model
    def _constituent_bulk_create_each(self, vals_list):
        """Create partners and refuse those that break a rule, each by itself.

        :return: `(ids, errors)`: an id or False per row, and `{index: reason}` of those refused
        """
        self = self.with_context(**CONTEXT)
        self.check_access('create')
        self._constituent_bulk_check_fields(vals_list)
        ids, errors = [False] * len(vals_list), {}
        audit = self._constituent_bulk_audit()
        known = self._constituent_bulk_columns()
        slow, fast = [], []
        for index, vals in enumerate(vals_list):
            # whether the kernel knows all that follows from these values
            direct = vals.keys() <= known and vals.get('type', 'contact') == 'contact' and not audit.create_by_orm
            (fast if direct else slow).append(index)
        for indexes, method in ((fast, '_constituent_bulk_insert'), (slow, '_constituent_bulk_by_orm')):
            if indexes:
                self._constituent_bulk_halve(indexes, vals_list, getattr(self, method), ids, errors)
        return ids, errors

    def _constituent_bulk_halve(self, indexes, vals_list, method, ids, errors):
        """Run `method` on the rows; when it fails, on each half, until those that fail stand alone."""
        try:
            with self.env.cr.savepoint():
                new_ids = method([vals_list[index] for index in indexes])
                self.env.flush_all()
        except (IntegrityError, UserError, ValidationError, AccessError, ValueError) as error:
            reason = self._constituent_bulk_reason(error)
        else:
            for index, new_id in zip(indexes, new_ids, strict=True):
                ids[index] = new_id
            return
        if len(indexes) == 1:
            errors[indexes[0]] = reason
            return
        middle = len(indexes) // 2
        self._constituent_bulk_halve(indexes[:middle], vals_list, method, ids, errors)
        self._constituent_bulk_halve(indexes[middle:], vals_list, method, ids, errors)

    @api.model
    def _constituent_bulk_reason(self, error):
        if isinstance(error, IntegrityError):
            return self._sql_error_to_message(error)
        return str(error.args[0]) if error.args else str(error)

    @api.model
    def _constituent_bulk_by_orm(self, vals_list):
        return self.create([dict(vals) for vals in vals_list]).ids

    @api.model
    @tools.ormcache()
    def _constituent_bulk_columns(self):
        """Names of the fields that the kernel writes: stored columns without inverse, and tags."""
        found = {
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and not field.inverse
            and not field.company_dependent
            and not field.translate
            and field.type not in ('properties', 'properties_definition', 'binary', 'many2one_reference')
            and not (field.compute and field.readonly)
            and name not in models.LOG_ACCESS_COLUMNS
            and name != 'id'
        }
        return frozenset(found | {'category_id'})

    @api.model
    def _constituent_bulk_check_fields(self, vals_list):
        for name in set().union(*vals_list):
            field = self._fields.get(name)
            if field is None:
                raise ValueError(f"Invalid field {name!r} in {self._name!r}")
            self._check_field_access(field, 'write')

    @api.model
    def _constituent_bulk_insert(self, vals_list):
        """COPY the rows into the table, then give everybody else their due. Raises when one row breaks a rule."""
        audit = self._constituent_bulk_audit()
        rows, tags = self._constituent_bulk_complete(vals_list, audit)
        self.env.cr.execute(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f'{self._table}_id_seq', len(rows)))
        ids = [new_id for (new_id,) in self.env.cr.fetchall()]
        for row, new_id in zip(rows, ids, strict=True):
            row['id'] = row['commercial_partner_id'] = new_id
        if 'commercial_partner_id' not in audit.known_computes:
            for row in rows:
                del row['commercial_partner_id']
        self._constituent_bulk_copy(self._table, rows)
        pairs = [(new_id, tag) for new_id, wanted in zip(ids, tags, strict=True) for tag in wanted]
        if pairs:
            field = self._fields['category_id']
            self._constituent_bulk_copy(
                field.relation, [{field.column1: partner, field.column2: tag} for partner, tag in pairs]
            )
        records = self.browse(ids)
        records.modified(self._fields, create=True)
        for name in audit.known_computes:
            self.env.remove_to_compute(self._fields[name], records)
        if not self._constituent_bulk_has_properties():
            self.env.remove_to_compute(self._fields['properties'], records)
        for name in rows[0]:  # an editable compute with a value given is not computed
            field = self._fields[name]
            if field.compute and not field.readonly and name not in audit.known_computes:
                given = records.browse(row['id'] for row, vals in zip(rows, vals_list, strict=True) if name in vals)
                self.env.remove_to_compute(field, given)
        self._constituent_bulk_constraints(records, audit, rows)
        if audit.company_fields:
            records._check_company()
        if not self.env.su:
            records.check_access('create')
        return ids

    @api.model
    def _constituent_bulk_complete(self, vals_list, audit):
        """`(rows, tags)`: per new partner `{column: value as Python has it}` and the ids of its tags."""
        stored = [
            n
            for n, f in self._fields.items()
            if f.store and f.column_type and n not in ('id', *models.LOG_ACCESS_COLUMNS)
        ]
        once = self.default_get([name for name in stored if name not in audit.per_row_defaults] + ['category_id'])
        default_tags = self._constituent_bulk_tag_ids(once.pop('category_id', None))
        user, now = self.env.uid, self.env.cr.now()
        if not self.env.context.get('constituent_bulk_completed'):  # the import has done so, to compare names
            kind = self.env.context.get('default_constituent_type')
            vals_list = [
                self._constituent_complete_create({'constituent_type': kind, **vals})
                if vals.get('constituent_type', kind) else vals
                for vals in vals_list
            ]
        # all rows have the same keys
        blank = {
            **dict.fromkeys(set().union(audit.per_row_defaults, *vals_list)), **once,
            'create_uid': user, 'write_uid': user, 'create_date': now, 'write_date': now,
        }
        blank.pop('category_id', None)
        rows, tags, unnumbered = [], [], []
        for vals in vals_list:
            row = {**blank, **vals}
            missing = [name for name in audit.per_row_defaults if name not in vals]
            if missing:
                row.update(self.default_get(missing))
            for name in audit.required:
                if row.get(name) is None or row.get(name) is False and self._fields[name].type != 'boolean':
                    raise ValidationError(
                        self.env._(
                            "The field “%(field)s” must be filled in. Map a column to it, or give it a constant.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )
            tags.append(
                self._constituent_bulk_tag_ids(row.pop('category_id')) if 'category_id' in vals else default_tags
            )
            if row.get('website'):
                row['website'] = self._clean_website(row['website'])
            if row.get('constituent_type') and not row.get('constituent_no'):
                unnumbered.append(row)
            rows.append(row)
        self._constituent_bulk_known(rows, audit)
        numbers = self._constituent_next_numbers(len(unnumbered)) if unnumbered else ()
        for row, number in zip(unnumbered, numbers, strict=True):
            row['constituent_no'] = number
        for row in rows if unnumbered else ():
            row.setdefault('constituent_no', None)
        return rows, tags

    @api.model
    def _constituent_bulk_known(self, rows, audit):
        """Fill in the stored computes of rows that have neither parent nor users."""
        known = audit.known_computes
        countries = self._constituent_bulk_countries()
        for row in rows:
            name = row.get('name') or ''
            if 'complete_name' in known:
                row['complete_name'] = name.strip()
            if 'commercial_company_name' in known:
                row['commercial_company_name'] = name if row.get('is_company') and name else row.get('company_name')
            if 'partner_share' in known:
                row['partner_share'] = True
            if 'email_normalized' in known:
                row['email_normalized'] = self._constituent_bulk_email(row.get('email'))
            if 'phone_sanitized' in known:
                row['phone_sanitized'] = sanitised_in(countries, row.get('phone'), row.get('country_id'))

    @api.model
    def _constituent_bulk_has_properties(self):
        """Whether somebody has defined properties of partners; without, there is nothing to compute for new ones."""
        definition = (
            # sudo: only whether properties are defined
            self.env['properties.base.definition'].sudo()._get_definition_for_property_field(self._name, 'properties')
        )
        return bool(definition.properties_definition)

    @api.model
    def _constituent_bulk_email(self, email):
        """As `tools.email_normalize(email, strict=False)`; the plain majority needs no parser."""
        if not email:
            return False
        return email.lower() if PLAIN_EMAIL.fullmatch(email) else tools.email_normalize(email, strict=False)

    @api.model
    def _constituent_bulk_phone(self, phone, country_id):
        """As `_phone_format(fname='phone')` of a partner with this number and country."""
        return sanitised_in(self._constituent_bulk_countries(), phone, country_id)

    @api.model
    def _constituent_bulk_countries(self):
        """`{country id, or False for the company's: (ISO code, dial code)}`, read once for the transaction."""
        cache = self.env.cr.cache.setdefault('constituent_bulk_countries', {})
        key = self.env.company.id
        if key not in cache:
            countries = self.env['res.country'].search([])
            own = self.env.company.country_id
            cache[key] = {country.id: (country.code, country.phone_code) for country in countries}
            cache[key][False] = cache[key][None] = (own.code, own.phone_code)
        return cache[key]

    @api.model
    def _constituent_bulk_tag_ids(self, value):
        """Ids in a value of the tags: a list of commands (link, set, clear) or of ids, or a recordset."""
        found = []
        for item in value.ids if isinstance(value, models.BaseModel) else value or ():
            if isinstance(item, int):
                found.append(item)
            elif item[0] == fields.Command.SET:
                found = list(item[2])
            elif item[0] == fields.Command.LINK:
                found.append(item[1])
            elif item[0] == fields.Command.CLEAR:
                found = []
            else:
                raise ValueError(f"Tags are linked or set by the bulk kernel, not {item!r}")
        return list(dict.fromkeys(found))

    @api.model
    def _constituent_bulk_constraints(self, records, audit, rows):
        """Run the checks in Python: those of other addons, and ours where the values may break them."""
        self.env.flush_all()
        for method in audit.constraints:
            method(records)
        today, to_date = self.env['res.company']._constituent_today(), fields.Date.to_date
        odd = []
        for row in rows:
            birth, death = row.get('birthdate'), row.get('deceased_date')
            if birth or death:
                birth, death = to_date(birth) or None, to_date(death) or None
                if max(day for day in (birth, death) if day) > today or (birth and death and death < birth):
                    odd.append(row['id'])
        if odd:
            self.browse(odd)._check_life_dates()
        if any(row.get('is_company') and row.get('company_id') for row in rows):
            records._check_partner_company()

    # -- to the database -------------------------------------------------

    @api.model
    def _constituent_bulk_copy(self, table, rows):
        """COPY rows (dicts of one model, or of a link table, with the same keys) into `table`."""
        model = self if table == self._table else None
        names = list(rows[0])
        columns = {}
        for name, values in zip(names, zip(*map(operator.itemgetter(*names), rows), strict=True), strict=True):
            texts = self._constituent_bulk_texts(name, model)
            if values.count(values[0]) == len(values) and len(set(map(id, values))) == 1 and columns:
                columns[name] = texts(values[:1])[0]  # the same default for all, or nothing
            else:
                columns[name] = texts(values)
        copy_columns(self.env.cr, table, columns)

    @api.model
    def _constituent_bulk_texts(self, name, model):
        """Function that writes values of the field in the text form of COPY."""
        field = model._fields[name] if model is not None else None
        if field is None or field.type in ('integer', 'many2one') or name == 'id':
            return copy_text.integers
        if field.type == 'boolean':
            return copy_text.booleans
        if field.type in ('char', 'text') and not field.size:
            return copy_text.texts
        if field.type == 'selection':
            allowed = set(field.get_values(self.env))
            return lambda values: copy_text.one_of(values, allowed, field)
        if field.type == 'date':
            return lambda values: copy_text.dates(values, fields.Date.to_date)

        def converted(value):
            value = field.convert_to_column_insert(value, model)
            if isinstance(value, Json):
                return value.dumps(value.adapted)
            return None if value is None else str(value)

        return lambda values: copy_text.texts(list(map(converted, values)))


def copy_columns(cr, table, columns):
    """COPY `{name: column of texts}` into the table; see `copy_text.lines`."""
    text = copy_text.lines(list(columns.values())) + '\n'
    names = ', '.join(f'"{name}"' for name in columns)
    # in one piece: each further read would wait for the threads of this process
    cr._obj.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', StringIO(text), size=len(text))


def light_copy(model, rows):
    """COPY rows of a small model without logic of its own at creation; by the ORM when somebody has added some.

    :param rows: dicts of plain columns, with values for all of its stored computes
    """
    if not rows:
        return
    strangers = [
        cls
        for cls in type(model).__mro__
        if 'create' in cls.__dict__
        and getattr(cls.__dict__['create'], '__module__', '') not in ('odoo.orm.models', 'odoo.models')
    ]
    stored = {
        name
        for name, field in model._fields.items()
        if field.store and field.column_type and name not in models.MAGIC_COLUMNS
    }
    if strangers or model._constraint_methods or not stored <= rows[0].keys():
        computed = {name for name in rows[0] if model._fields[name].compute and model._fields[name].readonly}
        model.create([{name: value for name, value in row.items() if name not in computed} for row in rows])
        return
    columns = {name: copy_text.texts([row[name] for row in rows]) for name in rows[0]}
    copy_columns(model.env.cr, model._table, {**columns, **log_columns(model.env)})


def log_columns(env):
    """The columns by which Odoo knows who has made a row and when, as texts."""
    uid, now = str(env.uid), str(env.cr.now())
    return {'create_uid': uid, 'write_uid': uid, 'create_date': now, 'write_date': now}
