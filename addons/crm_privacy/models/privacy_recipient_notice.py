from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_kit.tools.uploads import DOCUMENTS

from .res_partner_gate import NOTHING_TO_WITHDRAW

KINDS = [
    ('withdrawn', "Withdrawn"),
    ('restricted', "Restricted"),
    ('rectified', "Corrected"),
    ('erased', "Erased"),
]
# Ledger states that end what a release stood on.
ENDING = ('refused', 'withdrawn', 'objected', 'revoked', 'invalidated', 'expired')
# What left, as the SQL below sees it, by the field of the notice. `cause` tells one withdrawal of a row from the next:
# a file is told of once; what a program reads again, after a new yes, can be withdrawn again.
PASSED = {
    'line_id': SQL(
        """
        SELECT o.id, o.partner_id, o.event_id, o.erased_on, o.release_id, r.agreement_id, r.purpose_id,
               r.generated_at AS at, r.seal_cursor, '' AS cause
          FROM privacy_release_line o JOIN privacy_release r ON r.id = o.release_id AND r.state = 'done'
        """),
    'program_id': SQL(
        """
        SELECT o.id, o.partner_id, o.event_id, o.erased_on, NULL::integer AS release_id, o.agreement_id, o.purpose_id,
               o.last_at AS at, 'read ' || o.last_at AS cause,
               CASE WHEN b.compared_at IS NULL OR o.written_at > b.compared_at - interval '1 hour' THEN o.seal_cursor
                    ELSE GREATEST(o.seal_cursor, b.seal_cursor) END AS seal_cursor
          FROM privacy_program_disclosure o JOIN privacy_agreement b ON b.id = o.agreement_id
        """),
}


class PrivacyRecipientNotice(models.Model):
    """Something happened to a person after their data was passed on, and the recipient has to hear of it (GDPR
    Art. 7(3) and 19; P-26, P-32): one for each file that held them, or program that read them, and each happening,
    however often it is looked for.
    """
    _name = 'privacy.recipient.notice'
    _description = "Notice to a recipient"
    _order = 'id desc'
    _rec_name = 'reference'

    line_id = fields.Many2one(
        'privacy.release.line', string="Disclosure by a file", readonly=True, index='btree_not_null',
        ondelete='restrict')
    program_id = fields.Many2one(
        'privacy.program.disclosure', string="Disclosure to a program", readonly=True, index='btree_not_null',
        ondelete='restrict')
    release_id = fields.Many2one(
        'privacy.release', related='line_id.release_id', store=True, index='btree_not_null')
    agreement_id = fields.Many2one(
        'privacy.agreement', string="Agreement", required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(
        'res.company', related='agreement_id.company_id', store=True, index='btree_not_null', copy=False)
    recipient_id = fields.Many2one(related='agreement_id.partner_id', string="Recipient")
    partner_id = fields.Many2one(
        'res.partner', string="Person", compute='_compute_person', search='_search_partner_id')
    reference = fields.Char(compute='_compute_person', help="How the recipient knows the person.")
    kind = fields.Selection(KINDS, string="What happened", required=True, readonly=True)
    cause = fields.Char(required=True, readonly=True, help="Which restriction or correction: one notice for each.")
    noted_at = fields.Datetime("Noted on", required=True, readonly=True)
    state = fields.Selection([
        ('to_send', "To send"),
        ('sent', "Sent"),
        ('closed', "Closed"),
    ], required=True, default='to_send', readonly=True)
    sent_to = fields.Char(readonly=True)
    sent_at = fields.Datetime("Sent on", readonly=True)
    proof = fields.Text(help="How we know that the recipient knows: an answer, a receipt, a telephone call.")
    proof_file = fields.Binary("Answer", attachment=True)
    proof_name = fields.Char()
    closed_at = fields.Datetime("Closed on", readonly=True)
    closed_by_id = fields.Many2one(
        'res.users', string="Closed by", readonly=True, index='btree_not_null', ondelete='restrict')

    _once = models.UniqueIndex('(line_id, kind, cause)', "This notice exists already.")
    _once_program = models.UniqueIndex('(program_id, kind, cause)', "This notice exists already.")
    _one_way = models.Constraint(
        'CHECK (num_nonnulls(line_id, program_id) = 1)', "A notice is about a file or about a program.")
    _open_idx = models.Index("(state) WHERE state <> 'closed'")

    @api.depends('line_id', 'program_id')
    def _compute_person(self):
        for notice in self:
            passed_on = notice.line_id or notice.program_id
            notice.partner_id = passed_on.partner_id
            notice.reference = passed_on.reference

    def _search_partner_id(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain('line_id.partner_id', operator, value) | Domain('program_id.partner_id', operator, value)

    # -- making ------------------------------------------------------------------------

    @api.model
    def _note(self, lines, kind, cause=''):
        """The notices that these rows of files ask for; those that exist already are left as they are."""
        return self._note_by('line_id', lines, kind, cause)

    @api.model
    def _note_programs(self, rows, kind, cause=''):
        """The same for what programs read (`privacy.program.disclosure`)."""
        return self._note_by('program_id', rows, kind, cause)

    @api.model
    def _note_by(self, way, passed_on, kind, cause):
        return self._insert(way, SQL(
            "SELECT id AS passed_id, %s AS kind, %s AS cause FROM unnest(%s) id", kind, cause,
            passed_on.ids)) if passed_on else self

    @api.model
    def _insert(self, way, rows):
        """Make the notices of a SELECT of passed_id, kind and cause; each once, whoever else is at it."""
        self.env.flush_all()
        found = self.env.execute_query(SQL(
            """
            INSERT INTO privacy_recipient_notice (%(way)s, kind, cause, release_id, agreement_id, company_id, state,
                                                  noted_at, create_uid, create_date, write_uid, write_date)
                 SELECT w.passed_id, w.kind, w.cause, l.release_id, a.id, a.company_id, 'to_send', %(now)s, %(uid)s,
                        %(now)s, %(uid)s, %(now)s
                   FROM (%(rows)s) w
                   JOIN (%(passed)s) l ON l.id = w.passed_id
                   JOIN privacy_agreement a ON a.id = l.agreement_id
                  WHERE l.at >= %(now)s - make_interval(years => a.notice_years)
            ON CONFLICT (%(way)s, kind, cause) DO NOTHING
              RETURNING id
            """, way=SQL.identifier(way), passed=PASSED[way], rows=rows, now=fields.Datetime.now(), uid=self.env.uid))
        self.env.invalidate_all()
        return self.browse([id_ for (id_,) in found])

    @api.model
    def _cron_notice(self):
        """Find what happened since the last look, and tell the recipients who are to be told at once."""
        self._gather()
        waiting = self.search([('state', '=', 'to_send'), ('agreement_id.notice_at_once', '=', True)])
        waiting.filtered(lambda notice: notice._address())._send()

    @api.model
    def _gather(self):
        """Notices for all that the ledger, the restrictions and the erasures say of what left.

        Each release remembers the seal up to which it was compared with the ledger. A withdrawal sealed after the
        moment on which its file was judged was not seen then, whatever its time says; so none is missed and none is
        taken for new that the gate knew. What programs read has the same for each agreement, and is compared from its
        own reading on as long as it was written down within an hour before the last look: that look may not have seen
        it.
        """
        sealed = self.env['privacy.program.disclosure']._sealed()
        [(now,)] = self.env.execute_query(SQL("SELECT now() AT TIME ZONE 'UTC'"))  # as the rows of programs are stamped
        notices = self
        for way, passed in PASSED.items():
            notices += self._gather_withdrawn(way, passed, sealed)
            notices += self._insert(way, SQL(
                """
                SELECT l.id AS passed_id, 'restricted' AS kind, 'restriction ' || x.id AS cause
                  FROM privacy_restriction x
                  JOIN (%(passed)s) l ON l.partner_id = x.partner_id
                 WHERE x.date_from <= %(today)s AND (x.date_to IS NULL OR x.date_to >= l.at::date)
                   AND NOT EXISTS (SELECT FROM privacy_recipient_notice n WHERE n.%(way)s = l.id
                                   AND n.kind = 'restricted' AND n.cause = 'restriction ' || x.id)
                """, way=SQL.identifier(way), passed=passed, today=self.env['res.company']._constituent_today()))
            notices += self._insert(way, SQL(
                """
                SELECT l.id AS passed_id, 'erased' AS kind, '' AS cause FROM (%(passed)s) l
                 WHERE l.erased_on IS NOT NULL AND NOT EXISTS (
                       SELECT FROM privacy_recipient_notice n WHERE n.%(way)s = l.id AND n.kind = 'erased')
                """, way=SQL.identifier(way), passed=passed))
        self.env.cr.execute(SQL(
            "UPDATE privacy_release SET seal_cursor = %s WHERE state = 'done' AND seal_cursor < %s", sealed, sealed))
        self.env.cr.execute(SQL(
            "UPDATE privacy_agreement SET seal_cursor = %s, compared_at = %s WHERE id IN"
            " (SELECT agreement_id FROM privacy_program_disclosure)", sealed, now))
        self.env['privacy.release'].invalidate_model(['seal_cursor'])
        self.env['privacy.agreement'].invalidate_model(['seal_cursor', 'compared_at'])
        return notices

    @api.model
    def _gather_withdrawn(self, way, passed, sealed):
        """Of whoever ended what something was passed on for."""
        return self._insert(way, SQL(
            """
            SELECT DISTINCT l.id AS passed_id, 'withdrawn' AS kind, l.cause
              FROM (%(passed)s) l
              JOIN privacy_agreement a ON a.id = l.agreement_id
              JOIN privacy_purpose p ON p.id = l.purpose_id
              JOIN privacy_ledger_leaf leaf ON leaf.seal > l.seal_cursor AND leaf.seal <= %(sealed)s
              JOIN privacy_consent_event e ON e.id = leaf.event_id AND e.state = ANY(%(ending)s)
              JOIN privacy_purpose ended ON ended.code = e.purpose
               AND p.parent_path LIKE ended.parent_path || '%%'
              JOIN privacy_subject s ON s.uuid = e.subject AND l.partner_id = s.partner_id
             WHERE 'disclose' = ANY(string_to_array(e.channels, ','))
               AND (l.event_id IS NULL OR e.id > l.event_id)
               AND NOT (p.purpose_class = 'service' AND p.basis = ANY(%(unmoved)s) AND p.needs_explicit IS NOT TRUE)
               AND (e.recipient = '' OR EXISTS (SELECT FROM privacy_subject named
                    WHERE named.uuid = e.recipient AND named.partner_id = a.partner_id))
            """, passed=passed, sealed=sealed, ending=list(ENDING), unmoved=list(NOTHING_TO_WITHDRAW)))

    # -- telling ---------------------------------------------------------------------------

    def _address(self):
        """Where the notice goes, or False."""
        self.ensure_one()
        agreement = self.sudo().agreement_id  # sudo: where the recipient is told, whoever tells
        return (agreement.contact_id or agreement.partner_id).email_normalized or agreement.partner_id.email_normalized

    def action_send(self):
        """Tell the recipients, by one mail for each agreement."""
        self.check_access('write')
        waiting = self.filtered(lambda notice: notice.state == 'to_send')
        for notice in waiting:
            if not notice._address():
                raise UserError(self.env._(
                    "%(name)s has no e-mail address for notices. Enter one at the agreement, or tell them by other "
                    "means and close the notice with the proof.", name=notice.recipient_id.name))
        waiting._send()
        return True

    def _send(self):
        waiting = self.sudo().try_lock_for_update()  # sudo: mails and the state of a notice are written by nobody
        waiting.invalidate_recordset(['state'])
        waiting = waiting.filtered(lambda notice: notice.state == 'to_send')
        for agreement, notices in waiting.grouped('agreement_id').items():
            address = notices[0]._address()
            contact = agreement.contact_id or agreement.partner_id
            notices.with_context(lang=contact.lang or self.env.lang)._mail(agreement, address)
            notices.write({'state': 'sent', 'sent_to': address, 'sent_at': fields.Datetime.now()})

    def _mail(self, agreement, address):
        """The mail to a recipient: rows by their reference, and what is asked for. No names, no values."""
        Mail = self.env['mail.mail']
        declared = {'privacy_purpose_id': self.env['privacy.purpose']._find('ACCOUNT').id}
        body = self.env['ir.qweb']._render('crm_privacy.recipient_notice_mail', {
            'agreement': agreement, 'groups': [
                (self._asked(kind), notices.sorted('id')) for kind, notices in self.grouped('kind').items()]})
        Mail.create({
            **{name: value for name, value in declared.items() if name in Mail._fields},
            'subject': self.env._("Data that you have from us: please act"),
            'email_from': agreement.company_id.email_formatted or self.env.user.email_formatted,
            'email_to': address, 'auto_delete': False, 'model': agreement._name, 'res_id': agreement.id,
            'body_html': body, 'body': body,  # the second for the page of the agreement
        })

    @api.model
    def _asked(self, kind):
        """What a recipient is asked to do."""
        return {
            'withdrawn': self.env._("These people have withdrawn or objected. Stop using their data and delete it."),
            'restricted': self.env._(
                "The data of these people may only be stored at present (GDPR Art. 18). Do not use it and do not pass "
                "it on until you hear from us."),
            'rectified': self.env._(
                "Data of these people was wrong. Do not use it any more; we give you what is right by the way that "
                "the agreement names."),
            'erased': self.env._("The data of these people was erased. Erase it too, with all copies and links to it."),
        }[kind]

    def action_close(self):
        """Put down that the recipient knows; not without proof."""
        self.check_access('write')
        for notice in self:
            if notice.state == 'closed':
                continue
            if not (notice.proof or '').strip() and not notice.with_context(bin_size=True).proof_file:
                raise UserError(self.env._(
                    "The notice %(reference)s to %(name)s cannot be closed without proof. Write down how you know that "
                    "they know, or attach their answer.", reference=notice.reference, name=notice.recipient_id.name))
            notice.sudo().write({  # sudo: access was checked; state and moment are not entered by hand
                'state': 'closed', 'closed_at': fields.Datetime.now(), 'closed_by_id': self.env.uid})
        return True

    def write(self, vals):
        if not self.env.su and (wrong := vals.keys() - {'proof', 'proof_file', 'proof_name'}):
            raise UserError(self.env._(
                "What became of a notice is not entered (%(fields)s). Use its buttons.",
                fields=', '.join(sorted(wrong))))
        return super().write(self.env['kit.upload']._take_values(
            vals, 'proof_file', 'proof_name', (*DOCUMENTS, 'txt')))

    def _action_open(self):
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Notices to recipients"), 'res_model': self._name,
            'views': [(False, 'list'), (False, 'form')], 'domain': [('id', 'in', self.ids)]}
