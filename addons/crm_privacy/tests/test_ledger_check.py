from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.verify_ledger import TABLES
from .common import PrivacyCase


@tagged('post_install', '-at_install')
class TestPrivacyLedgerCheck(PrivacyCase):
    """“Verify now”: in the background, by whoever may read the ledger, with a result in words."""

    def setUp(self):
        super().setUp()
        self._consents(self._reachable("Ada Okafor"), channels='email,post')
        while self.env['privacy.ledger.seal'].sudo()._seal():
            pass
        self._anchored()

    def _verify(self, user=None):
        user = user or self.auditor
        action = self.env['privacy.ledger.check'].with_user(user).action_verify()
        check = self.env[action['res_model']].with_user(user).browse(action['res_id'])
        self.assertEqual(check.state, 'running')
        self.assertIn("computed anew", check.words)
        check.batch_id._run_now(commit=False)
        return check

    def test_a_sound_ledger_is_told_sound_with_its_counts_and_since_when_its_end_is_protected(self):
        check = self._verify()
        anchor = self.env['privacy.ledger.anchor'].sudo().search([], limit=1)
        self.assertEqual((check.state, check.batch_id.state), ('sound', 'done'))
        self.assertEqual(check.event_count, self.env['privacy.consent.event'].sudo().search_count([]))
        self.assertEqual((check.protected_seal, check.protected_at), (anchor.seal, anchor.anchored_at))
        self.assertIn("none was edited, deleted or inserted", check.words)
        self.assertIn(f"protected up to seal {anchor.seal}", check.words)

    def test_an_edited_event_is_told_and_the_home_says_so(self):
        for table in TABLES - {'privacy_ledger_queue'}:
            self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE privacy_consent_event SET state = 'withdrawn'"
            " WHERE id = (SELECT max(id) FROM privacy_consent_event) RETURNING id")
        [(event,)] = self.env.cr.fetchall()
        check = self._verify()
        self.assertEqual((check.state, check.fault_count), ('broken', 1))
        self.assertIn(f"event {event} was edited", check.faults)
        self.assertIn("Keep the database as it is", check.words)
        cards = {card['key']: card for card in self.env['kit.home'].with_user(self.auditor)._home_cards('privacy')}
        self.assertEqual((cards['privacy_broken']['count'], cards['privacy_broken']['tone']), (1, 'danger'))

    def test_without_any_anchor_the_words_say_that_the_end_is_not_protected(self):
        for table in TABLES - {'privacy_ledger_queue'}:
            self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute("DELETE FROM privacy_ledger_anchor")
        self.env.invalidate_all()
        check = self._verify()
        self.assertFalse(check.protected_at)
        self.assertIn("could be cut off unseen", check.words)

    def test_what_waits_for_its_seal_is_counted(self):
        self._consents(self._reachable("Björn Lindqvist"))
        self.assertIn("1 events wait for their seal", self._verify(self.data_officer).words)

    def test_nobody_writes_a_result_by_hand_and_officers_of_constituents_start_none(self):
        check = self._verify()
        with self.assertRaises(AccessError):
            check.with_user(self.law_maker).write({'state': 'sound'})
        with self.assertRaises(AccessError):
            self.env['privacy.ledger.check'].with_user(self.officer).action_verify()
        with self.assertRaises(AccessError):
            self.env['privacy.ledger.check'].with_user(self.auditor).create({'state': 'sound'})
