from odoo import http
from odoo.http import request

from odoo.addons.calendar.controllers.main import CalendarController


class PrivacyCalendarController(CalendarController):
    """Odoo's addresses that answer an invitation when they are opened ask first: mail scanners open every link."""

    @http.route()
    def accept_meeting(self, token, id, **kwargs):
        if request.httprequest.method == 'POST':
            return super().accept_meeting(token, id, **kwargs)
        return self._privacy_asked_to_accept(token)

    @http.route()
    def accept_recurrence(self, token, id, **kwargs):
        if request.httprequest.method == 'POST':
            return super().accept_recurrence(token, id, **kwargs)
        return self._privacy_asked_to_accept(token)

    @http.route()
    def decline_meeting(self, token, id, **kwargs):
        if request.httprequest.method == 'POST':
            return super().decline_meeting(token, id, **kwargs)
        return self._privacy_asked_to_decline(token)

    @http.route()
    def decline_recurrence(self, token, id, **kwargs):
        if request.httprequest.method == 'POST':
            return super().decline_recurrence(token, id, **kwargs)
        return self._privacy_asked_to_decline(token)

    def _privacy_asked_to_accept(self, token):
        return request.render('crm_kit.link_page', {
            'title': request.env._("Accept the invitation?"),
            'lead': self._privacy_meeting(token),
            'button': request.env._("Accept"),
        })

    def _privacy_asked_to_decline(self, token):
        return request.render('crm_kit.link_page', {
            'title': request.env._("Decline the invitation?"),
            'lead': self._privacy_meeting(token),
            'button': request.env._("Decline"),
        })

    def _privacy_meeting(self, token):
        """What it is about; the token of the address was checked before."""
        # sudo: whoever has the token may see the meeting
        attendee = request.env['calendar.attendee'].sudo().search([('access_token', '=', token)], limit=1)
        return attendee.event_id.name
