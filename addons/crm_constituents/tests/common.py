from odoo.tests import TransactionCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class ConstituentCase(TransactionCase):
    """One user per role, and short ways to make people; names come from several scripts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'tracking_disable': True})
        cls.env.company.partner_id.tz = 'UTC'
        cls.viewer = new_test_user(cls.env, 'con_viewer', 'crm_constituents.group_constituent_viewer', tz='UTC')
        cls.officer = new_test_user(cls.env, 'con_officer', 'crm_constituents.group_constituent_user', tz='UTC')
        cls.administrator = new_test_user(
            cls.env, 'con_administrator', 'crm_constituents.group_constituent_manager', tz='UTC')

    def setUp(self):
        super().setUp()
        # what a test does, it does as the officer; people are made by the officer too
        self.env = self.env(user=self.officer)

    def _person(self, name, **vals):
        return self.env['res.partner'].create({'constituent_type': 'individual', 'name': name, **vals})

    def _organisation(self, name, **vals):
        return self.env['res.partner'].create({'constituent_type': 'organisation', 'name': name, **vals})

    def _household(self, *people, **vals):
        """Household of `people`: the first is its head."""
        household = self.env['res.partner'].create({'constituent_type': 'household', **vals})
        self.env['constituent.household.membership'].create([
            {'household_id': household.id, 'person_id': person.id, 'role': 'other' if index else 'head'}
            for index, person in enumerate(people)])
        return household

    def _join(self, household, person, date_from=False, date_to=False, **vals):
        return self.env['constituent.household.membership'].create({
            'household_id': household.id, 'person_id': person.id, 'date_from': date_from, 'date_to': date_to, **vals})

    def _relationship_type(self, code):
        return self.env.ref(f'crm_constituents.relationship_type_{code}')
