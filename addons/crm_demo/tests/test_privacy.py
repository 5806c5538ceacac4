from datetime import datetime, time

from odoo.tests import tagged

from ..tools.decisions import CHARITABLE
from .common import DAY, DemoCase


@tagged('post_install', '-at_install')
class TestPrivacy(DemoCase):
    """Five years of consent in the demo organisation, as the data officer finds them."""

    def _events(self, *domain):
        return self.env['privacy.consent.event'].search(list(domain))

    def _of(self, key, *domain):
        return self._events(('partner_id', '=', self.making.id(key)), *domain)

    def test_every_decision_of_the_story_stands_in_the_ledger_on_its_day(self):
        told = {}
        for decision in self.world.decisions:
            key = self.making.id(decision.person), decision.day, decision.purpose, decision.state
            told.setdefault(key, set()).update(decision.ways.split(','))
        made = {}
        people = self.env['res.partner'].browse([self.making.id(key) for key in self.world.people])
        by_request = self._events(('facts', 'ilike', '"source": "R-'))  # told in the requests
        for event in self._events(('partner_id', 'in', people.ids)) - by_request:
            key = event.partner_id.id, event.event_time.date(), event.purpose, event.state
            made.setdefault(key, set()).update(event.channels.split(','))
        self.assertGreater(len(told), 300)
        self.assertEqual(made, told)

    def test_decisions_follow_one_another_as_time_does(self):
        moments = self._events().sorted('id').mapped('event_time')
        self.assertEqual(moments, sorted(moments))
        self.assertLess(moments[-1], datetime.combine(DAY, time()))
        self.assertGreater((moments[-1] - moments[0]).days, 4 * 365)

    def test_the_ledger_is_sealed_by_years_anchored_and_sound(self):
        ledger = self.env['privacy.ledger.seal'].sudo()._read_ledger()
        self.assertEqual((ledger.faults(), ledger.waiting), ([], set()))
        self.assertGreaterEqual(len(ledger.seals), 5)
        check = self.making.record('privacy-check')
        self.assertEqual((check.state, check.event_count), ('sound', len(ledger.events)))
        self.assertEqual(check.protected_seal, max(ledger.seals))

    def test_nobody_has_decided_what_the_rules_of_recording_refuse(self):
        for decision in self.world.decisions:
            person = self.world.people[decision.person]
            self.assertGreaterEqual(decision.day, min(person.joined, self.world.today), decision)
            if person.died:
                self.assertLess(decision.day, person.died, decision)
            if decision.state in ('given', 'renewed') and person.birthdate and decision.actor != 'guardian':
                self.assertGreaterEqual(decision.day.year - person.birthdate.year, 14, decision)
            if decision.basis == 'soft_opt_in':
                self.assertGreaterEqual(decision.day, CHARITABLE)
                self.assertEqual(person.address['country'], 'GB')
                self.env['res.partner']._privacy_check_soft_opt_in(
                    self.env.ref('crm_privacy.purpose_fundraising_appeal'), decision.facts)

    def test_there_is_something_of_every_kind(self):
        for field, least in (
            ('state', {'given', 'renewed', 'refused', 'withdrawn', 'objected', 'noted'}),
            ('method', {'web', 'paper', 'phone', 'person', 'link', 'email', 'system'}),
            ('actor', {'subject', 'guardian', 'system'}),
        ):
            found = self.env['privacy.consent.event']._read_group([], [field])
            self.assertLessEqual(least, {value for [value] in found})
        self.assertEqual({row.basis for row in self._events(('state', '=', 'noted'))}, {'soft_opt_in', 'implied'})
        for model, least in (('privacy.restriction', 3), ('privacy.suppression', 4), ('privacy.screening', 10),
                             ('privacy.preference', 2), ('privacy.contact.log', 500)):
            self.assertGreaterEqual(self.env[model].search_count([]), least, model)

    def test_the_gate_answers_as_the_story_wants_it(self):
        def reason(key, purpose, channel, **kwargs):
            person = self.person(key)
            return person._privacy_gate(purpose, channel, **kwargs)[person.id]['reason']
        self.assertEqual(reason('juergen-brueggemann', 'NEWSLETTER', 'email'), 'deceased')
        self.assertEqual(reason('zbigniew-luczak', 'NEWSLETTER', 'email'), 'restricted')
        self.assertEqual(reason('nikos-papadopoulos', 'PHOTO_STORY', 'publish'), 'allowed')
        self.assertEqual(reason('poppy-dobson', 'PHOTO_STORY', 'publish'), 'objected')
        coast = self.person('whitby-coast-office')
        self.assertEqual(reason('folake-adeyemi', 'PARTNER_SHARE', 'disclose', recipient=coast), 'allowed')
        self.assertEqual(reason('folake-adeyemi', 'PARTNER_SHARE', 'disclose'), 'no_basis', "nobody else is named")

    def test_a_guardian_who_agreed_stands_in_the_event(self):
        event = self._of('nikos-papadopoulos', ('purpose', '=', 'PHOTO_STORY'))
        guardian = self.person('despina-papadopoulou').privacy_subject_ids.uuid
        self.assertEqual((event.actor, event.actor_ref), ('guardian', f'guardian:{guardian}'))

    def test_the_home_of_the_data_officer_has_figures(self):
        user = self.making.record('user-data_officer')
        cards = {card['key']: card for card in self.env['kit.home'].with_user(user)._home_cards('privacy')}
        self.assertEqual(cards['privacy_restricted']['count'], 2)
        self.assertGreater(cards['privacy_held']['value'], 50)
        self.assertEqual(cards['privacy_unsealed']['count'], 0)
        self.assertEqual([cards[key]['count'] for key in ('sharing_to_approve', 'sharing_notices')], [0, 2])
        self.assertTrue([key for key in cards if key.startswith('privacy_block_')])
