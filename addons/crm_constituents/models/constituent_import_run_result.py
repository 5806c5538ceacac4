import csv
import io

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_kit.tools import xlsx

from ..tools.import_csv import WHOLE
from ..tools.import_source import MAX_COLUMNS
from ..tools.import_table import SKIPPED
from ..tools.import_tally import BLANK
from ..tools.import_text import neutralise

STEP = 5_000
LEFT_OUT = SKIPPED - {'blank'}
BROKEN = {
    'cells_few', 'cells_many', 'quote_open', 'quote_stray', 'undecodable', 'replaced', 'nul', 'cell_long',
    'cells_incomplete',
}


class ConstituentImportRun(models.Model):
    """The rows that were not taken, as a file to be corrected and imported again."""

    _inherit = 'constituent.import.run'

    blank_count = fields.Integer("Taken with cells left empty", readonly=True, copy=False)

    def _refresh_counts(self):
        done = super()._refresh_counts()
        self.blank_count = self.env['constituent.import.row'].search_count(
            [('run_id', '=', self.id), ('code', '=', BLANK)])
        return done

    def action_download_csv(self):
        return self._download('csv')

    def action_download_xlsx(self):
        return self._download('xlsx')

    def _download(self, kind):
        self.ensure_one()
        self.check_access('read')
        if not self.refused_count + self.skipped_count + self.blank_count:
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

    def _own_header(self):
        """`{what: heading}` of the columns that are added to those of the file."""
        _ = self.env._
        return {
            'marker': _("Import: cells as read"),
            'line': _("Import: line"),
            'outcome': _("Import: outcome"),
            'column': _("Import: column"),
            'reason': _("Import: reason"),
        }

    def _own_columns(self, *keys):
        """How these columns may be called, in any language."""
        headers = [
            self.with_context(lang=code)._own_header() for code, _name in self.env['res.lang'].get_installed()
        ]
        return {name for header in headers for key, name in header.items() if not keys or key in keys}

    def _refused_columns(self):
        """`(places of the columns of the file, number of cells beyond them)`; our own columns, of a file that was
        such a file already, are made anew.
        """
        own = self._own_columns()
        places = [index for index, name in enumerate(self.columns or []) if name not in own]
        longest = self.env.execute_query(SQL(
            "SELECT max(jsonb_array_length(cells)) FROM constituent_import_row"
            " WHERE run_id = %s AND state IN ('refused', 'skipped') AND jsonb_typeof(cells) = 'array'", self.id))[0][0]
        return places, min(max((longest or 0) - len(self.columns or []), 0), MAX_COLUMNS)

    def _refused_header(self):
        places, further = self._refused_columns()
        return [
            *(self.columns[index] for index in places),
            *(self.env._("Import: further cell %(number)s", number=number + 1) for number in range(further)),
            *self._own_header().values(),
        ]

    def _refused_rows(self, harmless=neutralise):
        """Yield the cells of each row that was not taken, or was but for wrong cells, with our own columns; texts by
        way of `harmless`.
        """
        Row = self.env['constituent.import.row']
        width, last = len(self.columns or []), (-1, 0)
        places, further = self._refused_columns()
        places += range(width, width + further)
        left_out, incomplete = self.env._("left out"), self.env._("incomplete")
        taken = self.env._("taken, but for wrong cells")
        states = dict(Row._fields['state']._description_selection(self.env))
        while True:
            rows = Row.search(
                [
                    ('run_id', '=', self.id),
                    '|',
                    ('state', 'in', ('refused', 'skipped')),
                    ('code', '=', BLANK),
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
                cells = row.cells or []
                marker = (
                    taken if row.code == BLANK
                    else left_out if row.code in LEFT_OUT
                    else incomplete if _is_incomplete(row.code, cells)
                    else ''
                )
                yield [
                    *(harmless(cells[index]) if index < len(cells) else '' for index in places),
                    marker,
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
        columns[-4] = xlsx.Column(columns[-4].name, 'integer')
        return xlsx.write(columns, self._refused_rows(as_is), title=self.env._("Not taken"), large=True)


def _is_incomplete(code, cells):
    """True when these cells are not, or do not all say, what stood in the file."""
    return code in BROKEN or any(
        len(cell) > WHOLE if isinstance(cell, str) else not cell or cell.get('!') != 'formula' for cell in cells)


def as_is(cell):
    """The text of a cell as it was, in characters that a workbook can hold."""
    text = (cell.get('text') or '' if isinstance(cell, dict) else cell) or ''
    return text.encode('utf-8', errors='replace').decode()
