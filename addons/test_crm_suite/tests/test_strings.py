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

    def test_a_raw_text_that_comes_by_a_variable_is_found(self):
        for text in (
            'def f(self):\n    message = "Not like this"\n    raise UserError(message)',
            'def f(self):\n    if a:\n        m = f"Not {this}"\n    raise UserError(m)',
            'M = "Not like this"\ndef f(self):\n    raise UserError(M)',
            'def f(self):\n    m = "Not this"\n    raise ValidationError(m or self.env._("All is well"))',
            'def f(self):\n    raise UserError("Not this" if a else self.env._("Nor that"))',
            'def f(self):\n    m = self.env._("Look:")\n    m += " not this"\n    raise UserError(m)',
        ):
            with self.subTest(text):
                self.assert_fault(list(strings.python_faults('x.py', text)), 'is raised with', 'self.env._()')

    def test_a_raw_text_in_an_action_is_found(self):
        for text in (
            "return {'type': 'ir.actions.client', 'tag': 'display_notification',\n"
            "    'params': {'message': 'All is well done', 'next': {'type': 'ir.actions.act_window_close'}}}",
            "text = 'All is well done'\nreturn {'type': 'ir.actions.client', 'params': {'title': text}}",
            "\nreturn {'type': 'ir.actions.act_window', 'name': f'People of {name}'}",
        ):
            with self.subTest(text):
                self.assert_fault(list(strings.python_faults('x.py', text)), 'x.py:2', 'self.env._()')

    def test_what_only_programs_read_of_an_action_is_sound(self):
        text = (
            "name = 'All is well'\n"
            "def f(self):\n"
            "    name = self.env._('All is well')\n"
            "    return {'type': 'ir.actions.client', 'tag': 'display_notification', 'name': self.env._('Done'),\n"
            "        'params': {'type': 'success', 'sticky': False, 'next': {'tag': 'soft_reload'}}}\n"
            "def g(self):\n"
            "    return {'type': 'text of mine', 'name': 'a key'}\n"
            "def h(self, name):\n"
            "    raise UserError(name)\n"
            "def i(self, text):\n"
            "    query = 'SELECT 1'\n"
            "    raise UserError(text)\n")
        self.assert_sound(strings.python_faults('x.py', text))

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
