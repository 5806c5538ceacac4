from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.dates import overlap


class ConstituentRole(models.Model):
    """A constituent has a role from a first to a last day, given by hand.

    Roles that follow from other records (a donor's from gifts) have no rows: see `_constituent_role_sources`.
    """
    _name = 'constituent.role'
    _description = "Constituent role"
    _inherit = ['constituent.dated.mixin']
    _order = 'date_to DESC, role_type_id, id'
    _rec_name = 'role_type_id'

    partner_id = fields.Many2one(
        'res.partner', string="Constituent", required=True, index=True, ondelete='cascade',
        domain="[('constituent_type', '!=', False)]")
    role_type_id = fields.Many2one(
        'constituent.role.type', string="Role", required=True, index=True, ondelete='restrict')

    @api.model
    def _company_person_fields(self):
        return ['partner_id']

    @api.constrains('partner_id', 'role_type_id', 'date_from', 'date_to')
    def _check_overlap(self):
        rows = self.sudo()  # sudo: roles out of the user's sight count all the same
        known = rows.search([('partner_id', 'in', rows.partner_id.ids)]).grouped('partner_id')
        for row in rows:
            for other in known.get(row.partner_id, rows.browse()) - row:
                if other.role_type_id == row.role_type_id and overlap(
                        row.date_from, row.date_to, other.date_from, other.date_to):
                    raise ValidationError(self.env._(
                        "%(name)s already has the role %(role)s %(period)s. Change that row instead.",
                        name=row.partner_id.name, role=row.role_type_id.name, period=other._period_text()))
