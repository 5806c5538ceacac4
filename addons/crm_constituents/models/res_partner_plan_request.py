from odoo import api, models
from odoo.fields import Command

# What is left of a request that others made as well: its number and times.
KEPT = (
    'name', 'received_at', 'response_due_at', 'resolution_due_at', 'due_at', 'first_response_at', 'waiting_since',
    'resolved_at', 'closed_at', 'reopen_count', 'satisfaction', 'satisfied_at', 'asked_at',
)


class ResPartner(models.Model):
    """What merging and erasing people does with their requests."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return [
            *super().get_merge_plan(),
            {'model': 'constituent.request', 'field': 'partner_id', 'policy': 'move'},
            {'model': 'constituent.request', 'field': 'other_partner_ids', 'policy': 'combine', 'same': ('id',)},
        ]

    @api.private
    def get_erasure_plan(self):
        env = self.env(su=True)  # sudo: an erasure reaches what the one who asks for it may not see
        requests = env['constituent.request'].search(env['constituent.request']._domain_about(self))
        alone = requests.filtered(lambda request: not (request.partner_id | request.other_partner_ids) - self)
        steps = [
            {'records': env['mail.message'].search([
                ('model', '=', 'constituent.request'), ('res_id', 'in', requests.ids)]), 'action': 'delete'},
            {'records': alone, 'action': 'delete'},
        ]
        rest = requests - alone
        steps.append({
            'records': rest, 'action': 'keep', 'fields': KEPT, 'ground': self.env._(
                "The request goes on for the others who made it; its number and times tell of nobody "
                "(GDPR Art. 4(1) and 11(1)).")})
        for request in rest or [rest]:
            others = (request.partner_id | request.other_partner_ids) - self.with_env(env)
            steps.append({'records': request, 'action': 'write', 'values': {
                'partner_id': others[:1].id, 'other_partner_ids': [Command.set(others[1:].ids)],
                'subject': self.env._("Request of several people"), 'description': False, 'resolution': False,
                'satisfaction_comment': False}})
        return [*steps, *super().get_erasure_plan()]
