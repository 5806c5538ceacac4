from odoo import api, models


class ResPartner(models.Model):
    """What a merge and an erasure do with the organisations that data is passed on to."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return super().get_merge_plan() + [
            {'model': 'privacy.export.log', 'field': 'recipient_id', 'policy': 'move'},
            {'model': 'res.users', 'field': 'privacy_recipient_id', 'policy': 'move'},
            {'model': 'ir.actions.server', 'field': 'privacy_recipient_id', 'policy': 'move'},
        ]

    @api.private
    def get_erasure_plan(self):
        # sudo: a plan that leaves out what its reader may not see would erase by halves
        log = self.env['privacy.export.log'].sudo().search([('recipient_id', 'in', self.ids)])
        return [
            {'records': log, 'action': 'keep', 'fields': (
                'at', 'exit', 'model', 'field_names', 'why', 'purpose', 'ip', 'sha256', 'reference'),
             'ground': self.env._(
                 "Proof of what was passed on (GDPR Art. 5(2) and 19): it names records, not people.")},
            *super().get_erasure_plan(),
        ]
