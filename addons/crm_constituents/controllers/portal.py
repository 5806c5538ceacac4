from odoo import http
from odoo.http import request

from odoo.addons.crm_kit.models.ir_http import HEADERS


class RequestPortalController(http.Controller):
    """What the person who is logged in has asked of us, and how far it is."""

    @http.route('/my/requests', type='http', auth='user', methods=['GET'], website=True, multilang=False,
                sitemap=False, readonly=True)
    def my_requests(self):
        rows = request.env['constituent.request']._portal_rows(request.env.user.partner_id)
        response = request.render('crm_constituents.portal_my_requests', {
            'rows': rows, 'page_name': 'constituent_requests'})
        response.headers.update(HEADERS)
        return response
