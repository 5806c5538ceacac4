from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.dates import overlap


class ConstituentAffiliation(models.Model):
    """A person stands in a post at an organisation from a first to a last day. A change of job ends one row and
    begins another.

    Always true: the main affiliations of one person never share a day, nor do two rows for the same post.
    """
    _name = 'constituent.affiliation'
    _description = "Affiliation"
    _inherit = ['constituent.dated.mixin']
    _order = 'date_to DESC, is_primary DESC, id'

    person_id = fields.Many2one(
        'res.partner', string="Person", required=True, index=True, ondelete='cascade',
        domain="[('constituent_type', '=', 'individual')]")
    organisation_id = fields.Many2one(
        'res.partner', string="Organisation", required=True, index=True, ondelete='cascade',
        domain="[('constituent_type', '=', 'organisation')]")
    job_title = fields.Char("Job title")
    department = fields.Char()
    is_primary = fields.Boolean("Main post", help="The post by which this person is known, one at a time.")
    is_representative = fields.Boolean("Represents the organisation", help="Speaks for it towards us.")

    _one_primary_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(person_id, person_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) WHERE (is_primary) DEFERRABLE INITIALLY DEFERRED",
        "This person already has a main post at that time. End the earlier one first.",
    )

    @api.model
    def _company_person_fields(self):
        return ['person_id', 'organisation_id']

    @api.model
    def _domain_primary_on(self, day):
        return self._domain_on(day) & Domain('is_primary', '=', True)

    @api.depends('person_id', 'organisation_id', 'job_title')
    def _compute_display_name(self):
        for row in self:
            row.display_name = ', '.join(
                part for part in (row.person_id.name, row.job_title, row.organisation_id.name) if part)

    @api.constrains('person_id', 'organisation_id')
    def _check_kinds(self):
        for row in self:
            if row.person_id.constituent_type != 'individual' or row.organisation_id.constituent_type != 'organisation':
                raise ValidationError(self.env._(
                    "An affiliation joins a person and an organisation; %(person)s and %(organisation)s are not. "
                    "Swap them, or use a relationship.",
                    person=row.person_id.display_name, organisation=row.organisation_id.display_name))

    @api.constrains('person_id', 'organisation_id', 'job_title', 'date_from', 'date_to', 'is_primary')
    def _check_overlap(self):
        # sudo: a post out of the user's sight counts all the same
        rows = self.sudo()
        known = rows.search([('person_id', 'in', rows.person_id.ids)]).grouped('person_id')
        for row in rows:
            for other in known.get(row.person_id, rows.browse()) - row:
                if not overlap(row.date_from, row.date_to, other.date_from, other.date_to):
                    continue
                same_post = other.organisation_id == row.organisation_id and (
                    (other.job_title or '').casefold() == (row.job_title or '').casefold())
                if same_post or (row.is_primary and other.is_primary):
                    raise ValidationError(self.env._(
                        "%(post)s cannot be recorded %(period)s: there already is %(other)s %(other_period)s. "
                        "End that one first, or use “Change job”.",
                        post=row.display_name, period=row._period_text(),
                        other=other.display_name, other_period=other._period_text()))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self._check_guard_before_commit('_one_primary_at_a_time')
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._check_guard_before_commit('_one_primary_at_a_time')
        return result

    def action_end_today(self):
        """End these posts: today is the last day."""
        today = self.env['res.company']._constituent_today()
        for row in self:
            row.date_to = max(today, row.date_from or today)
        return True

    def action_change_job(self):
        """Open the short form by which this post ends and the next begins."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Change job"),
            'res_model': 'constituent.job.change',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                'default_affiliation_id': self.id, 'default_organisation_id': self.organisation_id.id,
                'default_job_title': self.job_title,
            },
        }
