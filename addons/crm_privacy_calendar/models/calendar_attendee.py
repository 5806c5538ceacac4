from odoo import models


class CalendarAttendee(models.Model):
    """Whoever attends is found by the person."""
    _inherit = 'calendar.attendee'

    # merges and requests of a person look it up
    _privacy_person = models.Index('(partner_id)')
