from odoo import api, models


class BaseGeocoder(models.AbstractModel):
    """A map service is told no address, nor asked for a place, until an administrator has opened that way."""
    _inherit = 'base.geocoder'

    @api.model
    def geo_find(self, addr, **kw):
        self.env['privacy.exit']._check_open('geolocalize')
        return super().geo_find(addr, **kw)

    @api.model
    def _call_openstreetmap(self, addr, **kw):
        self.env['privacy.exit']._check_open('geolocalize')
        return super()._call_openstreetmap(addr, **kw)

    @api.model
    def _call_openstreetmap_reverse(self, lat, lon):
        self.env['privacy.exit']._check_open('geolocalize')
        return super()._call_openstreetmap_reverse(lat, lon)

    @api.model
    def _call_googlemap(self, addr, **kw):
        self.env['privacy.exit']._check_open('geolocalize')
        return super()._call_googlemap(addr, **kw)
