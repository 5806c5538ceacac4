from odoo import fields
from odoo.tests import tagged

from ..checks import methods
from ..checks.own import definitions
from .common import US, SuiteCase


@tagged('post_install', '-at_install')
class TestMethods(SuiteCase):

    def setUp(self):
        super().setUp()
        self.definition, = definitions(self.env, 'test.crm.note', US)

    def plant(self, name, function):
        setattr(self.definition, name, function)
        self.addCleanup(delattr, self.definition, name)

    def test_public_methods_are_actions(self):
        self.assert_sound(methods.check_public_methods_are_actions(self.env, self.addons))

    def test_a_public_method_is_found(self):
        self.plant('do_it', lambda notes: None)
        self.assert_fault(methods.check_public_methods_are_actions(self.env, US), 'test.crm.note.do_it')

    def test_the_override_of_a_public_method_is_none_of_ours(self):
        self.plant('copy_data', lambda notes, default=None: [])
        self.assert_sound(methods.check_public_methods_are_actions(self.env, US))

    def test_actions_answer(self):
        self.assert_sound(methods.check_actions_answer(self.env, self.addons))

    def test_an_action_that_may_end_without_an_answer_is_found(self):
        def falls_through(notes):
            for note in notes:
                return note.id

        def says_nothing(notes):
            if not notes:
                return
            return True

        def has_one_way_past(notes):
            if notes:
                return True
            else:
                notes.amount = 1

        self.plant('action_planted', None)
        for function in (falls_through, says_nothing, has_one_way_past):
            with self.subTest(function=function.__name__):
                self.definition.action_planted = function
                self.assert_fault(methods.check_actions_answer(self.env, US), 'test.crm.note.action_planted')

    def test_an_action_that_answers_on_every_way_is_sound(self):
        def answers(notes):
            try:
                found = notes.filtered(lambda note: note.amount)
            except ValueError:
                raise
            else:
                return found.ids

        self.plant('action_answers', answers)
        self.assert_sound(methods.check_actions_answer(self.env, US))

    def test_stored_fields_know_nothing_of_today(self):
        self.assert_sound(methods.check_stored_fields_know_nothing_of_today(self.env, self.addons))

    def test_a_stored_field_that_asks_for_today_is_found(self):
        self.patch(self.model._fields['is_past'], 'store', True)
        self.assert_fault(methods.check_stored_fields_know_nothing_of_today(self.env, US), 'test.crm.note.is_past')

    def test_a_stored_field_on_one_that_asks_for_today_is_found(self):
        field = self.model._fields['double']
        depends = {**self.env.registry.field_depends, field: ('is_past',)}
        self.patch(self.env.registry, 'field_depends', depends)
        self.assert_fault(methods.check_stored_fields_know_nothing_of_today(self.env, US), 'test.crm.note.double')

    def test_the_sound_model_answers_as_it_should(self):
        today = fields.Date.context_today(self.model)
        past, now = self.model.create([
            {'name': "Ἰωάννης", 'date': '2020-02-29', 'amount': 2}, {'name': "今日", 'date': today, 'amount': 3}])
        (past | now).action_double()
        self.assertEqual((past | now).mapped('double'), [8, 12])
        self.assertEqual(self.model.search([('is_past', '=', True), ('id', 'in', (past | now).ids)]), past)
        self.assertEqual((past | now).get_words(), ["Ἰωάννης", "今日"])
