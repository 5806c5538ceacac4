import re

from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestDigest(HttpCase):
    """Odoo's links in a digest, which acted when they were opened (A-04, P-40)."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(self.env, 'dig_reader', 'base.group_user')
        self.manager = new_test_user(self.env, 'dig_manager', 'base.group_user,base.group_erp_manager')
        self.digest = self.env['digest.digest'].create({
            'name': "Weekly", 'user_ids': [(6, 0, self.user.ids)], 'periodicity': 'daily'})
        self.query = f'token={self.digest._get_unsubscribe_token(self.user.id)}&user_id={self.user.id}'
        self.url = f'/digest/{self.digest.id}/unsubscribe?{self.query}'

    def _csrf(self, page):
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]

    def test_a04_a_scanner_that_opens_the_links_of_a_digest_changes_nothing(self):
        oneclick = f'/digest/{self.digest.id}/unsubscribe_oneclik?{self.query}'
        for verb in ('GET', 'HEAD', 'OPTIONS', 'GET'):
            for url in (self.url, f'{self.url}&one_click=0', oneclick):
                self.url_open(url, method=verb)
        self.env.invalidate_all()
        self.assertEqual(self.digest.user_ids, self.user)

    def test_the_page_that_asks_unsubscribes_when_its_button_is_pressed(self):
        page = self.url_open(self.url)
        self.assertIn("No more of these digests?", page.text)
        answer = self.url_open(self.url, data={'csrf_token': self._csrf(page)})
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertFalse(self.digest.user_ids)

    def test_the_button_of_a_forged_link_unsubscribes_nobody(self):
        forged = self.url.replace('token=', 'token=x')
        answer = self.url_open(forged, data={'csrf_token': self._csrf(self.url_open(forged))})
        self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(self.digest.user_ids, self.user)

    def test_p40_one_click_acts_at_once(self):
        answer = self.url_open(f'/digest/{self.digest.id}/unsubscribe_oneclik?{self.query}', data={
            'List-Unsubscribe': 'One-Click'})
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertFalse(self.digest.user_ids)

    def test_how_often_it_comes_is_changed_by_a_button_too(self):
        self.authenticate('dig_manager', 'dig_manager')
        url = f'/digest/{self.digest.id}/set_periodicity?periodicity=weekly'
        page = self.url_open(url)
        self.env.invalidate_all()
        self.assertEqual(self.digest.periodicity, 'daily')
        self.url_open(url, data={'csrf_token': self._csrf(page)})
        self.env.invalidate_all()
        self.assertEqual(self.digest.periodicity, 'weekly')
