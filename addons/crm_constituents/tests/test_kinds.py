from odoo.exceptions import ValidationError

from .import_common import ImportCase


class TestKinds(ImportCase):
    """A constituent stays of the kind that what stands beside it needs, whichever way the kind is changed."""

    def _refused(self, partner, *words, **vals):
        kind = partner.constituent_type
        with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
            partner.write(vals)
        for word in words:
            self.assertIn(word, str(caught.exception))
        partner.invalidate_recordset()
        self.assertEqual(partner.constituent_type, kind)

    def test_who_belongs_to_a_household_stays_a_person(self):
        ada = self._person('Ada Okafor')
        home = self._household(ada)
        for vals in (
            {'constituent_type': 'organisation'}, {'is_company': True}, {'company_type': 'company'},
            {'constituent_type': 'household'}, {'constituent_type': False},
        ):
            with self.subTest(vals=vals):
                self._refused(ada, 'Ada Okafor', home.name, 'Remove', **vals)

    def test_a_membership_that_is_over_counts_too(self):
        zoe = self._person('Zoë Diop')
        self._join(self._household(name='Quay Street 7'), zoe, '2001-01-01', '2002-01-01')
        self._refused(zoe, 'Quay Street 7', constituent_type='organisation')

    def test_a_household_with_members_stays_one(self):
        home = self._household(self._person('Ada Okafor'), self._person('Þór Jónsson'))
        self._refused(home, home.name, 'Ada Okafor', 'Þór Jónsson', constituent_type='individual')
        self._refused(home, home.name, constituent_type='organisation')

    def test_a_post_holds_both_its_sides(self):
        ada, trust = self._person('Ada Okafor'), self._organisation('株式会社みなと')
        self.env['constituent.affiliation'].create({'person_id': ada.id, 'organisation_id': trust.id})
        self._refused(ada, '株式会社みなと', constituent_type='household')
        self._refused(trust, 'Ada Okafor', is_company=False)

    def test_a_relationship_holds_the_sides_that_its_type_names(self):
        ada, bo, chi = (self._person(name) for name in ('Ada Okafor', 'Bo Lind', 'Chi Oh'))
        parent = self._relationship_type('parent')
        self.env['constituent.relationship'].create({'left_id': ada.id, 'type_id': parent.id, 'right_id': bo.id})
        self._refused(ada, 'Ada Okafor', parent.label_ab, 'Bo Lind', constituent_type='organisation')
        self._refused(bo, 'Bo Lind', parent.label_ba, 'Ada Okafor', constituent_type='household')
        loose = self.env['constituent.relationship.type'].sudo().create({
            'code': 'test_friend', 'label_ab': 'friend of', 'is_symmetric': True})
        self.env['constituent.relationship'].create({'left_id': chi.id, 'type_id': loose.id, 'right_id': bo.id})
        chi.constituent_type = 'organisation'
        self.assertTrue(chi.is_company)

    def test_who_has_nothing_beside_changes_freely_and_what_is_removed_with_it_is_no_obstacle(self):
        ada = self._person('Ada Okafor')
        home = self._household(ada)
        ada.write({'constituent_type': 'organisation', 'household_membership_ids': [
            (2, ada.household_membership_ids.id)]})
        self.assertEqual((ada.constituent_type, home.household_size), ('organisation', 0))
        home.constituent_type = 'organisation'
        ada.constituent_type = 'individual'
        self.assertEqual((ada.is_company, home.is_company), (False, True))

    def test_many_are_told_about_the_one_that_stands_in_the_way(self):
        people = self._person('Ada Okafor') + self._person('Bo Lind')
        self._household(people[1])
        with self.assertRaisesRegex(ValidationError, 'Bo Lind'):
            people.write({'constituent_type': 'organisation'})

    def test_the_import_refuses_such_a_row_with_the_reason(self):
        self._imported('Id,Name,Kind,Household\n1,Ада Ковач,person,H1\n2,Bo Lind,person,\n3,Chi Oh,person,\n')
        home = self._partner('1').household_id
        run = self._imported(
            'Id,Name,Kind,City\n1,Ада Ковач,organisation,Bern\n2,Bo Lind,organisation,Ulm\n3,Chi Oh,person,Rom\n')
        self.assertEqual(self._counts(run), (0, 2, 0, 1, 0))
        self.assertIn(home.name, run.refused_ids.reason)
        self.assertEqual(
            [(self._partner(key).constituent_type, self._partner(key).city) for key in '123'],
            [('individual', False), ('organisation', 'Ulm'), ('individual', 'Rom')])
