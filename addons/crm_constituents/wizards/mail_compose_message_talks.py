from odoo import api, fields, models

MOST = 5  # people of whom it is told


class MailComposeMessage(models.TransientModel):
    """Before one writes: which colleagues talk to these people this week."""
    _inherit = 'mail.compose.message'

    colleague_talks = fields.Text("Talked to by colleagues", compute='_compute_colleague_talks')

    @api.depends('partner_ids', 'model', 'res_ids', 'composition_mode')
    @api.depends_context('uid', 'lang', 'tz')
    def _compute_colleague_talks(self):
        for composer in self:
            people = composer.partner_ids._origin
            if composer.model == 'res.partner' and composer.composition_mode == 'comment':
                people |= self.env['res.partner'].browse(composer._evaluate_res_ids())
            constituents = people.filtered('constituent_type')[:MOST]
            composer.colleague_talks = '\n'.join(
                f"{person.name}: {talks}" for person in constituents if (talks := person.colleague_talks))
