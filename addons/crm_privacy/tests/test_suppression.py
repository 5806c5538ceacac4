from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PrivacyCase


@tagged('post_install', '-at_install')
class TestSuppression(PrivacyCase):
    """The list of whom not to contact: by address, and by name and postal code (P-15)."""

    def _suppress(self, lines, user=None, **vals):
        wizard = self.env['privacy.suppress'].with_user(user or self.data_officer).create({'lines': lines, **vals})
        return wizard.action_suppress()['params']['message']

    def test_p15_whom_a_register_names_is_suppressed_now_and_when_they_come_later(self):
        known = self._reachable("Siân O'Neill", zip='sw1a2aa')
        lives_elsewhere = self._reachable("Siân O'Neill", zip='N1 9GU', email='sian.two@example.org')
        namesake = self._reachable("Sean O'Neill", zip='SW1A 2AA')
        people = known | lives_elsewhere | namesake
        for person in people:
            self._consents(person)
        self.assertIn('2 added', self._suppress(
            "O'NEILL Sian\tSW1A 2AA\n\nPavel Petrov; 02115-1234\n", kind='person', reason='register'))
        self.assertEqual([self._ask(person) for person in people], ['suppressed', 'allowed', 'allowed'])
        later = self._reachable("Pavel Petrov", zip='02115')
        self._consents(later)
        self.assertEqual(self._ask(later), 'suppressed')
        self.assertEqual(self._ask(later, 'MEMBERSHIP_ADMIN'), 'allowed', "the register speaks of marketing")
        for row in self.env['privacy.suppression'].sudo().search([]).read():
            self.assertNotIn('petrov', str(row).lower(), "the list shows nobody")

    def test_a_second_time_adds_nothing(self):
        self.assertIn('1 added', self._suppress("Wei.Li@Example.org"))
        self.assertIn('0 added to the suppression list, 1 were on it', self._suppress("wei.li@example.org"))

    def test_one_line_that_is_no_address_adds_none_and_says_which(self):
        with self.assertRaises(UserError) as caught:
            self._suppress("good@example.org\nnobody\n")
        self.assertIn("line 2: nobody", str(caught.exception))
        self.assertFalse(self.env['privacy.suppression'].sudo().search_count([]))
        with self.assertRaises(UserError):
            self._suppress("Ada Okafor", kind='person')
        with self.assertRaises(UserError):
            self._suppress("12", kind='phone')

    def test_who_only_reads_cannot_suppress(self):
        with self.assertRaises(AccessError):
            self._suppress("a@example.org", user=self.officer)
