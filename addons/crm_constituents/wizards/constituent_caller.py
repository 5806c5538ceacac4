from odoo import api, fields, models
from odoo.exceptions import UserError


class ConstituentCaller(models.TransientModel):
    """Who is calling? Type the number as the telephone shows it; one press logs the call, another opens the page."""
    _name = 'constituent.caller'
    _description = "Who is calling?"

    number = fields.Char("Number", help="As the telephone shows it, in any format.")
    partner_ids = fields.Many2many('res.partner', string="People", compute='_compute_partner_ids')
    is_unknown = fields.Boolean(compute='_compute_partner_ids')

    @api.depends('number')
    def _compute_partner_ids(self):
        for caller in self:
            caller.partner_ids = self.env['res.partner']._constituent_by_phone(caller.number)
            caller.is_unknown = bool(caller.number) and not caller.partner_ids

    def action_new_person(self):
        """The form of a new person with this number."""
        self.ensure_one()
        if not (self.number or '').strip():
            raise UserError(self.env._("Enter the number first."))
        return self.env['res.partner']._constituent_new_page(phone=self.number)
