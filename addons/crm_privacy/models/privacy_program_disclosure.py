from odoo import api, fields, models
from odoo.tools import SQL

PROGRAMS = ('api_read', 'webhook')  # exits by which others fetch data, or are told of it, without a file


class PrivacyProgramDisclosure(models.Model):
    """That a program of a recipient read a person, or was told of one by a webhook: the disclosure log of what leaves
    without a file. One row for each person, agreement, purpose and way, however often it is read.

    What was read is not kept, only of which fields and when. The recipient knows the person by `reference`; an erasure
    forgets who it was and keeps that, so that the recipient can still be told (GDPR Art. 19).
    """
    _name = 'privacy.program.disclosure'
    _description = "Disclosure to a program"
    _inherit = ['privacy.disclosed.mixin']
    _order = 'last_at desc, id desc'
    _rec_name = 'reference'
    _log_access = False

    agreement_id = fields.Many2one('privacy.agreement', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(
        'res.company', related='agreement_id.company_id', store=True, index='btree_not_null', copy=False)
    recipient_id = fields.Many2one(related='agreement_id.partner_id', string="Recipient")
    purpose_id = fields.Many2one(
        'privacy.purpose', string="For", required=True, readonly=True, index=True, ondelete='restrict')
    exit = fields.Selection(
        [('api_read', "Read by a program"), ('webhook', "Told by a webhook")], string="Way", required=True,
        readonly=True)
    partner_id = fields.Many2one('res.partner', string="Person", readonly=True, index=True, ondelete='restrict')
    reference = fields.Char(
        "Known to them as", required=True, readonly=True, help="Model and number of the record, as it was handed over.")
    person_key = fields.Integer(required=True, readonly=True, help="Number of the person when it was read.")
    subject = fields.Char("Name in the ledger", required=True, readonly=True, index=True)
    field_names = fields.Char("Fields", readonly=True)
    first_at = fields.Datetime("First time", required=True, readonly=True)
    last_at = fields.Datetime("Last time", required=True, readonly=True)
    times = fields.Integer(required=True, readonly=True)
    basis = fields.Char("Legal basis", readonly=True)
    event_id = fields.Integer("Event of the ledger", readonly=True)
    # Up to which seal the gate of the last reading may have seen the ledger, and when that was written here.
    seal_cursor = fields.Integer(required=True, readonly=True)
    written_at = fields.Datetime(required=True, readonly=True)
    erased_on = fields.Date(readonly=True)
    notice_ids = fields.One2many('privacy.recipient.notice', 'program_id', string="Notices", readonly=True)

    _once = models.UniqueIndex(
        '(agreement_id, purpose_id, exit, reference, person_key)', "A person is put down once for each way.")
    _erased_lookup = models.Index('(erased_on) WHERE erased_on IS NOT NULL')
    _fresh_lookup = models.Index('(written_at)')

    @api.model
    def _sealed(self):
        """Number of the last seal of the ledger that this transaction sees; 0 before the first."""
        [(sealed,)] = self.env.execute_query(SQL("SELECT COALESCE(max(number), 0) FROM privacy_ledger_seal"))
        return sealed

    @api.model
    def _put_down(self, exit_code, purpose, recipient, verdicts, names, *, at=None, sealed=None, reference=None):
        """Note that people left by a program: for whoever has to be told when one of them withdraws.

        :param exit_code: one of `PROGRAMS`
        :param verdicts: `{partner id: verdict}` of those who left
        :param names: of the fields that left
        :param at: moment (naive UTC) of the reading. None: now
        :param sealed: last seal that the gate of the reading may have seen. None: the last one
        :param reference: how the recipient knows the record. None: the person's own model and number
        """
        # sudo: nobody has a right to write here, and the agreement is found for whoever reads
        me = self.sudo()
        agreement = me.env['privacy.agreement']._covering(recipient, purpose)[:1]
        if not agreement or not verdicts:
            return  # one of our own organisations
        now = fields.Datetime.now()
        at = at or now
        subjects = me.env['privacy.subject']._of(me.env['res.partner'].browse(verdicts))
        rows = [(id_, reference or f'res.partner,{id_}', subjects[id_][0], verdict['basis'] or None,
                 verdict['event_id'] or None) for id_, verdict in sorted(verdicts.items())]  # in one order: no deadlock
        ids, references, uuids, bases, events = (list(column) for column in zip(*rows, strict=True))
        me.env.cr.execute(SQL(
            """
            INSERT INTO privacy_program_disclosure AS d (
                   agreement_id, company_id, purpose_id, exit, partner_id, person_key, reference, subject, basis,
                   event_id, field_names, first_at, last_at, times, seal_cursor, written_at)
                 SELECT %(agreement)s, %(company)s, %(purpose)s, %(exit)s, p.id, p.id, p.reference, p.subject, p.basis,
                        p.event, %(names)s, %(at)s, %(at)s, 1, %(sealed)s, %(now)s
                   FROM unnest(%(ids)s, %(references)s, %(subjects)s, %(bases)s::varchar[], %(events)s::integer[])
                        p(id, reference, subject, basis, event)
            ON CONFLICT (agreement_id, purpose_id, exit, reference, person_key) DO UPDATE SET
                   partner_id = COALESCE(d.partner_id, EXCLUDED.partner_id), subject = EXCLUDED.subject,
                   basis = EXCLUDED.basis, event_id = EXCLUDED.event_id, times = d.times + 1, erased_on = NULL,
                   last_at = GREATEST(d.last_at, EXCLUDED.last_at), seal_cursor = EXCLUDED.seal_cursor,
                   written_at = EXCLUDED.written_at,
                   field_names = (SELECT string_agg(DISTINCT name, ', ' ORDER BY name) FROM unnest(string_to_array(
                       d.field_names, ', ') || string_to_array(EXCLUDED.field_names, ', ')) name)
            """, agreement=agreement.id, company=agreement.company_id.id, purpose=purpose.id, exit=exit_code,
            names=', '.join(sorted(names)), at=at, now=now, sealed=self._sealed() if sealed is None else sealed,
            ids=ids, references=references, subjects=uuids, bases=bases, events=events))
        me.invalidate_model()

    def _labels(self):
        """What the fields that left are called; by their names, where another record was told of."""
        known = self.env['res.partner']._fields
        return [known[name].get_description(self.env, ['string'])['string'] if name in known else name
                for name in (self.field_names or '').split(', ') if name]

    def action_tell_correction(self):
        """What a program got of these people was wrong: the recipients are told (GDPR Art. 16 and 19)."""
        notices = self.env['privacy.recipient.notice']
        for row in self.filtered('partner_id'):
            cause = f"{row.last_at} {fields.Date.context_today(row)}"  # one for each reading and day of saying so
            notices |= notices.sudo()._note_programs(row, 'rectified', cause).sudo(False)  # sudo: none is made by hand
        return notices._action_open()
