from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import PrivacyCase

LAW = ('privacy.purpose', 'privacy.rule', 'privacy.statement', 'privacy.statement.version', 'privacy.child.age',
       'privacy.clock', 'privacy.holiday', 'privacy.service', 'privacy.jurisdiction')
PROOF = ('privacy.consent.event', 'privacy.consent.state', 'privacy.ledger.seal', 'privacy.ledger.anchor',
         'privacy.ledger.check', 'privacy.contact.log', 'privacy.exit')


@tagged('post_install', '-at_install')
class TestPrivacyScreens(PrivacyCase):
    """Who sees and who changes what in the app."""

    def _menus(self, user):
        menus = self.env['ir.ui.menu'].with_user(user)
        root = self.env.ref('crm_privacy.privacy_menu_root')
        visible = menus._visible_menu_ids()
        # a menu is seen where all above it are
        return menus.browse(visible).filtered(lambda menu: str(root.id) in (path := [
            part for part in menu.sudo().parent_path.split('/') if part]) and visible.issuperset(map(int, path)))

    def test_the_law_is_read_by_all_roles_and_entered_by_the_administrator_alone(self):
        for model in LAW:
            for user, may in ((self.auditor, False), (self.data_officer, False), (self.law_maker, True)):
                records = self.env[model].with_user(user)
                self.assertTrue(records.has_access('read'), (model, user.login))
                for operation in ('write', 'create', 'unlink'):
                    self.assertEqual(records.has_access(operation), may, (model, user.login, operation))

    def test_proof_is_changed_by_nobody(self):
        for model in PROOF:
            for user in (self.auditor, self.data_officer, self.law_maker):
                records = self.env[model].with_user(user)
                self.assertTrue(records.has_access('read'), (model, user.login))
                for operation in ('write', 'create', 'unlink'):
                    self.assertFalse(records.has_access(operation), (model, user.login, operation))

    def test_the_app_is_seen_by_the_roles_of_privacy_and_by_nobody_else(self):
        self.assertFalse(self._menus(self.officer))
        self.assertEqual(self._menus(self.auditor), self._menus(self.data_officer))
        screens = {menu.action.res_model for menu in self._menus(self.law_maker).sudo()
                   if menu.action and menu.action._name == 'ir.actions.act_window'}
        self.assertLessEqual({*LAW, *PROOF, 'privacy.restriction', 'privacy.screening', 'privacy.suppression'}, screens)

    def test_a_rule_entered_on_the_form_changes_the_answer_on_the_page_at_once(self):
        person = self._reachable("Ada Okafor")

        def cell():
            answers = person.with_user(self.data_officer).action_privacy_answers()
            return next(row for row in answers['purposes'] if row['code'] == 'CAMPAIGNING')['cells']['email']
        self.assertEqual((cell()['allowed'], cell()['reason']), (False, 'needs_consent'))
        with Form(self.env['privacy.rule'].with_user(self.law_maker)) as form:
            form.jurisdiction_id = self.env['privacy.jurisdiction'].search([('code', '=', 'EU')])
            form.country_id = self.env.ref('base.de')
            form.purpose_class, form.channel, form.requirement = 'charity', 'email', 'optout'
            form.source = "A law of the day after tomorrow"
        self.assertEqual((cell()['allowed'], cell()['source']), (True, "A law of the day after tomorrow"))

    def test_a_restriction_entered_on_the_form_closes_every_answer(self):
        person = self._reachable("Ada Okafor")
        self._consents(person)
        with Form(self.env['privacy.restriction'].with_user(self.data_officer)) as form:
            form.partner_id, form.ground = person, 'accuracy'
        self.assertTrue(person.with_user(self.viewer).privacy_is_restricted)
        answers = person.with_user(self.viewer).action_privacy_answers()
        # who asks about their data is answered all the same (GDPR Art. 12)
        self.assertEqual({
            cell['reason'] for purpose in answers['purposes'] if purpose['code'] != 'RIGHTS'
            for cell in purpose['cells'].values()}, {'restricted'})
        with self.assertRaises(AccessError):
            self.env['privacy.restriction'].with_user(self.officer).create(
                {'partner_id': person.id, 'ground': 'claims'})

    def test_the_form_enters_no_request_of_nobody(self):
        form = Form(self.env['privacy.request'].with_user(self.data_officer))
        with self.assertRaisesRegex(AssertionError, 'requester_name'):
            form.save()
        form.requester_name = "Zoë"
        self.assertEqual(form.save().state, 'new')
