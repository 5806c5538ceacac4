from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ConstituentSegmentSnapshot(models.Model):
    """A list that is made to ask for something leaves out whom nobody should ask now."""
    _inherit = 'constituent.segment.snapshot'

    is_for_asking = fields.Boolean(
        "Made to ask for something", help="Left out: who is in an open complaint, and whose alert says stop.")

    @api.model
    def _reasons(self):
        return {
            **super()._reasons(), 'complaint': self.env._("In an open complaint"),
            'alert': self.env._("An alert says: ask first")}

    def _left_out_selects(self):
        selects = super()._left_out_selects()
        if self.is_for_asking:
            # sudo: also whom a complaint to another company concerns; the list says the reason and nothing else
            Partner = self.env['res.partner'].sudo().with_context(active_test=False)
            today = self.env['res.company']._constituent_today()
            for reason, domain in (
                ('complaint', Partner._domain_open_complaint()),
                ('alert', Partner._domain_alert_on(today) & Domain('alert_stops', '=', True)),
            ):
                selects.append(SQL(
                    "SELECT id, %s AS reason FROM res_partner WHERE id IN %s", reason,
                    Partner._search(domain).subselect()))
        return selects
