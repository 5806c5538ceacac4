from odoo import api, models


class ResPartner(models.Model):
    """What merging and erasing people does with what we believed about them, and with their stage of life with us."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return [
            *super().get_merge_plan(),
            {'model': 'constituent.stance', 'field': 'partner_id', 'policy': 'move'},
            # follows from the facts, and is right again on the night after
            {'model': 'res.partner', 'policy': 'winner', 'fields': ('lifecycle_stage', 'lifecycle_since')},
        ]

    @api.private
    def get_erasure_plan(self):
        env = self.env(su=True)  # sudo: an erasure reaches what the one who asks for it may not see
        return [
            {'records': env['constituent.stance'].search([('partner_id', 'in', self.ids)]), 'action': 'delete'},
            {'records': self.with_env(env), 'action': 'write',
             'values': {'lifecycle_stage': False, 'lifecycle_since': False}},
            *super().get_erasure_plan(),
        ]
