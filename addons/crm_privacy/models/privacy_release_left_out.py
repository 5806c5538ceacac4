from odoo import api, fields, models


class PrivacyReleaseLeftOut(models.Model):
    """How many of a selection are not passed on, for one reason of the gate."""
    _name = 'privacy.release.left.out'
    _description = "People left out of a release"
    _order = 'count desc, id'
    _rec_name = 'reason'

    release_id = fields.Many2one('privacy.release', required=True, index=True, ondelete='cascade')
    reason = fields.Char(required=True, readonly=True)
    words = fields.Char("Why", compute='_compute_words')
    count = fields.Integer("People", readonly=True, required=True)

    @api.depends('reason')
    @api.depends_context('lang')
    def _compute_words(self):
        for row in self:
            row.words = self.env['privacy.reason']._words(row.reason)

    def action_open_people(self):
        self.ensure_one()
        people = self.release_id._people_left_out(self.reason)
        return {
            'type': 'ir.actions.act_window', 'name': self.words, 'res_model': 'res.partner',
            'views': [(self.env.ref('crm_constituents.res_partner_view_list').id, 'list'),
                      (self.env.ref('crm_constituents.res_partner_view_form').id, 'form')],
            'domain': [('id', 'in', people.ids)], 'context': {'create': False, 'active_test': False}}
