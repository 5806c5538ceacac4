from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """What another addon may do to partners: a stored compute, a required field with a default, a
    constraint, overrides.
    """

    _inherit = 'res.partner'

    extra_label = fields.Char(compute='_compute_extra_label', store=True)
    extra_level = fields.Selection([('new', "New"), ('old', "Old")], required=True, default='new')
    extra_token = fields.Char(default=lambda self: self.env['ir.sequence'].next_by_code('test.import.extra') or 'none')
    extra_trace = fields.Char()

    _extra_zip = models.Constraint("CHECK (zip IS DISTINCT FROM '66666')", "That postal code is not taken here.")

    @api.depends('name', 'city')
    def _compute_extra_label(self):
        for partner in self:
            partner.extra_label = f"{partner.name or ''} / {partner.city or ''}"

    @api.constrains('city')
    def _check_extra_city(self):
        for partner in self:
            if partner.city == 'Atlantis':
                raise ValidationError(
                    self.env._("%(name)s cannot live in Atlantis, which is under water.", name=partner.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, 'extra_trace': 'seen'} for vals in vals_list])
