from odoo import http
from odoo.http import request

from odoo.addons.crm_kit.controllers.link import PAGE
from odoo.addons.crm_kit.models.ir_http import HEADERS

PURPOSE = 'privacy_unsubscribe'


class UnsubscribeController(http.Controller):
    """The address in the header of every marketing mail (RFC 8058). GET leads to the page that asks; POST acts."""

    @http.route('/privacy/u/<string:token>', type='http', auth='public', methods=['GET'], **PAGE)
    def unsubscribe_page(self, token):
        return request.redirect(f'/k/{token}', code=302)

    # csrf: the reader's mail provider posts, which has no page of ours and no session; the token is the permission,
    # and all it permits is a no
    @http.route('/privacy/u/<string:token>', type='http', auth='public', methods=['POST'], csrf=False,
                save_session=False)
    def unsubscribe_now(self, token, **post):
        """Record the no at once. The answer is the same whatever the token: nobody learns which ones there are."""
        link = request.env['kit.link']._find(token, PURPOSE)
        line = link and link._get_record()
        if line and post.get('List-Unsubscribe') == 'One-Click' and link._use():
            line._unsubscribe(ip=request.httprequest.remote_addr, agent=request.httprequest.user_agent.string)
        return request.make_response(
            request.env._("You will be sent no more of these messages."),
            headers=[*HEADERS.items(), ('Content-Type', 'text/plain; charset=utf-8')])
