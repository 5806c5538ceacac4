from odoo import api, fields, models
from odoo.exceptions import UserError


class TestCrmNote(models.Model):
    """A sound model: it passes every check. Tests of the checks plant one fault in it at a time."""
    _name = 'test.crm.note'
    _description = "Note of the tests"
    _order = 'date, id'

    name = fields.Char(required=True)
    date = fields.Date(default=fields.Date.context_today)
    partner_id = fields.Many2one('res.partner', string="About", index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one('res.company', default=lambda self: self.env.company, index='btree_not_null')
    amount = fields.Integer()
    double = fields.Integer(compute='_compute_double', store=True)
    is_past = fields.Boolean(compute='_compute_is_past', search='_search_is_past')

    @api.depends('amount')
    def _compute_double(self):
        for note in self:
            note.double = 2 * note.amount

    @api.depends('date')
    def _compute_is_past(self):
        for note in self:
            note.is_past = bool(note.date) and note.date < fields.Date.context_today(note)

    def _search_is_past(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('date', '<', fields.Date.context_today(self))]

    def action_double(self):
        """Double the amounts."""
        if not self:
            raise UserError(self.env._("Choose a note first."))
        for note in self:
            note.amount *= 2
        return True

    @api.private
    def get_words(self):
        """What is in these notes; other addons call it, and nobody over RPC."""
        return self.mapped('name')

    @api.model
    def _cron_sweep(self):
        return self.search([('name', '=', '')], limit=100).unlink()
