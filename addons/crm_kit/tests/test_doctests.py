import doctest

from odoo.tests import BaseCase, tagged

from ..tools import cells, csvout, intents, logs, money, pace, uploads, xlsx


@tagged('post_install', '-at_install')
class TestDoctests(BaseCase):

    def test_examples_in_the_tools_are_true(self):
        for module in (cells, csvout, intents, logs, money, pace, uploads, xlsx):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted, "the module shows no example")
                self.assertFalse(result.failed)
