from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.dates import age_on, latest_birthdate, round_birthdate
from .res_partner import VIEWER


class ResPartner(models.Model):
    """Birth, age and death. What is known of a birth date only in part is kept with its precision."""
    _inherit = 'res.partner'

    birthdate = fields.Date("Date of birth", groups=VIEWER, copy=False, index='btree_not_null')
    birthdate_precision = fields.Selection([
        ('day', "Day"),
        ('month', "Month and year"),
        ('year', "Year only"),
    ], string="Known to the", groups=VIEWER, copy=False)
    age = fields.Integer(
        compute='_compute_age', search='_search_age', groups=VIEWER, aggregator=None,
        help="Age today, of living people. Empty when the date of birth is not known.")
    born_this_month = fields.Boolean(
        "Birthday this month", compute='_compute_birthdays', search='_search_born_this_month', groups=VIEWER)
    born_this_week = fields.Boolean(
        "Birthday within a week", compute='_compute_birthdays', search='_search_born_this_week', groups=VIEWER,
        help="Birthday today or on one of the six days after.")
    is_deceased = fields.Boolean("Deceased", copy=False)
    deceased_date = fields.Date("Died on", groups=VIEWER, copy=False)
    deceased_source = fields.Char(
        "Learned from", groups=VIEWER, copy=False,
        help="Who told us, or where it stood: family, newspaper, returned mail.")

    _deceased_list = models.Index('(id) WHERE is_deceased')
    _birthdate_rounded = models.Constraint(
        "CHECK (birthdate IS NULL OR birthdate_precision IS NULL OR birthdate_precision = 'day'"
        " OR (birthdate_precision = 'month' AND EXTRACT(DAY FROM birthdate) = 1)"
        " OR (birthdate_precision = 'year' AND EXTRACT(DAY FROM birthdate) = 1 AND EXTRACT(MONTH FROM birthdate) = 1))",
        "A date of birth known to the month is kept as its first day, one known to the year as 1 January.",
    )

    @api.model
    def _constituent_watched_fields(self):
        return super()._constituent_watched_fields() | {
            'birthdate', 'birthdate_precision', 'is_deceased', 'deceased_date', 'deceased_source'}

    @api.model
    def _constituent_complete_create(self, vals):
        vals = super()._constituent_complete_create(vals)
        self._constituent_complete_life(vals, False, False)
        return vals

    def _constituent_complete_write(self, vals):
        vals = super()._constituent_complete_write(vals)
        if {'birthdate', 'birthdate_precision'} & vals.keys():
            self._constituent_complete_life(vals, self.birthdate, self.birthdate_precision)
        else:
            self._constituent_complete_life(vals, False, False)
        return vals

    @api.model
    def _constituent_complete_life(self, vals, birthdate, precision):
        if {'birthdate', 'birthdate_precision'} & vals.keys():
            birthdate = fields.Date.to_date(vals.get('birthdate', birthdate))
            precision = vals.get('birthdate_precision', precision) or 'day'
            vals['birthdate'] = round_birthdate(birthdate, precision) or False
            vals['birthdate_precision'] = precision if birthdate else False
        if (vals.get('deceased_date') or vals.get('deceased_source')) and 'is_deceased' not in vals:
            vals['is_deceased'] = True
        if 'is_deceased' in vals and not vals['is_deceased']:
            vals.update(deceased_date=False, deceased_source=False)

    @api.onchange('birthdate', 'birthdate_precision')
    def _onchange_birthdate(self):
        if self.birthdate:
            self.birthdate_precision = self.birthdate_precision or 'day'
            self.birthdate = round_birthdate(self.birthdate, self.birthdate_precision)

    @api.onchange('deceased_date')
    def _onchange_deceased_date(self):
        if self.deceased_date:
            self.is_deceased = True

    @api.constrains('birthdate', 'deceased_date')
    def _check_life_dates(self):
        today = self.env['res.company']._constituent_today()
        for partner in self.sudo():  # sudo: whoever changes one date may not read the other
            birth, death = partner.birthdate, partner.deceased_date
            if birth and birth > today + timedelta(days=1):
                raise ValidationError(self.env._(
                    "%(name)s cannot be born on %(birth)s, which is yet to come. Mend the date of birth.",
                    name=partner.name, birth=birth))
            if death and death > today + timedelta(days=1):
                raise ValidationError(self.env._(
                    "%(name)s cannot have died on %(death)s, which is yet to come. Mend the date.",
                    name=partner.name, death=death))
            if birth and death and death < birth:
                raise ValidationError(self.env._(
                    "%(name)s is on record as born on %(birth)s and as deceased on %(death)s, before that. "
                    "Mend one of the two dates.",
                    name=partner.name, birth=birth, death=death))

    # -- birthdays -------------------------------------------------------

    @api.model
    def _domain_birthday_on(self, days):
        """Living people with a birthday on one of `days`; who is born on 29 February has it on the 28th in other years.
        """
        by_month = {}
        for day in days:
            by_month.setdefault(day.month, set()).add(day.day)
            if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
                by_month[2].add(29)
        known = Domain('birthdate_precision', '=', 'day') & Domain('is_deceased', '=', False)
        return known & Domain.OR(
            Domain('birthdate.month_number', '=', month) & Domain('birthdate.day_of_month', 'in', sorted(numbers))
            for month, numbers in by_month.items())

    @api.model
    def _domain_birthday_in_month(self, day):
        """Living people born in the month of `day`, whatever the year."""
        return (
            Domain('birthdate.month_number', '=', day.month) & Domain('birthdate_precision', 'in', ('day', 'month'))
            & Domain('is_deceased', '=', False))

    def _domain_birthday_week(self):
        today = self.env['res.company']._constituent_today()
        return self._domain_birthday_on([today + timedelta(days=count) for count in range(7)])

    @api.depends('birthdate', 'birthdate_precision', 'is_deceased')
    def _compute_birthdays(self):
        week = self.filtered_domain(self._domain_birthday_week())
        month = self.filtered_domain(self._domain_birthday_in_month(self.env['res.company']._constituent_today()))
        for partner in self:
            partner.born_this_week = partner in week
            partner.born_this_month = partner in month

    @api.model
    def _search_born_this_week(self, operator, value):
        return self._domain_birthday_week() if operator == 'in' else NotImplemented

    @api.model
    def _search_born_this_month(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._domain_birthday_in_month(self.env['res.company']._constituent_today())

    # -- age -------------------------------------------------------------

    @api.depends('birthdate', 'is_deceased')
    def _compute_age(self):
        today = self.env['res.company']._constituent_today()
        for partner in self:
            known = partner.birthdate and not partner.is_deceased
            partner.age = max(age_on(partner.birthdate, today), 0) if known else 0

    @api.model
    def _search_age(self, operator, value):
        """People by age today: those whose age is not known are found by no number, and by "not set"."""
        today = self.env['res.company']._constituent_today()
        known = Domain('birthdate', '!=', False) & Domain('is_deceased', '=', False)

        def at_least(age):
            return known & Domain('birthdate', '<=', latest_birthdate(age, today)) if age > 0 else known

        if operator == 'in':
            domains = [at_least(age) & ~at_least(age + 1) for age in value if age]
            if 0 in {age for age in value if age is not False} or False in value:
                domains.append(~at_least(1))
            return Domain.OR(domains)
        if operator in ('>', '>='):
            return at_least(int(value) + (operator == '>'))
        if operator in ('<', '<='):
            return known & ~at_least(int(value) + (operator == '<='))
        return NotImplemented
