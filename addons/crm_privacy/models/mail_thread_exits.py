from odoo import models

from ..mixins.privacy_outgoing_mixin import SERVICE, Service

NO_MATTER = ('no_contact', 'bouncing', 'contact_changed')  # of the e-mail address, which a device does without


class MailThread(models.AbstractModel):
    """What leaves beside the mails of a record."""
    _inherit = 'mail.thread'

    def _routing_create_bounce_email(self, email_from, body_html, message, **mail_values):
        """Odoo answers somebody who wrote to an address that takes no mail: a service."""
        thread = self.with_context(**{SERVICE: Service('ACCOUNT')})
        return super(MailThread, thread)._routing_create_bounce_email(email_from, body_html, message, **mail_values)

    def _web_push_get_partners_parameters(self, partner_ids):
        """The devices of users from outside show a message only where a service message may reach them."""
        # sudo: who may be reached does not depend on who writes
        outside = self.env['res.partner'].sudo().browse(partner_ids or []).filtered('partner_share')
        verdicts = outside._privacy_gate('ACCOUNT', 'email') if outside else {}
        held = {id_ for id_, verdict in verdicts.items()
                if not verdict['allowed'] and verdict['reason'] not in NO_MATTER}
        if held:
            self.env['privacy.contact.log']._write_down(
                'web_push', 'ACCOUNT', 'email', {id_: verdicts[id_] for id_ in held})
        return super()._web_push_get_partners_parameters([id_ for id_ in partner_ids or [] if id_ not in held])
