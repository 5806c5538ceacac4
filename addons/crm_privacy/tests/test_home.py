from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import PrivacyCase


@tagged('post_install', '-at_install')
class TestPrivacyHome(PrivacyCase):
    """The home of the data officer: no number without its definition and the records behind it."""

    def setUp(self):
        super().setUp()
        while self.env['privacy.ledger.seal'].sudo()._seal():
            pass

    def _cards(self, user=None):
        return {card['key']: card for card in self.env['kit.home'].with_user(
            user or self.auditor)._home_cards('privacy') if card['key'].startswith('privacy_')}

    def _number(self, card):
        return card.get('count', card.get('value'))

    def test_the_roles_of_privacy_have_the_home_and_others_have_not(self):
        for user, has in (
            (self.auditor, True), (self.data_officer, True), (self.law_maker, True), (self.viewer, False),
        ):
            roles = [each['role'] for each in self.env['kit.home'].with_user(user)._get_home()['roles']]
            self.assertEqual('privacy' in roles, has, user.login)
        self.assertEqual(self.env['kit.home'].with_user(self.auditor)._get_home('privacy')['role'], 'privacy')

    def test_requests_and_exports_wait_on_the_home(self):
        def cards():
            return {card['key']: card for card in self.env['kit.home'].with_user(
                self.data_officer)._home_cards('privacy')}
        before = cards()
        today = fields.Date.today()
        Request = self.env['privacy.request'].with_user(self.law_maker)
        person = self._reachable("Ada Okafor")
        Request.create({'partner_id': person.id, 'received_on': today - timedelta(days=90), 'received_by': 'email'})
        due = Request.create({
            'partner_id': person.id, 'received_on': today - timedelta(days=27), 'received_by': 'email'})
        Request.create({'requester_name': "Nobody yet", 'received_by': 'web', 'received_on': '2026-01-01'})
        submitted = Request.create({'partner_id': person.id, 'received_by': 'email'})
        for state in ('identify', 'collect', 'review', 'approve'):
            submitted.sudo().state = state
        submitted.sudo().submitted_by_id = self.law_maker
        self.env['privacy.request.task'].sudo().create({'request_id': due.id, 'name': "Tell them"})
        self.env['privacy.export.request'].with_user(self.officer).sudo().create({
            'user_id': self.officer.id, 'model_id': self.env['ir.model']._get_id('res.partner'), 'why': "x", 'rows': 5})
        self.env.flush_all()
        after = cards()
        grown = {key: card['count'] - before[key]['count'] for key, card in after.items()
                 if key.startswith(('requests_', 'exports_'))}
        self.assertEqual(grown, {
            'requests_overdue': 1, 'requests_due': 1, 'requests_new': 2, 'requests_approve': 1,
            'requests_findings': 0, 'requests_tasks': 1, 'exports_to_approve': 1})
        for key in grown:
            card = after[key]
            self.assertTrue(card['help'])
            self.assertEqual(self.env[card['action']['res_model']].with_user(self.data_officer).search_count(
                card['action']['domain']), card['count'], key)

    def test_p27_who_has_come_of_age_is_to_be_asked_anew(self):
        State = self.env['privacy.consent.state'].with_user(self.data_officer)
        guardian = self._reachable("Ada Okafor")
        young, grown = self._reachable("Bao Okafor"), self._reachable("Chidi Okafor")
        # Germany: 16
        young.birthdate, grown.birthdate = '2012-03-01', '2011-03-01'
        for person in (young, grown):
            self._consents(person, actor='guardian', guardian=guardian)
        with freeze_time('2027-02-28 12:00:00'):
            self.assertFalse(State.search([('is_outgrown', '=', True)]))
        with freeze_time('2027-03-01 12:00:00'):
            found = State.search([('is_outgrown', '=', True)])
            self.assertEqual(found.partner_id, grown)
            self.assertEqual(State.search([('is_outgrown', '=', False), ('partner_id', '=', grown.id)]), State)
            cards = {card['key']: card for card in self.env['kit.home'].with_user(
                self.data_officer)._home_cards('privacy')}
            self.assertEqual(cards['consents_outgrown']['count'], 1)
            self._consents(grown)
            self.env.flush_all()
            self.assertFalse(State.search([('is_outgrown', '=', True)]), "asked, and answered by themselves")

    def test_no_number_without_the_records_behind_it(self):
        before = self._cards()
        soon, long, held = (self._reachable(name) for name in ("Ada Okafor", "Björn Lindqvist", "Chidi Eze"))
        now = fields.Datetime.now()
        self._consents(soon, valid_until=now + timedelta(days=30))
        self._consents(long)
        self.env['privacy.restriction'].with_user(self.data_officer).create(
            {'partner_id': held.id, 'ground': 'accuracy'})
        people = soon | long | held
        verdicts = people._privacy_gate('NEWSLETTER', 'email')
        self.env['privacy.contact.log']._write_down('test', 'NEWSLETTER', 'email', verdicts)
        after = self._cards()
        grown = {key: self._number(after[key]) - self._number(before.get(key, {'count': 0})) for key in (
            'privacy_expiring', 'privacy_restricted', 'privacy_block_restricted', 'privacy_held', 'privacy_left',
            'privacy_unsealed', 'privacy_agreed')}
        self.assertEqual(grown, {
            'privacy_expiring': 1, 'privacy_restricted': 1, 'privacy_block_restricted': 1, 'privacy_held': 1,
            'privacy_left': 2, 'privacy_unsealed': 2, 'privacy_agreed': 2})
        for key in (*grown, 'privacy_coverage'):
            with self.subTest(card=key):
                card = after[key]
                self.assertTrue(card['help'], "a figure has a definition")
                found = self.env[card['action']['res_model']].with_user(self.auditor).search_count(
                    card['action']['domain'])
                number = self._number(card)
                if key == 'privacy_coverage':
                    found = after['privacy_agreed']['value'] / found
                self.assertEqual(found, number)

    def test_what_is_sealed_waits_no_longer(self):
        event = self._consents(self._reachable("Ada Okafor"))
        self.assertFalse(event.is_sealed)
        self.assertEqual(self._cards()['privacy_unsealed']['count'], 1)
        seal = self.env['privacy.ledger.seal'].sudo()
        self.assertTrue(seal._seal())
        event.invalidate_recordset()
        self.assertEqual(event.seal_number, seal.search([], limit=1).number)
        self.assertTrue(event.is_sealed)
        card = self._cards()['privacy_unsealed']
        self.assertEqual((card['count'], card['tone']), (0, 'muted'))

    def test_the_days_since_seal_anchor_and_verification_are_told_and_none_as_none(self):
        self._consents(self._reachable("Ada Okafor"))
        self.env['privacy.ledger.seal'].sudo()._seal()
        self._anchored()
        self.env['privacy.ledger.check'].sudo().search([]).unlink()
        cards = self._cards()
        self.assertEqual((cards['privacy_sealed']['value'], cards['privacy_anchored']['value']), (0, 0))
        self.assertIsNone(cards['privacy_verified']['value'])
        home = self.env['kit.home'].with_user(self.auditor)._get_home('privacy')
        texts = {card['key']: card['text'] for card in home['figure']}
        self.assertEqual(texts['privacy_verified'], "–")
        self.assertNotIn('privacy_broken', cards)

    def test_reasons_given_most_come_first_and_are_told_in_words(self):
        log = self.env['privacy.contact.log']
        verdict = {'allowed': False, 'basis': False, 'event_id': False, 'rule_id': False}
        people = [self._reachable(f"Person {number}").id for number in range(5)]
        log._write_down('test', 'NEWSLETTER', 'email', {id_: {**verdict, 'reason': 'quiet'} for id_ in people})
        cards = self._cards(self.data_officer)
        self.assertEqual(cards['privacy_block_quiet']['title'], "Held back: Quiet hour")
        self.assertIn("quiet hour where the person lives", cards['privacy_block_quiet']['help'])
        row = log.with_user(self.auditor).search([('reason', '=', 'quiet')], limit=1)
        self.assertEqual(row.purpose_id.code, 'NEWSLETTER')
        self.assertEqual(row.reason_text, "It is a quiet hour where the person lives.")
