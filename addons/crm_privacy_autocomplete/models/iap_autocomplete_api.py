from odoo import api, models


class IapAutocompleteApi(models.AbstractModel):
    """What is typed into the name of a company may be the name of a person: it leaves only once that was opened."""
    _inherit = 'iap.autocomplete.api'

    @api.model
    def _contact_iap(self, local_endpoint, action, params, timeout=15):
        if not self.env['privacy.exit']._is_open('autocomplete'):
            raise ValueError("switched off under Privacy, Exits")  # its caller takes it for "there is no account"
        return super()._contact_iap(local_endpoint, action, params, timeout=timeout)
