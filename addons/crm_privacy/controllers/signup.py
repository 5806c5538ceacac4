from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.crm_kit.controllers.link import COUNTED, PAGE

SHOWN = (60, 60)  # requests, seconds, from one address
SENT = (10, 600)


class SignupController(http.Controller):
    """Public sign-up. GET shows and changes nothing; POST asks the owner of the address to confirm."""

    @http.route('/privacy/signup/<string:code>', type='http', auth='public', methods=['GET'], **PAGE)
    def signup_page(self, code):
        if wait := self._seconds_to_wait('form', SHOWN):
            return self._too_many(wait)
        form = request.env['privacy.form']._of_code(code)
        return request.render('crm_privacy.signup_page', form._page_values()) if form else self._unknown()

    @http.route('/privacy/signup/<string:code>', type='http', auth='public', methods=['POST'], **PAGE)
    def signup(self, code, **post):
        if wait := self._seconds_to_wait('form-sent', SENT):
            return self._too_many(wait)
        form = request.env['privacy.form']._of_code(code)
        if not form:
            return self._unknown()
        try:
            with request.env.cr.savepoint():
                form._submit(post)
                request.env.flush_all()
        except UserError as error:
            return request.render('crm_privacy.signup_page', {
                **form._page_values(), 'error': str(error), 'error_field': getattr(error, 'field', None), 'post': post})
        return request.render('crm_kit.link_done', {
            'title': request.env._("Please look into your mailbox"),
            'lead': request.env._("We have sent you a message with a link. Your request counts once you have pressed "
                                  "it. If no message comes, look among the unwanted ones.")})

    def _seconds_to_wait(self, key, limit):
        seen = request.httprequest.environ
        if COUNTED not in seen:
            seen[COUNTED] = request.env['kit.rate.limit']._hit_and_wait(
                f'{key}:{request.httprequest.remote_addr}', *limit)
        return seen[COUNTED]

    def _unknown(self):
        return request.render('crm_kit.link_unknown', {}, status=404)

    def _too_many(self, wait):
        response = request.render('crm_kit.link_too_many', {'wait': wait}, status=429)
        response.headers['Retry-After'] = str(wait)
        return response
