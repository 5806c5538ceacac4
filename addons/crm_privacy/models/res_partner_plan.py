from odoo import api, models


class ResPartner(models.Model):
    """What a merge and an erasure do with what is kept here."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        """All names that the ledger has for the two move to the one: the most restrictive state wins (P-36), as an
        objection under any of a person's names blocks.
        """
        return super().get_merge_plan() + [
            {'model': 'privacy.subject', 'field': 'partner_id', 'policy': 'move'},
            {'model': 'privacy.restriction', 'field': 'partner_id', 'policy': 'move'},
            {'model': 'privacy.screening', 'field': 'partner_id', 'policy': 'move'},
            {'model': 'privacy.preference', 'field': 'partner_id', 'policy': 'move'},
            {'model': 'privacy.contact.log', 'field': 'partner_id', 'policy': 'move'},
        ]

    @api.private
    def get_erasure_plan(self):
        """The address goes onto the suppression list as a keyed hash first, then what tells who it was is forgotten;
        the events stay, as they name nobody any more.
        """
        env = self.env(su=True)  # sudo: a plan that leaves out what its reader may not see would erase by halves
        subjects = env['privacy.subject'].search([('partner_id', 'in', self.ids)])
        events = env['privacy.consent.event'].search([('subject', 'in', subjects.mapped('uuid'))])
        restrictions = env['privacy.restriction'].search([('partner_id', 'in', self.ids)])
        log = env['privacy.contact.log'].search([('partner_id', 'in', self.ids)])
        return [
            {'records': env['privacy.consent.detail'].search([('event_id', 'in', events.ids)]), 'action': 'delete'},
            {'records': env['privacy.preference'].search([('partner_id', 'in', self.ids)]), 'action': 'delete'},
            {'records': env['privacy.screening'].search([('partner_id', 'in', self.ids)]), 'action': 'delete'},
            {'records': log, 'action': 'keep', 'fields': ('at', 'exit', 'purpose', 'reason', 'basis'),
             'ground': self.env._("Proof that what left had a basis (GDPR Art. 5(2)), without the person.")},
            {'records': log, 'action': 'write', 'values': {'partner_id': False, 'reference': False}},
            {'records': restrictions, 'action': 'write', 'values': {'note': False}},
            {'records': restrictions, 'action': 'keep', 'fields': ('partner_id', 'date_from', 'date_to', 'told_on'),
             'ground': self.env._("Proof that the restriction was respected (GDPR Art. 5(2)).")},
            {'records': subjects, 'action': 'delete'},
            *super().get_erasure_plan(),
        ]
