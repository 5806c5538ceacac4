from odoo import api, fields, models


class PrivacyStatement(models.Model):
    """What people are shown when they decide, or are told: a text with versions, each in some languages."""
    _name = 'privacy.statement'
    _description = "Statement"
    _order = 'name, id'

    code = fields.Char(required=True, help="Name in code and on forms: JOIN_NEWSLETTER.")
    name = fields.Char(required=True)
    kind = fields.Selection([
        ('consent', "Words of consent"),
        ('notice', "Privacy notice"),
    ], required=True, default='consent')
    purpose_id = fields.Many2one('privacy.purpose', index=True, ondelete='restrict')
    version_ids = fields.One2many('privacy.statement.version', 'statement_id', string="Versions")
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex('(code)', "Another statement has this code already.")

    @api.model
    def _current(self, code, lang=None):
        """The version in force of a statement, in this language, else in English, else in any; empty when there is
        none.
        """
        lang = lang or self.env.lang or 'en_US'
        # sudo: what is shown to the public
        versions = self.env['privacy.statement.version'].sudo().search(
            [('statement_id.code', '=', code), ('effective_from', '<=', fields.Date.context_today(self))],
            order='number DESC, id')
        latest = versions.filtered(lambda version: version.number == versions[0].number)
        for wanted in (lang, lang.split('_')[0], 'en'):
            for version in latest:
                if version.lang == wanted or version.lang.split('_')[0] == wanted:
                    return version
        return latest[:1]
