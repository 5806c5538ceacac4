from odoo import http
from odoo.http import request

from odoo.addons.mail.controllers.mail import MailController


class PrivacyMailController(MailController):
    """Odoo's address in each notification that ends the following of a record: it asks, as mail scanners open it."""

    @http.route()
    def mail_action_unfollow(self, model, res_id, pid, token, **kwargs):
        if request.httprequest.method == 'POST':
            # the token of the link covers all that comes with it, and the one of our page is not of the link
            for params in (request.params, kwargs):
                params.pop('csrf_token', None)
            return super().mail_action_unfollow(model, res_id, pid, token, **kwargs)
        return request.render('crm_kit.link_page', {
            'title': request.env._("Stop following?"),
            'lead': request.env._("You will no longer be told by mail what happens here."),
            'button': request.env._("Stop following"),
        })
