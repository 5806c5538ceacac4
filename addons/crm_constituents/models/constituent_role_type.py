from odoo import fields, models


class ConstituentRoleType(models.Model):
    """What a constituent can be to the organisation: donor, member, volunteer, supplier."""
    _name = 'constituent.role.type'
    _description = "Role of constituents"
    _order = 'sequence, name, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Key by which data and other apps name this role.")
    is_computed = fields.Boolean(
        "Follows from other records",
        help="An app tells who has this role (members from their memberships); then it is not given by hand.")
    color = fields.Integer()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex('(code)', "Another role has this code already.")
