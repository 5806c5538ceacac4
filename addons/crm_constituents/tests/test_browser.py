from odoo.tests import tagged

from odoo.addons.crm_kit.tests.common import WidgetCase


@tagged('post_install', '-at_install')
class TestConstituentWidgets(WidgetCase):
    addon = 'crm_constituents'

    def test_the_timeline(self):
        """The Hoot tests of this addon, in a browser."""
        self._run_hoot()
