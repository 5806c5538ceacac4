from odoo import api, models

ADDRESS = {'street', 'zip', 'city', 'state_id', 'country_id'}


class ResPartner(models.Model):
    """Many people who are changed at once lose their place with their address, as those who are changed one by one."""
    _inherit = 'res.partner'

    @api.model
    def _constituent_bulk_audited_modules(self):
        return super()._constituent_bulk_audited_modules() | {'odoo.addons.base_geolocalize.models.res_partner'}

    @api.model
    def _constituent_bulk_follow(self, record, vals, audit):
        found = super()._constituent_bulk_follow(record, vals, audit)
        return {**found, 'partner_latitude': 0.0, 'partner_longitude': 0.0} if ADDRESS & vals.keys() else found
