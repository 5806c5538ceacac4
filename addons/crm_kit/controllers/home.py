from odoo import http
from odoo.http import request


class HomeController(http.Controller):

    @http.route('/crm_kit/home', type='jsonrpc', auth='user', readonly=True)
    def home(self, role=None):
        """What the home of the user shows; the roles are those of the user's groups, whatever is asked for."""
        return request.env['kit.home']._get_home(role)
