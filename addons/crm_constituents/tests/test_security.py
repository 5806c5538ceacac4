from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import ConstituentCase


class TestSecurity(ConstituentCase):

    def test_viewer_reads_and_changes_nothing(self):
        ada = self._person('Ada Okafor', birthdate='1980-05-17')
        seen = ada.with_user(self.viewer)
        self.assertEqual(str(seen.birthdate), '1980-05-17')
        with self.assertRaises(AccessError):
            seen.write({'first_name': 'Eve'})
        with self.assertRaises(AccessError):
            self.env['res.partner'].with_user(self.viewer).create({'name': '山田', 'constituent_type': 'individual'})

    def test_only_administrators_delete_people(self):
        ada = self._person('Ольга Петрова')
        with self.assertRaises(UserError) as caught:
            ada.unlink()
        self.assertIn("Archive them instead", str(caught.exception))
        ada.with_user(self.administrator).unlink()
        self.assertFalse(ada.exists())

    def test_portal_user_sees_none_of_these_models(self):
        portal = new_test_user(self.env(su=True), 'con_portal', 'base.group_portal')
        for model in (
            'constituent.household.membership', 'constituent.relationship', 'constituent.relationship.type',
            'constituent.affiliation', 'constituent.role', 'constituent.role.type', 'constituent.external.id',
            'constituent.interaction', 'constituent.pattern',
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])
        seen = self.env['res.partner'].with_user(portal).fields_get()  # nothing that is meant for the staff
        for name in ('alert_note', 'confidential', 'birthdate', 'household_id', 'role_ids', 'interaction_ids'):
            self.assertNotIn(name, seen)
        self.assertIn('first_name', seen)
