from odoo import models
from odoo.exceptions import UserError

NOTED = 'crm_privacy.reports'


class IrActionsReport(models.Model):
    """Documents about people that a user prints: of nobody whose data may only be stored, and on record."""
    _inherit = 'ir.actions.report'

    def _privacy_check_report(self, report_ref, res_ids):
        report = self._get_report(report_ref)
        model = self.env.get(report.model)
        if self.env.su or model is None or not res_ids or not model._privacy_is_about_people():
            return
        records = model.browse([res_ids] if isinstance(res_ids, int) else res_ids)
        records.check_access('read')
        left_out = records - records._privacy_exportable()
        if left_out:
            raise UserError(self.env._(
                "The data of %(names)s may only be stored at present (GDPR Art. 18). Take them out of the selection "
                "and print again.", names=', '.join(left_out[:5].mapped('display_name'))))
        # a PDF is made of the page that was checked before: one line for both
        noted = self.env.cr.postcommit.data.setdefault(NOTED, set())
        if (report.id, records._ids) in noted:
            return
        noted.add((report.id, records._ids))
        self.env['privacy.export.log']._put_down_later(
            'report_pdf', model._name, len(records), why=report.name, reference=report.report_name)

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        self._privacy_check_report(report_ref, res_ids)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_html(self, report_ref, docids, data=None):
        self._privacy_check_report(report_ref, docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_text(self, report_ref, docids, data=None):
        self._privacy_check_report(report_ref, docids)
        return super()._render_qweb_text(report_ref, docids, data=data)
