from odoo import api, models


class PublisherWarrantyContract(models.AbstractModel):
    """The weekly call home tells Odoo the name, e-mail address and telephone number of this organisation."""
    _inherit = 'publisher_warranty.contract'

    @api.model
    def _get_sys_logs(self):
        self.env['privacy.exit']._check_open('publisher_warranty')
        return super()._get_sys_logs()

    def update_notification(self, cron_mode=True):
        if cron_mode and not self.env['privacy.exit']._is_open('publisher_warranty'):
            return False
        return super().update_notification(cron_mode=cron_mode)
