from unittest.mock import patch

from .import_common import ImportCase

FILE = 'Id,First name,Last name,Type,Household,Employer,Job title\n' + ''.join(
    f'{n},{first},{last},{kind},{household},{employer},{title}\n'
    for n, (first, last, kind, household, employer, title) in enumerate((
        ('Олена', 'Коваль', 'person', 'H1', 'Muehle', 'Chefin'),
        ('Petro', 'Коваль', 'person', 'H1', 'Muehle', ''),
        ('小明', '王', 'person', 'H2', 'Acme\\Süd', 'a\tb'),
        ('Ngọc', 'Nguyễn', 'person', 'H2', 'MUEHLE', 'Köchin'),
        ('Aïcha', 'Sow', 'person', '', 'Acme\\Süd', ''),
        ('', 'Verein', 'organisation', 'H3', 'Muehle', ''),
        ('Þór', 'Jónsson', 'person', 'H4', '', ''),
    ), 1))
MODELS = ('constituent.household.membership', 'constituent.affiliation')
NOT_COMPARED = ('id', 'create_date', 'write_date')


class TestImportBeside(ImportCase):
    """Households and employers of new people come in sets, and are what the ORM would have made."""

    def _rows(self, model):
        model = self.env[model]
        names = [name for name, field in model._fields.items() if field.store and field.column_type
                 and name not in NOT_COMPARED]
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT {', '.join(names)} FROM {model._table} WHERE person_id = ANY(%s)",
            [self._people().ids])
        people = self.env['res.partner']
        found = []
        for values in self.env.cr.fetchall():
            row = dict(zip(names, values, strict=True))
            for name in ('person_id', 'household_id', 'organisation_id'):
                if name in row:
                    partner = people.browse(row[name])
                    row[name] = (partner.name, partner.household_naming, partner.active, partner.household_size)
            found.append(row)
        return sorted(found, key=str)

    def _people(self):
        return self.env['constituent.external.id'].search([('system', '=', 'test')]).partner_id

    def _made(self, **vals):
        run = self._imported(FILE, **vals)
        self.assertEqual(run.refused_count, 0, run.row_ids.mapped('reason'))
        return [self._rows(model) for model in MODELS]

    def test_rows_by_copy_equal_those_of_the_orm(self):
        for vals in ({}, {'for_company': True}):
            with self.subTest(**vals):
                Run = self.env.registry['constituent.import.run']
                with self.env.cr.savepoint() as savepoint:
                    with patch.object(Run, '_has_strangers', return_value=True):
                        slow = self._made(**vals)
                    savepoint.rollback()
                with self.env.cr.savepoint() as savepoint:
                    with patch.object(Run, '_copy_dated', autospec=True, side_effect=Run._copy_dated) as copy:
                        fast = self._made(**vals)
                    self.assertEqual([len(call.args[2]) for call in copy.call_args_list], [5, 5])
                    savepoint.rollback()
                self.assertEqual([len(rows) for rows in fast], [5, 5])
                self.assertEqual(fast, slow)

    def test_whoever_has_a_post_already_goes_through_the_checks(self):
        self._imported('Id,Name,Employer\n1,Олена,Muehle\n2,Minh,\n')
        Run = self.env.registry['constituent.import.run']
        with patch.object(Run, '_copy_dated', autospec=True, side_effect=Run._copy_dated) as copy:
            self._imported('Id,Name,Employer\n1,Олена,Acme\n2,Minh,Acme\n')
        (rows,) = [call.args[2] for call in copy.call_args_list]
        self.assertEqual([row['person_id'] for row in rows], [self._partner('2').id])
        posts = self.env['constituent.affiliation'].search([('person_id', '=', self._partner('1').id)])
        self.assertEqual(posts.sorted('id').mapped('is_primary'), [True, False])

    def test_where_another_addon_has_a_say_the_orm_does_it(self):
        Run, Membership = self.env['constituent.import.run'], self.env['constituent.household.membership']
        stored = {name for name, field in Membership._fields.items() if field.store and field.column_type
                  and name not in ('id', 'create_uid', 'create_date', 'write_uid', 'write_date')}
        self.assertFalse(Run._has_strangers(Membership, stored))

        def create(self, vals_list):
            return self.browse()

        create.__module__ = 'odoo.addons.somebody.models.membership'
        with patch.object(self.env.registry['constituent.household.membership'], 'create', create):
            self.assertTrue(Run._has_strangers(Membership, stored))
