from odoo.tests import tagged

from ..checks import people
from .common import US, SuiteCase


@tagged('post_install', '-at_install')
class TestPeople(SuiteCase):

    def test_links_to_people_are_indexed_and_deliberate(self):
        self.assert_sound(people.check_links_to_people(self.env, self.addons))

    def test_a_link_without_index_is_found(self):
        self.env.cr.execute("DROP INDEX test_crm_note__partner_id_index")
        self.patch(self.model._fields['partner_id'], 'index', None)
        self.assert_fault(people.check_links_to_people(self.env, US), 'test.crm.note.partner_id', 'no index')

    def test_a_link_that_is_emptied_is_found(self):
        self.patch(self.model._fields['partner_id'], 'ondelete', 'set null')
        self.assert_fault(people.check_links_to_people(self.env, US), 'test.crm.note.partner_id', 'ondelete')

    def test_every_link_to_a_person_is_in_the_merge_plan(self):
        self.assert_sound(people.check_links_are_in_the_merge_plan(self.env, self.shipped))

    def test_a_link_outside_of_the_merge_plan_is_found(self):
        self.assert_fault(people.check_links_are_in_the_merge_plan(self.env, US), 'test.crm.note.partner_id')

    def test_everything_about_a_person_is_in_the_erasure_plan(self):
        self.assert_sound(people.check_the_erasure_plan_is_whole(self.env, self.shipped))

    def test_a_model_outside_of_the_erasure_plan_is_found(self):
        self.assert_fault(people.check_the_erasure_plan_is_whole(self.env, US), 'test.crm.note', 'survive')

    def test_a_field_that_an_erasure_forgets_is_found(self):
        plan = [
            {'records': self.model, 'action': 'write', 'values': {'partner_id': False}},
            {'records': self.model, 'action': 'keep', 'fields': ('name',), 'ground': "for the test"},
        ]
        self.patch(self.env.registry['res.partner'], 'get_erasure_plan', lambda partner: plan)
        self.assert_fault(people.check_the_erasure_plan_is_whole(self.env, US), 'test.crm.note.date')
