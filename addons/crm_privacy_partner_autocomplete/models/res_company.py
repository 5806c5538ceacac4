from odoo import api, models

from .iap_autocomplete_api import EXIT
from .res_partner import without_suggestions


class ResCompany(models.Model):
    _inherit = 'res.company'

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type='form', **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env['privacy.exit']._is_open(EXIT))

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        return without_suggestions(self.env, arch), view

    def _enrich(self):
        return self.env['privacy.exit']._is_open(EXIT) and super()._enrich()
