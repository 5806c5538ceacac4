import logging

from odoo import api, models, tools

_logger = logging.getLogger(__name__)
HEADER = 'X-Privacy-Gate'  # between the judgement and the server; it never leaves
KEPT = 32  # digits of a seal


class IrMailServer(models.Model):
    """The last ring: no server takes a message for a recipient who was not judged (fail closed)."""
    _inherit = 'ir.mail_server'

    @api.model
    def _privacy_seal(self, message_id, address):
        """Proof that this recipient of this message was judged; only this database can make it."""
        return tools.hmac(
            self.env(su=True),  # sudo: the secret of the database is for code alone
            'crm_privacy-judged', (message_id or '', (address or '').lower()))[:KEPT]

    @api.model
    def _prepare_smtp_to_list(self, message, smtp_session):
        addresses = super()._prepare_smtp_to_list(message, smtp_session)
        judged = self._privacy_judged_only(message, addresses)
        if len(judged) < len(addresses):
            self._privacy_refuse(set(addresses) - set(judged))
        return judged

    @api.model
    def _privacy_judged_only(self, message, addresses):
        seals = set((message[HEADER] or '').split())
        return [address for address in addresses if self._privacy_seal(message['Message-Id'], address) in seals]

    @api.model
    def _privacy_refuse(self, addresses):
        """Put down what came to a server by a way around the gate."""
        _logger.warning(
            "Refused a message for %d recipients that the privacy gate was not asked about. Send it by mail.mail.",
            len(addresses))
        normal = [tools.email_normalize(address) for address in addresses]
        # sudo: who is on record does not depend on who sends
        people = self.env['res.partner'].sudo().with_context(active_test=False).search(
            [('email_normalized', 'in', normal)])
        verdict = {'allowed': False, 'reason': 'unjudged', 'basis': False, 'event_id': False, 'rule_id': False}
        self.env['privacy.contact.log']._write_down(
            'smtp', 'UNDECLARED', 'email', dict.fromkeys(people.ids or [0], verdict))

    @api.model
    def _alter_message__(self, message, smtp_from, smtp_to_list):
        done = super()._alter_message__(message, smtp_from, smtp_to_list)
        del message[HEADER]
        return done
