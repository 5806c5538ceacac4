import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

KEPT = {'invalid_from', 'invalid_reason'}  # what may be said of a version after it was made


class PrivacyStatementVersion(models.Model):
    """The exact words of a statement in one language. Never changed: other words are another version."""
    _name = 'privacy.statement.version'
    _description = "Version of a statement"
    _order = 'statement_id, number DESC, lang, id'

    statement_id = fields.Many2one('privacy.statement', required=True, index=True, ondelete='restrict')
    number = fields.Integer("Version", required=True, readonly=True, default=0)
    lang = fields.Char("Language", required=True, default=lambda self: self.env.lang or 'en_US')
    body = fields.Text("Words", required=True)
    digest = fields.Char("SHA-256", compute='_compute_digest', store=True, precompute=True, readonly=True)
    effective_from = fields.Date("In force from", required=True, default=fields.Date.context_today)
    invalid_from = fields.Date(
        "No longer covers from", help="The purpose or those who use the data have changed so much that an agreement to "
        "these words no longer counts from this day on.")
    invalid_reason = fields.Char()

    _once = models.UniqueIndex(
        '(statement_id, number, lang)', "This version has words in this language already. Make a new version.")

    @api.depends('body')
    def _compute_digest(self):
        for version in self:
            version.digest = hashlib.sha256((version.body or '').encode()).hexdigest()

    @api.depends('statement_id.code', 'number', 'lang')
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.statement_id.code} {version.number} ({version.lang})"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get('number'):
                last = self.search([('statement_id', '=', vals.get('statement_id'))], order='number DESC', limit=1)
                vals['number'] = last.number + 1
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) - KEPT:
            # P-05: whoever agreed, agreed to these words
            raise UserError(self.env._(
                "The words of %(version)s stay as they are: people have been shown them. Make a new version.",
                version=self[:1].display_name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shown(self):
        # sudo: whoever's agreement it was
        if self.env['privacy.consent.event'].sudo().search_count([('statement_version_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._(
                "The words of %(version)s have been agreed to and stay on record.", version=self[:1].display_name))
