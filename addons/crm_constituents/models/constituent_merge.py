from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

UNDO_DAYS = 90
STATES = [
    ('done', "Merged"),
    ('undone', "Undone"),
    ('open', "Undone, with open questions"),
    ('closed', "Closed"),
]


class ConstituentMerge(models.Model):
    """One who turned out to be another: who went, who stayed, and for how long it can be undone.

    Nobody and nothing is deleted by a merge. Who went is archived and leads to who stayed (`merged_into_id`); what
    moved stands in the journal. Three who become one are two merges, and each can be undone by itself.
    """
    _name = 'constituent.merge'
    _description = "Merge"
    _order = 'id DESC'
    _rec_name = 'loser_name'

    winner_id = fields.Many2one(
        'res.partner', string="Stayed", required=True, readonly=True, index=True, ondelete='cascade',
        context={'active_test': False})
    loser_id = fields.Many2one(
        'res.partner', string="Went", required=True, readonly=True, index=True, ondelete='cascade',
        context={'active_test': False})
    loser_name = fields.Char("Name then", related='loser_id.complete_name')
    merged_at = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        'res.users', string="By", required=True, readonly=True, default=lambda self: self.env.user, index=True,
        ondelete='restrict')
    undo_until = fields.Date("Undo until", readonly=True, index=True)
    undone_at = fields.Datetime("Undone", readonly=True)
    undone_by_id = fields.Many2one('res.users', string="Undone by", readonly=True, index='btree_not_null',
                                   ondelete='restrict')
    state = fields.Selection(STATES, required=True, default='done', readonly=True)
    moved_count = fields.Integer("Moved", readonly=True, help="Rows that led to who went and lead to who stayed now.")
    kept_count = fields.Integer(
        "Kept", readonly=True,
        help="Rows that stayed with the archived record, as who stayed has the same already.")
    has_pending = fields.Boolean(
        readonly=True, help="Undone, but some rows could not return yet: the same stands there by a later merge.")
    company_id = fields.Many2one(
        'res.company', related='winner_id.company_id', store=True, precompute=True, index='btree_not_null', copy=False)
    journal_ids = fields.One2many('constituent.merge.journal', 'merge_id', string="Journal", readonly=True)
    conflict_ids = fields.One2many('constituent.merge.conflict', 'merge_id', string="Changed since", readonly=True)
    is_undoable = fields.Boolean("Can be undone", compute='_compute_is_undoable', search='_search_is_undoable')
    summary = fields.Text("What moved", compute='_compute_summary')

    _active = models.Index("(winner_id) WHERE state = 'done'")
    _pending = models.Index('(loser_id) WHERE has_pending')
    _gone_once = models.UniqueIndex("(loser_id) WHERE state = 'done'", "This person was merged already.")

    @api.model
    def _domain_undoable(self):
        today = self.env['res.company']._constituent_today()
        return Domain('state', '=', 'done') & Domain('undo_until', '>=', today)

    @api.depends('state', 'undo_until')
    def _compute_is_undoable(self):
        undoable = self.filtered_domain(self._domain_undoable())
        undoable.is_undoable = True
        (self - undoable).is_undoable = False

    @api.model
    def _search_is_undoable(self, operator, value):
        return self._domain_undoable() if operator == 'in' else NotImplemented

    @api.depends('loser_id', 'winner_id')
    def _compute_display_name(self):
        for merge in self:
            merge.display_name = self.env._(
                "%(loser)s into %(winner)s", loser=merge.loser_id.complete_name or merge.loser_id.id,
                winner=merge.winner_id.complete_name or merge.winner_id.id)

    @api.depends('journal_ids')
    def _compute_summary(self):
        for merge in self:
            # sudo: counts by kind of record, whatever of them the reader may see
            merge.summary = '\n'.join(merge.sudo()._summary_lines())

    def _summary_lines(self):
        counts = {}
        for row in self.journal_ids:
            if row.kind in ('moved', 'kept', 'combined'):
                key = row.kind, self._merge_table_label(row.table_name)
                counts[key] = counts.get(key, 0) + row.count
        words = {'moved': self.env._("moved"), 'kept': self.env._("kept with the archived record"),
                 'combined': self.env._("united")}
        return [f"{label}: {count} {words[kind]}" for (kind, label), count in sorted(counts.items())]

    @api.model
    def _merge_table_label(self, table):
        """What a person calls the rows of a table."""
        if table == 'ir_model_data':
            return self.env._("External identifier")
        models_ = self._merge_table_owners().get(table, ())
        return next((model._description for model in models_), table)

    @api.model
    def _undo_days(self):
        """For how many days a merge can be undone."""
        return UNDO_DAYS

    # -- actions ----------------------------------------------------------

    def action_undo(self):
        """Undo these merges, the newest first, and show what could not be put back as it was."""
        for merge in self.sorted('id', reverse=True):
            merge._undo()
        if len(self) == 1 and self.conflict_ids:
            return self._get_records_action(name=self.env._("Undone"))
        return True

    def action_open_winner(self):
        self.ensure_one()
        return self.winner_id._constituent_page()

    def action_open_loser(self):
        self.ensure_one()
        return self.loser_id._constituent_page()

    # -- the journal ends --------------------------------------------------

    @api.autovacuum
    def _gc_journal(self, limit=1000):
        """What a merge wrote over is forgotten when it cannot be undone any more; who became whom stays on record."""
        today = self.env['res.company']._constituent_today()
        ended = self.search(
            Domain('state', '=', 'done') & Domain('undo_until', '<', today) & Domain('journal_ids', '!=', False),
            limit=limit, order='id')
        ended.journal_ids.unlink()
        done = self.search(
            Domain('state', 'in', ('undone', 'open')) & Domain('undone_at', '<', today - timedelta(days=UNDO_DAYS))
            & (Domain('journal_ids', '!=', False) | Domain('conflict_ids', '!=', False)), limit=limit, order='id')
        done.journal_ids.unlink()
        done.conflict_ids.unlink()
        done.filtered(lambda merge: merge.state == 'open').state = 'undone'
        return len(ended | done), len(ended | done) == limit

