from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .request_common import RequestCase


@tagged('post_install', '-at_install')
class TestRequestPortal(HttpCase, RequestCase):
    """A supporter sees how far the own requests are, and nothing else of them."""

    def test_who_is_logged_in_sees_the_own_requests_and_no_others(self):
        ada, björn = self._person('Ada Okafor'), self._person('Björn Lindqvist')
        new_test_user(self.env(su=True), 'con_ada', 'base.group_portal', partner_id=ada.id)
        own = self._request(ada, subject='Where is my receipt?', description='secret words', user_id=self.officer.id)
        shared = self._request(björn, subject='Our garden', other_partner_ids=[Command.set(ada.ids)])
        shared._resolve('not_possible', 'between us: difficult')
        other = self._request(björn, subject='Nothing of hers')
        self.authenticate('con_ada', 'con_ada')
        page = self.url_open('/my/requests').text
        for words in (own.subject, own.name, 'Being looked after', shared.subject, 'Settled'):
            self.assertIn(words, page)
        for words in (other.subject, other.name, 'secret words', 'difficult', self.officer.name, self.team.name):
            self.assertNotIn(words, page)
        self.assertIn('/my/requests', self.url_open('/my').text)

    def test_who_is_not_logged_in_is_sent_to_the_login(self):
        self.authenticate(None, None)
        self.assertIn('/web/login', self.url_open('/my/requests').url)
