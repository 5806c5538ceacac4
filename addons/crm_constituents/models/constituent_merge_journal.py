from odoo import api, fields, models
from odoo.exceptions import UserError


class ConstituentMergeJournal(models.Model):
    """What one merge did in one column: written once, by the merge itself, and never changed.

    - `moved`: the rows of `keys` led to who went and lead to who stayed;
    - `kept`: those of `keys` stayed with who went, as who stayed has the same;
    - `combined`: those of `keys` stayed with who went, and what they say was united with a row of who stayed;
    - `value`: in row `row_id` the value was `before` and became `after`;
    - `derived`: the same of a value that Odoo computes and stores; `carried`: of one in a row that moved;
    - `made`: the rows of `keys` were added;
    - `pending`: rows of `keys` could not return when it was undone, and return when what stands there has gone;
    - `void`: rows of `keys` that went back already, past this merge or late: it gives them back no more;
    - `rebased`: the value of `row_id` before is `before` now, as the earlier merge that had written it was undone.

    Rows of a table of links have no id: `keys` are their other ends. A journal is forgotten as a whole.
    """
    _name = 'constituent.merge.journal'
    _description = "Journal of a merge"
    _order = 'id'
    _log_access = False  # who and when stand on the merge
    _rec_name = 'table_name'

    merge_id = fields.Many2one(
        'constituent.merge', required=True, readonly=True, index=True, ondelete='cascade')
    table_name = fields.Char("Table", required=True, readonly=True)
    column_name = fields.Char("Column", readonly=True)
    kind = fields.Selection([
        ('moved', "Moved"),
        ('kept', "Kept"),
        ('combined', "United"),
        ('value', "Value"),
        ('derived', "Value that follows"),
        ('carried', "Value of a row that moved"),
        ('made', "Added"),
        ('pending', "To be given back"),
        ('void', "Given back before"),
        ('rebased', "Earlier value"),
    ], required=True, readonly=True)
    keys = fields.Json("Rows", readonly=True)
    count = fields.Integer("Number", readonly=True)
    row_id = fields.Integer("Row", readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)

    _cell = models.Index('(table_name, row_id, column_name) WHERE row_id IS NOT NULL')

    def write(self, vals):
        if vals:
            raise UserError(self.env._("The journal of a merge is not changed. Undo the merge instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_the_system(self):
        # the system forgets what is not needed any more, and those who are erased
        if not self.env.su:
            raise UserError(self.env._("The journal of a merge is not deleted. Undo the merge instead."))
