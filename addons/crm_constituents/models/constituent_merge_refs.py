import re

from odoo import api, models, tools

from ..tools.merge_refs import LINK, PAIR, TEXT, Guard, Ref

# Tables whose links to people are the history of merges itself.
OWN = {'constituent_merge', 'constituent_merge_conflict', 'constituent_merge_journal'}
# Of a person's own row only these links are given on; the rest are values (see constituent_merge_values).
OF_PERSON = {'parent_id'}
# Pairs of model and id of which only some rows hang on the person: pictures are values of fields.
ONLY = {('ir_attachment', 'res_id'): 'res_field IS NULL'}


class ConstituentMerge(models.Model):
    """Where the database can hold a person: read once from PostgreSQL's catalogue and from the fields, then kept."""
    _inherit = 'constituent.merge'

    @api.model
    @tools.ormcache()
    def _merge_refs(self):
        """All columns that can hold a person, as `Ref`s, with the policy of the merge plan for each.

        Left out: what wizards hold (it vanishes by itself), what is computed from other links, what the plan keeps.
        """
        plan = {(step['model'], step['field']): step for step in self.env['res.partner'].get_merge_plan()
                if 'field' in step}
        owners = self._merge_table_owners()
        found = [*self._merge_links(owners, plan), *self._merge_pairs(plan), *self._merge_texts(plan)]
        columns, guards = self._merge_catalogue({ref['table'] for ref in found})
        refs = []
        for ref in found:
            has = columns.get(ref['table'], ())
            if 'id' not in has:  # a table of links may hold more than the link; that follows from it
                has = self._merge_link_columns(owners, ref['table']) or has
            if ref['column'] not in has or ref.get('model_column') and ref['model_column'] not in has:
                continue
            key = 'id' if 'id' in has else next((name for name in has if name != ref['column']), '')
            if key != 'id' and (len(has) != 2 or any(
                    other['table'] == ref['table'] and other['column'] == key for other in found)):
                continue  # links of people to people without an id of their own: they stay, and lead on
            refs.append(Ref(**{
                **ref, 'key': key, 'columns': tuple(has),
                'guards': tuple(guard for names, guard in guards.get(ref['table'], ()) if ref['column'] in names)}))
        return tuple(sorted(refs, key=lambda ref: ref.name))

    @api.model
    def _merge_table_owners(self):
        """`{table: [models]}`, of link tables those whose field it is."""
        owners = {}
        for model in self.env.values():
            if model._abstract or not model._auto:
                continue
            owners.setdefault(model._table, []).append(model)
            for field in model._fields.values():
                if field.type == 'many2many' and field.store and field.relation:
                    owners.setdefault(field.relation, []).append(model)
        return owners

    @api.model
    def _merge_link_columns(self, owners, table):
        """The two columns that make a link, of the table of a many2many."""
        return next((
            (field.column1, field.column2) for model in owners.get(table, ()) for field in model._fields.values()
            if field.type == 'many2many' and field.store and field.relation == table), ())

    @api.model
    def _merge_field(self, owners, table, column):
        """The field of this column, if there is one: (model, field)."""
        for model in owners.get(table, ()):
            if model._table == table:
                field = model._fields.get(column)
                if field is not None and field.store:
                    return model, field
                continue
            for field in model._fields.values():
                if field.type == 'many2many' and field.store and field.relation == table and (
                        field.comodel_name == 'res.partner' and field.column2 == column):
                    return model, field
        return None, None

    @api.model
    def _merge_links(self, owners, plan):
        self.env.cr.execute("""
            SELECT c.conrelid::regclass::text, a.attname
              FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
              JOIN pg_class t ON t.oid = c.conrelid
             WHERE c.contype = 'f' AND c.confrelid = 'res_partner'::regclass AND cardinality(c.conkey) = 1
               AND t.relnamespace = current_schema::regnamespace
          GROUP BY 1, 2 ORDER BY 1, 2""")
        for table, column in self.env.cr.fetchall():
            if table in OWN or table == 'res_partner' and column not in OF_PERSON:
                continue
            models_ = owners.get(table, ())
            if models_ and all(model.is_transient() for model in models_):
                continue
            model, field = self._merge_field(owners, table, column)
            step = plan.get((model._name, field.name)) if field is not None else None
            if step and step['policy'] == 'keep':
                continue
            if field is not None and field.type == 'many2one' and field.compute and field.readonly:
                continue  # follows from another link
            yield {
                'table': table, 'column': column, 'kind': LINK, 'model': model._name if model is not None else '',
                'policy': step['policy'] if step else 'move', 'same': tuple(step.get('same', ())) if step else (),
                'dated': bool(model is not None and {'date_from', 'date_to'} <= model._fields.keys()),
                'recomputes': field is not None and field.type == 'many2one' and self._merge_recomputes(field)}

    @api.model
    def _merge_pairs(self, plan):
        """Columns that hold an id beside one that says of which model."""
        for model in self.env.values():
            if model._abstract or not model._auto or model.is_transient():
                continue
            for field in model._fields.values():
                beside = _beside(model, field)
                of = model._fields.get(beside)
                step = plan.get((model._name, field.name))
                if of is None or not of.store or of.type not in ('char', 'selection') or (
                        step and step['policy'] == 'keep') or field.compute and field.readonly:
                    continue
                yield {
                    'table': model._table, 'column': field.name, 'kind': PAIR, 'model_column': beside,
                    'model': model._name, 'only': ONLY.get((model._table, field.name), ''),
                    'policy': step['policy'] if step else 'move', 'recomputes': self._merge_recomputes(field)}

    @api.model
    def _merge_texts(self, plan):
        """Columns that hold a model and an id in one text."""
        for model in self.env.values():
            if model._abstract or not model._auto or model.is_transient():
                continue
            for field in model._fields.values():
                step = plan.get((model._name, field.name))
                if field.type == 'reference' and field.store and not (field.compute and field.readonly) and not (
                        step and step['policy'] == 'keep'):
                    yield {'table': model._table, 'column': field.name, 'kind': TEXT, 'model': model._name,
                           'recomputes': self._merge_recomputes(field)}

    @api.model
    def _merge_recomputes(self, field):
        """Whether stored values follow from this link, so that Odoo computes them anew when it changes.

        Not counted: the company of the person, which is the same for both; values that somebody may type over, which
        stay as they are.
        """
        for other in self.env.registry.get_dependent_fields(field):
            if not (other.store and other.compute and other.readonly):
                continue
            if other.model_name == field.model_name:
                depends, _context = other.get_depends(self.env[other.model_name])
                mine = [path for path in depends if path.split('.')[0] == field.name]
                if mine and all(path in (f'{field.name}.company_id', f'{field.name}.company_id.id') for path in mine):
                    continue
            return True
        return False

    # -- what PostgreSQL holds true ---------------------------------------

    @api.model
    def _merge_catalogue(self, tables):
        """`({table: [columns]}, {table: [(columns concerned, Guard)]})`."""
        cr, tables = self.env.cr, sorted(tables)
        cr.execute("""
            SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)::text[] FROM pg_class c JOIN pg_attribute a
                ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relname = ANY(%s) AND c.relnamespace = current_schema::regnamespace AND c.relkind IN ('r', 'p')
          GROUP BY 1""", [tables])
        columns = dict(cr.fetchall())
        guards = {}
        cr.execute("""
            SELECT c.relname, n.relname, ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true)
                        FROM generate_series(1, i.indnkeyatts) k ORDER BY k),
                   COALESCE(pg_get_expr(i.indpred, i.indrelid), ''),
                   COALESCE((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
                   ARRAY(SELECT o.oprname::text FROM unnest(x.conexclop) WITH ORDINALITY u(op, place)
                           JOIN pg_operator o ON o.oid = u.op ORDER BY u.place)
              FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid
         LEFT JOIN pg_constraint x ON x.conindid = i.indexrelid AND x.contype = 'x'
             WHERE c.relname = ANY(%s) AND c.relnamespace = current_schema::regnamespace
               AND (i.indisunique OR i.indisexclusion) ORDER BY 2""", [tables])
        for table, name, expressions, where, nulls_equal, operators in cr.fetchall():
            operators = operators or ['='] * len(expressions)
            expressions, where = [_escaped(text) for text in expressions], _escaped(where)
            guard = Guard(name, tuple(zip(expressions, operators, strict=True)), where, nulls_equal)
            guards.setdefault(table, []).append((_words(where, *expressions), guard))
        cr.execute("""
            SELECT c.relname, k.conname, pg_get_expr(k.conbin, k.conrelid)
              FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
             WHERE k.contype = 'c' AND c.relname = ANY(%s) AND c.relnamespace = current_schema::regnamespace
          ORDER BY 2""", [tables])
        for table, name, expression in cr.fetchall():
            guards.setdefault(table, []).append((_words(expression), Guard(name, ((_escaped(expression), None),))))
        return columns, guards


def _beside(model, field):
    """Name of the field that tells of which model the id in this field is; '' if it is no such id."""
    if not field.store:
        return ''
    if field.type == 'many2one_reference':
        return field.model_field or ''
    if field.type == 'integer' and field.name == 'res_id':
        return next((name for name in ('res_model', 'model') if name in model._fields), '')
    return ''


def _words(*expressions):
    """Names that occur in expressions of SQL."""
    return {word for expression in expressions for word in re.findall(r'\w+', expression)}


def _escaped(expression):
    """An expression that stands in a statement with parameters."""
    return expression.replace('%', '%%')
