from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_requests import RequestCase


@tagged('post_install', '-at_install')
class TestPrivacyMerges(RequestCase):
    """Who was protected stays protected when two become one, and when they are two again (P-11, P-23, P-36, P-38)."""

    def setUp(self):
        super().setUp()
        self.one, self.two = self._reachable("Pavel Novák"), self._reachable("Pavel Novak", email='old@novak.example')
        self.Suppression = self.env['privacy.suppression'].sudo()

    def _merge(self, **choices):
        merge = self.env['constituent.merge'].sudo()._merge({self.two.id: self.one.id}, {self.two.id: choices})
        self.env.invalidate_all()
        return merge

    def _undo(self, merge):
        merge._undo()
        self.env.invalidate_all()

    def test_p36_a_closed_address_closes_the_other_while_they_are_one(self):
        self._consents(self.one)
        self.Suppression._add('email', 'old@novak.example', 'complaint', channel='email')
        before = self.Suppression.search([])
        self.assertEqual(self._ask(self.one), 'allowed')
        merge = self._merge()
        self.assertEqual(self._ask(self.one), 'suppressed')
        self._undo(merge)
        self.assertEqual((self._ask(self.one), self.Suppression.search([])), ('allowed', before))

    def test_p38_an_address_that_stays_with_the_archived_record_stays_refused(self):
        self._consents(self.two, state='objected', statement=None)
        old = [('digest', '=', self.Suppression._digest('email', 'old@novak.example'))]
        merge = self._merge(email='winner')
        self.assertEqual(self.Suppression.search(old).reason, 'objection')
        self._undo(merge)
        self.assertFalse(self.Suppression.search(old), "whose it is has it again, and their objection")

    def test_p36_decisions_return_with_the_person(self):
        self._consents(self.one)
        self._consents(self.two, state='withdrawn')
        merge = self._merge()
        self.assertEqual(self._ask(self.one), 'objected')
        self._undo(merge)
        self.assertEqual((self._ask(self.one), self._ask(self.two)), ('allowed', 'objected'))

    def test_p23_a_request_reaches_every_record_of_the_person(self):
        merge = self._merge(email='winner')
        request = self._identified(self.one, 'erasure')
        self.assertEqual(set(request._person_records()['res.partner']), {self.one.id, self.two.id})
        self.assertIn('old@novak.example', request._traces().emails)
        self._approved(request)
        request._erase()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT string_agg(p::text, '') FROM res_partner p WHERE id = ANY(%s)", [[self.one.id, self.two.id]])
        row = self.env.cr.fetchone()[0].lower()
        for word in ('novak', 'novák', 'pavel'):
            self.assertNotIn(word, row)
        self.assertFalse(merge.journal_ids.exists())
        with self.assertRaisesRegex(UserError, "cannot be undone"):
            merge._undo()
