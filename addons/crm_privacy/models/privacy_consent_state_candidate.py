from odoo import api, models


class PrivacyConsentState(models.Model):
    """The list for review follows the ledger, as the states do."""
    _inherit = 'privacy.consent.state'

    @api.model
    def _follow(self, rows):
        result = super()._follow(rows)
        # sudo: the list follows the ledger, whoever recorded the decision
        self.env['privacy.erasure.candidate'].sudo()._follow(rows)
        return result
