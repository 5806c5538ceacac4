from odoo import api, fields, models
from odoo.exceptions import UserError


class PrivacyRequestLog(models.Model):
    """What was done with a request, by whom and when. Names no person but the colleague; never changed."""
    _name = 'privacy.request.log'
    _description = "Step of a request"
    _order = 'id desc'
    _rec_name = 'text'

    request_id = fields.Many2one('privacy.request', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='request_id.company_id', store=True, index='btree_not_null', copy=False)
    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        'res.users', string="By", required=True, readonly=True, index=True, ondelete='restrict')
    text = fields.Char("What", required=True, readonly=True)

    def write(self, vals):
        if set(vals) - {'company_id'}:
            raise UserError(self.env._("What was done with a request is not rewritten."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_request(self):
        if self.request_id.filtered(lambda request: request.is_confirmed or request.received_by != 'web'):
            raise UserError(self.env._("What was done with a request stays on record."))
