from odoo import api, models

from odoo.addons.crm_privacy.mixins.privacy_outgoing_mixin import UNDECLARED


class MailComposeMessage(models.TransientModel):
    """The composer of a mailing takes its purpose, and leaves out early who may not be reached."""
    _inherit = 'mail.compose.message'

    @api.depends('mass_mailing_id', 'template_id')
    def _compute_privacy_declared(self):
        done = super()._compute_privacy_declared()
        for composer in self.filtered('mass_mailing_id'):
            composer.privacy_purpose_id = composer.mass_mailing_id._privacy_declared()
            composer.privacy_has_marketing = composer.mass_mailing_id.privacy_has_marketing
        return done

    def _prepare_mailing_values(self):
        return {**super()._prepare_mailing_values(), 'privacy_purpose_id': self._privacy_declared().id}

    def _process_mail_values_state(self, mail_values_dict):
        values = super()._process_mail_values_state(mail_values_dict)
        if self.mass_mailing_id and self.model == 'res.partner':
            self._privacy_cancel_early(values)
        return values

    def _privacy_cancel_early(self, values):
        purpose = self.mass_mailing_id._privacy_declared()
        people = self.env['res.partner'].sudo().browse(values).filtered('partner_share')  # sudo: see _privacy_note
        verdicts = {id_: verdict for id_, verdict in people._privacy_gate(purpose or UNDECLARED, 'email').items()
                    if not verdict['allowed']}
        for id_ in verdicts:
            if values[id_].get('state') not in ('cancel', 'exception'):
                values[id_].update(state='cancel', failure_type='no_consent')
        self.env['privacy.contact.log']._write_down(
            'mailing', purpose or UNDECLARED, 'email', verdicts, reference=f'mailing.mailing,{self.mass_mailing_id.id}')
