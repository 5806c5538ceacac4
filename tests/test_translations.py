"""What supporters see is complete in French, German and Spanish; and the check of it finds what is missing."""
import sys
import unittest
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / 'scripts'))

import po  # noqa: E402

PLACES = {'crm_kit.link_page'}


class TestTranslations(unittest.TestCase):

    def entry(self, msgid, msgstr='', place='model_terms:ir.ui.view,arch_db:crm_kit.link_page'):
        return polib.POEntry(msgid=msgid, msgstr=msgstr, occurrences=[(place, '')])

    def problems(self, *entries):
        file = polib.POFile()
        file.extend(entries)
        return list(po.problems(file, PLACES))

    def test_what_supporters_see_is_complete(self):
        checked = 0
        for template in sorted((ROOT / 'addons').glob('*/i18n/*.pot')):
            addon = template.parents[1]
            if addon.name == 'crm_demo':  # the story of the sample organisation is told in English
                continue
            places = po.public_places(addon)
            terms = {entry.msgid for entry in polib.pofile(str(template)) if po.is_public(entry, places)}
            for language in po.LANGUAGES:
                with self.subTest(addon=addon.name, language=language):
                    file = polib.pofile(str(template.with_name(f'{language}.po')))
                    self.assertEqual(list(po.problems(file, places)), [])
                    self.assertLessEqual(terms, {entry.msgid for entry in file if entry.msgstr})
                    checked += len(terms)
        self.assertGreater(checked, 30, "the pages of public links alone have ten terms in three languages")

    def test_a_missing_term_of_a_page_is_found(self):
        self.assertEqual(self.problems(self.entry("Thank you")), ["not translated: 'Thank you'"])
        self.assertEqual(self.problems(self.entry("Thank you", "Merci")), [])

    def test_a_missing_term_of_staff_is_not_demanded(self):
        self.assertEqual(self.problems(self.entry("Stop", place='model:kit.batch,name:crm_kit.x')), [])

    def test_a_placeholder_that_does_not_come_back_is_found(self):
        for source, translation in (
            ("Try again in %(wait)s seconds.", "Réessayez plus tard."),
            ("%(a)s of %(b)s", "%(a)s de %(c)s"),
            ("<strong>Thank</strong> you", "Merci"),
        ):
            with self.subTest(source):
                found, = self.problems(self.entry(source, translation))
                self.assertIn('differ', found)
        for source, translation in (
            ("%(a)s of %(b)s", "de %(b)s, %(a)s"),
            ('<i class="fa" title="Alert"/>', '<i class="fa" title="Alerte"/>'),
        ):
            with self.subTest(source):
                self.assertEqual(self.problems(self.entry(source, translation)), [])

    def test_pages_mails_and_controllers_are_where_supporters_read(self):
        places = po.public_places(ROOT / 'addons' / 'crm_kit')
        self.assertIn('crm_kit.link_page', places)
        self.assertIn('addons/crm_kit/controllers/link.py', places)
        self.assertNotIn('crm_kit.kit_batch_view_form', places)


if __name__ == '__main__':
    unittest.main()
