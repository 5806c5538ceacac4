from odoo import fields, models


class ConstituentRequestPause(models.Model):
    """A time in which a request waits for somebody else, and its clock stands still."""
    _name = 'constituent.request.pause'
    _description = "Pause of a request"
    _order = 'begins_at, id'
    _rec_name = 'reason'

    request_id = fields.Many2one('constituent.request', required=True, index=True, ondelete='cascade')
    begins_at = fields.Datetime("From", required=True, default=fields.Datetime.now)
    ends_at = fields.Datetime("To", help="Empty: it waits still.")
    reason = fields.Char("Waits for", required=True)

    _order_of_times = models.Constraint('CHECK (begins_at <= ends_at)', "A pause ends after it began.")
    _one_open = models.UniqueIndex('(request_id) WHERE ends_at IS NULL', "This request waits already.")
