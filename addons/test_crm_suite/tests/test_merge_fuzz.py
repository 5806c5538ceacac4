import os
import random

from odoo.tests import TransactionCase, tagged

from ..checks import merge_fuzz

MERGES = 50
# A company's own record always stays, and no calendar event of anybody hangs on a person here.
NOT_FILLED = {'res_company.partner_id', 'calendar_event.res_id'}


@tagged('post_install', '-at_install')
class TestMergeFuzz(TransactionCase):
    """Merges over all models of all installed addons, undone in random order (MS4). `make drill` does 1,000."""

    def test_merges_undone_in_random_order_leave_all_as_it_was(self):
        seed = int(os.environ.get('SEED') or random.SystemRandom().randrange(10**6))
        found = merge_fuzz.run(self.env, MERGES, seed)
        self.assertFalse(found['faults'], f"SEED={seed}: {found['faults'][:5]}")
        self.assertEqual((found['merges'], found['rows lost']), (MERGES, 0), f"SEED={seed}")
        self.assertFalse(set(found['columns without a row']) - NOT_FILLED, "nothing was tried there")
        self.assertGreater(found['moved'], 20 * MERGES)
        self.assertGreater(found['kept'], MERGES)

    def _faults_of_a_merge_that(self, harm):
        """What the run finds when each merge does this to the keys of both people."""
        def harmed(merge, pairs, held):
            self.env.cr.execute(harm, [[*pairs, *pairs.values()]])

        self.patch(self.env.registry['constituent.merge'], '_merge_after', harmed)
        return [fault for fault in merge_fuzz.run(self.env, 5, 1, people=20)['faults']
                if 'constituent_external_id' in fault]

    def test_a_row_that_is_lost_is_found(self):
        faults = self._faults_of_a_merge_that("DELETE FROM constituent_external_id WHERE partner_id = ANY(%s)")
        self.assertTrue([fault for fault in faults if 'were lost' in fault], faults)

    def test_a_row_that_is_changed_is_found(self):
        self.assertTrue(self._faults_of_a_merge_that(
            "UPDATE constituent_external_id SET system = system || '!' WHERE partner_id = ANY(%s)"))
