from odoo import models

from ..mixins.privacy_outgoing_mixin import SERVICE, Service


class ResUsers(models.Model):
    """What Odoo writes to the holder of an account about that account, by mails made without a template."""
    _inherit = 'res.users'

    def _action_reset_password(self, signup_type='reset'):
        return super(ResUsers, self.with_context(**{SERVICE: Service('ACCOUNT')}))._action_reset_password(signup_type)

    def _notify_security_setting_update(self, subject, content, mail_values=None, **kwargs):
        return super(ResUsers, self.with_context(**{SERVICE: Service('ACCOUNT')}))._notify_security_setting_update(
            subject, content, mail_values=mail_values, **kwargs)
