from werkzeug.exceptions import MethodNotAllowed

from odoo import models
from odoo.http import request

PREFIX = '/k/'
HEADERS = {
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Robots-Tag': 'noindex, nofollow',
    # no button of ours is pressed unseen in the frame of another site
    'Content-Security-Policy': "frame-ancestors 'none'",
    'X-Frame-Options': 'DENY',
}


class IrHttp(models.AbstractModel):
    """Whatever goes wrong at a public link, its visitor gets a page of the kit, which nobody keeps or passes on."""
    _inherit = 'ir.http'

    @classmethod
    def _get_error_html(cls, env, code, values):
        if not cls._is_public_link():
            return super()._get_error_html(env, code, values)
        # of what happened only the code: the texts of errors are for the log
        return code, env['ir.ui.view']._render_template('crm_kit.link_failed', {
            'is_stale': code == 400, 'address': request.httprequest.path})

    @classmethod
    def _dispatch(cls, endpoint):
        methods = endpoint.routing.get('methods')
        if request.httprequest.method == 'OPTIONS' and methods and 'OPTIONS' not in methods:
            # Odoo lets OPTIONS through to what declares POST, and asks for no CSRF token there
            raise MethodNotAllowed(methods)
        if cls._is_public_link():
            # PostgreSQL keeps no NUL, and no page of ours sends one
            request.params = {name: value.replace('\0', '') if isinstance(value, str) else value
                              for name, value in request.params.items()}
        return super()._dispatch(endpoint)

    @classmethod
    def _post_dispatch(cls, response):
        done = super()._post_dispatch(response)
        if cls._is_public_link():
            response.headers.update(HEADERS)
        return done

    @classmethod
    def _is_public_link(cls):
        return request.httprequest.path.startswith(PREFIX)
