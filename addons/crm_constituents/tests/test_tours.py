from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestTours(HttpCase):

    def test_main_path_by_the_officer(self):
        new_test_user(
            self.env, 'con_officer', 'crm_constituents.group_constituent_user', name='Olivia Officer', tz='UTC')
        self.env['res.partner'].create({'constituent_type': 'individual', 'name': 'Ольга Петрова'})
        self.start_tour('/odoo/people', 'crm_constituents_main_path', login='con_officer')
        ngozi = self.env['res.partner'].search([('email_normalized', '=', 'ngozi@example.org')])
        self.assertEqual((ngozi.name, ngozi.name_prefix), ('Ngozi van der Meer', 'Mrs'))
        self.assertEqual(ngozi.interaction_ids.subject, 'Asked about the hearing loop')
        self.assertEqual(ngozi.household_id.name, 'The van der Meer household')
