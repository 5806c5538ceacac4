from odoo.tests import HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from .common import DemoCase

# Empty until somebody works with them.
# calls come from a telephone system, which the organisation has not connected
MADE_BY_USERS = {
    'constituent.caller', 'constituent.import.profile', 'constituent.merge', 'hub.call', 'kit.intent'}


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

    def screens(self, user, root):
        """`{path of menu: act_window}` of the app `root` that the user sees."""
        menus = self.env['ir.ui.menu'].with_user(user)
        visible = menus.browse(menus._visible_menu_ids()).filtered(
            lambda menu: root.id in map(int, menu.parent_path.split('/')[:-1])
        )
        return {
            menu.complete_name: menu.action.sudo()
            for menu in visible
            if menu.action and menu.action._name == 'ir.actions.act_window'
        }

    def test_every_screen_opens_and_has_something_to_show(self):
        people, kit = self.env.ref('crm_constituents.menu_constituents_root'), self.env.ref('crm_kit.menu_kit_root')
        privacy = self.env.ref('crm_privacy.privacy_menu_root')
        for role, app, fewest in (
            ('viewer', people, 4),
            ('officer', people, 4),
            ('manager', people, 7),
            ('operations', kit, 3),
            ('data_officer', privacy, 19),
            ('privacy_auditor', privacy, 19),
            ('privacy_manager', privacy, 19),
        ):
            user = self.making.record(f'user-{role}')
            screens = self.screens(user, app)
            self.assertGreaterEqual(len(screens), fewest, f"{role}: {list(screens)}")
            for name, action in screens.items():
                with self.subTest(role=role, screen=name):
                    Model = self.env[action.res_model].with_user(user)
                    views = [(view_id, mode) for view_id, mode in action.views]
                    Model.get_views([*views, (action.search_view_id.id, 'search')])
                    domain = safe_eval(action.domain or '[]', {'uid': user.id})
                    found = Model.web_search_read(domain, {'display_name': {}}, limit=80)
                    if action.res_model not in MADE_BY_USERS:
                        self.assertTrue(found['length'], f"{name} is empty: an area of the demo is due.")

    def test_each_role_lands_on_its_own_home(self):
        for role, app, home in (
            ('officer', 'crm_constituents.menu_constituents_root', 'constituents'),
            ('viewer', 'crm_constituents.menu_constituents_root', 'constituents'),
            ('operations', 'crm_kit.menu_kit_root', 'operations'),
            ('data_officer', 'crm_privacy.privacy_menu_root', 'privacy'),
            ('privacy_auditor', 'crm_privacy.privacy_menu_root', 'privacy'),
        ):
            with self.subTest(role=role):
                user = self.making.record(f'user-{role}')
                menus = self.env['ir.ui.menu'].with_user(user)
                visible = menus.browse(menus._visible_menu_ids()).filtered(lambda menu: not menu.parent_id)
                self.assertEqual(visible.sorted()[:1], self.env.ref(app), visible.mapped('name'))
                self.assertEqual(self.env['kit.home'].with_user(user)._get_home()['role'], home)
