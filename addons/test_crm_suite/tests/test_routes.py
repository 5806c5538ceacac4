from odoo import http
from odoo.tests import tagged

from ..checks import routes
from .common import US, SuiteCase


@tagged('post_install', '-at_install')
class TestRoutes(SuiteCase):

    def plant(self, **routing):
        """Let this addon answer at an address, for one test."""
        class Planted(http.Controller):
            @http.route('/test_crm_suite/<token>', **routing)
            def show(self, token):
                return token

        http.Controller.children_classes['test_crm_suite'].remove(Planted)  # a class enters itself
        self.patch(http.Controller, 'children_classes', {'test_crm_suite': [Planted]})

    def test_every_address_says_who_may_come_and_how(self):
        self.assert_sound(routes.check_routes_are_declared(self.addons))

    def test_every_address_is_in_the_table_with_its_test(self):
        self.assert_sound(routes.check_routes_are_in_the_table(self.addons, routes.ROUTES))

    def test_an_address_that_does_not_say_how_is_found(self):
        self.plant(auth='user')
        self.assert_fault(routes.check_routes_are_declared(US), 'ANY /test_crm_suite/<token>', 'methods')

    def test_an_address_that_does_not_say_who_is_found(self):
        self.plant(methods=['GET'])
        self.assert_fault(routes.check_routes_are_declared(US), 'GET /test_crm_suite/<token>', 'auth')

    def test_an_address_that_shows_and_acts_is_found(self):
        self.plant(auth='public', methods=['GET', 'POST'])
        self.assert_fault(routes.check_routes_are_declared(US), 'GET shows, POST acts')

    def test_an_address_without_csrf_check_is_found(self):
        self.plant(auth='public', methods=['POST'], csrf=False)
        self.assert_fault(routes.check_routes_are_declared(US), 'csrf')

    def test_an_address_outside_of_the_table_is_found(self):
        self.plant(auth='public', methods=['GET'])
        self.assert_fault(routes.check_routes_are_in_the_table(US, {}), 'not in routes.ROUTES')

    def test_a_test_that_is_not_there_is_found(self):
        self.plant(auth='public', methods=['GET'])
        table = {'GET /test_crm_suite/<token>': ("rate limit", ('test_crm_suite', 'TestRoutes', 'test_nothing'))}
        self.assert_fault(routes.check_routes_are_in_the_table(US, table), 'has no test')

    def test_an_address_that_nobody_answers_is_found(self):
        self.patch(http.Controller, 'children_classes', {})
        table = {'GET /gone': ("rate limit", ('test_crm_suite', 'TestRoutes', 'test_nothing'))}
        self.assert_fault(routes.check_routes_are_in_the_table(US, table), '/gone')
