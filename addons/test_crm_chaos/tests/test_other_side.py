import tempfile

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

    def test_long_work_is_done_whole_and_once(self):
        work = self.env['test.chaos'].create({'name': "Sorting seeds", 'size': 25, 'chunk': 10})
        batch = self.env['kit.batch']._start("Sorting seeds", work, '_work', total=25)
        batch._run_now()
        self.assertEqual(work.line_ids.mapped('number'), list(range(25)))
        self.assertEqual((batch.state, batch.done_count), ('done', 25))
