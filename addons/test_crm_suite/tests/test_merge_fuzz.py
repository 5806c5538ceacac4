import os
import random

from odoo.tests import TransactionCase, tagged

from ..checks import merge_fuzz

MERGES = 50


@tagged('post_install', '-at_install')
class TestMergeFuzz(TransactionCase):
    """Merges over all models of all installed addons, undone in random order (MS4). `make drill` does 1,000."""

    def test_merges_undone_in_random_order_leave_all_as_it_was(self):
        seed = int(os.environ.get('SEED') or random.SystemRandom().randrange(10**6))
        with self.subTest(seed=seed):
            found = merge_fuzz.run(self.env, MERGES, seed)
            self.assertEqual(found['merges'], MERGES, found)
            self.assertEqual(found['rows lost'], 0, f"SEED={seed}")
            self.assertFalse(found['faults'], f"SEED={seed}: {found['faults'][:5]}")
