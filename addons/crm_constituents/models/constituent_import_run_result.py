import csv
import io

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.crm_kit.tools import xlsx

from ..tools.import_text import neutralise

STEP = 5_000


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

    def _refused_rows(self, harmless=neutralise):
        """Yield the cells of each row not taken, then line, outcome, column and reason; texts by way of `harmless`."""
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
                cells = [harmless(cell) for cell in (row.cells or [])[:width]]
                yield [
                    *cells,
                    *[''] * (width - len(cells)),
                    row.line,
                    states[row.state],
                    harmless(row.column or ''),
                    harmless(row.reason or ''),
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
        """The same as a workbook; what looks like a formula is kept a text by the kit."""
        columns = [xlsx.Column(name) for name in self._refused_header()]
        columns[len(self.columns or [])] = xlsx.Column(columns[len(self.columns or [])].name, 'integer')
        return xlsx.write(columns, self._refused_rows(as_is), title=self.env._("Not taken"), large=True)


def as_is(cell):
    """The text of a cell as it was, in characters that a workbook can hold."""
    text = (cell.get('text') or '' if isinstance(cell, dict) else cell) or ''
    return text.encode('utf-8', errors='replace').decode()
