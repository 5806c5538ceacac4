from odoo import models

from .res_partner_bulk import copy_columns, log_columns

OURS = ('odoo.orm.', 'odoo.models', 'odoo.addons.crm_constituents.')


class ConstituentImportRun(models.Model):
    """Dated facts about many new people at once: one COPY, where nobody else has a say in them."""

    _inherit = 'constituent.import.run'

    def _create_beside(self, model, rows, partners):
        """Create rows of a dated fact.

        :param rows: dicts of values that break no rule of ours when their person has no such row yet
        :param partners: ids of the people who have such rows already; theirs go through the ORM, which checks
        """
        if not rows:
            return
        model = model.with_context(tracking_disable=True)
        stored = {
            name
            for name, field in model._fields.items()
            if field.store and field.column_type and name not in models.MAGIC_COLUMNS
        }
        names = model._company_person_fields()
        companies = self._companies_of(names, rows)
        rows = [{**row, 'company_id': company} for row, company in zip(rows, companies, strict=True)]
        fast = []
        if not self._has_strangers(model, stored):
            visible = {False, *self.env.companies.ids}
            archived = self._which_are_archived({row[name] for row in rows for name in names})
            fast = [
                row for row in rows
                if row['person_id'] not in partners and row['company_id'] in visible
                and not any(row[name] in archived for name in names)
            ]
        if fast:
            self._copy_dated(model, fast, sorted(stored))
        copied = {id(row) for row in fast}
        model.create([
            {name: value for name, value in row.items() if name != 'company_id'}
            for row in rows if id(row) not in copied
        ])

    def _companies_of(self, names, rows):
        """The company of each row, as it is computed from its people, of whom `names` are the fields."""
        people = self.env['res.partner'].browse({row[name] for row in rows for name in names})
        company = {partner.id: partner.company_id.id for partner in people.sudo()}  # sudo: only whose they are
        return [next((company[row[name]] for name in names if company[row[name]]), False) for row in rows]

    def _has_strangers(self, model, stored):
        """Whether another addon has a say in new rows of `model`: logic, checks, columns, or values computed of it."""
        creates = [cls.__dict__['create'] for cls in type(model).__mro__ if 'create' in cls.__dict__]
        if any(not method.__module__.startswith(OURS) for method in (*creates, *model._constraint_methods)):
            return True
        fields = [model._fields[name] for name in stored]
        if any(not (field._module or '').startswith('crm_constituents') for field in fields):
            return True
        return any(
            dependent.store and dependent not in fields
            for field in fields
            for dependent in self.env.registry.get_dependent_fields(field)
        )

    def _copy_dated(self, model, rows, names):
        model.check_access('create')
        self.env.flush_all()
        blank = {**dict.fromkeys(names), **model.default_get(names)}
        rows = [{**blank, **row} for row in rows]
        texts = self.env['res.partner']._constituent_bulk_texts
        columns = {name: texts(name, model)([row[name] for row in rows]) for name in names}
        copy_columns(self.env.cr, model._table, {**columns, **log_columns(self.env)})
        self.env.invalidate_all(flush=False)
        model._check_guard_before_commit('_one_primary_at_a_time')

    def _name_households(self, ids):
        """Name households after their members, in one go."""
        # sudo: whoever moves a person need not be allowed to write the household
        Partner = self.env['res.partner'].sudo().with_context(constituent_household_naming=True)
        names = Partner.browse(ids)._household_due_names()
        Partner._constituent_bulk_update([(household.id, {'name': name}) for household, name in names.items()])
