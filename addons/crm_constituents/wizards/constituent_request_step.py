from odoo import fields, models
from odoo.exceptions import UserError

from ..models.constituent_request import OUTCOMES


class ConstituentRequestStep(models.TransientModel):
    """What is to be said when a request begins to wait, or is resolved."""
    _name = 'constituent.request.step'
    _description = "Step of a request"

    request_ids = fields.Many2many('constituent.request', string="Requests", required=True)
    step = fields.Selection([('wait', "Wait"), ('resolve', "Resolve")], required=True)
    reason = fields.Char("Waits for")
    outcome = fields.Selection(OUTCOMES, default='solved')
    resolution = fields.Text("What was done")
    closes = fields.Boolean("Close it at once", help="Nothing more is to come, such as an answer of the person.")

    def action_confirm(self):
        """Take the step."""
        self.ensure_one()
        if self.step == 'wait':
            if not (self.reason or '').strip():
                raise UserError(self.env._("Write down what the request waits for: the clock stands still meanwhile."))
            self.request_ids._wait(self.reason)
        else:
            self.request_ids._resolve(self.outcome, self.resolution)
            if self.closes:
                self.request_ids.action_close()
        return {'type': 'ir.actions.act_window_close'}
