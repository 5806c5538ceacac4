from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.dates import overlap


class ConstituentHouseholdMembership(models.Model):
    """A person belongs to a household from a first to a last day.

    Always true: the primary memberships of one person never share a day, so that everybody has at most one
    household at any moment; nor do two rows of one person in one household.
    """
    _name = 'constituent.household.membership'
    _description = "Household membership"
    _inherit = ['constituent.dated.mixin']
    _order = 'household_id, date_to DESC, id'
    _rec_name = 'person_id'

    household_id = fields.Many2one(
        'res.partner', string="Household", required=True, index=True, ondelete='cascade',
        domain="[('constituent_type', '=', 'household')]")
    person_id = fields.Many2one(
        'res.partner', string="Person", required=True, index=True, ondelete='cascade',
        domain="[('constituent_type', '=', 'individual')]")
    role = fields.Selection([
        ('head', "Head"),
        ('partner', "Partner"),
        ('parent', "Parent"),
        ('child', "Child"),
        ('other', "Member"),
    ], required=True, default='other')
    is_primary = fields.Boolean(
        "Main household", default=True,
        help="The household to which this person is counted and written. A child may live in a second one as well.")
    exclude_from_name = fields.Boolean(
        "Not in the name", compute='_compute_exclude_from_name', store=True, readonly=False, precompute=True,
        help="The household is neither named after this person nor greeted by their name. Children are not, at first.")

    _person_period = models.Index('(person_id, date_from, date_to) WHERE is_primary')
    # Last guard against two officers at the same moment; the check below explains it better.
    _one_primary_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(person_id, person_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) WHERE (is_primary) DEFERRABLE INITIALLY DEFERRED",
        "This person already has a main household at that time. End the earlier membership first.",
    )

    @api.model
    def _company_person_fields(self):
        return ['person_id', 'household_id']

    @api.model
    def _domain_primary_on(self, day):
        """The memberships that decide to which household people belong on `day`."""
        return self._domain_on(day) & Domain('is_primary', '=', True)

    @api.depends('role')
    def _compute_exclude_from_name(self):
        for membership in self:
            membership.exclude_from_name = membership.role == 'child'

    @api.constrains('person_id', 'household_id')
    def _check_kinds(self):
        for membership in self:
            if membership.household_id.constituent_type != 'household':
                raise ValidationError(self.env._(
                    "%(name)s is not a household, so %(person)s cannot belong to it. Choose a household, "
                    "or use an affiliation for an organisation.",
                    name=membership.household_id.display_name, person=membership.person_id.display_name))
            if membership.person_id.constituent_type != 'individual':
                raise ValidationError(self.env._(
                    "%(person)s is not a person, and only people belong to a household such as %(name)s.",
                    name=membership.household_id.display_name, person=membership.person_id.display_name))

    @api.constrains('person_id', 'household_id', 'date_from', 'date_to', 'is_primary')
    def _check_overlap(self):
        # sudo: a household out of the user's sight excludes a second one all the same
        rows = self.sudo()
        others = rows.search([('person_id', 'in', rows.person_id.ids)]).grouped('person_id')
        for row in rows:
            for other in others.get(row.person_id, rows.browse()) - row:
                if not overlap(row.date_from, row.date_to, other.date_from, other.date_to):
                    continue
                if other.household_id == row.household_id:
                    raise ValidationError(self.env._(
                        "%(person)s already belongs to %(household)s %(period)s. "
                        "Change that membership instead of adding a second one.",
                        person=row.person_id.name, household=other.household_id.name, period=other._period_text()))
                if row.is_primary and other.is_primary:
                    raise ValidationError(self.env._(
                        "%(person)s cannot belong to %(household)s %(period)s: the main household is %(other)s "
                        "%(other_period)s. End that membership first, or use “Move to another household”.",
                        person=row.person_id.name, household=row.household_id.name, period=row._period_text(),
                        other=other.household_id.name, other_period=other._period_text()))

    def _archived_words(self, person):
        if person.constituent_type == 'household':
            return self.env._(
                "%(household)s is archived, so %(person)s cannot join it. Unarchive the household first, or choose "
                "another.", household=person.name, person=self.sudo().person_id.name)  # sudo: as they are named there
        return self.env._(
            "%(person)s is archived and cannot join a household. Unarchive %(person)s first, or choose another person.",
            person=person.name)

    # -- names follow members --------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        self._check_guard_before_commit('_one_primary_at_a_time')
        memberships.household_id._household_refresh_names()
        return memberships

    def write(self, vals):
        households = self.household_id
        result = super().write(vals)
        self._check_guard_before_commit('_one_primary_at_a_time')
        if {'household_id', 'person_id', 'role', 'date_from', 'date_to', 'exclude_from_name'} & vals.keys():
            (households | self.household_id)._household_refresh_names()
        return result

    def unlink(self):
        households = self.household_id
        result = super().unlink()
        households.exists()._household_refresh_names()
        return result

    def action_end_today(self):
        """End these memberships: today is the last day."""
        today = self.env['res.company']._constituent_today()
        for membership in self:
            membership.date_to = max(today, membership.date_from or today)
        return True

    @api.model
    def _cron_follow_the_calendar(self, days=7):
        """Rename the households that somebody entered or left by the passing of time. Changes nothing else."""
        today = self.env['res.company']._constituent_today()
        since = today - timedelta(days=days)
        rows = self.search(
            (Domain('date_from', '>', since) & Domain('date_from', '<=', today))
            | (Domain('date_to', '>=', since) & Domain('date_to', '<', today)))
        return rows.household_id._household_refresh_names()
