from werkzeug.exceptions import Forbidden

from odoo import api, models


class SpreadsheetDashboardShare(models.Model):
    """A dashboard for everybody who has a link: neither made nor answered until an administrator opened that."""
    _inherit = 'spreadsheet.dashboard.share'

    @api.model_create_multi
    def create(self, vals_list):
        self.env['privacy.exit']._check_open('dashboard_share')
        return super().create(vals_list)

    def _check_dashboard_access(self, access_token):
        if not self.env['privacy.exit']._is_open('dashboard_share'):
            raise Forbidden(self.env._("This dashboard is not shared any more."))
        return super()._check_dashboard_access(access_token)
