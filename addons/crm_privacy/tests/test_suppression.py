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

    def test_p38_an_address_that_was_refused_stays_refused_when_its_owner_moves_on(self):
        Partner = self.env['res.partner']
        for name, write in (
                ('by hand', lambda person: person.write({'email': f'moved.{person.id}@example.org'})),
                ('by an import', lambda person: Partner._constituent_bulk_update([
                    (person.id, {'email': f'moved.{person.id}@example.org'})]))):
            gone, silent = self._reachable(f"Gone {name}"), self._reachable(f"Silent {name}")
            old, other = gone.email, silent.email
            self._consents(gone, 'MARKETING', state='objected', statement=None)
            write(gone)
            write(silent)
            again, free = (self._reachable(f"Again {name}", email=address) for address in (old, other))
            for person in (again, free):
                self._consents(person, method='import', actor='import')
            with self.subTest(name):
                self.assertEqual([self._ask(again), self._ask(free)], ['suppressed', 'allowed'])
                self._consents(again)
                self.assertEqual(self._ask(again), 'allowed', "their own yes opens it (P-07)")
        self.assertFalse(Partner._constituent_bulk_audit().write_by_orm, "imports are still written at once")

    def test_p38_an_address_that_a_family_shares_is_not_closed_for_the_others(self):
        one = self._reachable("Mia Vogel")
        two = self._reachable("Jon Vogel", email=one.email)
        self._consents(one, state='withdrawn', statement=None)
        self._consents(two)
        one.email = 'mia@example.org'
        self.assertEqual(self._ask(two), 'allowed')

    def test_p38_an_address_that_a_family_leaves_together_stays_refused(self):
        one = self._reachable("Mia Vogel")
        two = self._reachable("Jon Vogel", email=one.email)
        address = one.email
        self._consents(one, state='withdrawn', statement=None)
        self.env['res.partner']._constituent_bulk_update([
            (one.id, {'email': 'mia@example.org'}), (two.id, {'email': 'jon@example.org'})])
        again = self._reachable("Somebody Else", email=address)
        self._consents(again, method='import', actor='import')
        self.assertEqual(self._ask(again), 'suppressed')

    def test_p36_the_addresses_of_whoever_stays_are_closed_as_those_of_each(self):
        Suppression = self.env['privacy.suppression'].sudo()

        def suppress(person):
            Suppression._add('email', person.email, 'complaint', channel='email')

        def blacklist(person):
            self.env['mail.blacklist'].sudo()._add(person.email)
        for close in (suppress, blacklist):
            for stays in (0, 1):
                with self.subTest(close=close.__name__, stays=stays), self.env.cr.savepoint():
                    pair = self._reachable("Pavel Novák"), self._reachable("Pavel Novak")
                    for person in pair:
                        self._consents(person)
                    close(pair[1])
                    # sudo: Odoo's wizard lets only administrators merge people with different addresses
                    self.env['base.partner.merge.automatic.wizard'].sudo().create({})._merge(
                        [person.id for person in pair], pair[stays])
                    self.env.invalidate_all()
                    self.assertEqual(self._ask(pair[stays]), 'suppressed')
