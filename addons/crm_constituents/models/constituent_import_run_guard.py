from odoo import api, models
from odoo.exceptions import AccessError
from odoo.models import MAGIC_COLUMNS

from .constituent_import_engine import ENGINE


class ConstituentImportRun(models.Model):
    """Who may set what: whatever the import finds out or does is put down by the import alone, whoever calls."""

    _inherit = 'constituent.import.run'

    @api.model
    def _engine_fields(self):
        """Stored fields that are readonly in the model: where the run stands, what it read, what it did."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.readonly and not field.compute and field.type != 'one2many'
            and name not in MAGIC_COLUMNS
        }

    def _engine(self):
        """These runs, in the hands of the import itself."""
        return self.with_context(constituent_import_engine=ENGINE)

    def _is_engine(self):
        return self.env.su or self.env.context.get('constituent_import_engine') is ENGINE

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_engine():
            return super().create(vals_list)
        names = self._engine_fields()
        # said outright, so that no default of a context or of a user comes in their place
        start = {**dict.fromkeys(names, False), 'state': 'uploaded', 'user_id': self.env.uid,
                 'company_id': self.env.company.id}
        for vals in vals_list:
            self._refuse_engine_fields(
                name for name in names & vals.keys()
                if name != 'company_id' and (vals[name] or False) != start[name])
        return super().create([{**start, **vals} for vals in vals_list])

    def write(self, vals):
        if not self._is_engine():
            self._refuse_engine_fields(self._engine_fields() & vals.keys())
        return super().write(vals)

    def _refuse_engine_fields(self, names):
        names = sorted(names)
        if names:
            raise AccessError(
                self.env._(
                    "What an import has read and done is not edited (%(fields)s). Use the buttons of the import.",
                    fields=', '.join(self._fields[name]._description_string(self.env) for name in names),
                )
            )

    def _own_spool(self):
        """The attachment with what was read, if it is the one that this run has made."""
        self.ensure_one()
        spool = self.spool_id.sudo()  # sudo: internal file of the run
        return spool.filtered(lambda file: (file.res_model, file.res_id) == (self._name, self.id))
