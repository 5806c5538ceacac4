from odoo import api, models


class KitLink(models.Model):
    """The link by which people say how their request was handled."""
    _inherit = 'kit.link'

    @api.model
    def _link_purposes(self):
        return {**super()._link_purposes(), 'constituent_satisfaction': {
            'name': self.env._("How was it?"), 'model': 'constituent.request', 'values': '_satisfaction_values',
            'method': '_satisfaction_record', 'done_values': '_satisfaction_done', 'max_uses': 1}}
