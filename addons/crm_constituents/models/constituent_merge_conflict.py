from odoo import fields, models
from odoo.exceptions import UserError


class ConstituentMergeConflict(models.Model):
    """What an un-merge found changed since the merge and left as it was, for a person to decide."""
    _name = 'constituent.merge.conflict'
    _description = "Changed since the merge"
    _order = 'merge_id, id'
    _rec_name = 'field_label'

    merge_id = fields.Many2one('constituent.merge', required=True, readonly=True, index=True, ondelete='cascade')
    kind = fields.Selection([
        ('changed', "Changed since"),
        ('deleted', "Deleted since"),
        ('added', "Added since"),
        ('blocked', "Taken since"),
    ], required=True, readonly=True)
    table_name = fields.Char("Table", readonly=True)
    column_name = fields.Char("Column", readonly=True)
    model_label = fields.Char("Record", readonly=True)
    field_label = fields.Char("Field", readonly=True)
    row_id = fields.Integer("Row", readonly=True)
    keys = fields.Json("Rows", readonly=True)
    count = fields.Integer("Number", readonly=True)
    before = fields.Json("Before the merge", readonly=True)
    after = fields.Json("After the merge", readonly=True)
    current = fields.Json("Now", readonly=True)
    before_text = fields.Char("Before", compute='_compute_texts')
    current_text = fields.Char("As it is now", compute='_compute_texts')
    choice = fields.Selection([
        ('keep', "Keep as it is"),
        ('restore', "As before the merge"),
    ], readonly=True)

    def _compute_texts(self):
        for conflict in self:
            conflict.before_text, conflict.current_text = conflict._text('before'), conflict._text('current')

    def _text(self, name):
        value = self[name]
        if self.kind == 'added' or value is None or value is False:
            return ''
        return str(value)

    def action_keep(self):
        """What is there now is right."""
        self._decide('keep')
        return True

    def action_restore(self):
        """What was there before the merge is right: put it back, or give what was added to who came back."""
        self._check_may_decide()
        for conflict in self.sudo():  # sudo: what is written stands in the journal of the merge
            conflict._restore()
        self._decide('restore')
        return True

    def _restore(self):
        self.ensure_one()
        if self.kind not in ('changed', 'added'):
            raise UserError(self.env._(
                "“%(what)s” cannot be put back as it was: it was deleted since, or something else stands in its place. "
                "Enter it anew where it is needed.", what=self.field_label or self.model_label))
        self.merge_id._restore_conflict(self)

    def _check_may_decide(self):
        """:raise AccessError: if the user may not change both people"""
        self.check_access('read')
        self.env['constituent.merge']._merge_check_role()
        merges = self.merge_id
        (merges.winner_id | merges.loser_id).check_access('write')

    def _decide(self, choice):
        self._check_may_decide()
        # sudo: the decision is recorded; the row itself is written by the system alone
        rows = self.sudo()
        rows.choice = choice
        merges = rows.merge_id
        for merge in merges:
            if merge.state == 'open' and all(merge.conflict_ids.mapped('choice')):
                merge.state = 'undone'
