from datetime import datetime

import pytz

from odoo import api, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    @api.model
    def _constituent_today(self):
        """The organisation's date: today in the time zone of the current company, whoever asks from wherever.

        Membership of a household, roles and ages change at this midnight for everybody at once.
        """
        # sudo: the time zone of the company's own address, which a portal user may not read. Only that one is fetched:
        # it is asked in every transaction, and all fields of a company and its address cost several milliseconds
        company = self.env.company.sudo().with_context(prefetch_fields=False)
        zone = company.partner_id.tz or self.env.user.tz or 'UTC'
        return datetime.now(pytz.timezone(zone)).date()
