from odoo.fields import Command
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

    def test_segment_is_built_counted_and_frozen_by_the_officer(self):
        new_test_user(
            self.env, 'con_officer', 'crm_constituents.group_constituent_user', name='Olivia Officer', tz='UTC')
        self.env['res.partner.category'].create({'name': 'Press on tour'})
        people = self.env['res.partner'].create([
            {'constituent_type': 'individual', 'name': name, 'city': 'Whitby-on-Tour'}
            for name in ('Ada Okafor', 'Björn Lindqvist', '山田 さくら')])
        self.env['constituent.interaction'].create([
            {'subject': 'Rang', 'channel': 'call', 'partner_ids': [Command.link(people[0].id)]} for _n in range(2)])
        self.start_tour('/odoo/segments', 'crm_constituents_segments', login='con_officer')
        segment = self.env['constituent.segment'].search([('name', '=', 'Whitby, called twice')])
        self.assertEqual([node.get('op', node.get('measure')) for node in segment.definition['of']],
                         ['city', 'contacts', 'none'])
        self.assertEqual(segment.snapshot_ids.line_ids.partner_id, people[0])
