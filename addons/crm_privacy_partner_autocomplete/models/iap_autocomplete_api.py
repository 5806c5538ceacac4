from odoo import api, models

EXIT = 'partner_autocomplete'


class IapAutocompleteApi(models.AbstractModel):
    """The service is told nothing until an administrator has opened that way."""
    _inherit = 'iap.autocomplete.api'

    @api.model
    def _contact_iap(self, local_endpoint, action, params, timeout=15):
        self.env['privacy.exit']._check_open(EXIT)
        return super()._contact_iap(local_endpoint, action, params, timeout=timeout)

    @api.model
    def _request_partner_autocomplete(self, action, params, timeout=15):
        if not self.env['privacy.exit']._is_open(EXIT):  # as without credit: no error, and no line in the log
            return False, self.env._("Suggestions of names are switched off.")
        return super()._request_partner_autocomplete(action, params, timeout=timeout)
