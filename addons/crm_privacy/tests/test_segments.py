from odoo.exceptions import ValidationError
from odoo.tests import Form

from .common import PrivacyCase


class TestSegments(PrivacyCase):
    """A segment asks the gate whom we may reach, and a list made for a purpose says why others are left out."""

    def _reached(self, channel, purpose, yes=True):
        definition = {'op': 'all', 'of': [
            {'measure': 'name', 'operator': 'starts', 'value': 'Segment '},
            {'measure': 'reachable', 'operator': 'is', 'value': yes,
             'params': {'channel': channel, 'purpose': purpose}}]}
        return self.env['constituent.segment'].create({'name': 'Reached', 'definition': definition})

    def test_segment_finds_exactly_those_to_whom_the_gate_says_yes(self):
        people = self.env['res.partner']
        for n, country in enumerate(('DE', 'GB', 'US', 'CA', 'CH') * 3):
            people |= self._reachable(f'Segment {n}', country)
        self._consents(people[:8])
        self._consents(people[3:5], state='withdrawn')
        people[5].is_deceased = True
        for purpose, channel in (
            ('NEWSLETTER', 'email'), ('FUNDRAISING_APPEAL', 'post'), ('FUNDRAISING_APPEAL', 'call'),
            ('MEMBERSHIP_ADMIN', 'email'),
        ):
            with self.subTest(purpose=purpose, channel=channel):
                verdicts = people._privacy_gate(purpose, channel)
                allowed = people.filtered(lambda person, said=verdicts: said[person.id]['allowed'])
                self.assertEqual(people.search([('in_segment_id', '=', self._reached(channel, purpose).id)]), allowed)
                refused = self._reached(channel, purpose, yes=False)
                self.assertEqual(people.search([('in_segment_id', '=', refused.id)]), people - allowed)

    def test_it_is_said_in_words_and_what_is_not_there_is_refused(self):
        segment = self._reached('email', 'NEWSLETTER')
        self.assertIn("may be reached by E-mail for", segment.sentence)
        for channel, purpose in (('pigeon', 'NEWSLETTER'), ('email', 'NOTHING'), ('email', ['NEWSLETTER']), ('', '')):
            with self.subTest(channel=channel, purpose=purpose), self.assertRaises(ValidationError):
                self._reached(channel, purpose)

    def test_list_for_a_purpose_tells_the_reason_of_the_gate(self):
        agreed, silent, objected = (self._reachable(f'Segment {name}') for name in ('Ada', 'Björn', 'Chidi'))
        nowhere = self._person('Segment Dunja')
        self._consents(agreed | objected | nowhere)
        self._consents(objected, state='withdrawn')
        segment = self.env['constituent.segment'].create({'name': 'All', 'definition': {'op': 'all', 'of': [
            {'measure': 'name', 'operator': 'starts', 'value': 'Segment '}]}})
        form = Form(self.env['constituent.segment.freeze'].with_context(default_segment_id=segment.id))
        form.reason, form.channel, form.purpose = 'Spring', 'email', 'NEWSLETTER'
        snapshot = self.env['constituent.segment.snapshot'].browse(form.save().action_freeze()['res_id'])
        self.assertEqual({line.partner_id: line.reason or line.status for line in snapshot.line_ids}, {
            agreed: 'included', silent: silent._privacy_gate('NEWSLETTER', 'email')[silent.id]['reason'],
            objected: 'objected', nowhere: 'no_address'})
        labels = dict(snapshot.line_ids._fields['reason']._description_selection(self.env))
        self.assertEqual(labels['objected'], "Has said no")

    def test_purpose_without_a_way_is_refused(self):
        segment = self._reached('email', 'NEWSLETTER')
        with self.assertRaises(ValidationError) as caught:
            self.env['constituent.segment.freeze'].create(
                {'segment_id': segment.id, 'reason': 'X', 'purpose': 'NEWSLETTER'})
        self.assertIn("Say by which way", str(caught.exception))
