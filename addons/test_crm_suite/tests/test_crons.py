import logging

from odoo.tests import tagged

from ..checks import crons
from .common import US, SuiteCase


@tagged('post_install', '-at_install')
class TestCrons(SuiteCase):

    def test_crons_call_one_method_of_their_model(self):
        self.assert_sound(crons.check_crons_call_one_method(self.env, self.addons))

    def test_a_cron_with_code_of_its_own_is_found(self):
        self.env.ref('test_crm_suite.ir_cron_sweep').code = "for note in model.search([]): note.unlink()"
        self.assert_fault(crons.check_crons_call_one_method(self.env, US), 'ir_cron_sweep')

    def test_a_cron_that_calls_nothing_is_found(self):
        self.env.ref('test_crm_suite.ir_cron_sweep').code = "model._cron_swep()"
        self.assert_fault(crons.check_crons_call_one_method(self.env, US), '_cron_swep', 'not there')

    def run_twice(self, cron):
        with self.enter_registry_test_mode(), self.assertNoLogs(level=logging.WARNING):
            cron.method_direct_trigger()
            cron.method_direct_trigger()

    def test_scheduled_work_runs_twice_without_a_word_in_the_log(self):
        for name, cron in crons.own_crons(self.env, self.addons).items():
            with self.subTest(name):
                self.run_twice(cron)

    def test_scheduled_work_that_complains_is_found(self):
        def complain(model):
            logging.getLogger('odoo.addons.test_crm_suite').warning("nothing to sweep")
        self.patch(self.env.registry['test.crm.note'], '_cron_sweep', complain)
        with self.assertRaises(AssertionError):
            self.run_twice(self.env.ref('test_crm_suite.ir_cron_sweep'))
