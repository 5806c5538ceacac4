from datetime import datetime

from odoo.tests import freeze_time

from .common import ConstituentCase


@freeze_time('2026-03-01 12:00:00')
class TestHome(ConstituentCase):

    def _cards(self, user=None):
        return {card['key']: card for card in self.env['kit.home'].with_user(user or self.officer)._home_cards(
            'constituents')}

    def test_each_role_of_the_area_has_the_home_and_others_have_not(self):
        for user in (self.viewer, self.officer, self.administrator):
            roles = [each['role'] for each in self.env['kit.home'].with_user(user)._get_home()['roles']]
            self.assertIn('constituents', roles)
        plain = self.env['res.users'].sudo().create({
            'name': 'Plain', 'login': 'con_plain', 'group_ids': [(6, 0, [self.env.ref('base.group_user').id])]})
        self.assertNotIn('constituents', [
            each['role'] for each in self.env['kit.home'].with_user(plain)._get_home()['roles']])

    def test_no_number_without_the_records_behind_it(self):
        before = self._cards()
        self._person('Ольга Петрова')
        self._person('山田 さくら', email='sakura@example.org', birthdate='1990-03-05')
        self._person('Gone', is_deceased=True)
        self._household()
        self._household(self._person('Ada Okafor', street='7 Quay Street'))
        self._organisation('Harbour Trust')
        self.env.flush_all()
        after = self._cards(self.viewer)
        grown = {key: after[key].get('count', after[key].get('value')) - card.get('count', card.get('value'))
                 for key, card in before.items() if key.startswith('constituent_') and key in after}
        self.assertEqual(grown, {
            'constituent_unreachable': 1, 'constituent_empty_households': 1, 'constituent_birthdays': 1,
            'constituent_recent': 7, 'constituent_total_individual': 4, 'constituent_total_household': 2,
            'constituent_total_organisation': 1})
        for key, card in after.items():
            if not key.startswith('constituent_'):
                continue
            with self.subTest(card=key):
                self.assertTrue(card['help'], "a figure has a definition")
                number = card.get('count', card.get('value'))
                found = self.env['res.partner'].with_user(self.viewer).search_count(card['action']['domain'])
                self.assertEqual(found, number)

    def test_the_trend_counts_what_was_on_record_at_the_end_of_each_month(self):
        people = self._person('Ada Okafor') | self._person('山田 さくら')
        trend = self._cards()['constituent_total_individual']['trend']
        self.env.flush_all()
        for person, moment in zip(people, (datetime(2025, 3, 15), datetime(2026, 1, 31, 23, 59)), strict=True):
            self.cr.execute("UPDATE res_partner SET create_date = %s WHERE id = %s", [moment, person.id])
        self.env.invalidate_all()
        moved = self._cards()['constituent_total_individual']
        self.assertEqual(len(moved['trend']), 12)
        self.assertEqual(moved['trend'][-1], moved['value'])
        gained = [now - was for now, was in zip(moved['trend'], trend, strict=True)]
        self.assertEqual(gained, [1] * 9 + [2, 2, 2])

    def test_who_logs_in_lands_on_the_home_of_the_area(self):
        """The client opens the first entry of the first app."""
        menus = self.env['ir.ui.menu'].with_user(self.officer).load_menus(False)
        app = menus[menus['root']['children'][0]]
        self.assertEqual(app['xmlid'], 'crm_constituents.menu_constituents_root')
        self.assertEqual(menus[app['children'][0]]['xmlid'], 'crm_constituents.menu_constituents_home')
