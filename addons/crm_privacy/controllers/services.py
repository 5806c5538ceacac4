from odoo import http
from odoo.http import request

from odoo.addons.html_editor.controllers.main import HTML_Editor
from odoo.addons.mail.controllers.google_translate import GoogleTranslateController


class PrivacyTranslateController(GoogleTranslateController):

    def _post(self, endpoint='', data=None):
        """The text of a message goes to Google: about whom it is nobody knows, so the way is shut until opened."""
        request.env['privacy.exit']._check_open('translation')
        return super()._post(endpoint=endpoint, data=data)


class PrivacyEditorController(HTML_Editor):

    @http.route()
    def generate_text(self, prompt, conversation_history):
        request.env['privacy.exit']._check_open('text_generation')
        return super().generate_text(prompt, conversation_history)

    @http.route()
    def link_preview_metadata(self, preview_url):
        """Anybody may ask here, and our server would fetch the address: shut until opened (SSRF, ASVS 1.3.6)."""
        if not request.env['privacy.exit']._is_open('link_preview'):
            return {}
        return super().link_preview_metadata(preview_url)
