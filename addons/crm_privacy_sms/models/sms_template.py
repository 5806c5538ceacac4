from odoo import models

from odoo.addons.crm_privacy.models.mail_template import SERVICES


class SmsTemplate(models.Model):
    """Templates of text messages say what they are sent for."""
    _name = 'sms.template'
    _inherit = ['sms.template', 'privacy.declared']

    def _privacy_declared(self):
        """Its own purpose; of Odoo's templates for services the service that it is."""
        declared = super()._privacy_declared()
        if declared or not self or self.privacy_has_marketing:
            return declared
        addon = (self.get_external_id().get(self.id) or '').partition('.')[0]
        return self.env['privacy.purpose']._find(SERVICES[addon]) if addon in SERVICES else declared

    def _privacy_is_marketing(self):
        purpose = self._privacy_declared()
        return bool(self) and (self.privacy_has_marketing or bool(purpose) and purpose.purpose_class != 'service')
