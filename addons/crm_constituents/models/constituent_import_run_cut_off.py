from odoo import api, fields, models
from odoo.exceptions import UserError

from .constituent_import_engine import by_engine

AT_WORK = ('reading', 'mapped', 'importing', 'rolling_back')


class ConstituentImportRun(models.Model):
    """Work that ended before its end, because it failed or was stopped: how far it came, and the ways out."""

    _inherit = 'constituent.import.run'

    is_cut_off = fields.Boolean("Cut off", compute='_compute_cut_off')
    cut_off_text = fields.Char("How far it came", compute='_compute_cut_off')
    may_go_back = fields.Boolean("May go back to the columns", compute='_compute_cut_off')
    may_take_back = fields.Boolean("May be taken back", compute='_compute_cut_off')

    @api.depends('state', 'batch_id.state', 'row_count')
    @api.depends_context('lang')
    def _compute_cut_off(self):
        for run in self:
            # sudo: only whether the work goes on
            run.is_cut_off = run.state in AT_WORK and run.batch_id.sudo().state in ('failed', 'stopped')
            rows = run._rows_in_base() if run.is_cut_off and run.state == 'importing' else 0
            run.may_go_back = run.state == 'dry_run' or run.is_cut_off and (
                run.state == 'mapped' or run.state == 'importing' and not rows)
            run.may_take_back = run.state == 'done' or run.is_cut_off and bool(rows)
            run.cut_off_text = run._cut_off_words(rows) if run.is_cut_off and run.state == 'importing' else False

    def _rows_in_base(self):
        """Number of rows by which this import has created or changed somebody."""
        return self.env['constituent.import.row'].search_count(
            [('run_id', '=', self.id), ('state', 'in', ('created', 'updated'))])

    def _cut_off_words(self, rows):
        if not rows:
            return self.env._(
                "The import ended before it changed anything. Go back to the columns, or mend the cause and resume.")
        return self.env._(
            "The import ended before its end: %(rows)s of %(total)s rows have created or changed somebody. "
            "Take them back, or mend the cause and resume; no row is imported twice.",
            rows=rows, total=self.row_count)

    @by_engine
    def action_back(self):
        """Also from an import that ended before it changed anything."""
        cut_off = self.filtered(lambda run: run.state == 'importing')
        for run in cut_off:
            run._check_may_import()
            run._take_lock()
            if run._is_at_work():
                continue
            if run._rows_in_base():
                raise UserError(self.env._(
                    "“%(name)s” has changed the base already. Take it back, or resume it.", name=run.name))
            run._forget_rows()
            run.write({'state': 'profiled', 'batch_id': False})
        return super(ConstituentImportRun, self - cut_off).action_back()
