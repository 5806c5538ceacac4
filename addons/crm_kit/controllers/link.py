from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.ir_http import HEADERS

IP_LIMIT = (60, 60)  # requests, seconds: a family behind one address opens its letters in peace
TOKEN_LIMIT = (20, 60)
DONE_MINUTES = 10  # so long who used a link up sees that it is done, and not that it opens nothing
COUNTED = 'crm_kit.counted'  # of the request, which the framework may run again: it counts once
# website: in the nearest language to that of the browser, de_DE for de-AT; multilang: no address for each language
PAGE = {'website': True, 'multilang': False, 'sitemap': False}


class LinkController(http.Controller):
    """Pages of public links. GET shows and changes nothing; POST acts; every refusal looks the same."""

    @http.route('/k/<string:token>', type='http', auth='public', methods=['GET'], **PAGE)
    def link_page(self, token):
        if wait := self._seconds_to_wait(token):
            return self._too_many(wait)
        link = request.env['kit.link']._find(token)
        return self._page(link) if link and link._get_record() else self._used_or_unknown(token)

    @http.route('/k/<string:token>', type='http', auth='public', methods=['POST'], **PAGE)
    def link_act(self, token, **post):
        if wait := self._seconds_to_wait(token):
            return self._too_many(wait)
        link = request.env['kit.link']._find(token)
        record = link and link._get_record()
        if not record:
            return self._used_or_unknown(token)
        spec = link._link_purposes()[link.purpose]
        post.pop('csrf_token', None)
        try:
            with request.env.cr.savepoint():
                if not link._use(request.session.sid):
                    return self._used_or_unknown(token)
                values = getattr(record, spec['method'])(post)
                request.env.flush_all()
        except UserError as error:
            return self._page(link, error=error, post=post)
        return self._done(spec, record, values)

    def _seconds_to_wait(self, token):
        Limit, seen = request.env['kit.rate.limit'], request.httprequest.environ
        if COUNTED not in seen:
            seen[COUNTED] = (
                Limit._hit_and_wait(f'link-ip:{request.httprequest.remote_addr}', *IP_LIMIT)
                or Limit._hit_and_wait(f'link-token:{token}', *TOKEN_LIMIT)
            )
        return seen[COUNTED]

    def _page(self, link, error=None, post=None):
        spec = link._link_purposes()[link.purpose]
        values = getattr(link._get_record(), spec['values'])() if spec.get('values') else {}
        return self._render(spec.get('template', 'crm_kit.link_page'), {
            'title': spec.get('name'), **values, 'error': error and str(error),
            'error_field': getattr(error, 'field', None), 'post': post,
        })

    def _done(self, spec, record, values=None):
        """The page that follows: with the values of the deed, else with those that the purpose gives at any time."""
        if values is None and spec.get('done_values') and record.exists():
            values = getattr(record, spec['done_values'])()
        return self._render(spec.get('done_template', 'crm_kit.link_done'), values or {})

    def _used_or_unknown(self, token):
        link = request.env['kit.link']._find_just_used(token, request.session.sid, DONE_MINUTES)
        if not link:
            return self._render('crm_kit.link_unknown', {}, status=404)
        spec, record = link._link_purposes().get(link.purpose, {}), link._get_record()
        if record and spec.get('done_values'):
            return self._done(spec, record)
        return self._render('crm_kit.link_done', {})

    def _too_many(self, wait):
        return self._render('crm_kit.link_too_many', {'wait': wait}, status=429, headers={'Retry-After': str(wait)})

    def _render(self, template, values, status=200, headers=None):
        response = request.render(template, values, status=status)
        response.headers.update({**HEADERS, **(headers or {})})
        return response
