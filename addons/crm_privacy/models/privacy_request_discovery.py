import time

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.traces import Traces, plain

CHUNK_SECONDS = 0.7
WINDOW = 20_000  # ids of a table that one statement looks through
# Definitions of the system and our own books of this: nothing about people, or told elsewhere in the package.
LEFT_OUT = {
    'ir.model', 'ir.model.fields', 'ir.model.fields.selection', 'ir.model.data', 'ir.model.access',
    'ir.model.constraint', 'ir.model.relation', 'ir.model.inherit', 'ir.module.module', 'ir.module.category',
    'ir.ui.view', 'ir.ui.menu',
    'ir.rule', 'ir.asset', 'privacy.consent.event', 'privacy.consent.state', 'privacy.ledger.leaf',
    'privacy.ledger.seal', 'privacy.ledger.anchor', 'privacy.suppression', 'privacy.request', 'privacy.request.item',
    'privacy.request.task', 'privacy.request.log', 'privacy.request.pause', 'privacy.request.package', 'kit.batch',
    'kit.batch.progress', 'kit.rate.limit', 'kit.link',
}
TEXTS = ('char', 'text', 'html', 'json', 'properties', 'properties_definition', 'reference')
LINKS = ('many2one', 'many2many')


class PrivacyRequest(models.Model):
    """The search: every link to the person, and every text that tells of them, of whatever addons are installed."""
    _inherit = 'privacy.request'

    batch_id = fields.Many2one(
        'kit.batch', string="Search", readonly=True, copy=False, index='btree_not_null', ondelete='set null')

    def _start_discovery(self):
        """Begin the search in the background; what was reviewed stays as it is."""
        self.ensure_one()
        self.item_ids.filtered(lambda item: not item.is_reviewed).sudo().unlink()  # sudo: the officer may write on them
        batch = self.env['kit.batch']._start(
            self.env._("Search for %(number)s", number=self.name), self, '_discover_chunk',
            total=len(self._searched_models()))
        self._set({'batch_id': batch.id})

    def _discover_chunk(self, batch):
        """One chunk of the background work: `cursor` is `[place in the list of models, id reached]`."""
        self.check_access('write')
        place, reached = batch.cursor or (0, 0)
        names, start, deadline = self._searched_models(), place, time.monotonic() + CHUNK_SECONDS
        finder = self.sudo()  # sudo: whoever answers a request looks through what is there, whoever may see it daily
        while place < len(names) and time.monotonic() < deadline:
            reached = finder._discover_model(names[place], reached)
            place += not reached
        finished = place == len(names)
        if finished:
            finder._discover_hanging()
            self._log(self.env._("Searched: %(count)s findings.", count=self.item_count))
        return {'cursor': [place, reached], 'done': place - start, 'finished': finished}

    def _discover_now(self):
        """The whole search here and now; the items."""
        self.ensure_one()
        for name in self._searched_models():
            reached = 0
            while reached := self.sudo()._discover_model(name, reached):  # sudo: as in a chunk
                pass
        self.sudo()._discover_hanging()  # sudo: same
        self.invalidate_recordset(['item_ids'])
        return self.item_ids

    # -- what to look for ---------------------------------------------------------

    def _searched_models(self):
        """Names of the models with a table, in a steady order."""
        return sorted(
            name for name, model in self.env.registry.items()
            if model._auto and not model._abstract and not model._transient and name not in LEFT_OUT)

    def _traces(self):
        """By what the person is told; with the address of the request itself once the identity is shown."""
        self.ensure_one()
        person = self.partner_id.sudo()  # sudo: all names of the person, whoever asks
        if not person or (self.erased_on and not person.active):
            return Traces()
        shown, given, family = self.identity_state == 'verified', [], []
        records = person._constituent_whole()  # whoever was merged with others is told by their names too
        for record in records:
            if record.constituent_type == 'individual' or not (record.is_company or record.constituent_type):
                words = (record.name or '').split()
                given += [record.first_name or (words[0] if len(words) > 1 else ''), record.preferred_name]
                family += [record.last_name or (words[-1] if len(words) > 1 else ''), record.former_name]
        return Traces(
            names=records.mapped('name'), given=given, family=family,
            emails=[*(record.email_normalized or record.email for record in records),
                    self.requester_email if shown else ''],
            phones=[*records.mapped('phone_sanitized'), *records.mapped('phone'),
                    self.requester_phone if shown else ''])

    def _person_records(self):
        """`{model: ids}` of the person and of what is the same person under another name, such as a user."""
        self.ensure_one()
        whole = self.partner_id._constituent_whole().ids
        found, env = {'res.partner': whole}, self.with_context(active_test=False).env
        for name, model in env.items():
            if 'res.partner' in model._inherits and model._auto and not model._transient:
                found[name] = model.search([(model._inherits['res.partner'], 'in', whole)]).ids
        return found

    # -- looking ---------------------------------------------------------------------

    def _discover_model(self, name, reached):
        """Look through one window of a model; the id reached, or 0 when the model is done."""
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Choose the person that %(number)s is about.", number=self.name))
        model = self.env[name].with_context(active_test=False, prefetch_fields=False, lang='en_US')
        self.env.flush_all()
        traces, hits = self._traces(), {}
        if not reached:
            self._find_links(model, hits)
            if name == 'res.partner':
                for id_ in self.partner_id._constituent_whole().ids:
                    hits[id_, 'id'] = ('self', '')
        last = self._find_texts(model, traces, reached, hits)
        if name == 'res.partner':  # the page of the person is one finding, and holds its fields
            whole = set(self.partner_id._constituent_whole().ids)
            hits = {key: hit for key, hit in hits.items() if key[0] not in whole or key[1] == 'id'}
        self._put_down(model, hits, traces)
        return last

    def _find_links(self, model, hits):
        """Links to the person: many2one, many2many, those of a company, references, and those within properties."""
        same, table = self._person_records(), SQL.identifier(model._table)
        # what colleagues have done in this system is no fact about them as constituents
        users = self.env['res.users'].browse(same.get('res.users'))
        same['res.users'] = users.filtered(lambda user: not user._is_internal()).ids
        for field in model._fields.values():
            if not field.store or field.name in ('create_uid', 'write_uid', 'message_main_attachment_id'):
                continue
            ids = same.get(field.comodel_name) if field.type in LINKS else None
            queries = []
            if ids and field.type == 'many2many':
                queries = [SQL("SELECT %s FROM %s WHERE %s = ANY(%s)", *map(SQL.identifier, (
                    field.column1, field.relation, field.column2)), ids)]
            elif ids and field.company_dependent:
                queries = [SQL(
                    "SELECT id FROM %s WHERE EXISTS (SELECT FROM jsonb_each_text(%s) AS each(company, value)"
                    " WHERE value = ANY(%s))", table, SQL.identifier(field.name), [str(id_) for id_ in ids])]
            elif ids and field.column_type:
                queries = [SQL("SELECT id FROM %s WHERE %s = ANY(%s)", table, SQL.identifier(field.name), ids)]
            elif field.type == 'reference':
                named = [f'{other},{id_}' for other, others in same.items() for id_ in others]
                queries = [SQL("SELECT id FROM %s WHERE %s = ANY(%s)", table, SQL.identifier(field.name), named)]
            elif field.type == 'many2one_reference' and model._fields[field.model_field].store:
                queries = [SQL(
                    "SELECT id FROM %s WHERE %s = %s AND %s = ANY(%s)", table, SQL.identifier(field.model_field), other,
                    SQL.identifier(field.name), others) for other, others in same.items() if others]
            elif field.type == 'properties':
                queries = self._queries_of_properties(model, field, same)
            for query in queries:
                for (id_,) in self.env.execute_query(query):
                    hits.setdefault((id_, field.name), ('link', ''))

    def _queries_of_properties(self, model, field, same):
        """Properties hold links as numbers only: which of them are links, their definitions say."""
        holder = self.env[model._fields[field.definition_record].comodel_name].with_context(active_test=False)
        found = []
        for container in holder.search([]):
            for each in container[field.definition_record_field] or ():
                ids = same.get(each.get('comodel')) if each.get('type') in LINKS else None
                found += [SQL(
                    "SELECT id FROM %s WHERE (%s -> %s) @> to_jsonb(%s)", SQL.identifier(model._table),
                    SQL.identifier(field.name), each['name'], id_) for id_ in ids or ()]  # a number, or a list with it
        return found

    def _text_columns(self, model):
        """Stored columns of a model that may hold words, in whatever form."""
        return [field.name for field in model._fields.values()
                if field.store and field.column_type and field.type in TEXTS]

    def _find_texts(self, model, traces, reached, hits):
        """Texts of the next window that tell of the person: PostgreSQL picks, `Traces` judges."""
        columns = self._text_columns(model)
        if not (columns and traces):
            return 0
        # ONLY: not what tables that inherit this one hold; each is asked itself
        table = SQL.identifier(model._table)
        [(last,)] = self.env.execute_query(SQL(
            "SELECT max(id) FROM (SELECT id FROM ONLY %s WHERE id > %s ORDER BY id LIMIT %s) part",
            table, reached, WINDOW))
        if not last:
            return 0
        text = SQL("concat_ws(' ', %s)", SQL(', ').join(SQL("%s::text", SQL.identifier(name)) for name in columns))
        tests = [SQL("lower(%s) LIKE ANY(%s)", self.env.registry.unaccent(text), traces.likes())]
        tests += [SQL("lower(%s) LIKE ANY(%s)", text, traces.likes())]
        tests += [SQL("regexp_replace(%s, '[^0-9]', '', 'g') LIKE %s", text, f'%{tail}%') for tail in traces.tails]
        rows = self.env.execute_query(SQL(
            "SELECT id, %s FROM ONLY %s WHERE id > %s AND id <= %s AND (%s)",
            SQL(', ').join(SQL("%s::text", SQL.identifier(name)) for name in columns), table, reached, last,
            SQL(' OR ').join(tests)))
        for id_, *values in rows:
            for name, value in zip(columns, values, strict=True):
                shown = plain(value) if value else ''
                found = traces.find(shown)
                if value and not found:  # in the address of a link, perhaps
                    shown = value
                    found = traces.find(shown)
                if found:
                    # the surest of them says why
                    why, start, end = min(found, key=lambda hit: ('email', 'phone', 'name', 'title').index(hit[0]))
                    hits.setdefault((id_, name), (why, shown[max(0, start - 50):end + 50]))
        return last

    def _discover_hanging(self):
        """What hangs on the records found by a link: files, messages, activities and their kind."""
        self.ensure_one()
        self.env.flush_all()
        traces = self._traces()
        for name in self._searched_models():
            model, hits = self.env[name], {}
            for field in model._fields.values():
                if field.type != 'many2one_reference' or not field.store or not model._fields[field.model_field].store:
                    continue
                rows = self.env.execute_query(SQL(
                    "SELECT DISTINCT t.id FROM %s t JOIN privacy_request_item i ON i.model = t.%s AND i.res_id = t.%s"
                    " WHERE i.request_id = %s AND i.why IN ('link', 'self') AND i.model NOT IN %s",
                    SQL.identifier(model._table), SQL.identifier(field.model_field), SQL.identifier(field.name),
                    self.id, ('mail.followers', 'mail.message', 'mail.notification', 'ir.attachment', 'res.company')))
                for (id_,) in rows:
                    hits[id_, field.name] = ('hangs', '')
            self._put_down(model, hits, traces)
        if 'mail.tracking.value' in self.env:
            rows = self.env.execute_query(SQL(
                "SELECT v.id FROM mail_tracking_value v JOIN privacy_request_item i ON i.model = 'mail.message'"
                " AND i.res_id = v.mail_message_id WHERE i.request_id = %s AND i.why IN ('link', 'hangs')"
                " AND i.field = 'res_id'", self.id))
            self._put_down(self.env['mail.tracking.value'], {
                (id_, 'mail_message_id'): ('hangs', '') for (id_,) in rows}, traces)

    def _cells_of_others(self, model, hits):
        """Of these hits those that are somebody else's own data: the name of a namesake, a shared address or number.

        A household is called after its people, and what is written about somebody in a note is no data of their own.
        """
        same = self._person_records()
        if model._name not in same:
            return set()
        kinds = {}
        if model._name == 'res.partner':
            kinds = {record.id: record.constituent_type for record in model.browse({id_ for id_, _name in hits})}
        return {(id_, name) for (id_, name), (why, _excerpt) in hits.items()
                if id_ not in same[model._name] and kinds.get(id_) != 'household'
                and why in ('email', 'phone', 'name', 'title') and model._fields[name].type == 'char'}

    def _put_down(self, model, hits, traces):
        """Make the items of these hits, but for those that are there."""
        Item = self.env['privacy.request.item']
        known = set(self.env.execute_query(SQL(
            "SELECT res_id, field FROM privacy_request_item WHERE request_id = %s AND model = %s", self.id,
            model._name)))
        new = {key: hit for key, hit in hits.items() if key not in known}
        if not new:
            return
        contents = self._contents(model, new, traces)
        theirs = self._cells_of_others(model, new)
        usual = 'erase' if self.type == 'erasure' else None
        Item.create([{
            'request_id': self.id, 'model': model._name, 'model_name': model._description, 'res_id': id_,
            'field': name, 'field_name': model._fields[name].string, 'why': why,
            'excerpt': excerpt or contents[id_, name][0][:120], 'content': contents[id_, name][0],
            'third_party': contents[id_, name][1] or why == 'title' or (id_, name) in theirs,
            'decision': 'other' if (id_, name) in theirs else usual or (
                'redact' if contents[id_, name][1] else 'export'),
        } for (id_, name), (why, excerpt) in new.items()])
        self.env.flush_all()
