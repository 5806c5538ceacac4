from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL

from .privacy_consent_event import BLOCKING, STATES, TRACKS
from .privacy_rule import CHANNELS

KEY = "subject, purpose, channel, recipient, track"
# The state of each key is its latest event; one with all its columns from one row of the ledger.
FROM_EVENTS = """
    SELECT DISTINCT ON (subject, purpose, channel, recipient, track)
           subject, purpose, channel, recipient, track, event_id, state, event_type, valid_until,
           statement_version_id, guarded, event_time,
           CASE WHEN max(event_id) FILTER (WHERE state IN ('refused', 'withdrawn', 'objected')) OVER same
                     > COALESCE(max(event_id) FILTER (WHERE state = 'invalidated') OVER same, 0)
                THEN max(event_id) FILTER (WHERE state IN ('refused', 'withdrawn', 'objected')) OVER same
                ELSE 0 END AS blocked_event
      FROM (SELECT e.subject, e.purpose, unnest(string_to_array(e.channels, ',')) AS channel, e.recipient,
                   CASE e.basis WHEN 'soft_opt_in' THEN 'soft_opt_in' WHEN 'implied' THEN 'implied'
                        ELSE 'decision' END AS track,
                   e.id AS event_id, e.state, e.event_type, e.valid_until, e.statement_version_id,
                   e.actor = 'guardian' AS guarded, e.event_time
              FROM privacy_consent_event e WHERE e.state <> 'requested' %s) exploded
    WINDOW same AS (PARTITION BY subject, purpose, channel, recipient, track)
  ORDER BY subject, purpose, channel, recipient, track, event_id DESC
"""


class PrivacyConsentState(models.Model):
    """Where each subject stands now, by purpose, channel and recipient: derived from the ledger, rebuildable at any
    time (`_rebuild`, `bin/crm rebuild`). A request that nobody has confirmed yet is no state.
    """
    _name = 'privacy.consent.state'
    _description = "Consent as it stands"
    _order = 'event_id desc'
    _rec_name = 'purpose'
    _log_access = False

    subject = fields.Char(required=True, readonly=True)
    purpose = fields.Char(required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    recipient = fields.Char(required=True, readonly=True)
    track = fields.Char(required=True, readonly=True)
    event_id = fields.Many2one('privacy.consent.event', readonly=True, required=True, index=True, ondelete='restrict')
    state = fields.Selection(STATES, required=True, readonly=True)
    event_type = fields.Char(readonly=True)
    valid_until = fields.Datetime("Until", readonly=True)
    statement_version_id = fields.Many2one(
        'privacy.statement.version', string="Words", readonly=True, ondelete='restrict', index='btree_not_null')
    guarded = fields.Boolean("By a guardian", readonly=True)
    event_time = fields.Datetime("Since", readonly=True)
    blocked_event = fields.Integer(
        "Last no", readonly=True, help="Event of the last refusal, withdrawal or objection that nobody has declared "
        "invalid. It holds against everything but a newer consent that is still valid (P-07).")
    partner_id = fields.Many2one(
        'res.partner', string="Person", compute='_compute_partner_id', search='_search_partner_id')

    _key_unique = models.UniqueIndex(f'({KEY})', "A subject has one state for each purpose and channel.")
    _gate_lookup = models.Index('(purpose, channel, subject)')

    def init(self):
        # states from before the last no was kept beside them
        self.env.cr.execute("SELECT FROM privacy_consent_state WHERE blocked_event IS NULL LIMIT 1")
        if self.env.cr.rowcount:
            self._rebuild()

    @api.model
    def _follow(self, rows):
        """Bring the states up to date with these new events (dicts of columns)."""
        latest = {}
        for row in rows:
            if row['state'] == 'requested':
                continue
            for channel in row['channels'].split(','):
                track = TRACKS.get(row['basis'], 'decision')
                latest[row['subject'], row['purpose'], channel, row['recipient'], track] = row
        values = [
            (*key, row['id'], row['state'], row['event_type'], row['valid_until'], row['statement_version_id'],
             row['actor'] == 'guardian', row['event_time'], 0)
            for key, row in sorted(latest.items(), key=lambda item: item[0])]
        if not values:
            return
        execute_values(self.env.cr._obj, f"""
            INSERT INTO privacy_consent_state ({KEY}, event_id, state, event_type, valid_until, statement_version_id,
                                               guarded, event_time, blocked_event)
            VALUES %s
            ON CONFLICT ({KEY}) DO UPDATE SET
                event_id = EXCLUDED.event_id, state = EXCLUDED.state, event_type = EXCLUDED.event_type,
                valid_until = EXCLUDED.valid_until, statement_version_id = EXCLUDED.statement_version_id,
                guarded = EXCLUDED.guarded, event_time = EXCLUDED.event_time
            WHERE EXCLUDED.event_id > privacy_consent_state.event_id""", values, page_size=1000)
        self._follow_blocks(rows)
        self.invalidate_model()

    @api.model
    def _follow_blocks(self, rows):
        """Remember the last no of each state beside what came after it: a consent that runs out leaves it in force."""
        last = {}
        for row in rows:
            if row['state'] in (*BLOCKING, 'invalidated'):
                track = TRACKS.get(row['basis'], 'decision')
                for channel in row['channels'].split(','):
                    found = last.setdefault((row['subject'], row['purpose'], channel, row['recipient'], track), [0, 0])
                    place = row['state'] == 'invalidated'
                    found[place] = max(found[place], row['id'])
        if last:
            execute_values(self.env.cr._obj, """
                UPDATE privacy_consent_state s
                   SET blocked_event = CASE WHEN GREATEST(s.blocked_event, v.block) > v.invalid
                                            THEN GREATEST(s.blocked_event, v.block) ELSE 0 END
                  FROM (VALUES %s) v(subject, purpose, channel, recipient, track, block, invalid)
                 WHERE s.subject = v.subject AND s.purpose = v.purpose AND s.channel = v.channel
                   AND s.recipient = v.recipient AND s.track = v.track""",
                [(*key, *found) for key, found in sorted(last.items())], page_size=1000)

    @api.model
    def _rebuild(self):
        """Make all states anew from the ledger; how many rows differed before."""
        source = SQL(FROM_EVENTS % '')
        columns = SQL(f"{KEY}, event_id, state, event_type, valid_until, statement_version_id, guarded, event_time,"
                      " blocked_event")
        [(wrong,)] = self.env.execute_query(SQL(
            "WITH fresh AS (%(source)s), now AS (SELECT %(columns)s FROM privacy_consent_state)"
            " SELECT (SELECT count(*) FROM (SELECT * FROM fresh EXCEPT SELECT * FROM now) missing)"
            "      + (SELECT count(*) FROM (SELECT * FROM now EXCEPT SELECT * FROM fresh) wrong)",
            source=source, columns=columns))
        if wrong:
            self.env.cr.execute("DELETE FROM privacy_consent_state")
            self.env.cr.execute(SQL("INSERT INTO privacy_consent_state (%s) %s", columns, source))
            self.invalidate_model()
        return wrong

    def _compute_partner_id(self):
        # sudo: whose state it is; whether their name may be seen is asked of the person
        subjects = self.env['privacy.subject'].sudo().search([('uuid', 'in', self.mapped('subject'))])
        known = {subject.uuid: subject.partner_id for subject in subjects}
        for row in self:
            row.partner_id = known.get(row.subject, False)

    def _search_partner_id(self, operator, value):
        return self.env['privacy.consent.event']._search_partner_id(operator, value)
