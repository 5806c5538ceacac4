from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class ConstituentJobChange(models.TransientModel):
    """A person changes post: the present affiliation ends, the next begins the day after, and both stay on record."""
    _name = 'constituent.job.change'
    _description = "Change job"

    affiliation_id = fields.Many2one(
        'constituent.affiliation', string="Present post", required=True, ondelete='cascade')
    organisation_id = fields.Many2one(
        'res.partner', string="Organisation", required=True, domain="[('constituent_type', '=', 'organisation')]",
        ondelete='cascade')
    job_title = fields.Char("Job title")
    department = fields.Char()
    date = fields.Date(
        "First day in the new post", required=True, default=lambda self: self.env['res.company']._constituent_today())

    def action_change(self):
        self.ensure_one()
        old = self.affiliation_id
        last_day = self.date - timedelta(days=1)
        if old.date_from and old.date_from > last_day:
            raise UserError(self.env._(
                "%(post)s began on %(day)s, so the next post must begin after that. Choose a later day.",
                post=old.display_name, day=old.date_from))
        old.date_to = last_day
        self.env['constituent.affiliation'].create({
            'person_id': old.person_id.id, 'organisation_id': self.organisation_id.id, 'job_title': self.job_title,
            'department': self.department, 'date_from': self.date, 'is_primary': old.is_primary,
        })
        return {'type': 'ir.actions.act_window_close'}
