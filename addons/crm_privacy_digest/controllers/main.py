from odoo import http
from odoo.http import request

from odoo.addons.digest.controllers.portal import DigestController


class PrivacyDigestController(DigestController):
    """Odoo's addresses in a digest that act when they are opened ask first: mail scanners open every link."""

    @http.route()
    def digest_unsubscribe(self, digest_id, token=None, user_id=None, one_click=None, **post):
        if request.httprequest.method == 'POST':
            return super().digest_unsubscribe(digest_id, token=token, user_id=user_id, one_click=one_click)
        return request.render('crm_kit.link_page', {
            'title': request.env._("No more of these digests?"),
            'lead': request.env._("You will no longer be sent this summary by mail."),
            'button': request.env._("Unsubscribe"),
        })

    @http.route()
    def digest_unsubscribe_oneclick(self, digest_id, token=None, user_id=None, **post):
        return super().digest_unsubscribe_oneclick(digest_id, token=token, user_id=user_id)

    @http.route()
    def digest_set_periodicity(self, digest_id, periodicity='weekly', **post):
        if request.httprequest.method == 'POST':
            return super().digest_set_periodicity(digest_id, periodicity=periodicity)
        return request.render('crm_kit.link_page', {
            'title': request.env._("Change how often it comes?"),
            'lead': request.env._("This digest will come less or more often, to everybody who gets it."),
            'button': request.env._("Change it"),
        })
