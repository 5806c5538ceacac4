from odoo.tests import tagged
from odoo.tools import mute_logger

from ..checks import views
from .common import US, SuiteCase


@tagged('post_install', '-at_install')
class TestViews(SuiteCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_users()
        cls.make_records()
        cls.officer = cls.env['res.users'].search(
            [('login', '=', 'suite_crm_constituents.group_constituent_user')])

    def faults(self):
        return views.check_views_render(self.env, US, [self.officer])

    def test_every_view_renders_for_every_role(self):
        self.assert_sound(views.check_views_render(self.env, self.addons, self.users))

    def test_every_template_compiles(self):
        self.assert_sound(views.check_templates_compile(self.env, self.addons))

    def test_the_sound_views_are_among_those_checked(self):
        kinds = {view.type for view in views.own_views(self.env, US)}
        self.assertEqual(kinds, {'list', 'form', 'pivot', 'search'})
        self.assert_sound(self.faults())

    @mute_logger('odoo.addons.base.models.ir_ui_view')
    def test_a_view_with_a_field_that_is_not_there_is_found(self):
        self.plant_arch('test_crm_note_view_list', 'name="partner_id"', 'name="partner"')
        self.assert_fault(self.faults(), 'test_crm_note_view_list')

    def test_a_pivot_of_what_cannot_be_grouped_is_found(self):
        self.plant_arch('test_crm_note_view_pivot', 'name="date" interval="month"', 'name="is_past"')
        self.assert_fault(self.faults(), 'test_crm_note_view_pivot')

    def test_a_form_that_cannot_be_opened_is_found(self):
        def default_get(model, fields):
            raise ValueError("no defaults today")
        self.patch(self.env.registry['test.crm.note'], 'default_get', default_get)
        self.assert_fault(self.faults(), 'test_crm_note_view_form', 'no defaults today')

    def test_a_form_that_fails_on_a_record_is_found(self):
        def compute(notes):
            for note in notes:
                note.is_past = note.date < notes.browse().date  # a record has a date, a new one has none
        field = self.model._fields['is_past']
        self.plant_arch('test_crm_note_view_form', '<field name="amount"/>', '<field name="is_past"/>')
        self.patch(field, 'compute', compute)
        self.env.invalidate_all()
        self.assertTrue(any('TypeError' in fault for fault in self.faults()))

    def test_a_template_that_cannot_be_compiled_is_found(self):
        template = self.env['ir.ui.view'].create({
            'type': 'qweb', 'key': 'test_crm_suite.page', 'name': "page", 'arch': '<t><p t-out="1"/></t>'})
        self.env['ir.model.data'].create({
            'module': 'test_crm_suite', 'name': 'page', 'model': 'ir.ui.view', 'res_id': template.id})
        self.assert_sound(views.check_templates_compile(self.env, US))
        self.plant_arch('page', 't-out="1"', 't-out="1 +"')
        self.assert_fault(views.check_templates_compile(self.env, US), 'test_crm_suite.page')
