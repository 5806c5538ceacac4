from odoo import api, fields, models
from odoo.fields import Domain

UNKNOWN = 16  # years; where no row stands the highest age that GDPR Art. 8 knows


class PrivacyChildAge(models.Model):
    """From which age on young people decide for themselves (GDPR Art. 8), by country and time."""
    _name = 'privacy.child.age'
    _description = "Age of consent to data processing"
    _inherit = ['privacy.law.mixin']
    _order = 'country_id, valid_from DESC, id'
    _rec_name = 'country_id'

    country_id = fields.Many2one('res.country', index=True, ondelete='cascade', help="Empty: all countries not named.")
    age = fields.Integer("From the age of", required=True)
    valid_from = fields.Date("First day")
    valid_to = fields.Date("Last day")
    joint = fields.Boolean("Together with a parent below", help="France: child and parent agree together.")
    source = fields.Char(required=True)

    _age_range = models.Constraint('CHECK (age BETWEEN 0 AND 25)', "An age of consent lies between 0 and 25 years.")

    @api.model
    def _ages(self, day):
        """`{country id or None: age}` on a day; None stands for countries without a row."""
        rows = self.sudo().search(  # sudo: law is the same for everybody
            (Domain('valid_from', '=', False) | Domain('valid_from', '<=', day))
            & (Domain('valid_to', '=', False) | Domain('valid_to', '>=', day)), order='valid_from NULLS FIRST, id')
        return {None: UNKNOWN, **{row.country_id.id or None: row.age for row in rows}}
