from odoo import api, fields, models

from .res_partner import KINDS


class ConstituentRelationshipType(models.Model):
    """A way in which two constituents are related, with one label for each side."""
    _name = 'constituent.relationship.type'
    _description = "Relationship type"
    _order = 'sequence, label_ab, id'
    _rec_name = 'label_ab'

    code = fields.Char(help="Key by which data and other systems name this type; it does not change with the labels.")
    label_ab = fields.Char("First is … of the second", required=True, translate=True, help="parent of")
    label_ba = fields.Char(
        "Second is … of the first", compute='_compute_label_ba', store=True, readonly=False, precompute=True,
        translate=True, help="child of")
    is_symmetric = fields.Boolean("Both ways the same", help="Spouses and friends are each other's; parents are not.")
    left_kind = fields.Selection(KINDS, string="First must be", help="Empty: any kind.")
    right_kind = fields.Selection(KINDS, string="Second must be", help="Empty: any kind.")
    max_active = fields.Integer(
        "At most", help="How many of these one constituent may have on the first side at a time; 0: any number. "
        "For types that are the same both ways either side counts.")
    allows_acting = fields.Boolean(
        "May act for", help="The first may be given the right to act for the second: carer, guardian, proxy.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(translate=True)

    _code_unique = models.UniqueIndex('(code) WHERE code IS NOT NULL', "Another relationship type has this code.")
    _max_active_positive = models.Constraint('CHECK (max_active >= 0)', "The highest number cannot be below zero.")

    @api.depends('is_symmetric', 'label_ab')
    def _compute_label_ba(self):
        for kind in self:
            if kind.is_symmetric or not kind.label_ba:
                kind.label_ba = kind.label_ab
