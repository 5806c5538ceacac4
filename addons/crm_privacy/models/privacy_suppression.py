import hashlib
import hmac
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from .privacy_rule import CHANNELS

BLOCK = 64  # bytes of a block of SHA-256


class PrivacySuppression(models.Model):
    """An address that is not to be used: its keyed hash, which shows nobody and outlives the person's erasure (P-25).

    A keyed HMAC and no plain hash, as anybody could try all telephone numbers on the latter.
    """
    _name = 'privacy.suppression'
    _description = "Suppressed address"
    _order = 'id desc'
    _rec_name = 'digest'

    digest = fields.Char(required=True, readonly=True)
    kind = fields.Selection([
        ('email', "E-mail address"), ('phone', "Telephone number"), ('person', "Name and postal code"),
    ], required=True, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True, help="Empty: every way of contact.")
    scope = fields.Selection([
        ('marketing', "All but service"), ('all', "Everything"),
    ], required=True, default='marketing', readonly=True)
    reason = fields.Selection([
        ('objection', "Objection"), ('erased', "Erased on request"), ('register', "Preference service"),
        ('bounce', "Does not exist"), ('complaint', "Complaint"),
    ], required=True, readonly=True)
    since = fields.Date(required=True, default=fields.Date.context_today, readonly=True)
    note = fields.Char()

    _once = models.UniqueIndex(
        "(digest, COALESCE(channel, ''), scope)", "This address is on the suppression list already.")

    @api.model
    def _key(self):
        """The secret key, made once. Whoever moves the database moves the list with it."""
        Parameter = self.env['ir.config_parameter'].sudo()  # sudo: the key of the list is for code alone
        key = Parameter.get_param('crm_privacy.suppression_key')
        if not key:
            key = secrets.token_hex(32)
            Parameter.set_param('crm_privacy.suppression_key', key)
        return bytes.fromhex(key)

    @api.model
    def _digest(self, kind, value):
        """Keyed hash of an address in its normal form; None of an empty one."""
        value = self._normal(kind, value)
        return value and hmac.new(self._key(), f'{kind}:{value}'.encode(), hashlib.sha256).hexdigest()

    @api.model
    def _normal(self, kind, value):
        if kind == 'email':
            return email_normalize(value or '', strict=False) or (value or '').strip().lower()
        if kind == 'phone':
            return (value or '').replace(' ', '')
        return value

    @api.model
    def _fits_sql(self, ask):
        """Condition of the entries that a question of the gate has to do with."""
        return SQL("(since <= %s AND (channel IS NULL OR channel = %s) AND (scope = 'all' OR %s))",
                   ask.day, ask.channel, not ask.question.service)

    @api.model
    def _digest_sql(self, kind, value):
        """The same for an SQL expression of an address in its normal form; NULL of NULL."""
        key = self._key().ljust(BLOCK, b'\0')
        inner, outer = (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))
        return SQL(
            "encode(sha256(%s::bytea || sha256(%s::bytea || convert_to(%s || %s, 'UTF8'))), 'hex')",
            outer, inner, f'{kind}:', value)

    @api.model
    def _add(self, kind, value, reason, channel=False, scope='marketing', note=False):
        """Put an address on the list; the row of it, whether new or not. An empty one is refused."""
        values = self._values(kind, value, reason, channel=channel, scope=scope, note=note)
        if not values['digest']:
            raise UserError(self.env._("There is no address to suppress. Enter an e-mail address or a number first."))
        found = self.search(
            [('digest', '=', values['digest']), ('channel', '=', channel), ('scope', '=', scope)], limit=1)
        return found or self.create(values)

    @api.model
    def _add_many(self, kind, values, reason, channel=False, scope='marketing', note=False):
        """The same for many that are not empty; the rows that are new."""
        rows = {row['digest']: row for row in (
            self._values(kind, value, reason, channel=channel, scope=scope, note=note) for value in values)}
        known = set(self.search([
            ('digest', 'in', list(rows)), ('channel', '=', channel), ('scope', '=', scope)]).mapped('digest'))
        return self.create([row for digest, row in rows.items() if digest not in known])

    @api.model
    def _values(self, kind, value, reason, channel=False, scope='marketing', note=False):
        return {'digest': self._digest(kind, value), 'kind': kind, 'reason': reason, 'channel': channel,
                'scope': scope, 'note': note}

    def write(self, vals):
        if set(vals) - {'note'}:
            raise UserError(self.env._(
                "An entry of the suppression list is not changed. A person who wants to hear from us again gives a new "
                "consent; an entry that was a mistake is deleted by an administrator."))
        return super().write(vals)
