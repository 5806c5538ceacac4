from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.dates import overlap
from .res_partner import KINDS


class ConstituentRelationship(models.Model):
    """Two constituents are related from a first to a last day: one row, seen from either side.

    Always true: the kinds of both sides are those the type allows, no pair is related twice in the same way at the
    same time, and nobody has more of a type at a time than it allows.
    """
    _name = 'constituent.relationship'
    _description = "Relationship"
    _inherit = ['constituent.dated.mixin']
    _order = 'date_to DESC, type_id, id'

    left_id = fields.Many2one(
        'res.partner', string="First", required=True, index=True, ondelete='cascade',
        domain="[('constituent_type', '!=', False)]")
    type_id = fields.Many2one(
        'constituent.relationship.type', string="Is", required=True, index=True, ondelete='restrict')
    right_id = fields.Many2one(
        'res.partner', string="Second", required=True, index=True, ondelete='cascade',
        domain="[('constituent_type', '!=', False)]")
    label_ab = fields.Char(related='type_id.label_ab')
    label_ba = fields.Char(related='type_id.label_ba')
    allows_acting = fields.Boolean("Type allows acting for", related='type_id.allows_acting')
    is_permissioned = fields.Boolean(
        "May act for", help="The first may act for the second, as far as the next field says.")
    permission = fields.Selection([
        ('view', "See their data"),
        ('edit', "See and change their data"),
        ('pay', "See, change and pay"),
    ], string="May", compute='_compute_permission', store=True, readonly=False, precompute=True)
    source = fields.Char(help="Who told us, or the document that shows it.")
    sentence = fields.Char(compute='_compute_sentence')

    _not_oneself = models.Constraint(
        'CHECK (left_id <> right_id)', "Nobody is related to themselves. Choose two different constituents.")

    @api.model
    def _company_person_fields(self):
        return ['left_id', 'right_id']

    @api.depends('is_permissioned', 'type_id')
    def _compute_permission(self):
        for row in self:
            allowed = row.is_permissioned and row.type_id.allows_acting
            row.permission = (row.permission or 'view') if allowed else False

    @api.depends('left_id', 'right_id', 'type_id')
    def _compute_sentence(self):
        for row in self:
            row.sentence = row.left_id and row.right_id and row.type_id and self.env._(
                "%(left)s is %(label_ab)s %(right)s; %(right)s is %(label_ba)s %(left)s.",
                left=row.left_id.name, right=row.right_id.name,
                label_ab=row.type_id.label_ab, label_ba=row.type_id.label_ba)

    @api.depends('left_id', 'right_id', 'type_id')
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.left_id.name or ''}, {row.type_id.label_ab or ''} {row.right_id.name or ''}"

    @api.onchange('is_permissioned')
    def _onchange_is_permissioned(self):
        self._compute_permission()

    def action_swap(self):
        """Exchange the two sides."""
        for row in self:
            row.write({'left_id': row.right_id.id, 'right_id': row.left_id.id})
        return True

    @api.constrains('left_id', 'right_id', 'type_id')
    def _check_kinds(self):
        kinds = dict(KINDS)
        for row in self:
            for person, kind in ((row.left_id, row.type_id.left_kind), (row.right_id, row.type_id.right_kind)):
                if kind and person.constituent_type != kind:
                    raise ValidationError(self.env._(
                        "“%(type)s” needs a constituent of the kind %(kind)s in the place of %(name)s. "
                        "Swap the two, or choose another type.",
                        type=row.type_id.label_ab, kind=kinds[kind], name=person.display_name))

    @api.constrains('is_permissioned', 'type_id')
    def _check_permission(self):
        for row in self:
            if row.is_permissioned and not row.type_id.allows_acting:
                raise ValidationError(self.env._(
                    "A relationship “%(type)s” gives no right to act for another. Choose a type that does, "
                    "such as guardian, or untick “May act for”.", type=row.type_id.label_ab))

    @api.constrains('left_id', 'right_id', 'type_id', 'date_from', 'date_to')
    def _check_overlap(self):
        # sudo: relationships out of the user's sight count all the same
        rows = self.sudo()
        people = (rows.left_id | rows.right_id).ids
        known = rows.search(
            Domain('type_id', 'in', rows.type_id.ids)
            & (Domain('left_id', 'in', people) | Domain('right_id', 'in', people)))
        for row in rows:
            rivals = (known - row).filtered(lambda other, row=row: (
                other.type_id == row.type_id
                and overlap(row.date_from, row.date_to, other.date_from, other.date_to)))
            row._check_twice(rivals)
            row._check_max_active(rivals)

    def _check_twice(self, rivals):
        pair = self.left_id | self.right_id
        for other in rivals:
            same = other.left_id == self.left_id and other.right_id == self.right_id
            if same or (self.type_id.is_symmetric and (other.left_id | other.right_id) == pair):
                raise ValidationError(self.env._(
                    "%(left)s is already %(label)s %(right)s %(period)s. Change that relationship instead.",
                    left=other.left_id.name, right=other.right_id.name, label=other.type_id.label_ab,
                    period=other._period_text()))

    def _check_max_active(self, rivals):
        limit = self.type_id.max_active
        if not limit:
            return
        for person in (self.left_id | self.right_id) if self.type_id.is_symmetric else self.left_id:
            mine = rivals.filtered(lambda other, person=person: (
                other.left_id == person or (other.type_id.is_symmetric and other.right_id == person)))
            if len(mine) >= limit:
                other = mine[0]
                raise ValidationError(self.env._(
                    "%(name)s may have %(limit)s relationship “%(label)s” at a time, and is already related in this "
                    "way to %(other)s %(period)s. End that one first.",
                    name=person.name, limit=limit, label=self.type_id.label_ab,
                    other=(other.left_id | other.right_id).filtered(lambda p, person=person: p != person).name,
                    period=other._period_text()))
