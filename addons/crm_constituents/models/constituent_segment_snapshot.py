from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

CHANNELS = [('email', "E-mail"), ('call', "Telephone call"), ('sms', "Text message"), ('post', "Letter")]


class ConstituentSegmentSnapshot(models.Model):
    """Whom a segment found at a moment. It is made by the system and never changed.

    A frozen list (`frozen`) holds everybody with what became of them: included, or left out and why. A daily record
    (`daily`) holds only who entered and who left since the one before, so that a million people cost no more than
    their changes.
    """
    _name = 'constituent.segment.snapshot'
    _description = "Record of a segment"
    _order = 'id DESC'

    segment_id = fields.Many2one('constituent.segment', required=True, index=True, ondelete='cascade')
    kind = fields.Selection([('frozen', "Frozen list"), ('daily', "Entered and left")], required=True)
    taken_at = fields.Datetime("Taken", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        'res.users', string="As seen by", required=True, default=lambda self: self.env.user, index=True,
        ondelete='restrict', help="Whose rights decided on who was found.")
    reason = fields.Char("Made for")
    sentence = fields.Text("Condition then", compute='_compute_sentence')
    definition = fields.Json()
    is_changed = fields.Boolean("Condition changed", help="The condition is another one than at the record before.")
    channel = fields.Selection(CHANNELS, string="To be reached by")
    line_ids = fields.One2many('constituent.segment.snapshot.line', 'snapshot_id', string="People")
    included_count = fields.Integer("In it", help="In the segment at this moment.")
    left_out_count = fields.Integer("Left out")
    entered_count = fields.Integer("Entered")
    left_count = fields.Integer("Left")

    _latest_daily = models.Index("(segment_id, taken_at DESC) WHERE kind = 'daily'")

    @api.depends('definition')
    @api.depends_context('lang', 'uid', 'allowed_company_ids')  # names are told to whoever may see them
    def _compute_sentence(self):
        words = self.env['constituent.segment']._sentences(self.mapped('definition'))
        for snapshot, sentence in zip(self, words, strict=True):
            snapshot.sentence = sentence

    @api.depends('segment_id', 'taken_at')
    def _compute_display_name(self):
        for snapshot in self:
            snapshot.display_name = self.env._(
                "%(segment)s, %(moment)s", segment=snapshot.segment_id.name,
                moment=format_datetime(self.env, snapshot.taken_at, dt_format='short'))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        # sudo: a segment out of sight may stand on the list all the same
        segment = self.env['constituent.segment'].sudo().search([('frozen_snapshot_id', 'in', self.ids)], limit=1)
        if segment:
            raise UserError(self.env._(
                "The segment “%(name)s” is frozen to this list. Make it dynamic first, or keep the list.",
                name=segment.name))

    @api.model
    def _reasons(self):
        """`{code: words}`: why somebody was left out of a frozen list. Extend by `super()`."""
        return {
            'archived': self.env._("Archived"), 'deceased': self.env._("Has died"),
            'no_address': self.env._("No address for this way"),
        }

    # -- frozen lists ----------------------------------------------------

    def _left_out_selects(self):
        """Who is left out of this frozen list: SQL statements that select `id` and `reason` of people, those that
        decide first standing first. Extend by `super()`.
        """
        self.ensure_one()
        selects = [SQL("SELECT id, 'archived' AS reason FROM res_partner WHERE active IS NOT TRUE")]
        if not self.segment_id._asks_for_deceased():
            selects.append(SQL("SELECT id, 'deceased' AS reason FROM res_partner WHERE is_deceased"))
        if self.channel:
            there = {
                'email': SQL("email_normalized <> ''"), 'call': SQL("phone_sanitized <> ''"),
                'sms': SQL("phone_sanitized <> ''"), 'post': SQL("street <> '' AND (zip <> '' OR city <> '')"),
            }[self.channel]
            selects.append(SQL("SELECT id, 'no_address' AS reason FROM res_partner WHERE (%s) IS NOT TRUE", there))
        return selects

    def _fill_frozen(self, query):
        """One line for each of the people of `query`, in one statement."""
        self.ensure_one()
        selects = self._left_out_selects()
        self.env.flush_all()
        names = [SQL.identifier(f'r{number}') for number in range(len(selects))]
        self._insert_lines(SQL(
            """SELECT p.id, CASE WHEN why.reason IS NULL THEN 'included' ELSE 'left_out' END, why.reason
                 FROM (%(people)s) p %(joins)s
                CROSS JOIN LATERAL (SELECT COALESCE(%(reasons)s) AS reason) why""",
            people=query.select(),
            joins=SQL(" ").join(SQL("LEFT JOIN (%s) %s ON %s.id = p.id", select, name, name)
                                for select, name in zip(selects, names, strict=True)),
            reasons=SQL(", ").join(SQL("%s.reason", name) for name in names)))
        counts = self._line_counts()
        self.write({'included_count': counts.get('included', 0), 'left_out_count': counts.get('left_out', 0)})

    def _insert_lines(self, select):
        """Lines from a SELECT of person, status and reason. A million of them: by the ORM it would take minutes."""
        self.env.cr.execute(SQL(
            "INSERT INTO constituent_segment_snapshot_line (snapshot_id, segment_id, partner_id, status, reason)"
            " SELECT %s, %s, found.* FROM (%s) found", self.id, self.segment_id.id, select))
        self.env['constituent.segment.snapshot.line'].invalidate_model()
        self.invalidate_recordset(['line_ids'])

    def _line_counts(self):
        return dict(self.env['constituent.segment.snapshot.line']._read_group(
            [('snapshot_id', '=', self.id)], groupby=['status'], aggregates=['__count']))

    # -- daily records ---------------------------------------------------

    @api.model
    def _state_sql(self, segment, last):
        """SELECT of the people who were in a segment according to its daily records up to `last`, that one included."""
        return SQL(
            """SELECT s.partner_id FROM (
                SELECT DISTINCT ON (l.partner_id) l.partner_id, l.status FROM constituent_segment_snapshot_line l
                 WHERE l.segment_id = %s AND l.snapshot_id <= %s AND l.status IN ('entered', 'left')
              ORDER BY l.partner_id, l.snapshot_id DESC) s WHERE s.status = 'entered'""", segment.id, last.id or 0)

    def _fill_daily(self, query, before):
        """Lines for those who entered and those who left since the record `before`, in one statement."""
        self.ensure_one()
        self.env.flush_all()
        self._insert_lines(SQL(
            """SELECT COALESCE(now.id, old.partner_id), CASE WHEN old.partner_id IS NULL THEN 'entered' ELSE 'left' END,
                      NULL::varchar
                 FROM (%s) now FULL JOIN (%s) old ON old.partner_id = now.id
                WHERE now.id IS NULL OR old.partner_id IS NULL""",
            query.select(), self._state_sql(self.segment_id, before)))
        counts = self._line_counts()
        entered, left = counts.get('entered', 0), counts.get('left', 0)
        self.write({
            'entered_count': entered, 'left_count': left, 'included_count': before.included_count + entered - left})

    @api.model
    def _latest_daily_on(self, segment, day):
        """The last daily record of a segment that was made on or before a day of the organisation."""
        midnight = segment._midnight(day + timedelta(days=1))
        return self.search(
            Domain('segment_id', '=', segment.id) & Domain('kind', '=', 'daily') & Domain('taken_at', '<', midnight),
            order='id DESC', limit=1)

    # -- actions ---------------------------------------------------------

    def action_open_lines(self):
        """Those of this record, one by one."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'crm_constituents.constituent_segment_snapshot_line_action')
        return {
            **action, 'name': self.display_name, 'domain': [('snapshot_id', '=', self.id)],
            'context': {'search_default_included': self.kind == 'frozen'}}
