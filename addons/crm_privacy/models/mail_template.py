from odoo import models

# Odoo's own templates that answer what a person has asked for, by the addon they come with
SERVICES = {
    'auth_signup': 'ACCOUNT', 'auth_totp_mail': 'ACCOUNT', 'portal': 'ACCOUNT', 'account': 'ACCOUNT',
    'payment': 'ACCOUNT', 'calendar': 'EVENT_SERVICE', 'event': 'EVENT_SERVICE',
}


class MailTemplate(models.Model):
    """Templates say what they are sent for."""
    _name = 'mail.template'
    _inherit = ['mail.template', 'privacy.declared']

    def _privacy_declared(self):
        """Its own purpose; of Odoo's templates for services the service that it is."""
        declared = super()._privacy_declared()
        if declared or not self or self.privacy_has_marketing:
            return declared
        addon = (self.get_external_id().get(self.id) or '').partition('.')[0]
        return self.env['privacy.purpose']._find(SERVICES[addon]) if addon in SERVICES else declared

    def _privacy_is_marketing(self):
        """Whether this was declared to be marketing, or to hold it."""
        purpose = self._privacy_declared()
        return bool(self) and (self.privacy_has_marketing or bool(purpose) and purpose.purpose_class != 'service')

    def send_mail_batch(self, res_ids, force_send=False, raise_exception=False, email_values=None,
                        email_layout_xmlid=False):
        purpose = self._privacy_declared()
        if purpose and (purpose.purpose_class != 'service' or not (email_values or {}).get('privacy_purpose_id')):
            # a template of marketing stays marketing, whatever its caller says
            email_values = {**(email_values or {}), 'privacy_purpose_id': purpose.id}
        return super().send_mail_batch(
            res_ids, force_send=force_send, raise_exception=raise_exception, email_values=email_values,
            email_layout_xmlid=email_layout_xmlid)
