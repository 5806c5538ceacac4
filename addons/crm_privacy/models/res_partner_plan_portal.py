from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What a merge and an erasure do with requests that wait for a confirmation."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return super().get_merge_plan() + [
            {'model': 'privacy.opt.in', 'field': 'partner_id', 'policy': 'move'},
        ]

    @api.private
    def get_erasure_plan(self):
        """Requests of these people, and those that were made with their addresses, go."""
        # sudo: a plan that leaves out what its reader may not see would erase by halves
        OptIn, people = self.env['privacy.opt.in'].sudo(), self.sudo()
        addresses = [email for email in people.mapped('email_normalized') if email]
        requests = OptIn.search(Domain('partner_id', 'in', self.ids) | Domain('email', 'in', addresses))
        return [{'records': requests, 'action': 'delete'}, *super().get_erasure_plan()]
