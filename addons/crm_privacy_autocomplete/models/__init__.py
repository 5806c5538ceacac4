from . import iap_autocomplete_api
