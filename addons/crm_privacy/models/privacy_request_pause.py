from odoo import fields, models


class PrivacyRequestPause(models.Model):
    """A time in which clarification was awaited from the person. It stops the clock where the law says so (P-19)."""
    _name = 'privacy.request.pause'
    _description = "Wait for clarification"
    _order = 'date_from, id'
    _rec_name = 'date_from'

    request_id = fields.Many2one('privacy.request', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='request_id.company_id', store=True, index='btree_not_null', copy=False)
    date_from = fields.Date("Asked", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Received", help="The day on which the clarification came; it does not count as paused.")
    question = fields.Char("What was asked")

    _dates_order = models.Constraint(
        'CHECK (date_from <= date_to)', "The answer comes on or after the day of the question. Move one of the dates.")
    _one_open = models.UniqueIndex(
        '(request_id) WHERE date_to IS NULL', "Clarification is awaited already. Enter when it came first.")
