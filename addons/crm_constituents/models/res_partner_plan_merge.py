from odoo import api, models


class ResPartner(models.Model):
    """What merging and erasing people does with the records of merges."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return [
            *super().get_merge_plan(),
            {'model': 'res.partner', 'policy': 'winner', 'fields': ('merged_into_id',)},
            {'model': 'res.partner', 'policy': 'join', 'fields': ('comment',)},
            # who became whom is history: it stays as it was written
            {'model': 'res.partner', 'field': 'merged_into_id', 'policy': 'keep'},
            {'model': 'constituent.merge', 'field': 'winner_id', 'policy': 'keep'},
            {'model': 'constituent.merge', 'field': 'loser_id', 'policy': 'keep'},
        ]

    @api.private
    def get_erasure_plan(self):
        """No merge of these people can be undone. Whoever erases a person asks for the plan of all their records:
        `person._constituent_whole().get_erasure_plan()`.
        """
        # sudo: an erasure reaches what the one who asks for it may not see
        merges = self.env['constituent.merge'].sudo().search(
            ['|', ('winner_id', 'in', self.ids), ('loser_id', 'in', self.ids)])
        return [
            {'records': merges.journal_ids, 'action': 'delete'},
            {'records': merges.conflict_ids, 'action': 'delete'},
            {'records': merges, 'action': 'write', 'values': {'state': 'closed'}},
            {'records': merges, 'action': 'keep', 'fields': (
                'merged_at', 'undo_until', 'undone_at', 'moved_count', 'kept_count'),
             'ground': self.env._(
                 "That two records were one, without a name, so that nobody undoes it after the erasure "
                 "(GDPR Art. 5(2) and 32).")},
            *super().get_erasure_plan(),
        ]
