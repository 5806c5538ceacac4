from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.json import WebJsonController


class PrivacyJsonController(WebJsonController):

    def _check_json_route_active(self):
        """Lists as JSON by their address: without limit or purpose, and so shut, in a database with sample data too."""
        if not request.env['privacy.exit']._is_open('json_views'):
            raise NotFound()

    @http.route()
    def web_json_1(self, subpath, **kwargs):
        answer = super().web_json_1(subpath, **kwargs)
        request.env['privacy.export.log']._put_down_later('json_views', False, 0, reference=request.httprequest.path)
        return answer
