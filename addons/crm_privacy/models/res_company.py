from odoo import fields, models


class ResCompany(models.Model):
    """How many people may leave in files before another user looks at it."""
    _inherit = 'res.company'

    privacy_export_limit = fields.Integer(
        "Rows of people without approval", default=500,
        help="As many rows one user may export within 24 hours; beyond, another user with the right must approve.")
    privacy_link_days = fields.Integer(
        "Links to files last … days", default=90, help="Links with a token to attachments, as in mails.")
