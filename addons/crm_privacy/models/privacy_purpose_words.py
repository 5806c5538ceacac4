from odoo import models
from odoo.exceptions import UserError

# Words of consent for a purpose that has no statement of its own.
BY_CLASS = {
    'charity': 'CONSENT_MARKETING', 'trading': 'CONSENT_MARKETING', 'sharing': 'CONSENT_SHARING',
    'publishing': 'CONSENT_PUBLISH',
}


class PrivacyPurpose(models.Model):
    """The words in which people are asked for a purpose."""
    _inherit = 'privacy.purpose'

    def _privacy_statement_code(self):
        """Code of the statement that asks for this purpose: its own, else the one of its class; False without any."""
        self.ensure_one()
        # sudo: what is shown to the public
        own = self.env['privacy.statement'].sudo().search(
            [('purpose_id', '=', self.id), ('kind', '=', 'consent')], order='id DESC', limit=1)
        return own.code or BY_CLASS.get(self.purpose_class, False)

    def _privacy_words_now(self, lang=None):
        """The version in force of the words for this purpose, in this language.

        :raise UserError: nobody has written any: nothing may be asked then (P-01)
        """
        code = self._privacy_statement_code()
        words = code and self.env['privacy.statement']._current(code, lang)
        if not words:
            raise UserError(self.env._(
                "There are no words of consent for “%(purpose)s”, so nobody can be asked. Add a statement for it under "
                "Privacy > Law > Statements.", purpose=self.name))
        return words

    def _privacy_words_shown(self, version_id, lang=None):
        """The version that a page has shown, if it is still the one in force, in whatever language.

        :raise UserError: other words hold by now; who was shown the old ones has not agreed to these
        """
        now = self._privacy_words_now(lang)
        # sudo: what is shown to the public
        shown = self.env['privacy.statement.version'].sudo().browse(_row_number(version_id)).exists()
        if not shown or (shown.statement_id, shown.number) != (now.statement_id, now.number):
            raise UserError(self.env._(
                "The words for “%(purpose)s” have changed since you opened this page. Nothing was changed. Please read "
                "them again, and choose once more.", purpose=self.name))
        return shown

    def _privacy_is_asked(self):
        """Whether people decide about this purpose; what is necessary for a service is told and not asked."""
        self.ensure_one()
        return not self.is_abstract and (self.purpose_class != 'service' or self.basis == 'consent')


def _row_number(text):
    """The id that a page sent back; 0, which no row has, for whatever cannot be one: “²” is a digit and no number."""
    text = str(text)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
