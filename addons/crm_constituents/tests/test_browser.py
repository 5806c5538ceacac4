from odoo.tests import tagged

from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker


@tagged('post_install', '-at_install')
class TestConstituentWidgets(HOOTCommon):

    def get_hoot_filters(self):
        return f"&id={self._generate_hash('@crm_constituents')}"

    def test_the_timeline(self):
        """The Hoot tests of this addon, in a browser."""
        self.browser_js(
            f'/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{self.hoot_filters}', "", "", login='admin',
            timeout=120, success_signal="[HOOT] Test suite succeeded", error_checker=unit_test_error_checker)

    # what the class of core checks of itself is no concern of ours
    test_generate_hoot_hash = None
    test_get_hoot_filter = None
