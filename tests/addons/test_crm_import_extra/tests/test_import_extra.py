from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.crm_constituents.models import res_partner_bulk_audit

OURS = 'odoo.addons.test_crm_import_extra.models.res_partner'


@tagged('post_install', '-at_install')
class TestImportExtra(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, 'extra_officer', 'crm_constituents.group_constituent_user')
        cls.env['ir.sequence'].create({'name': 'extra', 'code': 'test.import.extra', 'prefix': 'T'})
        cls.Partner = cls.env['res.partner'].with_user(cls.officer)

    def _known_override(self):
        """As if the override of `create` alone had been audited: the rest must still be noticed."""
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)
        real = type(self.Partner)._constituent_bulk_audit

        def audit(model):
            found = real(model)
            return found._replace(
                create_by_orm=tuple(hit for hit in found.create_by_orm if not hit.startswith('create '))
            )

        patcher = patch.object(type(self.Partner), '_constituent_bulk_audit', audit)
        patcher.start()
        self.addCleanup(patcher.stop)

    def _rows(self, count=5, **vals):
        return [
            {'constituent_type': 'individual', 'name': f'Олена Коваль {n}', 'city': 'Київ', **vals}
            for n in range(count)
        ]

    def test_an_unknown_override_of_create_gets_every_row(self):
        self.assertTrue(
            any(
                OURS.removeprefix('odoo.addons.') in hit for hit in self.Partner._constituent_bulk_audit().create_by_orm
            )
        )
        people = self.Partner._constituent_bulk_create(self._rows())
        self.assertEqual(people.mapped('extra_trace'), ['seen'] * 5)

    def test_an_import_says_that_it_took_the_slow_way(self):
        run = (
            self.env['constituent.import.run']
            .with_user(self.officer)
            .create(
                {
                    'name': 'people.csv',
                    'system': 'extra',
                    'file': 'aWQsbmFtZSxjaXR5CjEsQWRhIE9rYWZvcixCZXJuCjIsQm8gTGluZCxBdGxhbnRpcwo=',
                }
            )
        )
        run.action_read()
        run.action_import()
        run.batch_id._run_now()
        self.assertEqual((run.state, run.created_count, run.refused_count), ('done', 1, 1))
        self.assertIn('test_crm_import_extra', run.message)
        self.assertIn('under water', run.refused_ids.reason)

    def test_an_unknown_stored_compute_is_computed_for_new_rows(self):
        self._known_override()
        people = self.Partner._constituent_bulk_create(self._rows())
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT extra_label, extra_trace FROM res_partner WHERE id = ANY(%s) ORDER BY id", [people.ids]
        )
        self.assertEqual(self.env.cr.fetchall(), [(f'Олена Коваль {n} / Київ', None) for n in range(5)])

    def test_an_unknown_stored_compute_follows_a_change(self):
        self._known_override()
        people = self.Partner._constituent_bulk_create(self._rows())
        self.Partner._constituent_bulk_update([(person.id, {'city': 'Львів'}) for person in people])
        self.env.flush_all()
        self.assertEqual(people[0].extra_label, 'Олена Коваль 0 / Львів')

    def test_an_unknown_default_is_asked_for_each_row(self):
        self._known_override()
        people = self.Partner._constituent_bulk_create(self._rows())
        self.assertEqual(people.mapped('extra_level'), ['new'] * 5)
        self.assertEqual(len(set(people.mapped('extra_token'))), 5)
        self.assertFalse('none' in people.mapped('extra_token'))

    def test_an_unknown_constraint_refuses_its_row_alone(self):
        self._known_override()
        rows = self._rows()
        rows[1]['city'] = 'Atlantis'
        rows[3]['zip'] = '66666'
        ids, errors = self.Partner._constituent_bulk_create_each(rows)
        self.assertEqual([bool(id_) for id_ in ids], [True, False, True, False, True])
        self.assertIn('Atlantis', errors[1])
        self.assertIn('not taken here', errors[3])

    def _label_is(self, **attributes):
        """As if the stored compute had been declared with these; in the table, too."""
        self._known_override()
        field = self.Partner._fields['extra_label']
        for name, value in attributes.items():
            patcher = patch.object(field, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)
        if attributes.get('required'):
            self.env.flush_all()
            self.env.cr.execute("ALTER TABLE res_partner ALTER COLUMN extra_label SET NOT NULL")

    def test_a_required_compute_made_before_the_row_refuses_nobody(self):
        self._label_is(precompute=True, required=True)
        ids, errors = self.Partner._constituent_bulk_create_each(self._rows(3))
        self.assertFalse(errors)
        self.assertEqual(
            self.Partner.browse(ids).mapped('extra_label'), [f'Олена Коваль {n} / Київ' for n in range(3)]
        )
        self.assertIn('extra_label', str(self.Partner._constituent_bulk_audit().create_by_orm))

    def test_a_compute_made_before_the_row_has_its_value_in_the_new_row(self):
        self._label_is(precompute=True)
        inserted = []
        real = type(self.Partner)._create

        def insert(model, data_list):
            inserted.extend(data['stored'].get('extra_label') for data in data_list)
            return real(model, data_list)

        insert.__module__ = 'odoo.orm.models'
        with patch.object(type(self.Partner), '_create', insert):
            self.Partner._constituent_bulk_create(self._rows(3))
        self.assertEqual(inserted, [f'Олена Коваль {n} / Київ' for n in range(3)])

    def test_an_unknown_override_of_default_get_is_asked_for_each_row(self):
        self._known_override()
        real, asked = type(self.Partner).default_get, []

        def default_get(model, names):
            asked.append(1)
            return {**real(model, names), 'ref': f'T{len(asked)}'}

        default_get.__module__ = 'odoo.addons.test_stranger.models.res_partner'
        patcher = patch.object(type(self.Partner), 'default_get', default_get)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.env.registry.clear_cache()
        people = self.Partner._constituent_bulk_create(self._rows(4, extra_level='old', extra_token='given'))
        self.assertEqual(len(set(people.mapped('ref'))), 4, people.mapped('ref'))
        by_orm = self.Partner._constituent_bulk_audit().create_by_orm
        self.assertIn('default_get (test_stranger.models.res_partner)', by_orm)

    def test_a_required_field_without_default_is_named(self):
        self._known_override()
        with patch.object(self.Partner._fields['extra_level'], 'default', None):
            self.env.registry.clear_cache()
            _ids, errors = self.Partner._constituent_bulk_create_each(self._rows(1))
        self.assertIn('Extra Level', errors[0])

    def test_the_audit_knows_the_addons_that_were_audited(self):
        self.assertNotIn(OURS, res_partner_bulk_audit._CORE)
