import json

from ..tools import consent_record
from .common import PrivacyCase


class TestPrivacyProof(PrivacyCase):
    """The proof of one person: complete, verifiable, and of nobody else (P-39)."""

    def setUp(self):
        super().setUp()
        self.person = self._reachable("Ada Okafor")
        self._consents(self.person, facts={'form': "fair"})
        self._consents(self.person, state='withdrawn')
        self._consents(self.person, 'FUNDRAISING_APPEAL', 'post', 'objected')
        self.other = self._reachable("Bao Nguyễn")
        self._consents(self.other)
        self.env['privacy.ledger.seal'].sudo()._seal()
        self.env.company.sudo().partner_id.write({'email': 'us@example.org', 'street': "1 Main Street"})

    def test_p39_a_record_has_the_shape_of_27560_and_comes_back_as_it_was(self):
        receipt = self.person._privacy_proof()
        self.assertEqual(consent_record.problems(receipt), [])
        back = json.loads(json.dumps(receipt))
        self.assertEqual(back['records'], json.loads(json.dumps(receipt['records'])))
        self.assertEqual(consent_record.problems(back), [])
        self.assertEqual(consent_record.verify(back), [])
        events = self.env['privacy.consent.event'].search([('partner_id', '=', self.person.id)])
        self.assertEqual(set(consent_record.events_of(back)), set(events.mapped('uuid')))
        for event in events:
            columns = consent_record.events_of(back)[event.uuid]
            self.assertEqual((columns['state'], columns['purpose']), (event.state, event.purpose))
            self.assertEqual(json.loads(columns['facts'] or '{}'), json.loads(event.facts or '{}'))

    def test_p39_a_record_that_lacks_what_the_standard_asks_is_found(self):
        for spoil in (
                lambda receipt: receipt.pop('pii_principal_id'),
                lambda receipt: receipt['party_identification'][0].pop('party_address'),
                lambda receipt: receipt['records'][0]['pii_processing'].pop('lawful_basis'),
                lambda receipt: receipt['records'][0]['events'][0].update(event_state='perhaps'),
                lambda receipt: receipt['records'][0]['pii_processing'].update(pii_controllers=['x'])):
            receipt = self.person._privacy_proof()
            spoil(receipt)
            self.assertTrue(consent_record.problems(receipt))

    def test_a_record_that_was_changed_does_not_hold(self):
        for name, value in (('event_state', 'renewed'), ('event_time', '2020-01-01 00:00:00')):
            receipt = self.person._privacy_proof()
            event = receipt['records'][0]['events'][0]
            event[name] = value
            self.assertEqual(consent_record.verify(receipt), [event['proof']['event']['uuid']])
            event['proof']['event'][name.removeprefix('event_') if name == 'event_state' else name] = value
            self.assertEqual(consent_record.verify(receipt), [event['proof']['event']['uuid']])

    def test_the_proof_shows_nobody_else(self):
        text = json.dumps(self.person._privacy_proof(), ensure_ascii=False)
        self.assertNotIn(self.other.email, text)
        for uuid in self.env['privacy.subject'].sudo().search([('partner_id', '=', self.other.id)]).mapped('uuid'):
            self.assertNotIn(uuid, text)

    def test_the_pdf_is_made_in_the_language_of_the_reader_and_for_who_decided_nothing(self):
        for person in (self.person, self._person("Олена Коваль")):
            content = person._privacy_proof_pdf()
            self.assertTrue(content.startswith(b'%PDF'))
            self.assertGreater(len(content), 5000, "the letters are in the file")
