from odoo import models
from odoo.http import request

PREFIX = '/privacy/'


class IrHttp(models.AbstractModel):
    """Pages of sign-up forms are public links without a token: the same headers, and the same page when it fails."""
    _inherit = 'ir.http'

    @classmethod
    def _is_public_link(cls):
        return super()._is_public_link() or request.httprequest.path.startswith(PREFIX)
