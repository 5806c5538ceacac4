from odoo import api, fields, models


class PrivacyContactLog(models.Model):
    """The log in words: which purpose, and why something was held back."""
    _inherit = 'privacy.contact.log'

    purpose_id = fields.Many2one('privacy.purpose', string="For", compute='_compute_words')
    reason_text = fields.Char("Why", compute='_compute_words')
    basis_text = fields.Char("On the basis of", compute='_compute_words')

    exit_name = fields.Char("Way", compute='_compute_words')

    @api.depends('exit', 'purpose', 'reason', 'basis')
    @api.depends_context('lang')
    def _compute_words(self):
        words = self.env['privacy.reason']._all()
        bases = dict(self.env['privacy.consent.event']._fields['basis']._description_selection(self.env))
        ways = self.env['privacy.exit']._names()
        for row in self:
            row.exit_name = ways.get(row.exit, row.exit)
            row.purpose_id = self.env['privacy.purpose']._find(row.purpose)
            row.reason_text = words.get(row.reason, row.reason) if not row.is_allowed else ''
            row.basis_text = bases.get(row.basis, row.basis or '')
