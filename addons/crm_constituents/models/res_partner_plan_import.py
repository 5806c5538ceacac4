from odoo import api, models

from .constituent_import_run_retention import ENDED


class ResPartner(models.Model):
    """What merging and erasing people does with the records of imports."""

    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return [*super().get_merge_plan(), {'model': 'constituent.import.row', 'field': 'partner_id', 'policy': 'move'}]

    @api.private
    def get_erasure_plan(self):
        env = self.env(su=True)  # sudo: an erasure reaches what the one who asks for it may not see
        rows = env['constituent.import.row'].search([('partner_id', 'in', self.ids)])
        emails = self.with_env(env).mapped('email_normalized')
        strays = env['constituent.import.row']._find_by_email(emails) - rows
        # of an import that has ended nobody needs the copy of the file any more, and it holds this person
        runs = (rows | strays).run_id.filtered(lambda run: run.state in ENDED)
        return [
            *super().get_erasure_plan(),
            {
                'records': rows,
                'action': 'write',
                'values': dict.fromkeys(
                    ('cells', 'params', 'key', 'before', 'after', 'undo_reason', 'code', 'stamp'), False
                ),
            },
            {'records': strays, 'action': 'write', 'values': {'cells': False, 'params': False}},
            {'records': runs._copies(), 'action': 'delete'},
            {'records': runs.mapping_ids, 'action': 'write', 'values': {'samples': False}},
            *({'records': run, 'action': 'write', 'values': {'report': run._bare_report()}} for run in runs),
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
