import time
import uuid
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

MARK = '.'


class IrAttachment(models.Model):
    """Links to files with a token end: the day stands in the token, a token without one ends by the age of the file."""
    _inherit = 'ir.attachment'

    def _generate_access_token(self):
        days = max(1, self.env.company.sudo().privacy_link_days)  # sudo: a setting
        return f'{uuid.uuid4().hex}{MARK}{int(time.time()) + days * 86_400:x}'

    def generate_access_token(self):
        # sudo: a new token in place of one that has ended, for whoever may make one
        self.sudo().filtered(lambda file: file.access_token and file._privacy_link_ended()).access_token = False
        return super().generate_access_token()

    def _privacy_link_ended(self):
        _random, mark, end = (self.access_token or '').rpartition(MARK)
        if mark:
            try:
                return int(end, 16) < time.time()
            except ValueError:
                return True
        days = max(1, self.env.company.sudo().privacy_link_days)  # sudo: a setting
        return bool(self.create_date) and self.create_date < fields.Datetime.now() - timedelta(days=days)

    def _can_return_content(self, field_name=None, access_token=None):
        if access_token and self.sudo()._privacy_link_ended():  # sudo: a visitor reads no attachment
            raise AccessError(self.env._("This link has ended. Ask whoever sent it for a new one."))
        return super()._can_return_content(field_name, access_token)
