from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_partner_privacy import VIEWER

TYPES = ('char', 'text', 'date', 'datetime', 'selection', 'boolean', 'integer', 'float', 'many2one')


class PrivacyShareField(models.Model):
    """A field of people that an agreement may name. What is not listed here leaves in no release."""
    _name = 'privacy.share.field'
    _description = "Field that may be passed on"
    _order = 'sequence, id'

    name = fields.Char("Name in code", required=True)
    label = fields.Char("Field", compute='_compute_label')
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex('(name)', "This field is on the list already.")

    @api.depends('name')
    @api.depends_context('lang')
    def _compute_label(self):
        # sudo: the words for a field, not its values
        words = self.env['res.partner'].sudo().fields_get(self.mapped('name'), ['string'])
        for row in self:
            row.label = words.get(row.name, {}).get('string') or row.name

    @api.depends('label')
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.label

    @api.constrains('name')
    def _check_name(self):
        for row in self:
            field = self.env['res.partner']._fields.get(row.name)
            if field is None or field.type not in TYPES or field.groups not in (None, VIEWER):
                raise ValidationError(self.env._(
                    "“%(name)s” is no field of people that can stand in a file. Choose a text, date, choice, number or "
                    "link that every reader of people may see.", name=row.name))
