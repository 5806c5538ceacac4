from odoo import api, models
from odoo.fields import Command


class ResPartner(models.Model):
    """What a merge and an erasure do with calls."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return [*super().get_merge_plan(), {
            'model': 'hub.call', 'field': 'partner_ids', 'policy': 'combine', 'same': ('id',)}]

    @api.private
    def get_erasure_plan(self):
        env = self.env(su=True)  # sudo: a plan that leaves out what its reader may not see would erase by halves
        calls = env['hub.call'].search([('partner_ids', 'in', self.ids)])
        alone = calls.filtered(lambda call: not call.partner_ids - self)
        return [
            {'records': alone, 'action': 'delete'},
            {'records': calls - alone, 'action': 'write', 'values': {
                'partner_ids': [Command.unlink(person.id) for person in self]}},
            *super().get_erasure_plan(),
        ]
