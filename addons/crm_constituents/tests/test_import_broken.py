from .broken_file import make_broken
from .import_common import ImportCase


class TestImportBroken(ImportCase):
    """Broken files: what is good goes in, what is not is explained, nothing is lost."""

    def setUp(self):
        super().setUp()
        self.env.company.sudo().country_id = self.env.ref('base.us')

    def test_of_ten_thousand_rows_a_thousand_broken_ones_are_explained(self):
        content, marks = make_broken(rows=10_000, broken=1_000, seed=7)
        self.assertGreaterEqual(len(set(marks.values())), 40)
        run = self._imported(content, name='broken.csv')
        self.assertEqual(self._counts(run)[:3], (9_000, 0, 0))
        self.assertEqual(run.refused_count + run.skipped_count, 1_000)
        self.assertTrue(run.is_reconciled)
        explained = {row.line for row in run.refused_ids if row.reason and row.reason != row.code}
        self.assertEqual(explained, set(marks))
        cells = self.env['constituent.import.row'].search([('run_id', '=', run.id)]).mapped('cells')
        self.assertLess(max(len(str(cell)) for cell in cells), 20_000, "a megabyte is refused and not kept")

    def test_other_seeds_come_out_even(self):
        for seed in (1, 2, 3):
            with self.subTest(seed=seed):
                content, marks = make_broken(rows=600, broken=120, seed=seed)
                run = self._imported(content, name=f'broken{seed}.csv', system=f'seed{seed}', on_duplicate='create')
                self.assertEqual((run.created_count, run.refused_count + run.skipped_count), (480, 120))
                self.assertEqual({row.line for row in run.refused_ids}, set(marks))
