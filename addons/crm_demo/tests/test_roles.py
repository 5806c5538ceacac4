from odoo.tests import HttpCase, tagged

from .common import DemoCase


@tagged('post_install', '-at_install')
class TestRoles(DemoCase, HttpCase):
    """Each role's user logs in with the password that was handed over, and finds its screens filled."""

    def test_there_is_one_user_per_role_each_with_a_password_of_its_own(self):
        credentials = self.making.credentials
        self.assertEqual(len(credentials), len(self.env['demo.maker']._user_roles()))
        self.assertEqual(len({password for _login, _role, password in credentials}), len(credentials))
        for login, _role, password in credentials:
            self.assertRegex(password, r'^[a-z2-9]{4}(-[a-z2-9]{4}){2}$')
            self.assertFalse(self.env['ir.config_parameter'].search_count([('value', 'ilike', password)]))
            self.assertTrue(self.env['res.users'].search([('login', '=', login)]).partner_id.constituent_type)

    def test_every_role_logs_in(self):
        for login, role, password in self.making.credentials:
            with self.subTest(role=role):
                self.authenticate(login, password)
                page = self.url_open('/my' if 'portal' in role else '/odoo')
                self.assertEqual(page.status_code, 200)
                self.assertNotIn('/web/login', page.url)

    def test_new_passwords_replace_the_old_ones(self):
        old = {login: password for login, _role, password in self.making.credentials}
        renewed = self.env['demo.maker']._renew_passwords(self.making)
        self.assertEqual(len(renewed), len(old))
        for login, _role, password in renewed:
            self.assertNotEqual(password, old[login])
        login, _role, password = renewed[0]
        self.authenticate(login, password)
