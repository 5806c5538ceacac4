import hashlib
import json

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.crm_kit.tools.cells import is_dangerous
from odoo.addons.web.controllers.pivot import TableExporter


def harmless(text):
    """A text that no spreadsheet runs; numbers as they are."""
    return f"'{text}" if isinstance(text, str) and is_dangerous(text) else text


def _cells(table):
    """Headings, rows and values of a pivot table."""
    for row in table.get('col_group_headers') or ():
        yield from row
    for name in ('measure_headers', 'origin_headers', 'rows'):
        yield from table.get(name) or ()
    for row in table.get('rows') or ():
        yield from row.get('values') or ()


class PrivacyTableExporter(TableExporter):
    """The browser sends the table itself: what is in it was read with the rights of the user, and filtered there."""

    @http.route()
    def export_xlsx(self, data, **kw):
        if not request.env.user.has_group('base.group_allow_export'):
            raise AccessError(request.env._(
                "You have no right to take data out in files. Ask an administrator for “Access to export feature”."))
        content = data.read() if hasattr(data, 'read') else data
        table = json.loads(content) or {}
        # Odoo's writer makes a formula of a name that begins with `=`
        for cell in _cells(table):
            cell.update({name: harmless(cell[name]) for name in ('title', 'value') if name in cell})
        response = super().export_xlsx(json.dumps(table), **kw)
        request.env['privacy.export.log']._put_down_later(
            'pivot_export', table.get('model'), len(table.get('rows') or ()), why=table.get('title'),
            sha256=hashlib.sha256(response.get_data()).hexdigest())
        return response
