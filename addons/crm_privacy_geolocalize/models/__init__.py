from . import base_geocoder, res_partner
