from collections import Counter

from odoo import api, fields, models

from ..mixins.privacy_outgoing_mixin import MARKETING, SERVICE, UNDECLARED, Service

MOST_COUNTED = 5000  # recipients that the composer judges while one writes


class MailComposeMessage(models.TransientModel):
    """What is written to many says what it is sent for."""
    _name = 'mail.compose.message'
    _inherit = ['mail.compose.message', 'privacy.declared']

    privacy_purpose_id = fields.Many2one(compute='_compute_privacy_declared', store=True, readonly=False, index=False)
    privacy_has_marketing = fields.Boolean(compute='_compute_privacy_declared', store=True, readonly=False)
    privacy_note = fields.Text("Who is left out", compute='_compute_privacy_note')

    @api.depends('template_id')
    def _compute_privacy_declared(self):
        for composer in self:
            template = composer.template_id
            if template:
                composer.privacy_purpose_id = template._privacy_declared()
            composer.privacy_has_marketing = bool(template) and template._privacy_is_marketing()

    @api.constrains('privacy_purpose_id', 'privacy_has_marketing', 'template_id')
    def _check_privacy_mixed(self):
        return super()._check_privacy_mixed()

    def _privacy_holds_marketing(self):
        return super()._privacy_holds_marketing() or self.template_id._privacy_is_marketing()

    @api.depends('composition_mode', 'model', 'privacy_purpose_id', 'res_domain', 'res_ids')
    def _compute_privacy_note(self):
        for composer in self:
            composer.privacy_note = composer._privacy_note() if composer.composition_mode == 'mass_mail' else False

    def _privacy_note(self):
        """Who would be left out as it stands, by reason; the last word is spoken when each mail is sent."""
        if not self.model:
            return False
        if self.res_domain:
            records = self.env[self.model].search(self._evaluate_res_domain(), limit=MOST_COUNTED + 1)
        else:
            records = self.env[self.model].browse(self._evaluate_res_ids() or [])
        if len(records) > MOST_COUNTED:
            return False
        partners = self.env['res.partner'].union(*records._mail_get_partners().values())
        outside = partners.sudo().filtered('partner_share')  # sudo: who works here is no secret of the composer's user
        purpose = self._privacy_declared()
        verdicts = outside._privacy_gate(purpose or UNDECLARED, 'email')
        reasons = Counter(verdict['reason'] if purpose else 'undeclared'
                          for verdict in verdicts.values() if not verdict['allowed'])
        if not reasons:
            return False
        said = self.env['privacy.reason']
        return '\n'.join([
            self.env._("%(held)s of %(all)s people will not get this.", held=reasons.total(), all=len(partners)),
            *(f'{count} × {said._words(reason)}' for reason, count in reasons.most_common(4))])

    # -- handing it on -----------------------------------------------------------

    def _prepare_mail_values_static(self):
        values = super()._prepare_mail_values_static()
        if self.composition_mode == 'mass_mail':
            values['privacy_purpose_id'] = self._privacy_declared().id
        return values

    def _action_send_mail_comment(self, res_ids):
        purpose = self._privacy_declared()
        if purpose.purpose_class == 'service':
            self = self.with_context(**{SERVICE: Service(purpose.code)})
        elif purpose or len(res_ids) > 1 or self.template_id:
            # the same words to many are no answer to one of them, nor is a template that does not say what it is for:
            # an automation sends it to one after the other
            self = self.with_context(**{MARKETING: purpose.code or UNDECLARED})
        return super()._action_send_mail_comment(res_ids)

    def _prepare_schedule_message_post_values(self, post_values):
        values = super()._prepare_schedule_message_post_values(post_values)
        purpose = self._privacy_declared()
        if purpose and purpose.purpose_class != 'service':
            values['send_context'] = {**(values.get('send_context') or {}), MARKETING: purpose.code}
        return values
