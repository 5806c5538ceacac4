from odoo import api, models

from .iap_autocomplete_api import EXIT

WIDGET = 'field_partner_autocomplete'


class ResPartner(models.Model):
    """Names and VAT numbers are ordinary fields, and nothing is looked up, until somebody has opened that way."""
    _inherit = 'res.partner'

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type='form', **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env['privacy.exit']._is_open(EXIT))

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        return without_suggestions(self.env, arch), view

    @api.model
    def autocomplete_by_vat(self, vat, query_country_id, timeout=15):
        # not only the service: Odoo asks the register of the European Union where the service has no answer
        if not self.env['privacy.exit']._is_open(EXIT):
            return []
        return super().autocomplete_by_vat(vat, query_country_id, timeout=timeout)

    @api.model
    def _process_enriched_response(self, response, error):
        if not response or not response.get('data'):  # Odoo's own code fails then
            return {'error': True, 'error_message': error or self.env._("The service knows nothing of it.")}
        return super()._process_enriched_response(response, error)


def without_suggestions(env, arch):
    """The view with the widgets back that stood there before the addon put its own in their place."""
    if not env['privacy.exit']._is_open(EXIT):
        for node in arch.xpath(f"//field[@widget='{WIDGET}']"):
            if 'line_breaks' in node.get('options', ''):  # an option of the widget for text alone
                node.set('widget', 'text')
            else:
                del node.attrib['widget']
    return arch
