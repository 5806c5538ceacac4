from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PrivacyRequestTask(models.Model):
    """One thing to do for a request: above all to tell one recipient (GDPR Art. 19), with proof that they were told."""
    _name = 'privacy.request.task'
    _description = "Task of a request"
    _order = 'done_on, due_on, id'

    request_id = fields.Many2one('privacy.request', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='request_id.company_id', store=True, index='btree_not_null', copy=False)
    name = fields.Char("What to do", required=True)
    recipient_id = fields.Many2one('res.partner', string="Recipient", index=True, ondelete='restrict')
    user_id = fields.Many2one('res.users', string="By", index='btree_not_null', ondelete='restrict')
    due_on = fields.Date("Due", related='request_id.due_on', store=True)
    needs_proof = fields.Boolean("Proof needed", readonly=True)
    proof = fields.Char(help="How and when they were told: the letter, the message, who answered.")
    done_on = fields.Date("Done")

    @api.constrains('done_on', 'proof', 'needs_proof')
    def _check_proof(self):
        for task in self:
            # P-26
            if task.done_on and task.needs_proof and not (task.proof or '').strip():
                raise ValidationError(self.env._(
                    "“%(task)s” is done only with proof that they were told. Enter how and when.", task=task.name))
