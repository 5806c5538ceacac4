from odoo import api, fields, models


class PrivacyHoliday(models.Model):
    """A public holiday: a period that would end on it ends on the next working day."""
    _name = 'privacy.holiday'
    _description = "Public holiday"
    _order = 'day, country_id, id'
    _rec_name = 'name'

    name = fields.Char(required=True)
    day = fields.Date(required=True, index=True)
    country_id = fields.Many2one('res.country', required=True, index=True, ondelete='cascade')

    _once = models.UniqueIndex('(country_id, day)', "This day is on the list of holidays of this country already.")

    @api.model
    def _days(self, country):
        """The holidays of a country, as a set of dates."""
        # sudo: law is the same for everybody
        return set(self.sudo().search([('country_id', '=', country.id)]).mapped('day'))
