from odoo import api, models


class ResPartner(models.Model):
    """What merging and erasing people does with the records of imports."""

    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return [*super().get_merge_plan(), {'model': 'constituent.import.row', 'field': 'partner_id', 'policy': 'move'}]

    @api.private
    def get_erasure_plan(self):
        # sudo: an erasure reaches what the one who asks for it may not see
        rows = self.env['constituent.import.row'].sudo().search([('partner_id', 'in', self.ids)])
        return [
            *super().get_erasure_plan(),
            {
                'records': rows,
                'action': 'write',
                'values': dict.fromkeys(
                    ('cells', 'params', 'key', 'before', 'after', 'undo_reason', 'code', 'stamp'), False
                ),
            },
            {
                'records': rows,
                'action': 'keep',
                'fields': ('line', 'column_index'),
                'ground': self.env._(
                    "The place in a file and the outcome, so that the counts of the import still add up; "
                    "they tell nothing of the person."
                ),
            },
        ]
