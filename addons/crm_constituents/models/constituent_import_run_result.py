import csv
import io

import xlsxwriter

from odoo import models
from odoo.exceptions import UserError

from ..tools.import_text import neutralise

STEP = 5_000
EXCEL_ROWS = 1_000_000


class ConstituentImportRun(models.Model):
    """The rows that were not taken, as a file to be corrected and imported again."""

    _inherit = 'constituent.import.run'

    def action_download_csv(self):
        return self._download('csv')

    def action_download_xlsx(self):
        return self._download('xlsx')

    def _download(self, kind):
        self.ensure_one()
        self.check_access('read')
        if not self.refused_count + self.skipped_count:
            raise UserError(self.env._("Every row was taken; there is nothing to correct."))
        content = self._refused_csv() if kind == 'csv' else self._refused_xlsx()
        name = f"{(self.name or 'import').rpartition('.')[0] or self.name}-refused.{kind}"
        attachment = self.env['ir.attachment'].create(
            {
                'name': name,
                'raw': content,
                'res_model': self._name,
                'res_id': self.id,
                'mimetype': 'text/csv'
                if kind == 'csv'
                else 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
            }
        )
        return {'type': 'ir.actions.act_url', 'url': f'/web/content/{attachment.id}?download=true', 'target': 'self'}

    def _refused_header(self):
        _ = self.env._
        return [
            *(self.columns or []),
            _("Import: line"),
            _("Import: outcome"),
            _("Import: column"),
            _("Import: reason"),
        ]

    def _refused_rows(self):
        """Yield the cells of each row not taken: as they were, made harmless, then line, outcome, column and reason."""
        Row = self.env['constituent.import.row']
        width, last = len(self.columns or []), (-1, 0)
        states = dict(Row._fields['state']._description_selection(self.env))
        while True:
            rows = Row.search(
                [
                    ('run_id', '=', self.id),
                    ('state', 'in', ('refused', 'skipped')),
                    '|',
                    ('line', '>', last[0]),
                    '&',
                    ('line', '=', last[0]),
                    ('id', '>', last[1]),
                ],
                order='line, id',
                limit=STEP,
            )
            for row in rows:
                cells = [neutralise(cell) for cell in (row.cells or [])[:width]]
                yield [
                    *cells,
                    *[''] * (width - len(cells)),
                    row.line,
                    states[row.state],
                    neutralise(row.column or ''),
                    neutralise(row.reason or ''),
                ]
            if len(rows) < STEP:
                return
            last = (rows[-1].line, rows[-1].id)
            rows.invalidate_recordset()

    def _refused_csv(self):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator='\r\n')
        writer.writerow([neutralise(name) for name in self._refused_header()])
        writer.writerows(self._refused_rows())
        return out.getvalue().encode('utf-8-sig', errors='replace')

    def _refused_xlsx(self):
        out = io.BytesIO()
        book = xlsxwriter.Workbook(
            out,
            {
                'constant_memory': True,
                'strings_to_formulas': False,
                'strings_to_urls': False,
                'strings_to_numbers': False,
            },
        )
        sheet = book.add_worksheet(self.env._("Not taken")[:31])
        bold, text = book.add_format({'bold': True, 'text_wrap': True}), book.add_format({'num_format': '@'})
        header = self._refused_header()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, 16)
        sheet.set_column(len(header) - 1, len(header) - 1, 60)
        for column, name in enumerate(header):
            sheet.write_string(0, column, neutralise(name), bold)
        for number, row in enumerate(self._refused_rows(), 1):
            if number > EXCEL_ROWS:
                break
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value[:32_000], text)
        book.close()
        return out.getvalue()
