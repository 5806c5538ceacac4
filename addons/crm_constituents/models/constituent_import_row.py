from odoo import api, fields, models

STATES = [
    ('created', "Created"),
    ('updated', "Changed"),
    ('unchanged', "Unchanged"),
    ('refused', "Refused"),
    ('skipped', "Left out"),
    ('companion', "Made beside"),
]


class ConstituentImportRow(models.Model):
    """What became of one row of a file. Every row of the file ends as exactly one of these.

    The cells are kept of rows that were not taken, until they are corrected; of the others only what the way back
    needs. A row `companion` is no row of the file: it names a household or organisation that the import made.
    """

    _name = 'constituent.import.row'
    _description = "Row of an import"
    _order = 'run_id desc, line, id'
    _rec_name = 'line'
    _log_access = False

    # indexed by _run_state
    run_id = fields.Many2one('constituent.import.run', required=True, ondelete='cascade', readonly=True)
    # not stored: that of the run tells it, and writing it with each row takes its share of the time of an import
    company_id = fields.Many2one('res.company', related='run_id.company_id')
    line = fields.Integer(readonly=True, help="Line in the file; the header is line 1 as a rule.")
    state = fields.Selection(STATES, required=True, readonly=True)
    code = fields.Char("Reason code", readonly=True)
    column_index = fields.Integer(readonly=True)
    column = fields.Char(compute='_compute_reason')
    params = fields.Json(readonly=True)
    reason = fields.Char(compute='_compute_reason')
    cells = fields.Json(readonly=True)
    cells_text = fields.Char("Row", compute='_compute_reason')
    partner_id = fields.Many2one(
        'res.partner', string="Constituent", index='btree_not_null', ondelete='cascade', readonly=True
    )
    key = fields.Char("External id", readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    stamp = fields.Datetime(readonly=True)
    undo = fields.Selection([('done', "Taken back"), ('kept', "Kept: changed since")], "Way back", readonly=True)
    undo_reason = fields.Char(readonly=True)

    _run_state = models.Index('(run_id, state, line)')
    _run_key = models.Index('(run_id, key) WHERE key IS NOT NULL')

    @api.depends('code', 'params', 'column_index', 'cells')
    @api.depends_context('lang')
    def _compute_reason(self):
        for row in self:
            columns = row.run_id.columns or []
            has_column = bool(row.code) and 0 < row.column_index <= len(columns)
            row.column = columns[row.column_index - 1] if has_column else False
            row.reason = row.code and self.env['constituent.import.reason']._words(row.code, {
                **(row.params or {}), 'columns': columns})
            row.cells_text = ' | '.join(
                cell if isinstance(cell, str) else str(cell.get('text', '')) for cell in row.cells or []
            )[:300]

    def action_open_partner(self):
        self.ensure_one()
        return self.partner_id._get_records_action()
