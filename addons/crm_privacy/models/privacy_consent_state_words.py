from odoo import api, fields, models


class PrivacyConsentState(models.Model):
    """What the list of states shows in words."""
    _inherit = 'privacy.consent.state'

    purpose_id = fields.Many2one('privacy.purpose', string="For", compute='_compute_purpose_id')
    recipient_id = fields.Many2one('res.partner', string="Passed on to", compute='_compute_recipient_id')

    @api.depends('purpose')
    def _compute_purpose_id(self):
        for row in self:
            row.purpose_id = self.env['privacy.purpose']._find(row.purpose)

    @api.depends('recipient')
    def _compute_recipient_id(self):
        # sudo: which organisation a consent names; its name may be seen or not as that record says
        subjects = self.env['privacy.subject'].sudo().search([('uuid', 'in', list(filter(None, self.mapped(
            'recipient'))))])
        known = {subject.uuid: subject.partner_id for subject in subjects}
        for row in self:
            row.recipient_id = known.get(row.recipient, False)
