from odoo import models


class IrBinary(models.AbstractModel):
    _inherit = 'ir.binary'

    def _record_to_stream(self, record, field_name):
        """The file of a release by its address: asked each time whether it may still be given, and put down (A-25)."""
        stream = super()._record_to_stream(record, field_name)
        if record._name == 'privacy.release' and field_name == 'file':
            record._check_may_be_given()
            self.env['privacy.export.log']._put_down_later(
                'release', record._name, record.row_count, recipient_id=record.recipient_id.id,
                purpose=record.purpose_id.code, sha256=record.file_digest, reference=f'{record._name},{record.id}')
        return stream
