from odoo import api, models


class ResPartner(models.Model):
    """What merging and erasing people does with possible duplicates and with what is known to be none."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return [
            *super().get_merge_plan(),
            # the pair stays with the one who is archived, as it was decided; the next search looks at the winner
            {'model': 'constituent.match.candidate', 'field': 'left_id', 'policy': 'keep'},
            {'model': 'constituent.match.candidate', 'field': 'right_id', 'policy': 'keep'},
            {'model': 'constituent.match.exception', 'field': 'partner_id', 'policy': 'combine', 'same': ('other_id',)},
            {'model': 'constituent.match.exception', 'field': 'other_id', 'policy': 'combine', 'same': ('partner_id',)},
        ]

    @api.private
    def get_erasure_plan(self):
        env = self.env(su=True)  # sudo: an erasure reaches what the one who asks for it may not see
        pairs = env['constituent.match.candidate'].search(
            ['|', ('left_id', 'in', self.ids), ('right_id', 'in', self.ids)])
        apart = env['constituent.match.exception'].search(
            ['|', ('partner_id', 'in', self.ids), ('other_id', 'in', self.ids)])
        return [
            {'records': pairs, 'action': 'delete'}, {'records': apart, 'action': 'delete'}, *super().get_erasure_plan()]
