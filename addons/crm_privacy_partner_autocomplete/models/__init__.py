from . import iap_autocomplete_api, res_company, res_partner
