from odoo import api, models

from .privacy_request import ENDED

ASKED = ('requester_name', 'requester_email', 'requester_phone', 'details', 'identity_method', 'identity_reason',
         'identity_file', 'identity_address')
STAYS = ('name', 'received_on', 'first_due_on', 'due_on', 'acknowledge_by', 'acknowledged_on', 'extended_on',
         'extension_reason', 'extension_told_on', 'closed_on', 'approved_on', 'erased_on', 'erasure_report',
         'refusal_text', 'complaint_text')


class ResPartner(models.Model):
    """What a merge and an erasure do with requests, their tasks and the lists for review."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return super().get_merge_plan() + [
            {'model': 'privacy.request', 'field': 'partner_id', 'policy': 'move'},
            {'model': 'privacy.request.task', 'field': 'recipient_id', 'policy': 'move'},
            {'model': 'privacy.erasure.candidate', 'field': 'partner_id', 'policy': 'move'},
        ]

    @api.private
    def get_erasure_plan(self):
        """The register stays, as it proves that the person was answered; the words that were written in it go, those
        of a request that is still open when it ends.
        """
        env = self.env(su=True)  # sudo: a plan that leaves out what its reader may not see would erase by halves
        requests = env['privacy.request'].search([('partner_id', 'in', self.ids)])
        ended = requests.filtered(lambda request: request.state in ENDED)
        tasks = env['privacy.request.task'].search([('recipient_id', 'in', self.ids)])
        portal = env['res.users'].with_context(active_test=False).search([('partner_id', 'in', self.ids)])
        return [
            {'records': env['privacy.request.package'].search([('request_id', 'in', requests.ids)]),
             'action': 'delete'},
            {'records': ended, 'action': 'write', 'values': env['privacy.request']._contact_forgotten()},
            {'records': requests - ended, 'action': 'keep', 'fields': ASKED,
             'ground': self.env._("Needed to answer the request; deleted when it ends (GDPR Art. 12(3)).")},
            {'records': requests, 'action': 'keep', 'fields': STAYS,
             'ground': self.env._("Register of requests: proof that the person was answered (GDPR Art. 5(2)).")},
            {'records': tasks, 'action': 'keep', 'fields': ('name', 'due_on', 'done_on'),
             'ground': self.env._("Proof that the recipient was told (GDPR Art. 19 and 5(2)).")},
            {'records': tasks, 'action': 'write', 'values': {'proof': self.env._("Erased constituent")}},
            {'records': env['privacy.erasure.candidate'].search([('partner_id', 'in', self.ids)]), 'action': 'delete'},
            *({'records': user, 'action': 'write', 'values': {
                'login': f'erased-{user.id}', 'active': False}} for user in portal),
            *super().get_erasure_plan(),
        ]
