from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker


class KitCase(TransactionCase):
    """A clerk with no special right and an operator; chunks are counted through the clerk's own partner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(cls.env, 'kit_clerk', 'base.group_user', name="Nguyễn Thị Hoa")
        cls.colleague = new_test_user(cls.env, 'kit_colleague', 'base.group_user', name="Jürgen Straß")
        cls.operator = new_test_user(
            cls.env, 'kit_operator', 'base.group_user,crm_kit.group_kit_operator', name="Олена Коваль")

    @contextmanager
    def _chunks(self, method):
        """Let `method(record, batch)` be the work of the batches that are started inside."""
        with patch.object(self.env.registry['res.partner'], '_kit_test_chunk', method, create=True):
            yield

    def _start(self, user=None, total=10, **kwargs):
        user = user or self.clerk
        Batch = self.env['kit.batch'].with_user(user)
        record = user.with_user(user).partner_id
        return Batch._start("Count the sheep", record, '_kit_test_chunk', total=total, **kwargs)


def chunks_of(size, total, note=None):
    """Work that counts to `total` by `size`; `note(record, batch, at)` is called first in each chunk."""
    def chunk(record, batch):
        at = batch.cursor or 0
        if note:
            note(record, batch, at)
        upto = min(at + size, total)
        return {'cursor': upto, 'done': upto - at, 'failed': 0, 'finished': upto >= total}
    return chunk


def commits_flush(cr):
    """Patcher for tests of workers that commit: the test is one transaction, so a commit only flushes."""
    return patch.object(cr, 'commit', cr.flush)


class WidgetCase(HOOTCommon):
    """Runs the Hoot tests of one addon in a browser; a test of the class that names the addon calls `_run_hoot()`."""

    addon = ''

    def get_hoot_filters(self):
        return f"&id={self._generate_hash(f'@{self.addon}')}"

    def _run_hoot(self):
        self.browser_js(
            f'/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{self.hoot_filters}', "", "", login='admin',
            timeout=120, success_signal="[HOOT] Test suite succeeded", error_checker=unit_test_error_checker)
