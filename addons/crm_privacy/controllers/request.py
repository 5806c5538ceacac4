from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.crm_kit.controllers.link import PAGE, LinkController
from odoo.addons.crm_kit.models.ir_http import HEADERS

IP_LIMIT = (10, 3600)  # requests, seconds
EMAIL_LIMIT = (3, 86400)  # so that nobody's mailbox can be flooded from here
COUNTED = 'crm_privacy.counted'  # of the request, which the framework may run again: it counts once


class RequestController(http.Controller):
    """The public entry for requests. GET shows, POST acts; the answer is the same for everybody, known here or not."""

    @http.route('/privacy/request', type='http', auth='public', methods=['GET'], **PAGE)
    def privacy_request_page(self):
        return self._render('crm_kit.link_page', request.env['privacy.request']._public_page())

    @http.route('/privacy/request', type='http', auth='public', methods=['POST'], **PAGE)
    def privacy_request_post(self, **post):
        post.pop('csrf_token', None)
        seen, Limit = request.httprequest.environ, request.env['kit.rate.limit']
        Request = request.env['privacy.request']
        if COUNTED not in seen:
            seen[COUNTED] = Limit._hit_and_wait(f'privacy-request-ip:{request.httprequest.remote_addr}', *IP_LIMIT)
        if seen[COUNTED]:
            return self._render('crm_kit.link_too_many', {'wait': seen[COUNTED]}, status=429)
        try:
            values = Request._public_values(post)
        except UserError as error:
            return self._render('crm_kit.link_page', {
                **Request._public_page(), 'error': str(error), 'error_field': getattr(error, 'field', None),
                'post': post})
        # too many for one address: nothing is sent, and the page says the same
        if Limit._hit(f"privacy-request-email:{values['requester_email'].lower()}", *EMAIL_LIMIT):
            Request._public_enter(values)
        return self._render('crm_kit.link_done', Request._public_done())

    @http.route('/privacy/package/<string:token>', type='http', auth='public', methods=['POST'], **PAGE)
    def privacy_package(self, token):
        kit = LinkController()
        if wait := kit._seconds_to_wait(token):
            return kit._too_many(wait)
        link = request.env['kit.link']._find(token, 'privacy_package')
        package = link and link._get_record()
        if not package or not link._use(request.session.sid):
            return self._render('crm_kit.link_unknown', {}, status=404)
        content = package._bytes()
        package.request_id._log(request.env._("Fetched by the link."))
        return request.make_response(content, [
            ('Content-Type', 'application/zip'), ('Content-Length', len(content)),
            ('Content-Disposition', content_disposition(package.filename)), *HEADERS.items()])

    def _render(self, template, values, status=200):
        response = request.render(template, values, status=status)
        response.headers.update(HEADERS)
        return response
