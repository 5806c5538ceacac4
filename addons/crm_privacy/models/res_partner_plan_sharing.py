from odoo import api, models


class ResPartner(models.Model):
    """What a merge and an erasure do with what was passed on."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        return super().get_merge_plan() + [
            {'model': 'privacy.agreement', 'field': 'partner_id', 'policy': 'move'},
            {'model': 'privacy.agreement', 'field': 'contact_id', 'policy': 'move'},
            {'model': 'privacy.release.line', 'field': 'partner_id', 'policy': 'move'},
            {'model': 'privacy.program.disclosure', 'field': 'partner_id', 'policy': 'move'},
        ]

    @api.private
    def get_erasure_plan(self):
        """Of a disclosure stays that one row of a file left, when, and its hash, so that the recipient can still be
        told (`privacy.recipient.notice` follows from `erased_on`); the row and our copy of the file go.
        """
        env = self.env(su=True)  # sudo: a plan that leaves out what its reader may not see would erase by halves
        lines = env['privacy.release.line'].search([('partner_id', 'in', self.ids)])
        reads = env['privacy.program.disclosure'].search([('partner_id', 'in', self.ids)])
        as_contact = env['privacy.agreement'].search([('contact_id', 'in', self.ids)])
        agreements = env['privacy.agreement'].search([('partner_id', 'in', self.ids)])
        today = self.env['res.company']._constituent_today()
        return [
            {'records': lines.release_id, 'action': 'write', 'values': {'file': False}},
            {'records': lines, 'action': 'write', 'values': {
                'partner_id': False, 'cells': False, 'row_salt': False, 'erased_on': today}},
            {'records': lines, 'action': 'keep', 'fields': ('subject', 'row_hash', 'basis', 'erased_on'),
             'ground': self.env._(
                 "Each recipient must be told of the erasure, and that it was told be proven (GDPR Art. 19 and 5(2)); "
                 "none of it names the person.")},
            {'records': reads, 'action': 'write', 'values': {'partner_id': False, 'erased_on': today}},
            {'records': reads, 'action': 'keep', 'fields': (
                'subject', 'reference', 'field_names', 'basis', 'first_at', 'last_at', 'written_at', 'erased_on'),
             'ground': self.env._(
                 "Each recipient must be told of the erasure, and that it was told be proven (GDPR Art. 19 and 5(2)); "
                 "none of it names the person.")},
            {'records': as_contact, 'action': 'write', 'values': {'contact_id': False}},
            {'records': agreements, 'action': 'keep', 'fields': (
                'reference', 'mechanism_review_date', 'date_from', 'date_to', 'onward_terms', 'file',
                'file_name', 'note', 'compared_at'),
             'ground': self.env._("The contract that data was passed on under (GDPR Art. 28(3), 30 and 5(2)).")},
            *super().get_erasure_plan(),
        ]
