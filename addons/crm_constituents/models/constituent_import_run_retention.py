import logging
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

_logger = logging.getLogger(__name__)

PARAMETER = 'crm_constituents.import_retention_days'
DAYS = 90
RUNS = 20  # that are cleaned in one go
ENDED = ('done', 'rolled_back')
# What the reasons may keep: places and expectations. Everything else in their parameters stood in the file.
HARMLESS = ('position', 'byte', 'encoding', 'found', 'expected', 'size', 'limit', 'line', 'format', 'width', 'rule')


class ConstituentImportRun(models.Model):
    """How long an import remembers what stood in its file.

    The copy of the file, the cells of rows not taken, the files made of them and the examples in the profile are
    personal data without a further purpose. They go some days after the end; counts, lines and reasons stay.
    """

    _inherit = 'constituent.import.run'

    is_cleaned = fields.Boolean("File removed", readonly=True, copy=False)
    cleaning_date = fields.Date("File is removed on", compute='_compute_cleaning_date')
    cleaning_text = fields.Char("Retention", compute='_compute_cleaning_date')

    @api.model
    def _retention_days(self):
        """Days from the end of an import to the removal of what stood in its file; 0 keeps it."""
        # sudo: one figure, which is said on the page
        value = self.env['ir.config_parameter'].sudo().get_param(PARAMETER, DAYS)
        try:
            return max(0, int(value))
        except ValueError:
            _logger.info("%s is %r and no number of days; %s is taken", PARAMETER, value, DAYS)
            return DAYS

    @api.depends('done_at', 'write_date', 'is_cleaned', 'state')
    @api.depends_context('lang')
    def _compute_cleaning_date(self):
        days = self._retention_days()
        for run in self:
            end = (run.state in ENDED and run.done_at) or run.write_date
            run.cleaning_date = days and end and not run.is_cleaned and (end + timedelta(days=days)).date()
            if run.is_cleaned:
                run.cleaning_text = self.env._(
                    "The copy of the file, the cells of rows not taken and the examples have been removed. "
                    "Counts and reasons stay.")
            else:
                run.cleaning_text = run.cleaning_date and self.env._(
                    "The copy of the file, the cells of rows not taken and the examples are removed on %(date)s. "
                    "Counts and reasons stay.", date=format_date(self.env, run.cleaning_date))

    @api.autovacuum
    def _gc_file_contents(self):
        """Daily: forget the contents of files whose time is over; `(done, remaining)`."""
        days = self._retention_days()
        if not days:
            return 0, 0
        limit = fields.Datetime.now() - timedelta(days=days)
        due = (
            Domain('is_cleaned', '=', False)
            & (
                (Domain('state', 'in', ENDED) & Domain('done_at', '<', limit))
                | (Domain('done_at', '=', False) & Domain('write_date', '<', limit))
            )
            & (Domain('batch_id', '=', False) | Domain('batch_id.state', 'not in', ('waiting', 'running', 'stopping')))
        )
        Run = self.sudo()  # sudo: house-keeping over all companies
        runs = Run.search(due, limit=RUNS, order='id')
        runs._forget_contents()
        return len(runs), Run.search_count(due)

    def _forget_contents(self):
        """Remove what stood in the file; the result stays."""
        self.flush_recordset()
        self.env.cr.execute(SQL(
            """
            UPDATE constituent_import_row
               SET cells = NULL,
                   params = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(params) WHERE key = ANY(%s))
             WHERE run_id = ANY(%s) AND (state IN ('refused', 'skipped') OR code = 'cells_left_empty')
               AND (cells IS NOT NULL OR params IS NOT NULL)
            """,
            list(HARMLESS), self.ids))
        self.env['constituent.import.row'].invalidate_model(['cells', 'params'])
        self._copies().unlink()
        self.mapping_ids.write({'samples': False})
        for run in self:
            vals = {'is_cleaned': True, 'report': run._bare_report()}
            if run.state not in (*ENDED, 'importing', 'rolling_back'):
                vals['state'] = 'uploaded'  # never imported: without its file it is at the beginning
            run.write(vals)

    def _copies(self):
        """Attachments that hold the file or parts of it."""
        # sudo: internal files of the run
        return self.env['ir.attachment'].sudo().search([
            ('res_model', '=', self._name), ('res_id', 'in', self.ids),
            '|', ('res_field', '=', False), ('res_field', '!=', False)])

    def _bare_report(self):
        """The profile without the examples in it."""
        self.ensure_one()
        report = dict(self.report or {})
        report['columns'] = [
            {
                **column, 'samples': [], 'low': '', 'high': '',
                **({'wrong': [*column['wrong'][:3], _harmless(column['wrong'][3])]} if column.get('wrong') else {}),
            }
            for column in report.get('columns', [])
        ]
        if 'alike' in report:
            report['alike'] = {
                'file': report['alike']['file'],
                'base': {rule: [count, line, '…'] for rule, (count, line, _whom) in report['alike']['base'].items()},
            }
        return report


class ConstituentImportRow(models.Model):
    _inherit = 'constituent.import.row'

    @api.model
    def _find_by_email(self, emails):
        """Rows not taken whose cells carry one of these addresses, in any spelling of letter case."""
        emails = [email.lower() for email in emails if email]
        if not emails:
            return self.browse()
        found = self.env.execute_query(SQL(
            "SELECT id, lower(cells::text) FROM constituent_import_row r"
            " WHERE cells IS NOT NULL"
            "   AND EXISTS (SELECT FROM unnest(%s) e WHERE position(e IN lower(r.cells::text)) > 0)",
            emails))
        whole = re.compile('|'.join(rf"(?<![\w.+%-]){re.escape(email)}(?![\w-]|\.\w)" for email in emails))
        return self.browse(id_ for id_, text in found if whole.search(text))


def _harmless(params):
    return {key: value for key, value in (params or {}).items() if key in HARMLESS}
