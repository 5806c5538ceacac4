from odoo.tests import tagged

from ..checks import strings
from .common import US, SuiteCase


@tagged('post_install', '-at_install')
class TestStrings(SuiteCase):

    def test_errors_are_raised_with_texts_that_can_be_translated(self):
        self.assert_sound(strings.check_python_texts(self.addons))

    def test_a_raw_text_in_an_error_is_found(self):
        for text in (
            'raise UserError("Choose a note first.")',
            'raise UserError(f"Choose {note}.")',
            'raise exceptions.ValidationError("Choose " + note)',
            'raise AccessError("Choose %s." % note)',
            'raise UserError("Choose {}.".format(note))',
        ):
            with self.subTest(text):
                self.assert_fault(list(strings.python_faults('x.py', text)), 'x.py:1', 'self.env._()')

    def test_a_text_put_together_inside_of_the_translation_is_found(self):
        faults = list(strings.python_faults('x.py', '\nraise UserError(self.env._(f"Choose {note}."))'))
        self.assert_fault(faults, 'x.py:2', 'no translator')

    def test_translated_texts_are_sound(self):
        for text in (
            'raise UserError(self.env._("Choose a note, %(name)s.", name=name))',
            'raise UserError(message)',
            'raise UserError("\\n".join(lines))',
        ):
            with self.subTest(text):
                self.assert_sound(strings.python_faults('x.py', text))

    def test_scripts_show_only_texts_that_can_be_translated(self):
        self.assert_sound(strings.check_script_texts(self.addons))

    def test_a_raw_text_of_a_script_is_found(self):
        for text in (
            'this.notification.add("The work was stopped.")',
            'this.dialog.add(Confirm, { title: "Stop the work?" })',
            "const field = { displayName: 'Progress bar' };",
        ):
            with self.subTest(text):
                self.assert_fault(list(strings.script_faults('x.js', text)), 'x.js:1', '_t()')

    def test_a_translated_text_of_a_script_is_sound(self):
        text = '// title: "Only a comment"\nthis.notification.add(_t("It was stopped.")); const a = { label: "id" };'
        self.assert_sound(strings.script_faults('x.js', text))

    def test_templates_show_only_texts_that_translators_are_asked_for(self):
        self.assert_sound(strings.check_template_texts(self.env, self.addons))

    def test_a_text_of_a_template_that_is_not_exported_is_found(self):
        for text in (
            '<templates><t t-name="x"><p>All  is\n done</p></t></templates>',
            '<templates><t t-name="x"><p title="All is done"/></t></templates>',
            '<templates><t t-name="x"><Dialog title.translate="All is done"/></t></templates>',
            '<templates><t t-name="x"><b t-out="a"/>All is done</t></templates>',
        ):
            with self.subTest(text):
                self.assert_fault(list(strings.template_faults('x.xml', text, set())), '“All is done”')
                self.assert_sound(strings.template_faults('x.xml', text, {"All is done"}))

    def test_a_text_that_is_not_for_translators_is_sound(self):
        text = '<templates><t t-name="x"><p t-translation="off">https</p><i class="Big name"/>12 %</t></templates>'
        self.assert_sound(strings.template_faults('x.xml', text, set()))

    def test_labels_of_fields_are_exported(self):
        self.assert_sound(strings.check_labels_are_exported(self.env, self.addons))

    def test_a_label_that_is_not_exported_is_found(self):
        terms = {"Name", "Date", "About", "Company", "Amount", "Double"}
        self.patch(strings, 'exported_terms', lambda env, addon: terms)
        self.assert_fault(strings.check_labels_are_exported(self.env, US), '“Is Past”')
