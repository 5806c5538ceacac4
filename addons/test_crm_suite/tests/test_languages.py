from odoo.tests import HttpCase, tagged

from ..checks.own import own_addons

PAGE = {  # how the page of a link that opens nothing begins
    'fr_FR': "Ce lien n'ouvre rien",
    'de_DE': "Dieser Link führt zu nichts",
    'es_ES': "Este enlace no abre nada",
}


@tagged('post_install', '-at_install')
class TestLanguages(HttpCase):
    """The translations of our addons come with a language, without a word in the log, and are shown."""

    def speak(self, code):
        with self.assertNoLogs(level='WARNING'):
            self.env['res.lang']._activate_lang(code)
            self.env['ir.module.module']._load_module_terms(own_addons(self.env), [code])

    def test_a_page_for_supporters_is_shown_in_the_language_of_their_browser(self):
        for code, words in PAGE.items():
            with self.subTest(code):
                self.speak(code)
                self.opener.cookies.clear()
                page = self.url_open('/k/nothing', headers={'Accept-Language': code.replace('_', '-')}).text
                self.assertIn(words, page.replace('&#39;', "'"))
                self.assertNotIn("This link does not open anything", page)

    def test_the_nearest_language_is_taken_and_the_page_says_which_it_is(self):
        for code, asked, attributes in (
            ('de_DE', 'de-AT', 'lang="de-DE" dir="ltr"'),
            ('ar_001', 'ar', 'lang="ar-001" dir="rtl"'),
            ('ar_001', 'xx', 'lang="en-US" dir="ltr"'),
        ):
            with self.subTest(asked):
                self.speak(code)
                self.opener.cookies.clear()
                page = self.url_open('/k/nothing', headers={'Accept-Language': asked}).text
                self.assertIn(f'<html {attributes}>', page)

    def test_a_label_is_shown_in_the_language_of_the_user(self):
        self.speak('de_DE')
        label = self.env['constituent.interaction'].with_context(lang='de_DE').fields_get(['summary'])['summary']
        self.assertEqual(label['string'], "Was gesagt wurde")
