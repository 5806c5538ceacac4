from odoo import fields, models


class PrivacyJurisdiction(models.Model):
    """Countries under one law of privacy and electronic communication. One without countries stands for all others."""
    _name = 'privacy.jurisdiction'
    _description = "Jurisdiction"
    _inherit = ['privacy.law.mixin']
    _order = 'sequence, code'

    code = fields.Char(required=True, help="EU, GB, US; WORLD for countries that no other row names.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    country_ids = fields.Many2many('res.country', string="Countries")
    is_default = fields.Boolean("All other countries")
    pauses_clocks = fields.Boolean(
        "Clocks may pause", help="While clarification is awaited from the person, the time to answer stands still "
        "(UK GDPR Art. 12A); elsewhere it runs on.")

    _code_unique = models.UniqueIndex('(code)', "Another jurisdiction has this code already.")
    _default_unique = models.UniqueIndex(
        '(is_default) WHERE is_default', "One jurisdiction stands for all other countries, not two.")
