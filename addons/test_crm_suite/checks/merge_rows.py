"""Rows in every table that can hold a person, made from what PostgreSQL says of the table."""
import base64
from datetime import date, timedelta

from psycopg2 import Error
from psycopg2.extras import Json

from odoo.fields import Command
from odoo.tools import SQL, mute_logger

PIXEL = base64.b64encode(base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='))
NAMES = ('Ada', 'Björn', 'Chidi', 'Dunja', 'Émile', 'Farah', 'Gwen', 'Hamid')
FAMILIES = ('Okafor', 'Lindqvist', "O'Brien", 'Núñez', 'Šimić', 'van der Berg')
# Filled as officers and Odoo do it: what PostgreSQL allows there makes no sense to Odoo.
BY_HAND = {'res_users', 'res_company', 'mail_activity'}
# Whose data may only be stored is not merged; that it was so once makes no difference.
MORE = {
    'constituent_stance': {'stance': 'neutral'},
    'privacy_restriction': {'date_from': date(2018, 1, 1), 'date_to': date(2018, 6, 1)}}
DEEP = 3  # links to rows that link to rows
FEW = 3  # rows for each column and dozen of people, at least one


class Filler:
    """People, and rows that lead to them by every column that can."""

    def __init__(self, env, rng, count):
        self.env, self.rng, self.count = env, rng, count
        self.people = env['res.partner']
        self.failed = {}

    def fill(self):
        self.people = self._make_people()
        self._make_facts()
        self.env.flush_all()
        made = {}
        for ref in self.env['constituent.merge']._merge_refs():
            for _n in range(max(1, self.count * FEW // 12)):
                self._insert(ref, made)
        self._recompute(made)
        for household in self.people.household_membership_ids.household_id:
            household._household_refresh_names()
        self.env.flush_all()
        self.env.invalidate_all()

    def without_rows(self):
        """Columns by which no row leads to anybody here."""
        Merge = self.env['constituent.merge']
        there = {ref.name for ref in Merge._merge_probe(self.people.ids)}
        return {ref.name for ref in Merge._merge_refs()} - there

    # -- people and what is written by hand -----------------------------------------

    def _make_people(self):
        rng, Partner = self.rng, self.env['res.partner']
        people = Partner.create([{
            'constituent_type': 'individual', 'first_name': rng.choice(NAMES), 'last_name': rng.choice(FAMILIES),
            'email': rng.choice((False, f'p{n}@example.org', f'p{n % 7}@example.org')),
            'phone': rng.choice((False, f'+44 117 496 {n % 10000:04}')),
            'street': rng.choice((False, f'{n} Quay Street')),
            'city': rng.choice((False, 'Whitby')), 'birthdate': rng.choice((False, '1980-05-17', '1955-01-01')),
            'alert_note': rng.choice((False, f'note {n}')), 'confidential': rng.random() < 0.1,
            'is_deceased': rng.random() < 0.1, 'comment': rng.choice((False, f'<p>Comment {n}</p>')),
            'vat': rng.choice((False, f'V{n}')), 'barcode': rng.choice((False, f'B{n}')),
            'image_1920': PIXEL if rng.random() < 0.2 else False, 'active': rng.random() < 0.95,
        } for n in range(self.count)])
        Partner.create([{
            'name': f'Address {n}', 'parent_id': rng.choice(people.ids), 'type': rng.choice(('delivery', 'contact'))}
            for n in range(self.count // 4)])
        self.env.flush_all()
        users = self.env['res.users'].with_context(no_reset_password=True)
        for person in rng.sample(people.ids, max(2, self.count // 20)):
            users.create({'partner_id': person, 'login': f'login-{person}', 'group_ids': [
                Command.set([self.env.ref('base.group_portal').id])]})
        return people

    def _make_facts(self):
        """Rows of ours as officers make them: many that say the same of two people, or cannot be for one."""
        env, rng = self.env, self.rng
        households = env['res.partner'].create([
            {'constituent_type': 'household', 'household_naming': rng.choice(('family', 'custom', 'members')),
             'name': f'Household {n}'} for n in range(max(3, self.count // 3))])
        organisations = env['res.partner'].create([
            {'constituent_type': 'organisation', 'name': f'Organisation {n}'} for n in range(4)])
        types = env['constituent.relationship.type'].search([('left_kind', 'in', (False, 'individual')), (
            'right_kind', 'in', (False, 'individual')), ('max_active', '=', 0)])
        roles = env['constituent.role.type'].search([], limit=3)
        people = self.people.filtered('active')
        for person in people:
            self._try('constituent.household.membership', {
                'person_id': person.id, 'household_id': rng.choice(households.ids), 'is_primary': rng.random() < 0.8,
                **self._period()})
            self._try('constituent.role', {
                'partner_id': person.id, 'role_type_id': rng.choice(roles.ids), **self._period()})
            self._try('constituent.affiliation', {
                'person_id': person.id, 'organisation_id': rng.choice(organisations.ids),
                'job_title': rng.choice(('Treasurer', False)), **self._period()})
            if types:
                self._try('constituent.relationship', {
                    'left_id': person.id, 'right_id': rng.choice((people - person).ids),
                    'type_id': rng.choice(types.ids), **self._period()})
            self._try('constituent.external.id', {
                'partner_id': person.id, 'system': rng.choice(('old', 'irs')), 'value': f'k{person.id}'})
            self._try('constituent.interaction', {
                'subject': 'Call', 'partner_ids': [Command.set(rng.sample(people.ids, 2))]})
            person.message_subscribe(rng.sample(people.ids, 1))
            if rng.random() < 0.3:
                person.activity_schedule('mail.mail_activity_data_todo', summary='Ring')
            if rng.random() < 0.3:
                self._try('mail.blacklist', {'email': person.email or f'x{person.id}@example.org'})
        if 'privacy.purpose' in env:
            self._make_consents(people)
        for user in env['res.users'].search([('partner_id', 'in', people.ids)], limit=2):
            user.privacy_recipient_id = rng.choice(people.ids)
        tags = env['res.partner.category'].create([{'name': f'Tag {n}'} for n in range(3)])
        for person in people:
            person.category_id = tags.browse(rng.sample(tags.ids, rng.randrange(3)))

    def _make_consents(self, people):
        env, rng = self.env, self.rng
        subjects = env['privacy.subject']._of(people)
        for person in people:
            for _uuid in subjects[person.id]:
                if rng.random() < 0.2 and person.email_normalized:
                    env['privacy.suppression']._add('email', person.email_normalized, 'complaint')

    def _period(self):
        first = date(2015, 1, 1) + timedelta(days=self.rng.randrange(3000))
        last = first + timedelta(days=self.rng.randrange(3000))
        return {'date_from': self.rng.choice((False, first)), 'date_to': self.rng.choice((False, last))}

    def _try(self, model, values):
        """Make a record if the rules allow it."""
        try:
            with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                record = self.env[model].create(values)
                self.env.flush_all()
                self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
                self.env.cr.execute("SET CONSTRAINTS ALL DEFERRED")
                return record
        except Exception as e:  # what the rules refuse is not made
            self.failed.setdefault(model, str(e))
            return None

    # -- and the rest, from the catalogue ---------------------------------------------

    def _insert(self, ref, made):
        """One row that leads to somebody by this column."""
        if ref.table in BY_HAND:
            return
        person = self.rng.choice(self.people.ids)
        values = {ref.column: f'res.partner,{person}' if ref.kind == 'text' else person}
        if ref.model_column:
            values[ref.model_column] = 'res.partner'
        values.update(MORE.get(ref.table, {}))
        others = {other.column for other in self.env['constituent.merge']._merge_refs() if other.table == ref.table}
        try:
            with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                new_id = self._row(ref.table, values, others, ref.key)
                if ref.key == 'id' and ref.model:
                    made.setdefault(ref.model, []).append(new_id)
                self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
                self.env.cr.execute("SET CONSTRAINTS ALL DEFERRED")
        except (Error, LookupError) as e:
            self.failed.setdefault(ref.name, str(e).strip())

    def _row(self, table, values, others=(), key='id', depth=0):
        """Insert a row with whatever PostgreSQL asks for, and what it links to; its id."""
        for name, kind, needed, target in self._columns(table):
            if name not in values and name != 'res_field' and (
                    needed or target == 'res_partner' and name in others and self.rng.random() < 0.2):
                values[name] = self._value(kind, target, depth)
        names = ', '.join(f'"{name}"' for name in values)
        marks = ', '.join(['%s'] * len(values))
        back = ' RETURNING id' if key == 'id' else ''
        self.env.cr.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks}){back}', list(values.values()))
        return self.env.cr.fetchone()[0] if back else None

    def _columns(self, table):
        """[(name, type, whether it must be given, table it links to)] of a table, ids apart."""
        cache = self.__dict__.setdefault('_known', {})
        if table not in cache:
            self.env.cr.execute("""
                SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull AND NOT a.atthasdef,
                       (SELECT confrelid::regclass::text FROM pg_constraint c WHERE c.conrelid = a.attrelid
                           AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum] LIMIT 1)
                  FROM pg_attribute a
                 WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""",
                [table])
            model = next((model for model in self.env.values() if model._table == table and model._auto), None)
            cache[table] = [
                (name, self._selection(model, name) or kind, needed, target)
                for name, kind, needed, target in self.env.cr.fetchall() if name != 'id']
        return cache[table]

    def _selection(self, model, name):
        field = model._fields.get(name) if model is not None else None
        if field is not None and field.type == 'selection':
            return [value for value in field.get_values(self.env) if value]
        return None

    def _value(self, kind, target, depth):
        rng = self.rng
        if target:
            if target == 'res_partner':
                return rng.choice(self.people.ids)
            self.env.cr.execute(SQL(
                "SELECT id FROM %s ORDER BY id DESC LIMIT 5", SQL.identifier(target.strip('"'))))
            known = [id_ for (id_,) in self.env.cr.fetchall()]
            if not known and depth < DEEP:
                known = [self._row(target.strip('"'), {}, depth=depth + 1)]
            return rng.choice(known)
        if isinstance(kind, list):
            return rng.choice(kind)
        if kind == 'jsonb':
            return Json({})
        if kind in ('date', 'timestamp without time zone'):
            return date(2020, 1, 1) + timedelta(days=rng.randrange(1500))
        if kind == 'boolean':
            return rng.random() < 0.5
        if kind in ('integer', 'double precision', 'numeric', 'bigint', 'smallint'):
            return rng.randrange(1, 1000)
        return f'text{rng.randrange(10**9)}'

    def _recompute(self, made):
        """What follows from the rows is stored as Odoo would have stored it."""
        for model, ids in made.items():
            records = self.env[model].browse(ids)
            try:
                with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                    for field in records._fields.values():
                        if field.store and field.compute and field.readonly:
                            self.env.add_to_compute(field, records)
                    self.env.flush_all()
            except Exception as e:  # rows that Odoo cannot make sense of are not rows
                self.env.invalidate_all(flush=False)
                self.env.transaction.tocompute.clear()
                self.failed[model] = str(e).strip()
                self.env.cr.execute(f'DELETE FROM "{records._table}" WHERE id = ANY(%s)', [ids])
