import tempfile
import time
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..tools import other_side


@tagged('post_install', '-at_install')
class TestOtherSide(TransactionCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_a_side_that_honours_keys_does_a_deed_once(self):
        for number in range(3):
            other_side.do(self.folder, 'k1', number, honours_keys=True, moody=False)
        self.assertEqual(other_side.deeds(self.folder), {'k1': 1})

    def test_a_side_that_does_not_honour_keys_doubles_what_is_asked_twice(self):
        """The witness can tell a double: without this the tests with kills would prove nothing."""
        for number in range(2):
            other_side.do(self.folder, 'k1', number, honours_keys=False, moody=False)
        self.assertEqual(other_side.deeds(self.folder), {'k1': 2})

    def test_it_knows_what_it_did(self):
        self.assertIsNone(other_side.find(self.folder, 'k1'))
        other_side.do(self.folder, 'k1', 0, honours_keys=True, moody=False)
        self.assertEqual(other_side.find(self.folder, 'k1'), 'ref-k1')

    def test_silence_comes_before_and_after_the_deed(self):
        before = after = 0
        self.startPatcher(patch.object(other_side, 'do_late'))
        for n in range(200):
            try:
                other_side.do(self.folder, f'k{n}', 0, honours_keys=True)
            except other_side.Silence:
                if other_side.find(self.folder, f'k{n}'):
                    after += 1
                else:
                    before += 1
            except other_side.Busy:
                self.assertIsNone(other_side.find(self.folder, f'k{n}'))
        self.assertGreater(before, 5)
        self.assertGreater(after, 5)

    def _wait_for(self, key):
        limit = time.monotonic() + 20
        while not other_side.find(self.folder, key) and time.monotonic() < limit:
            time.sleep(0.05)

    def test_a_deed_may_land_after_its_caller_has_gone(self):
        other_side.do_late(self.folder, 'k1', False, 0.2)
        self.assertIsNone(other_side.find(self.folder, 'k1'), "when it is asked at once it knows nothing")
        self._wait_for('k1')
        self.assertEqual(other_side.deeds(self.folder), {'k1': 1})

    def test_some_silences_are_deeds_on_their_way(self):
        late = []
        with patch.object(other_side, 'do_late', lambda folder, key, *args: late.append(key)):
            for n in range(200):
                try:
                    other_side.do(self.folder, f'k{n}', 0, honours_keys=False)
                except (other_side.Silence, other_side.Busy):
                    continue
        self.assertGreater(len(late), 5)
        self.assertFalse(set(late) & set(other_side.deeds(self.folder)))

    def test_a_deed_that_lands_late_is_done_once(self):
        """The worker died one second after the request, which is still on its way."""
        intent = self.env['kit.intent']._once('late-1', 'chaos.asked', {'payload': {'folder': self.folder}})
        other_side.do_late(self.folder, 'late-1', False, 0.5)
        self.env.flush_all()
        self.env.cr.execute("UPDATE kit_intent SET state = 'attempting', attempts = 1, attempted_at = now() "
                            "AT TIME ZONE 'UTC' WHERE id = %s", [intent.id])
        self.env.invalidate_all()
        self.assertEqual(intent._job_attempt(), 'attempting', "no trace of it: it may be on its way")
        self._wait_for('late-1')
        self.assertEqual(intent._job_attempt(), 'done')
        self.assertEqual(other_side.deeds(self.folder), {'late-1': 1})

    def test_long_work_is_done_whole_and_once(self):
        work = self.env['test.chaos'].create({'name': "Sorting seeds", 'size': 25, 'chunk': 10})
        batch = self.env['kit.batch']._start("Sorting seeds", work, '_work', total=25)
        batch._run_now()
        self.assertEqual(work.line_ids.mapped('number'), list(range(25)))
        self.assertEqual((batch.state, batch.done_count), ('done', 25))
