from odoo import api, fields, models
from odoo.tools import SQL


class ConstituentSegmentSnapshot(models.Model):
    """A list that is made for a purpose leaves out those to whom the gate says no, with its reason."""
    _inherit = 'constituent.segment.snapshot'

    purpose = fields.Selection(selection='_selection_purpose', string="Used for")

    @api.model
    def _selection_purpose(self):
        return list(self.env['res.partner']._segment_purposes().items())

    @api.model
    def _reasons(self):
        words = self.env['privacy.reason']._short()
        del words['allowed']
        return {**words, **super()._reasons()}

    def _left_out_selects(self):
        selects = super()._left_out_selects()
        if self.purpose and self.channel:
            judged = self.env['res.partner']._privacy_reason_query(self.purpose, self.channel)
            # before the plain missing address: an objection is told also of those who have none
            selects.insert(len(selects) - 1, SQL(
                "SELECT id, reason FROM (%s) judged WHERE reason NOT IN ('allowed', 'no_contact')", judged))
        return selects
