from odoo import api, models


class ResPartner(models.Model):
    """What merging and erasing people does with the alerts about them."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        # of two alerts both texts stay; without a last day of the winner it stays until somebody takes it away
        return [
            *super().get_merge_plan(),
            {'model': 'res.partner', 'policy': 'any', 'fields': ('alert_stops',)},
            {'model': 'res.partner', 'policy': 'fill', 'fields': ('alert_officer_id', 'alert_from', 'alert_set_by_id')},
            {'model': 'res.partner', 'policy': 'winner', 'fields': ('alert_until',)},
        ]

    @api.private
    def get_erasure_plan(self):
        # sudo: an erasure reaches what the one who asks for it may not see
        return [{'records': self.sudo(), 'action': 'write', 'values': {
            'alert_note': False, 'alert_stops': False, 'alert_officer_id': False, 'alert_from': False,
            'alert_until': False, 'alert_set_by_id': False}}, *super().get_erasure_plan()]
