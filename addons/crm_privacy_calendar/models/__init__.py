from . import calendar_attendee
