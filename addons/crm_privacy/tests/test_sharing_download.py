import base64
import hashlib

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from .sharing_common import SharingCase


class TestPrivacyReleaseDownload(SharingCase, HttpCase):
    """The file as it comes out of the browser (P-30)."""

    @mute_logger('odoo.http')
    def test_p30_what_is_downloaded_is_what_was_hashed_and_for_the_data_officer_only(self):
        person = self._reachable("Ada Okafor")
        self._agrees(person)
        for kind in ('xlsx', 'csv'):
            with self.subTest(kind=kind):
                release = self._passed_on(person, format=kind)
                url = release.action_download()['url']
                self.env.flush_all()
                self.authenticate('pri_officer', 'pri_officer')
                answer = self.url_open(url)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(hashlib.sha256(answer.content).hexdigest(), release.file_digest)
                self.assertEqual(answer.content, base64.b64decode(release.file))
                for login in ('pri_auditor', 'con_officer'):
                    self.authenticate(login, login)
                    self.assertIn(self.url_open(url).status_code, (403, 404), login)
                self.authenticate(None, None)
                self.assertIn(self.url_open(url).status_code, (403, 404), "nobody's link")
