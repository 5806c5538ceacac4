import hashlib
import json

from odoo.http import request

from odoo.addons.crm_kit.tools.cells import is_dangerous
from odoo.addons.web.controllers.export import CSVExport, ExcelExport, ExportXlsxWriter, GroupExportXlsxWriter

from ..models.base_export import LEFT_OUT, NOTED


def take(base, data):
    """Make a file by Odoo's own means: about people with the columns that say whom not to contact, without those whose
    data may only be stored, and with its hash in the log.
    """
    params = json.loads(data)
    model = request.env[params['model']].with_context(**params.get('context', {}))
    names = [field['name'] for field in params['fields']]
    if model._privacy_exports_people(names):
        params['fields'] += [
            {'name': name, 'label': model._privacy_column_label(name), 'type': 'boolean'}
            for name in model._privacy_columns(names) if name not in names]
        records = model.browse(params['ids']) if params['ids'] else model.search(params['domain'])
        mine = records._privacy_exportable()
        params['ids'] = mine.ids or False
        request.env.cr.precommit.data[LEFT_OUT] = len(records) - len(mine)
        if not params['ids']:
            params['domain'] = [('id', '=', False)]
        data = json.dumps(params)
    response = base(data)
    ids = request.env.cr.precommit.data.pop(NOTED, ())
    # sudo: nobody has a right to write the log
    request.env['privacy.export.log'].sudo().browse(ids).sha256 = hashlib.sha256(response.get_data()).hexdigest()
    return response


class TextCells:
    """Texts are written as texts: Odoo's own writer makes a formula of a name that begins with `=` (A-13)."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            return self.worksheet.write_string(row, column, cell_value, style)
        return super().write(row, column, cell_value, style)


class ListWriter(TextCells, ExportXlsxWriter):
    pass


class GroupWriter(TextCells, GroupExportXlsxWriter):
    pass


class PrivacyCSVExport(CSVExport):

    def base(self, data):
        return take(super().base, data)

    def from_data(self, fields, columns_headers, rows):
        """Odoo quotes what begins with `=`, `-` and `+`; a spreadsheet runs more than those."""
        return super().from_data(fields, columns_headers, [
            [f"'{cell}" if isinstance(cell, str) and is_dangerous(cell) and cell[0] not in '=-+' else cell
             for cell in row] for row in rows])


class PrivacyExcelExport(ExcelExport):

    def base(self, data):
        return take(super().base, data)

    def from_data(self, fields, columns_headers, rows):
        with ListWriter(fields, columns_headers, len(rows)) as writer:
            for row_index, row in enumerate(rows):
                for cell_index, cell_value in enumerate(row):
                    writer.write_cell(row_index + 1, cell_index, cell_value)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        with GroupWriter(fields, columns_headers, groups.count) as writer:
            x, y = 1, 0
            for group_name, group in groups.children.items():
                x, y = writer.write_group(x, y, group_name, group)
        return writer.value
