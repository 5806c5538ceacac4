from odoo import api, fields, models
from odoo.tools import SQL

from .privacy_rule import CHANNELS


class PrivacyContactLog(models.Model):
    """One answer of the gate at an exit: what left, for which purpose, on which basis, or why it did not (P-09)."""
    _name = 'privacy.contact.log'
    _description = "Contact that left, or was held back"
    _order = 'id desc'
    _rec_name = 'purpose'
    _log_access = False

    at = fields.Datetime(required=True, readonly=True)
    partner_id = fields.Many2one('res.partner', string="Person", readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', readonly=True, index='btree_not_null', ondelete='cascade')
    exit = fields.Char(required=True, readonly=True)
    purpose = fields.Char(required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    is_marketing = fields.Boolean(readonly=True)
    is_allowed = fields.Boolean("Left", readonly=True)
    reason = fields.Char(readonly=True)
    basis = fields.Char(readonly=True)
    event_id = fields.Integer(readonly=True)
    rule_id = fields.Integer(readonly=True)
    reference = fields.Char(readonly=True, help="What it was about: model and id, or the id of the message.")

    _cap_lookup = models.Index('(partner_id, at) WHERE is_allowed AND is_marketing')
    _by_reason = models.Index('(is_allowed, reason, at)')

    @api.model
    def _write_down(self, exit_code, purpose, channel, verdicts, reference=None):
        """Put down verdicts `{partner id: verdict}` of an exit, all by one statement."""
        purpose = self.env['privacy.purpose']._find(purpose)
        if not verdicts:
            return
        now = fields.Datetime.now()
        company = self.env.company.id
        rows = [
            (now, partner_id or None, company, exit_code, purpose.code or '?', channel,
             purpose.purpose_class != 'service', verdict['allowed'], verdict['reason'], verdict['basis'] or None,
             verdict['event_id'] or None, verdict['rule_id'] or None, reference)
            for partner_id, verdict in verdicts.items()]
        self.env.cr.execute(SQL(
            "INSERT INTO privacy_contact_log (at, partner_id, company_id, exit, purpose, channel, is_marketing,"
            " is_allowed, reason, basis, event_id, rule_id, reference) VALUES %s",
            SQL(', ').join(SQL("%s", row) for row in rows)))
        self.invalidate_model()
