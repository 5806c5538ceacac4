import hashlib
import secrets

from odoo import api, fields, models

from ..tools.verify_ledger import commitment

OFFICER = 'crm_privacy.group_privacy_officer'


class PrivacyConsentDetail(models.Model):
    """The clear text behind the commitments of an event. Each part can be purged; the ledger stays provable (P-44)."""
    _name = 'privacy.consent.detail'
    _description = "Personal detail of a consent event"
    _order = 'event_id desc'
    _rec_name = 'event_id'
    _log_access = False

    event_id = fields.Integer("Event", required=True, readonly=True)
    company_id = fields.Many2one(
        'res.company', readonly=True, index='btree_not_null', ondelete='restrict', help="That of the event.")
    contact = fields.Char("Address at that time", readonly=True)
    contact_salt = fields.Char(readonly=True, groups=OFFICER)
    ip = fields.Char("IP address", readonly=True, groups=OFFICER)
    ip_salt = fields.Char(readonly=True, groups=OFFICER)
    agent = fields.Char("Browser", readonly=True, groups=OFFICER)
    agent_salt = fields.Char(readonly=True, groups=OFFICER)
    evidence_id = fields.Many2one(
        'ir.attachment', string="Scan or recording", readonly=True, ondelete='set null', index='btree_not_null',
        groups=OFFICER)
    evidence_salt = fields.Char(readonly=True, groups=OFFICER)

    _event_unique = models.UniqueIndex('(event_id)', "An event has one detail.")
    _contact_lookup = models.Index('(contact) WHERE contact IS NOT NULL')

    def init(self):
        self.env.cr.execute("SELECT to_regclass('privacy_consent_event')")
        if self.env.cr.fetchone()[0]:  # rows from before details had a company
            self.env.cr.execute("""
                UPDATE privacy_consent_detail d SET company_id = e.company_id FROM privacy_consent_event e
                 WHERE e.id = d.event_id AND d.company_id IS NULL AND e.company_id IS NOT NULL""")

    @api.model
    def _prepare(self, event_id, vals):
        """Values of the detail of an event, with the commitments that belong into the event itself."""
        found = {'event_id': event_id, 'company_id': vals.get('company_id') or False}
        for name in ('contact', 'ip', 'agent'):
            if vals.get(name):
                salt = secrets.token_hex(16)
                found.update({name: vals[name], f'{name}_salt': salt, f'{name}_hash': commitment(salt, vals[name])})
        if vals.get('evidence_id'):
            # sudo: the scan is hashed as it is, whoever may open it
            content = self.env['ir.attachment'].sudo().browse(vals['evidence_id']).raw or b''
            salt = secrets.token_hex(16)
            found.update(evidence_id=vals['evidence_id'], evidence_salt=salt, evidence_hash=commitment(
                salt, hashlib.sha256(content).hexdigest()))
        return found

    def _purge(self, names=('contact', 'ip', 'agent')):
        """Forget these parts, with their salts. The event keeps a commitment that nobody can open any more."""
        self.write({key: False for name in names for key in (
            ('evidence_id' if name == 'evidence' else name), f'{name}_salt')})

    @api.autovacuum
    def _gc_traces_of_the_web(self):
        """IP address and browser go after 12 months (regulation.md 1.9); a thousand rows a night and call."""
        since = fields.Datetime.subtract(fields.Datetime.now(), months=12)
        self.env.cr.execute(
            "UPDATE privacy_consent_detail d SET ip = NULL, ip_salt = NULL, agent = NULL, agent_salt = NULL"
            " WHERE d.event_id IN (SELECT x.event_id FROM privacy_consent_detail x"
            " JOIN privacy_consent_event e ON e.id = x.event_id"
            " WHERE (x.ip IS NOT NULL OR x.agent IS NOT NULL) AND e.event_time < %s LIMIT 10000)", [since])
        done = self.env.cr.rowcount
        self.env.invalidate_all()
        return done, done == 10000
