from odoo.tests import tagged

from ..checks import coverage
from .common import US, SuiteCase


@tagged('post_install', '-at_install')
class TestCoverage(SuiteCase):

    def test_every_addon_has_tests(self):
        self.assert_sound(coverage.check_addons_have_tests(self.addons))

    def test_an_addon_without_tests_is_found(self):
        self.patch(coverage, 'test_sources', lambda addon: {'__init__.py': '', 'common.py': 'def _make(): pass'})
        self.assert_fault(coverage.check_addons_have_tests(US), 'test_crm_suite has no test')

    def test_every_model_is_named_in_a_test(self):
        tests = coverage.all_tests(self.addons)
        self.assert_sound(coverage.check_models_are_named_in_a_test(self.env, self.shipped, tests))

    def test_a_model_that_no_test_names_is_found(self):
        self.assert_fault(coverage.check_models_are_named_in_a_test(self.env, US, ''), 'test.crm.note')

    def test_an_exception_whose_test_is_not_there_is_found(self):
        self.patch(coverage, 'TESTED_BY', {'test.crm.note': ('test_crm_suite', 'test_nothing_of_the_kind')})
        self.assert_fault(coverage.check_models_are_named_in_a_test(self.env, US, ''), 'test.crm.note')

    def test_the_exceptions_name_models_that_are_there(self):
        self.assertEqual([name for name in coverage.TESTED_BY if name not in self.env], [])
