import json

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from odoo.addons.crm_kit.models.ir_http import HEADERS

PAGE = {'website': True, 'multilang': False, 'sitemap': False}
OFFICER = 'crm_privacy.group_privacy_officer'


class PrivacyPortalController(http.Controller):
    """The choices of who is logged in, and the proof of them."""

    @http.route('/my/privacy', type='http', auth='user', methods=['GET'], **PAGE)
    def my_privacy(self):
        return self._page()

    @http.route('/my/privacy', type='http', auth='user', methods=['POST'], **PAGE)
    def my_privacy_save(self, **post):
        post.pop('csrf_token', None)
        partner = request.env.user.partner_id
        try:
            with request.env.cr.savepoint():
                values = partner._privacy_choice_save(post, 'portal')
                request.env.flush_all()
        except UserError as error:
            return self._page(error=str(error), error_field=getattr(error, 'field', None), post=post)
        return self._render('crm_privacy.choice_my_done', values)

    @http.route('/my/privacy/proof.<string:kind>', type='http', auth='user', methods=['GET'], **PAGE)
    def my_proof(self, kind):
        """The own decisions, with the proof that they stand in the ledger."""
        return self._proof(request.env.user.partner_id, kind)

    @http.route('/crm_privacy/proof/<int:partner_id>.<string:kind>', type='http', auth='user', methods=['GET'])
    def proof(self, partner_id, kind):
        """The same of any person, for the data officer."""
        partner = request.env['res.partner'].browse(partner_id).exists()
        if not partner or not request.env.user.has_group(OFFICER) or not partner.has_access('read'):
            raise AccessError(request.env._("Only data officers download the proof of what a person has decided."))
        return self._proof(partner, kind)

    def _page(self, **more):
        values = request.env.user.partner_id._privacy_choice_values()
        return self._render(
            'crm_privacy.choice_my', {**values, 'error': None, 'error_field': None, 'post': None, **more})

    def _proof(self, partner, kind):
        if kind == 'json':
            content = json.dumps(partner._privacy_proof(), ensure_ascii=False, indent=1).encode()
        elif kind == 'pdf':
            content = partner._privacy_proof_pdf()
        else:
            raise request.not_found()
        return request.make_response(content, [
            ('Content-Type', f'application/{kind}'), *HEADERS.items(),
            ('Content-Disposition', content_disposition(f'privacy-{partner.constituent_no or partner.id}.{kind}'))])

    def _render(self, template, values):
        response = request.render(template, {'page_name': 'privacy', **values})
        response.headers.update(HEADERS)
        return response
