from odoo import api, models


class KitLink(models.Model):
    """Links of requests: to confirm one, and to fetch its answer."""
    _inherit = 'kit.link'

    @api.model
    def _link_purposes(self):
        return {
            **super()._link_purposes(),
            'privacy_confirm': {
                'name': self.env._("Confirm your request"), 'model': 'privacy.request', 'values': '_confirm_values',
                'method': '_confirm', 'done_values': '_confirm_done'},
            'privacy_package': {
                'name': self.env._("Your data"), 'model': 'privacy.request.package', 'values': '_link_values',
                'method': '_fetched', 'template': 'crm_privacy.privacy_package_page', 'max_uses': 1},
        }
