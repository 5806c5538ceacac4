import stat
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from odoo.tests import BaseCase, tagged

from ..cli.crm_demo import CrmDemo

CREDENTIALS = [('soledad.núñez', "Constituent officer", 'abcd-efgh-2345')]


@tagged('post_install', '-at_install')
class TestCommand(BaseCase):
    def setUp(self):
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / 'users.txt'

    def hand_over(self, path, terminal=False):
        said = StringIO()
        said.isatty = lambda: terminal
        with redirect_stdout(said):
            CrmDemo()._hand_over(CREDENTIALS, path)
        return said.getvalue()

    def test_passwords_are_written_for_the_owner_alone(self):
        self.hand_over(self.path)
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)
        self.assertEqual(
            self.path.read_text().split(maxsplit=2), ['soledad.núñez', 'abcd-efgh-2345', "Constituent officer\n"]
        )

    def test_passwords_are_printed_on_a_terminal_and_never_into_a_log_beside_the_file(self):
        self.assertIn('abcd-efgh-2345', self.hand_over(self.path, terminal=True))
        self.assertNotIn('abcd-efgh-2345', self.hand_over(self.path))
        self.assertIn('abcd-efgh-2345', self.hand_over(None), "They would be lost.")

    def test_a_file_that_cannot_be_written_leaves_nothing_behind(self):
        self.path.mkdir()
        with self.assertRaises(OSError):
            self.hand_over(self.path)
        self.assertEqual([entry.name for entry in self.path.parent.iterdir()], ['users.txt'])
