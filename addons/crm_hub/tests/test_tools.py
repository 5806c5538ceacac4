import doctest

from odoo.tests import BaseCase, tagged

from ..tools import payload, signature


@tagged('post_install', '-at_install')
class TestHubTools(BaseCase):

    def test_examples_in_the_tools_are_true(self):
        for module in (payload, signature):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)
