from odoo import api, models


class MailLinkPreview(models.Model):
    """Looking up a link tells its site that somebody here wrote about it, and which address of a person it names."""
    _inherit = 'mail.link.preview'

    @api.model
    def _is_link_preview_enabled(self):
        return self.env['privacy.exit']._is_open('link_preview') and super()._is_link_preview_enabled()

    @api.model
    def _create_from_message_and_notify(self, message, request_url=None):
        if not self.env['privacy.exit']._is_open('link_preview'):
            return None
        return super()._create_from_message_and_notify(message, request_url=request_url)
