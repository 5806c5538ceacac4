from odoo import api, fields, models

from odoo.addons.crm_privacy.mixins.privacy_outgoing_mixin import MARKETING, SERVICE, UNDECLARED, Service


class SmsComposer(models.TransientModel):
    """What is texted to many says what it is sent for."""
    _name = 'sms.composer'
    _inherit = ['sms.composer', 'privacy.declared']

    privacy_purpose_id = fields.Many2one(compute='_compute_privacy_declared', store=True, readonly=False, index=False)
    privacy_has_marketing = fields.Boolean(compute='_compute_privacy_declared', store=True, readonly=False)

    @api.depends('template_id')
    def _compute_privacy_declared(self):
        for composer in self:
            template = composer.template_id
            if template:
                composer.privacy_purpose_id = template._privacy_declared()
            composer.privacy_has_marketing = template._privacy_is_marketing()

    @api.constrains('privacy_purpose_id', 'privacy_has_marketing', 'template_id')
    def _check_privacy_mixed(self):
        return super()._check_privacy_mixed()

    def _privacy_holds_marketing(self):
        return super()._privacy_holds_marketing() or self.template_id._privacy_is_marketing()

    def _action_send_sms(self):
        purpose, records = self._privacy_declared(), self._get_records()
        answers = self.composition_mode == 'comment' and records is not None and len(records) == 1
        if purpose.purpose_class == 'service':
            self = self.with_context(**{SERVICE: Service(purpose.code)})
        elif purpose or not answers or self.template_id:
            # the same words to many, to bare numbers, or of a template that does not say what it is for, are no answer
            self = self.with_context(**{MARKETING: purpose.code or UNDECLARED})
        return super()._action_send_sms()
