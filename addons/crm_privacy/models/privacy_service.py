from odoo import fields, models


class PrivacyService(models.Model):
    """A preference service: a register of people who do not want to be contacted (FPS, TPS, a do-not-call list)."""
    _name = 'privacy.service'
    _description = "Preference service"
    _inherit = ['privacy.law.mixin']
    _order = 'code'

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    screening_days = fields.Integer(
        "Screened at most … days ago", help="Who was last looked up longer ago, or never, is not contacted. "
        "0: there is no register to look into, only requests that reach us.")
    overridden_by_consent = fields.Boolean(
        default=True, help="A consent for this very telephone number stands above the register.")
    source = fields.Char()

    _code_unique = models.UniqueIndex('(code)', "Another preference service has this code already.")
