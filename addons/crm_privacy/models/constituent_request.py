from odoo import api, fields, models


class ConstituentRequest(models.Model):
    """Requests of supporters seen from here: some of them are about personal data, and go to the data officer."""
    _inherit = 'constituent.request'

    privacy_request_id = fields.Many2one(
        'privacy.request', string="Request about data", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null', groups='crm_privacy.group_privacy_auditor,crm_privacy.group_privacy_officer')

    def _mail_purpose(self):
        """What is sent about a request answers what the person asked."""
        return {**super()._mail_purpose(), 'privacy_purpose_id': self.env['privacy.purpose']._find('ACCOUNT').id}

    @api.model
    def _offers_privacy(self):
        return True

    def _open_privacy(self):
        """Enter it in the register, once, and show it to who may see it; whoever hears of a right hands it on."""
        asked = self.sudo()  # sudo: handing on is for everybody who answers requests; only data officers see it there
        if not asked.privacy_request_id:
            asked.privacy_request_id = asked.env['privacy.request'].create(self._prepare_privacy_request())
            self.message_post(body=self.env._("Handed to the data officer."), subtype_xmlid='mail.mt_note')
        entered = asked.privacy_request_id.with_env(self.env)
        if entered.has_access('read'):
            return entered._get_records_action()
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'success', 'message': self.env._(
                    "The data officer has it as %(number)s, and answers it from there.",
                    number=asked.privacy_request_id.name)}}

    def _prepare_privacy_request(self):
        """Values of the request about personal data; what exactly is asked for, the data officer decides."""
        by = {'call': 'phone', 'letter': 'post', 'email': 'email', 'portal': 'portal', 'web': 'web'}
        channel = by.get(self.channel, 'person')
        return {
            'partner_id': self.partner_id.id, 'company_id': self.company_id.id, 'user_id': False,
            'details': self.description or self.subject, 'received_on': self.received_at.date(),
            # what came by our own forms was not confirmed by the link of the register
            'received_by': 'email' if channel == 'web' else channel}
