from odoo import http
from odoo.http import request

from odoo.addons.mass_mailing.controllers.main import MassMailController


class PrivacyMassMailController(MassMailController):
    """Odoo's addresses that act when they are opened ask first: mail scanners open every link. Each no is recorded."""

    @http.route()
    def mailing_unsubscribe(self, mailing_id, document_id=None, email=None, hash_token=None, **post):
        if request.httprequest.method == 'POST':
            return super().mailing_unsubscribe(
                mailing_id, document_id=document_id, email=email, hash_token=hash_token)
        return self.mailing_confirm_unsubscribe(
            mailing_id, document_id=document_id, email=email, hash_token=hash_token)

    @http.route()
    def mailing_report_deactivate(self, token, user_id, **post):
        if request.httprequest.method == 'POST':
            return super().mailing_report_deactivate(token, user_id)
        return request.render('crm_kit.link_page', {
            'title': request.env._("No more reports?"),
            'lead': request.env._("The reports on mailings will no longer be sent to anybody."),
            'button': request.env._("Stop the reports"),
        })

    @http.route()
    def mail_blocklist_add(self, mailing_id=None, document_id=None, email=None, hash_token=None):
        done = super().mail_blocklist_add(
            mailing_id=mailing_id, document_id=document_id, email=email, hash_token=hash_token)
        if done is True and mailing_id:
            # sudo: whose link it is was checked
            self._privacy_note(request.env['mailing.mailing'].sudo().browse(mailing_id), email, hash_token)
        return done

    @http.route()
    def mailing_update_list_subscription(
            self, mailing_id=None, document_id=None, email=None, hash_token=None, lists_optin_ids=None, **post):
        before = self._privacy_lists(email, hash_token)
        done = super().mailing_update_list_subscription(
            mailing_id=mailing_id, document_id=document_id, email=email, hash_token=hash_token,
            lists_optin_ids=lists_optin_ids, **post)
        if isinstance(done, int) and done:  # else the link was not theirs, or nothing was left
            found, _token = self._fetch_user_information(email, hash_token)
            (before - self._privacy_lists(email, hash_token))._privacy_left(found, **_evidence())
        return done

    def _privacy_lists(self, email, hash_token):
        """The lists that an address is on."""
        found, _token = self._fetch_user_information(email, hash_token)
        subscriptions = self._fetch_contacts(found).subscription_ids
        return subscriptions.filtered(lambda subscription: not subscription.opt_out).list_id

    def _mailing_unsubscribe_from_list(self, mailing, document_id, email, hash_token):
        self._privacy_note(mailing, email, hash_token)
        return super()._mailing_unsubscribe_from_list(mailing, document_id, email, hash_token)

    def _mailing_unsubscribe_from_document(self, mailing, document_id, email, hash_token):
        self._privacy_note(mailing, email, hash_token)
        return super()._mailing_unsubscribe_from_document(mailing, document_id, email, hash_token)

    def _privacy_note(self, mailing, email, hash_token):
        found, _token = self._fetch_user_information(email, hash_token)
        # sudo: whose link it is was checked
        mailing.sudo()._privacy_unsubscribed(found, **_evidence())


def _evidence():
    return {'ip': request.httprequest.remote_addr, 'agent': request.httprequest.user_agent.string}
