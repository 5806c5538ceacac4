import json
import re
import uuid

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.verify_ledger import EVENT_COLUMNS, leaf_hash
from .privacy_consent_detail import OFFICER
from .privacy_purpose import BASES
from .privacy_rule import CHANNELS

VERSION = 1
# Names of the Data Privacy Vocabulary, and two of our own: an objection (GDPR Art. 21), a fact that carries a basis.
STATES = [
    ('requested', "Asked for"),
    ('given', "Given"),
    ('renewed', "Renewed"),
    ('refused', "Refused"),
    ('withdrawn', "Withdrawn"),
    ('objected', "Objected"),
    ('expired', "Expired"),
    ('revoked', "Revoked by us"),
    ('invalidated', "Invalid"),
    ('noted', "Noted"),
]
GIVEN = ('given', 'renewed')
BLOCKING = ('refused', 'withdrawn', 'objected')
TRACKS = {'soft_opt_in': 'soft_opt_in', 'implied': 'implied'}
METHODS = [
    ('web', "Web form"),
    ('portal', "Portal"),
    ('link', "Link in a message"),
    ('paper', "Paper"),
    ('phone', "Telephone"),
    ('person', "In person"),
    ('email', "E-mail"),
    ('sms', "Text message"),
    ('register', "Preference service"),
    ('import', "Import"),
    ('system', "This system"),
]
ACTORS = [
    ('subject', "The person"),
    ('guardian', "A guardian"),
    ('staff', "Staff, on behalf"),
    ('import', "An import"),
    ('system', "This system"),
]
REQUIRED = ('subject', 'purpose', 'channels', 'state', 'method', 'actor')
PERSONAL = {'contact': 'contact_hash', 'ip': 'ip_hash', 'agent': 'agent_hash', 'evidence': 'evidence_hash'}


class PrivacyConsentEvent(models.Model):
    """One decision, or one fact that carries a legal basis, as it came in. Never rewritten, never deleted.

    Every column enters the hash (`tools/verify_ledger.py`); a PostgreSQL trigger refuses UPDATE, DELETE and TRUNCATE.
    What is personal beyond the random subject (address, IP, browser, scan) is here as a salted commitment only; its
    clear text is in `privacy.consent.detail` and can be purged (P-44). Source: GDPR Art. 7(1); ISO/IEC TS 27560.
    """
    _name = 'privacy.consent.event'
    _description = "Event of the consent ledger"
    _order = 'id desc'
    _rec_name = 'uuid'
    _log_access = False

    version = fields.Integer(required=True, readonly=True)
    uuid = fields.Char("Record", required=True, readonly=True)
    company_id = fields.Many2one('res.company', readonly=True, index='btree_not_null', ondelete='restrict')
    subject = fields.Char(required=True, readonly=True)
    recipient = fields.Char(required=True, readonly=True, help="Subject of the organisation that a consent names.")
    purpose = fields.Char(required=True, readonly=True)
    channels = fields.Char(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    basis = fields.Selection([*BASES, ('soft_opt_in', "Soft opt-in"), ('implied', "Implied consent")], readonly=True)
    event_type = fields.Selection([('regular', "Regular"), ('explicit', "Explicit")], required=True, readonly=True)
    event_time = fields.Datetime("At", required=True, readonly=True)
    requested_at = fields.Datetime(readonly=True)
    confirmed_at = fields.Datetime(readonly=True)
    valid_until = fields.Datetime("Until", readonly=True)
    statement_version_id = fields.Many2one(
        'privacy.statement.version', string="Words", readonly=True, ondelete='restrict', index='btree_not_null')
    statement_hash = fields.Char("SHA-256 of the words", readonly=True)
    notice = fields.Char("Privacy notice", readonly=True)
    language = fields.Char(readonly=True)
    jurisdiction = fields.Char(readonly=True)
    method = fields.Selection(METHODS, string="By", required=True, readonly=True)
    actor = fields.Selection(ACTORS, string="Who", required=True, readonly=True)
    actor_ref = fields.Char("Who exactly", readonly=True)
    facts = fields.Text(readonly=True)
    contact_hash = fields.Char(readonly=True)
    ip_hash = fields.Char(readonly=True)
    agent_hash = fields.Char(readonly=True)
    evidence_hash = fields.Char(readonly=True)
    detail_id = fields.Many2one('privacy.consent.detail', compute='_compute_detail_id')
    evidence_id = fields.Many2one(
        'ir.attachment', string="Scan or recording", compute='_compute_evidence_id', groups=OFFICER)
    partner_id = fields.Many2one(
        'res.partner', string="Person", compute='_compute_partner_id', search='_search_partner_id')
    purpose_id = fields.Many2one('privacy.purpose', string="For", compute='_compute_purpose_id')
    channels_text = fields.Char("Ways", compute='_compute_channels_text')

    _uuid_unique = models.UniqueIndex('(uuid)', "Two events cannot share an identifier.")
    _subject_lookup = models.Index('(subject, id)')
    _purpose_lookup = models.Index('(purpose, id)')

    def init(self):
        protect(self.env.cr, self._table)
        # What no seal covers yet; the sealing takes it from here, whatever order the writers commit in.
        self.env.cr.execute("CREATE TABLE IF NOT EXISTS privacy_ledger_queue (event_id integer PRIMARY KEY)")

    # -- appending ---------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Append events; the only way to write here. Of each: hash, detail, derived state, place in the queue.

        :raise ValidationError: without subject, purpose, channels, state, method or actor; a consent without the words
            that were shown (P-01)
        """
        self.check_access('create')
        if not vals_list:
            return super().create(vals_list)
        # not by super(): the id enters the hash, and the hash the INSERT
        self.env.cr.execute(SQL(
            "SELECT nextval('privacy_consent_event_id_seq') FROM generate_series(1, %s)", len(vals_list)))
        ids = [new_id for (new_id,) in self.env.cr.fetchall()]
        now = fields.Datetime.now()
        rows, details = [], []
        for new_id, vals in zip(ids, vals_list, strict=True):
            row, detail = self._complete_event(new_id, dict(vals), now)
            rows.append(row)
            if detail:
                details.append(detail)
        columns = ', '.join(EVENT_COLUMNS)
        execute_values(
            self.env.cr._obj, f"INSERT INTO privacy_consent_event ({columns}) VALUES %s",
            [[row[column] for column in EVENT_COLUMNS] for row in rows], page_size=1000)
        self.env['privacy.consent.detail'].sudo().create(details)  # sudo: part of the event
        execute_values(
            self.env.cr._obj, "INSERT INTO privacy_ledger_queue (event_id) VALUES %s", [[new_id] for new_id in ids])
        events = self.browse(ids)
        self.env['privacy.consent.state']._follow(rows)
        self.env['privacy.ledger.seal']._call()
        return events

    @api.model
    def _complete_event(self, new_id, vals, now):
        """`(row, values of the detail or None)` of an event, checked."""
        missing = [name for name in REQUIRED if not vals.get(name)]
        if missing:
            raise ValidationError(self.env._(
                "A decision cannot be recorded without its %(missing)s. Say who decided what, for which purpose and "
                "channels, and by which way it came in.", missing=', '.join(missing)))
        purpose = self.env['privacy.purpose']._find(vals['purpose'])
        if not purpose:
            raise ValidationError(self.env._(
                "There is no purpose “%(code)s”. Choose one from Privacy > Law > Purposes.", code=vals['purpose']))
        words = self.env['privacy.statement.version'].browse(vals.get('statement_version_id') or [])
        if vals['state'] in GIVEN and not words:
            raise ValidationError(self.env._(
                "A consent to “%(purpose)s” cannot be recorded without the words that were agreed to. Choose the "
                "statement that was shown or read out.", purpose=purpose.name))
        channels = vals['channels'] if isinstance(vals['channels'], str) else ','.join(vals['channels'])
        channels = sorted({channel.strip() for channel in channels.split(',')})
        if unknown := set(channels) - {code for code, _name in CHANNELS}:
            raise ValidationError(self.env._("There is no channel “%(channel)s”.", channel=', '.join(sorted(unknown))))
        facts = vals.get('facts') or {}
        row = {
            'id': new_id, 'version': VERSION, 'uuid': str(uuid.uuid4()), 'company_id': vals.get('company_id') or None,
            'subject': vals['subject'], 'recipient': vals.get('recipient') or '', 'purpose': purpose.code,
            'channels': ','.join(channels), 'state': vals['state'], 'basis': vals.get('basis') or None,
            'event_type': vals.get('event_type') or 'regular', 'event_time': now,
            'requested_at': vals.get('requested_at') or None, 'confirmed_at': vals.get('confirmed_at') or None,
            'valid_until': vals.get('valid_until') or None, 'statement_version_id': words.id or None,
            'statement_hash': words.sudo().digest or None,  # sudo: the words are public
            'notice': vals.get('notice') or None,
            'language': vals.get('language') or words.sudo().lang or None,  # sudo: same
            'jurisdiction': vals.get('jurisdiction') or None, 'method': vals['method'], 'actor': vals['actor'],
            'actor_ref': vals.get('actor_ref') or None,
            'facts': json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str) if facts else None,
        }
        for name in ('requested_at', 'confirmed_at', 'valid_until'):
            row[name] = fields.Datetime.to_datetime(row[name]) if row[name] else None
        detail = self.env['privacy.consent.detail']._prepare(new_id, vals)
        row.update({column: detail.get(column) for column in PERSONAL.values()})
        for column in PERSONAL.values():
            detail.pop(column, None)
        for column, field in self._fields.items():
            if field.type == 'selection' and row.get(column) and row[column] not in field.get_values(self.env):
                raise ValidationError(self.env._(
                    "“%(value)s” is no %(field)s of a decision.", value=row[column], field=column))
        for column, value in row.items():
            if isinstance(value, str) and '\0' in value:
                row[column] = value.replace('\0', '')
        return row, detail if len(detail) > 2 else None

    def _leaves(self):
        """`{id: leaf hash}`, computed from the columns as PostgreSQL writes them."""
        columns = SQL(', ').join(SQL("%s::text", SQL.identifier(column)) for column in EVENT_COLUMNS)
        rows = self.env.execute_query(SQL(
            "SELECT %s FROM privacy_consent_event WHERE id = ANY(%s)", columns, list(self.ids)))
        return {int(row[0]): leaf_hash(list(row)) for row in rows}

    def write(self, vals):
        if vals:
            self._unlink_except_never()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        # P-02: a correction is a new event
        raise UserError(self.env._(
            "Events of the consent ledger are never changed or deleted. Record a new decision instead: it stands above "
            "the earlier ones."))

    def action_open_evidence(self):
        """Open the scan or recording behind a decision in a tab of its own.

        :raise UserError: there is none, or it was purged since
        """
        self.ensure_one()
        if not self.evidence_id:
            raise UserError(self.env._("There is no scan or recording of this decision, or it was erased since."))
        return {'type': 'ir.actions.act_url', 'url': f'/web/content/{self.evidence_id.id}', 'target': 'new'}

    # -- seen from the outside -----------------------------------------------

    def _compute_detail_id(self):
        # sudo: which detail belongs to an event; its fields keep their own groups
        details = self.env['privacy.consent.detail'].sudo().search([('event_id', 'in', self.ids)])
        found = {detail.event_id: detail for detail in details}
        for event in self:
            event.detail_id = found.get(event.id, False)

    @api.depends('detail_id')
    def _compute_evidence_id(self):
        for event in self:
            event.evidence_id = event.detail_id.evidence_id

    @api.depends('subject')
    def _compute_partner_id(self):
        # sudo: whose event it is; whether their name may be seen is asked of the person
        subjects = self.env['privacy.subject'].sudo().search([('uuid', 'in', self.mapped('subject'))])
        known = {subject.uuid: subject.partner_id for subject in subjects}
        for event in self:
            event.partner_id = known.get(event.subject, False)

    def _search_partner_id(self, operator, value):
        if operator not in ('in', 'any'):
            return NotImplemented
        # sudo: the subjects of people whom the search of people itself restricts
        subjects = self.env['privacy.subject'].sudo().search([('partner_id', operator, value)])
        return [('subject', 'in', subjects.mapped('uuid'))]

    @api.depends('purpose')
    def _compute_purpose_id(self):
        for event in self:
            event.purpose_id = self.env['privacy.purpose']._find(event.purpose)

    @api.depends('channels')
    @api.depends_context('lang')
    def _compute_channels_text(self):
        names = dict(self.env['privacy.rule']._fields['channel']._description_selection(self.env))
        for event in self:
            event.channels_text = ', '.join(names.get(code, code) for code in re.split(',', event.channels or ''))


def protect(cr, table):
    """Let PostgreSQL itself refuse whatever would change or delete a row of the table."""
    cr.execute("""
        CREATE OR REPLACE FUNCTION privacy_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the consent ledger is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END $$""")
    for name, event, level in (
            ('rows', SQL("UPDATE OR DELETE"), SQL("ROW")), ('all', SQL("TRUNCATE"), SQL("STATEMENT"))):
        trigger = f'{table}_append_only_{name}'
        cr.execute(SQL("SELECT FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass", trigger, table))
        if not cr.rowcount:
            cr.execute(SQL(
                "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH %s EXECUTE FUNCTION privacy_refuse_change()",
                SQL.identifier(trigger), event, SQL.identifier(table), level))
