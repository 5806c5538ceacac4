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

    def _officer(self):
        return new_test_user(
            self.env, 'con_officer', 'crm_constituents.group_constituent_user', name='Olivia Officer', tz='UTC')

    def test_duplicates_are_worked_by_keyboard_by_the_officer(self):
        officer = self._officer()
        Partner, Candidate = self.env['res.partner'], self.env['constituent.match.candidate']
        for name, chance in (('Ada Okafor', .98), ('Björn Lindqvist', .9), ('Chidi Whitby', .8)):
            two = Partner.create([
                {'constituent_type': 'individual', 'name': name, 'city': city} for city in ('Whitby', 'Leeds')])
            Candidate.create({
                'left_id': two[0].id, 'right_id': two[1].id, 'kind': 'individual', 'chance': chance,
                'explanation': {'other': 'family', 'pieces': [
                    ['last', 'same', 6.1, 0.1], ['email', 'same', 12.5, .5], ['first', 'differs', -4.2, -4.0]]}})
        self.start_tour('/odoo/duplicates', 'crm_constituents_duplicates', login='con_officer')
        pairs = Candidate.search([], order='id')
        self.assertEqual(pairs.mapped('state'), ['apart', 'open', 'apart'])
        self.assertEqual(pairs[0].decided_by_id, officer)
        self.assertEqual(self.env['constituent.match.exception'].search_count([]), 4)

    def test_typing_somebody_known_warns_and_lets_save(self):
        self._officer()
        self.env['res.partner'].create({
            'constituent_type': 'individual', 'name': 'Ada Okafor', 'email': 'ada.okafor@example.org'})
        self.start_tour('/odoo/people', 'crm_constituents_typing_twice', login='con_officer')
        self.assertEqual(self.env['res.partner'].search_count([('email_normalized', '=', 'ada.okafor@example.org')]), 2)
