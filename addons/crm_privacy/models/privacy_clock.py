from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import deadlines

UNITS = [
    ('month', "months"),
    ('day', "days"),
    ('working_day', "working days"),
    ('hour', "hours"),
]
# The longer period that an extension gives, and the first one that it is an extension of.
EXTENSIONS = {'REQUEST_EXTENDED': 'REQUEST'}


class PrivacyClock(models.Model):
    """How long the law gives for something, in a jurisdiction, from a first to a last day."""
    _name = 'privacy.clock'
    _description = "Statutory period"
    _order = 'code, jurisdiction_id, valid_from DESC, id'
    _rec_name = 'code'

    code = fields.Char(required=True, help="Name in code: REQUEST, REQUEST_EXTENDED, BREACH, COMPLAINT_ACK.")
    name = fields.Char(required=True, translate=True)
    jurisdiction_id = fields.Many2one('privacy.jurisdiction', required=True, index=True, ondelete='cascade')
    count = fields.Integer("Period", required=True)
    unit = fields.Selection(UNITS, required=True)
    rolls = fields.Boolean("Ends on a working day", default=True)
    valid_from = fields.Date("First day")
    valid_to = fields.Date("Last day")
    source = fields.Char(required=True)

    _count_positive = models.Constraint('CHECK (count > 0)', "A period has a length: enter a number above 0.")

    @api.model
    def _find(self, code, jurisdiction, day):
        """The clock that runs from `day` on; that of the jurisdiction, else of all other countries. A place that has a
        first period of its own borrows no extension of it from the others.

        :raise UserError: no row stands; a period that nobody has entered is not guessed
        """
        clocks = self._in_force(code, day)
        found = clocks.filtered(lambda clock: clock.jurisdiction_id == jurisdiction)
        if not found and jurisdiction in self._in_force(EXTENSIONS.get(code), day).jurisdiction_id:
            raise UserError(self.env._(
                "The law of %(place)s names no extension of a period on %(day)s. Answer within the first one; if a law "
                "gives more time, ask the data officer to enter “%(code)s” with its source under Privacy > Law > "
                "Statutory periods.", code=code, place=jurisdiction.name, day=day))
        found = found or clocks.filtered('jurisdiction_id.is_default')
        if not found:
            raise UserError(self.env._(
                "No statutory period “%(code)s” is on record for %(place)s on %(day)s. Ask the data officer to "
                "enter it under Privacy > Law > Statutory periods.", code=code, place=jurisdiction.name, day=day))
        return found[0]

    @api.model
    def _in_force(self, code, day):
        # sudo: law is the same for everybody
        return self.sudo().search(
            Domain('code', '=', code)
            & (Domain('valid_from', '=', False) | Domain('valid_from', '<=', day))
            & (Domain('valid_to', '=', False) | Domain('valid_to', '>=', day)))

    def _due(self, received, country, paused_days=0):
        """When the period ends that began at `received`: a date (included), or a datetime for one of hours."""
        self.ensure_one()
        holidays = self.env['privacy.holiday']._days(country)
        if self.unit == 'hour':
            return deadlines.due_in_hours(received, self.count)
        if self.unit == 'month':
            return deadlines.due_in_months(received, self.count, holidays, paused_days)
        if self.unit == 'working_day':
            return deadlines.due_in_working_days(received, self.count, holidays)
        return deadlines.due_in_days(received, self.count + paused_days, holidays, self.rolls)
