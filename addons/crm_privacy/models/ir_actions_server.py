import logging

from odoo import fields, models

_logger = logging.getLogger(__name__)


class IrActionsServer(models.Model):
    """Webhooks tell another program about a record: about people only those whose gate says yes, and only when the way
    was opened at all.
    """
    _inherit = 'ir.actions.server'

    privacy_purpose_id = fields.Many2one('privacy.purpose', string="Passes people on for", ondelete='restrict')
    privacy_recipient_id = fields.Many2one(
        'res.partner', string="To the organisation", index='btree_not_null', ondelete='restrict')

    def _run_action_webhook(self, eval_context=None):
        if not self.env['privacy.exit']._is_open('webhook'):
            _logger.info("Webhook %s held back: webhooks are switched off under Privacy, Exits", self.id)
            return None
        record = self.env[self.model_id.model].browse(self.env.context.get('active_id'))
        if not record._privacy_is_about_people():
            return super()._run_action_webhook(eval_context=eval_context)
        links = ['id'] if record._name == 'res.partner' else record._privacy_person_links()
        seen = record.sudo()  # sudo: whom a record is about, for whatever user the action runs
        people = self.env['res.partner'].browse(
            {id_ for link in links for id_ in ([record.id] if link == 'id' else seen[link].ids)})
        purpose, recipient = self.privacy_purpose_id, self.privacy_recipient_id
        if not purpose or not recipient:
            _logger.info("Webhook %s held back: it names no purpose and no recipient for people's data", self.id)
            return None
        if not self.env['privacy.agreement']._allows(recipient, purpose):
            _logger.info("Webhook %s held back: no agreement in force with its recipient for its purpose", self.id)
            return None
        verdicts = people._privacy_gate(purpose, 'disclose', recipient)
        reference = f'{record._name},{record.id}'
        allowed = all(verdict['allowed'] for verdict in verdicts.values())
        if allowed:
            log = self.env['privacy.export.log']._put_down(
                'webhook', record._name, 1, field_names=', '.join(self.webhook_field_ids.mapped('name')),
                purpose=purpose.code, recipient_id=recipient.id, reference=reference)
            self.env['privacy.program.disclosure']._put_down(
                'webhook', purpose, recipient, verdicts, self.webhook_field_ids.mapped('name'), reference=reference)
            reference = f'{log._name},{log.id}'
        self.env['privacy.contact.log']._write_down('webhook', purpose, 'disclose', verdicts, reference=reference)
        if not allowed:
            return None
        return super()._run_action_webhook(eval_context=eval_context)
