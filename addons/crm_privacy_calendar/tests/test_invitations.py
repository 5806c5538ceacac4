import re

from odoo.tests import HttpCase, tagged


@tagged('post_install', '-at_install')
class TestInvitations(HttpCase):
    """Odoo's links in an invitation, which answered it when they were opened (A-04)."""

    def setUp(self):
        super().setUp()
        self.guest = self.env['res.partner'].create({'name': "Guest", 'email': 'guest@example.org'})
        self.meeting = self.env['calendar.event'].create({
            'name': "Board meeting", 'start': '2026-12-01 10:00:00', 'stop': '2026-12-01 11:00:00',
            'partner_ids': [(6, 0, self.guest.ids)], 'recurrency': True, 'rrule_type': 'daily', 'count': 3,
            'end_type': 'count', 'interval': 1})
        self.invitations = self.meeting.recurrence_id.calendar_event_ids.attendee_ids
        self.first = self.meeting.attendee_ids

    def _url(self, what, answer, invitation=None, token=None):
        invitation = invitation or self.first
        return f'/calendar/{what}/{answer}?token={token or invitation.access_token}&id={invitation.event_id.id}'

    def _states(self, attendees=None):
        self.env.invalidate_all()
        return set((attendees or self.invitations).mapped('state'))

    def _press(self, url):
        page = self.url_open(url)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        return self.url_open(url, data={'csrf_token': csrf})

    def test_a04_a_scanner_that_opens_the_links_of_an_invitation_answers_nothing(self):
        self.assertEqual((len(self.invitations), self._states()), (3, {'needsAction'}))
        for what in ('meeting', 'recurrence'):
            for answer in ('accept', 'decline'):
                for verb in ('GET', 'HEAD', 'OPTIONS', 'GET'):
                    page = self.url_open(self._url(what, answer), method=verb)
                self.assertIn("Board meeting", page.text)
        self.assertEqual(self._states(), {'needsAction'})

    def test_the_button_answers_for_this_meeting_and_for_the_series(self):
        for answer, state in (('accept', 'accepted'), ('decline', 'declined')):
            with self.subTest(answer=answer):
                self.assertEqual(self._press(self._url('meeting', answer)).status_code, 200)
                self.assertEqual(self._states(self.first), {state})
                self.assertNotEqual(self._states(), {state})
                # of another meeting of the series: the answer is there already for this one
                self._press(self._url('recurrence', answer, (self.invitations - self.first)[0]))
                self.assertEqual(self._states(), {state})

    def test_a_forged_token_shows_and_answers_nothing(self):
        answer = self.url_open(self._url('meeting', 'accept', token='forged'))
        self.assertNotIn("Board meeting", answer.text)
        self.assertEqual(self._states(), {'needsAction'})
