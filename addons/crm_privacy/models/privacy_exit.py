from odoo import api, fields, models

from .privacy_rule import CHANNELS


class PrivacyExit(models.Model):
    """A way by which personal data leaves this system, who looks after it, and how the gate stands in it.

    A test enumerates the ways that the installed addons have and fails for one that is not listed here.
    """
    _name = 'privacy.exit'
    _description = "Exit of personal data"
    _order = 'kind, code'

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    kind = fields.Selection([
        ('message', "Message to a person"),
        ('export', "File"),
        ('api', "Another program"),
        ('page', "Page"),
        ('service', "Service of others"),
    ], required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    enforcement = fields.Selection([
        ('gate', "The gate decides for each person"),
        ('right', "A right, a limit and a log"),
        ('closed', "Switched off"),
    ], required=True, readonly=True)
    explanation = fields.Text(required=True, readonly=True, translate=True)
    where = fields.Char(
        required=True, readonly=True, help="What is enforced in code: model and method, or a route; by commas.")
    test = fields.Char(required=True, readonly=True, help="The test that fails when the defence is taken away.")
    owner = fields.Char(required=True, readonly=True, help="The addon that enforces it.")
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex('(code)', "Another exit has this code already.")

    @api.model
    def _names(self):
        """`{code: name}`, also of ways that are no more."""
        # sudo: the name of a way is no secret
        return {row.code: row.name for row in self.sudo().with_context(active_test=False).search([])}
