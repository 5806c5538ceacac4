from odoo import api, models, tools


class IrRule(models.Model):
    """Record rules, and for users that are other programs the gate as well: it cannot be switched off like a rule."""
    _inherit = 'ir.rule'

    @api.model
    @tools.ormcache(
        'self.env.uid', 'self.env.su', 'model_name', 'mode', 'tuple(self._compute_domain_context_values())')
    def _compute_domain(self, model_name, mode='read'):
        domain = super()._compute_domain(model_name, mode)
        if mode == 'create' or self.env.su or not self.env.user._privacy_is_integration():
            return domain
        return domain & self.env[model_name]._privacy_reach_domain()
