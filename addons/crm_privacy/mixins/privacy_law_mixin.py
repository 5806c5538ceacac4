from odoo import api, models


class PrivacyLawMixin(models.AbstractModel):
    """A row of law. The gate remembers what rows come to; a changed row changes what happens at once, everywhere."""
    _name = 'privacy.law.mixin'
    _description = "Row of law"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
