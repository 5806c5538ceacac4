from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .privacy_consent_event import BLOCKING, GIVEN


class PrivacyErasureCandidate(models.Model):
    """Data of one person for one purpose that has lost its last basis: a person reviews whether it goes.

    Put here by the ledger when a consent is withdrawn and no other one of the same purpose stands (GDPR
    Art. 17(1)(b)); taken off again when the person consents anew.
    """
    _name = 'privacy.erasure.candidate'
    _description = "Data without a basis"
    _order = 'state, since, id'
    _rec_name = 'partner_id'

    partner_id = fields.Many2one(
        'res.partner', string="Person", required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='partner_id.company_id', store=True, index='btree_not_null', copy=False)
    purpose_id = fields.Many2one(
        'privacy.purpose', string="Purpose", required=True, readonly=True, index=True, ondelete='restrict')
    since = fields.Date("Without a basis since", required=True, readonly=True, default=fields.Date.context_today)
    event_id = fields.Integer("Event", readonly=True)
    state = fields.Selection([
        ('open', "To review"), ('kept', "Kept"), ('erased', "Erased"), ('renewed', "Consented anew"),
    ], required=True, readonly=True, default='open')
    ground = fields.Char("Why it is kept", readonly=False)
    user_id = fields.Many2one(
        'res.users', string="Reviewed by", readonly=True, index='btree_not_null', ondelete='restrict')

    _open_once = models.UniqueIndex(
        "(partner_id, purpose_id) WHERE state = 'open'", "This person is on the list for this purpose already.")

    def action_keep(self):
        """Another basis stands; say which."""
        for row in self:
            if not (row.ground or '').strip():
                raise UserError(self.env._(
                    "Enter on which other ground the data of %(name)s for “%(purpose)s” is kept.",
                    name=row.partner_id.display_name, purpose=row.purpose_id.name))
        self.write({'state': 'kept', 'user_id': self.env.uid})
        return True

    def action_erased(self):
        """The data that was kept for this purpose alone is gone."""
        self.write({'state': 'erased', 'user_id': self.env.uid})
        return True

    @api.model
    def _follow(self, rows):
        """After these new events (dicts of columns): who lost the last basis of a purpose, and who has one again."""
        self._renewed([row for row in rows if row['state'] in GIVEN])
        lost = [row for row in rows if row['state'] in (*BLOCKING, 'expired', 'revoked', 'invalidated')]
        subjects = sorted({row['subject'] for row in lost})
        if not subjects:
            return
        Purpose = self.env['privacy.purpose']
        codes = {code: Purpose.search([('id', 'child_of', Purpose._find(code).id), ('basis', '=', 'consent')])
                 for code in {row['purpose'] for row in lost}}
        wanted = sorted({purpose.code for purposes in codes.values() for purpose in purposes})
        if not wanted:
            return
        # Given once, and given nowhere now: by whichever subject the person is known. The index over purposes is kept
        # out of the plan: it would read every event of a purpose for a few people.
        lapsed = {(partner_id, Purpose._find(code).id) for partner_id, code, stands in self.env.execute_query(SQL(
            """WITH people AS (SELECT DISTINCT partner_id FROM privacy_subject
                                WHERE uuid = ANY(%s) AND partner_id IS NOT NULL)
               SELECT s.partner_id, e.purpose, bool_or(COALESCE(c.state IN ('given', 'renewed'), false) AND NOT EXISTS (
                        SELECT FROM privacy_consent_state o WHERE o.subject = c.subject AND o.channel = c.channel
                           AND o.event_id > c.event_id AND o.state = 'objected' AND o.purpose = ANY(%s)))
                 FROM people
                 JOIN privacy_subject s ON s.partner_id = people.partner_id
                 JOIN privacy_consent_event e ON e.subject = s.uuid AND e.state IN ('given', 'renewed')
            LEFT JOIN privacy_consent_state c ON c.subject = s.uuid AND c.purpose = e.purpose
                WHERE e.purpose || '' = ANY(%s)
             GROUP BY s.partner_id, e.purpose""", subjects, sorted(codes), wanted)) if not stands}
        if not lapsed:
            return
        known = {(row.partner_id.id, row.purpose_id.id) for row in self.search([
            ('partner_id', 'in', [partner_id for partner_id, _purpose_id in lapsed]), ('state', '=', 'open')])}
        people = dict(self.env.execute_query(SQL(
            "SELECT uuid, partner_id FROM privacy_subject WHERE uuid = ANY(%s)", subjects)))
        events = {people[row['subject']]: row['id'] for row in lost if row['subject'] in people}
        self.create([{'partner_id': partner_id, 'purpose_id': purpose_id, 'event_id': events.get(partner_id)}
                     for partner_id, purpose_id in sorted(lapsed - known)])

    @api.model
    def _renewed(self, rows):
        waiting = self.search([('state', '=', 'open')], limit=1) if rows else self
        if not waiting:  # as a rule: millions of consents that are imported ask no more than this
            return
        subjects = self.env['privacy.subject'].search([('uuid', 'in', [row['subject'] for row in rows])])
        people = {subject.uuid: subject.partner_id.id for subject in subjects}
        renewed = {(people.get(row['subject']), row['purpose']) for row in rows}
        self.search([('partner_id', 'in', list(people.values())), ('state', '=', 'open')]).filtered(
            lambda row: (row.partner_id.id, row.purpose_id.code) in renewed).state = 'renewed'
