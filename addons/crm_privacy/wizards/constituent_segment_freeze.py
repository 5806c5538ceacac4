from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ConstituentSegmentFreeze(models.TransientModel):
    """What the people of the list shall be written to for decides on who is left out of it."""
    _inherit = 'constituent.segment.freeze'

    purpose = fields.Selection(
        selection=lambda self: self.env['constituent.segment.snapshot']._selection_purpose(), string="Used for",
        help="Those to whom we may not write for it are left out, each with the reason.")

    @api.constrains('purpose', 'channel')
    def _check_channel(self):
        for freeze in self:
            if freeze.purpose and not freeze.channel:
                raise ValidationError(self.env._(
                    "Whether somebody may be reached for a purpose depends on the way. Say by which way, or leave the "
                    "purpose empty."))

    def _prepare_request(self):
        return {**super()._prepare_request(), 'purpose': self.purpose}
