from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError

from .common import PrivacyCase


class TestPrivacyGate(PrivacyCase):
    """The order of the checks, and the rules of law one by one. Ids as in the design's regulation page."""

    def test_p03_silence_is_never_a_yes(self):
        person = self._reachable("Ada Okafor")
        self.assertEqual(self._ask(person), 'no_basis')
        self._consents(person, state='requested')
        self.assertEqual(self._ask(person), 'no_basis', "asked for and not confirmed")
        self._consents(person)
        self.assertEqual(self._ask(person), 'allowed')

    def test_a_verdict_names_basis_event_and_rule(self):
        person = self._reachable("Bao Nguyễn")
        event = self._consents(person)
        verdict = person._privacy_gate('NEWSLETTER', 'email')[person.id]
        rule = self.env['privacy.rule'].browse(verdict['rule_id'])
        self.assertEqual((verdict['basis'], verdict['event_id']), ('consent', event.id))
        self.assertEqual((rule.jurisdiction_id.code, rule.channel, rule.requirement), ('EU', 'email', 'consent'))

    def test_an_unknown_purpose_and_a_missing_rule_say_no(self):
        person = self._reachable("Chidi Obi")
        self.assertEqual(self._ask(person, 'NO_SUCH'), 'purpose_unknown')
        self._consents(person)
        rules = self.env['privacy.rule'].with_user(self.law_maker).search([
            ('purpose_class', '=', 'charity'), ('channel', '=', 'email')])
        rules.filtered(lambda rule: rule.jurisdiction_id.code in ('EU', 'WORLD')).unlink()
        self.assertEqual(self._ask(person), 'no_rule')

    def test_a_changed_row_of_law_changes_the_answer_at_once(self):
        person = self._reachable("Đặng Lan")
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post'), 'allowed')
        eu = self.env.ref('crm_privacy.jurisdiction_eu').with_user(self.law_maker)
        rule = self.env['privacy.rule'].with_user(self.law_maker).search([
            ('jurisdiction_id', '=', eu.id), ('purpose_class', '=', 'charity'), ('channel', '=', 'post')])
        rule.requirement = 'consent'
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post'), 'needs_consent')
        rule.requirement = 'optout'
        eu.country_ids -= self.env.ref('base.de')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post'), 'needs_consent', "the law of everywhere else")

    def test_a_purpose_keeps_the_code_that_the_ledger_knows(self):
        purpose = self.env.ref('crm_privacy.purpose_newsletter').with_user(self.law_maker)
        purpose.code = 'LETTERS'
        purpose.code = 'NEWSLETTER'
        self._consents(self._reachable("Elsa Holm"))
        with self.assertRaises(ValidationError):
            purpose.code = 'LETTERS'

    def test_p06_withdrawing_takes_effect_at_once(self):
        person = self._reachable("Dunja Horvat")
        self._consents(person)
        self._consents(person, state='withdrawn')
        self.assertEqual(self._ask(person), 'objected')

    def test_p07_an_objection_to_marketing_covers_all_of_it_until_the_person_agrees_again(self):
        person = self._reachable("Émile Roy")
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post'), 'allowed')
        self._consents(person, 'MARKETING', 'post,email', 'objected')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post'), 'objected')
        person.with_context(no_privacy=True, force=True).sudo()
        self.assertEqual(person.sudo()._privacy_gate('FUNDRAISING_APPEAL', 'post')[person.id]['reason'], 'objected')
        self.assertEqual(self._ask(person, 'MEMBERSHIP_ADMIN', 'post'), 'allowed', "service goes on")
        person._privacy_record('FUNDRAISING_APPEAL', 'post', 'noted', method='system', actor='system', basis='implied')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post'), 'objected', "a fact re-opens nothing")
        self._consents(person, 'FUNDRAISING_APPEAL', 'post')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post'), 'allowed')

    def test_p11_restriction_stops_everything_and_is_lifted_only_after_telling(self):
        person = self._reachable("Fatima Hassan")
        row = self.env['privacy.restriction'].with_user(self.data_officer).create(
            {'partner_id': person.id, 'ground': 'accuracy', 'date_from': '2026-01-01'})
        self.assertEqual(self._ask(person, 'MEMBERSHIP_ADMIN'), 'restricted')
        with self.assertRaises(ValidationError) as caught:
            row.date_to = '2026-02-01'
        self.assertIn("told before", str(caught.exception))
        # Art. 12: who asked gets an answer all the same, by the register of requests and by nothing else
        self.assertEqual(self._ask(person, 'RIGHTS'), 'allowed')
        with self.assertRaises(ValidationError):
            self.env['mail.template'].create({
                'name': 'Appeal in disguise', 'model_id': self.env['ir.model']._get_id('res.partner'),
                'privacy_purpose_id': self.env['privacy.purpose']._find('RIGHTS').id})
        row.write({'date_to': '2026-02-01', 'told_on': '2026-01-31'})
        self.assertEqual(self._ask(person, 'MEMBERSHIP_ADMIN'), 'allowed')
        self.assertEqual(self._ask(person, 'MEMBERSHIP_ADMIN', at=datetime(2026, 2, 1, 10)), 'restricted')

    def test_an_address_of_whatever_letters_is_looked_up_as_it_is(self):
        odd = [self._reachable(f"Person {number}", email=email) for number, email in enumerate((
            'o\'hara@example.org', '{x,y}@example.org', '"a b"@example.org', 'back\\slash@example.org',
            '%s@example.org'))]
        people = self.env['res.partner'].union(*odd)
        Suppression = self.env['privacy.suppression'].sudo()
        for person in people:
            address = person.email_normalized or person.email
            with self.subTest(address=address):
                before = people._privacy_gate('FUNDRAISING_APPEAL', 'email')[person.id]['reason']
                self.assertNotEqual(before, 'suppressed')
                if person.email_normalized:
                    Suppression._add('email', address, 'objection', channel='email')
                    self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL'), 'suppressed')

    def test_p07_a_consent_that_has_run_out_leaves_the_objection_before_it_in_force(self):
        person = self._reachable("Dunja Horvat")
        appeal = (person, 'FUNDRAISING_APPEAL', 'post')
        self.assertEqual(self._ask(*appeal), 'allowed')
        self._consents(person, 'FUNDRAISING_APPEAL', 'post', 'objected', statement=None)
        self.assertEqual(self._ask(*appeal), 'objected')
        self._consents(person, 'FUNDRAISING_APPEAL', 'post', valid_until='2026-06-30')
        self.assertEqual(self._ask(*appeal), 'objected', "the consent is over")
        self._consents(person, 'FUNDRAISING_APPEAL', 'post', valid_until='2099-01-01')
        self.assertEqual(self._ask(*appeal), 'allowed')
        self._consents(person, 'FUNDRAISING_APPEAL', 'post', 'expired', statement=None)
        self.assertEqual(self._ask(*appeal), 'objected')
        self.assertEqual(self.env['privacy.consent.state']._rebuild(), 0, "the states are what the ledger says")
        self._consents(person, 'FUNDRAISING_APPEAL', 'post', 'invalidated', statement=None)
        self.assertEqual(self._ask(*appeal), 'allowed', "the no was declared a mistake")
        self.assertEqual(self.env['privacy.consent.state']._rebuild(), 0)

    def test_p12_the_charitable_soft_opt_in_stands_on_six_facts_from_its_day_on(self):
        facts = {'kind': 'charity', 'sole_purpose': True, 'obtained_directly': True, 'context': 'gift',
                 'opt_out_offered': True, 'captured_on': '2026-02-05'}
        person = self._reachable("Goran Ilić", 'GB')

        def note(purpose='FUNDRAISING_APPEAL', **changed):
            return person._privacy_record(
                purpose, 'email', 'noted', method='web', actor='system', basis='soft_opt_in',
                facts={**facts, **changed})
        for name, value in (('captured_on', '2026-02-04'), ('obtained_directly', False), ('context', ''),
                            ('sole_purpose', False), ('opt_out_offered', False), ('kind', 'trading')):
            with self.subTest(name=name), self.assertRaises(ValidationError), self.env.cr.savepoint():
                note(**{name: value})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():  # P-13
            note('MERCH_TRADING')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL'), 'needs_consent')
        event = note()
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL'), 'allowed')
        verdict = person._privacy_gate('FUNDRAISING_APPEAL', 'email')[person.id]
        self.assertEqual((verdict['basis'], verdict['event_id']), ('soft_opt_in', event.id))
        with freeze_time('2026-02-04 12:00:00'):
            self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL'), 'needs_consent', "the rule begins on 5 February")

    def test_p14_a_listed_number_is_not_called_without_a_consent_for_that_number(self):
        person = self._reachable("Håkan Berg", 'GB')
        at = datetime(2026, 3, 10, 12)
        look = self.env['privacy.screening'].with_user(self.data_officer)
        service = self.env.ref('crm_privacy.service_tps')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=at), 'unscreened')
        number = {'service_id': service.id, 'point': person.phone_sanitized}
        look.create({**number, 'checked_on': '2026-02-10', 'is_listed': False})
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=at), 'allowed')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=datetime(2026, 3, 11, 12)), 'unscreened')
        look.create({**number, 'checked_on': '2026-03-11', 'is_listed': True})
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=datetime(2026, 3, 11, 12)), 'listed')
        with freeze_time('2026-03-12 12:00:00'):
            self._consents(person, 'FUNDRAISING_APPEAL', 'call')
            self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call'), 'allowed')
            person.phone = '+44 20 7946 0123'
            self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call'), 'unscreened')

    def test_the_fundraising_preference_service_stops_each_way_that_was_named_to_it(self):
        """P-15; regulation.md 1.5: post, e-mail, telephone and text messages."""
        look = self.env['privacy.screening'].with_user(self.data_officer)
        fps, tps = self.env.ref('crm_privacy.service_fps'), self.env.ref('crm_privacy.service_tps')
        ways = ('post', 'email', 'call', 'autocall', 'sms')
        at = datetime(2026, 3, 10, 12)
        for named in (False, *ways):
            with self.subTest(named=named):
                person = self._reachable(f"Håkan {named}", 'GB')
                with freeze_time('2026-03-01 12:00:00'):
                    self._consents(person, 'FUNDRAISING_APPEAL', ways)
                look.create({'service_id': fps.id, 'partner_id': person.id, 'channel': named, 'is_listed': True,
                             'checked_on': '2026-03-02'})
                stopped = [way for way in ways if self._ask(person, 'FUNDRAISING_APPEAL', way, at=at) == 'listed']
                self.assertEqual(stopped, [named] if named else list(ways), "a consent stands above no request to it")
                self.assertNotEqual(self._ask(person, 'MEMBERSHIP_ADMIN', 'post', at=at), 'listed')
                look.create({'service_id': fps.id, 'partner_id': person.id, 'channel': named, 'is_listed': False,
                             'checked_on': '2026-03-09'})
                self.assertNotIn('listed', [self._ask(person, 'FUNDRAISING_APPEAL', way, at=at) for way in ways])
        # both registers are asked for a call: the consent for the number stands above one of them
        look.create({'service_id': tps.id, 'point': person.phone_sanitized, 'is_listed': True,
                     'checked_on': '2026-03-09'})
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=at), 'allowed')
        look.create({'service_id': fps.id, 'partner_id': person.id, 'is_listed': True, 'checked_on': '2026-03-10'})
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=at), 'listed')

    def test_a_consent_whose_number_was_purged_stands_above_no_register(self):
        person = self._reachable("Goran Ilić", 'GB')
        with freeze_time('2026-03-01 12:00:00'):
            event = self._consents(person, 'FUNDRAISING_APPEAL', 'call')
            event.sudo().detail_id._purge(('contact',))
        self.assertEqual(
            self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=datetime(2026, 3, 10, 12)), 'unscreened')

    def test_nobody_is_called_at_night_by_the_clock_of_the_person(self):
        person = self._reachable("Ines Leal", 'GB', tz='Europe/London')
        self.env['privacy.screening'].with_user(self.data_officer).create({
            'service_id': self.env.ref('crm_privacy.service_tps').id, 'point': person.phone_sanitized,
            'checked_on': '2026-07-01', 'is_listed': False})
        # UTC; London is an hour ahead
        for hour, reason in ((19, 'allowed'), (20, 'quiet'), (6, 'quiet'), (7, 'allowed')):
            with self.subTest(hour=hour):
                self.assertEqual(
                    self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=datetime(2026, 7, 3, hour)), reason)

    def test_p16_implied_consent_ends_with_its_term(self):
        person = self._reachable("José Park", 'CA')
        with freeze_time('2024-03-01 12:00:00'):
            person._privacy_record('FUNDRAISING_APPEAL', 'email', 'noted', method='system', actor='system',
                                   basis='implied', valid_until='2026-03-01 00:00:00')
        for day, reason in ((datetime(2026, 2, 28, 12), 'allowed'), (datetime(2026, 3, 2, 12), 'needs_consent')):
            self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', at=day), reason)
        self._consents(person, 'FUNDRAISING_APPEAL')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL'), 'allowed', "moot once there is an express consent")

    def test_p27_children_decide_from_the_age_of_their_country_on(self):
        for country, age in (('DE', 16), ('GB', 13), ('FR', 15)):
            with self.subTest(country=country):
                person = self._reachable(f"Kofi {country}", country, birthdate=f'{2026 - age}-05-10')
                guardian = self._reachable(f"Lena {country}", country)
                with self.assertRaises(ValidationError), self.env.cr.savepoint(), freeze_time('2026-05-09 12:00:00'):
                    self._consents(person)
                with freeze_time('2026-05-09 12:00:00'):
                    self.assertEqual(self._ask(person), 'minor')
                    self._consents(person, actor='guardian', guardian=guardian)
                    self.assertEqual(self._ask(person), 'allowed')
                with freeze_time('2026-05-10 12:00:00'):
                    self._consents(person)
                    self.assertEqual(self._ask(person), 'allowed')

    def test_who_is_born_on_29_february_comes_of_age_on_the_28th(self):
        person = self._reachable("Mei Lin", 'GB', birthdate='2012-02-29')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post', at=datetime(2025, 2, 27, 12)), 'minor')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post', at=datetime(2025, 2, 28, 12)), 'allowed')

    def test_p28_a_special_category_takes_explicit_consent_only(self):
        person = self._reachable("Noor Khan")
        self._consents(person, 'SERVICE_DELIVERY')
        self.assertEqual(self._ask(person, 'SERVICE_DELIVERY'), 'no_basis')
        self._consents(person, 'SERVICE_DELIVERY', explicit=True)
        self.assertEqual(self._ask(person, 'SERVICE_DELIVERY'), 'allowed')

    def test_p31_a_consent_to_pass_data_on_names_who_gets_them(self):
        person = self._reachable("Olga Ivanova")
        sea, land = self._organisation("Sea Trust"), self._organisation("Land Trust")
        self._consents(person, 'THIRD_PARTY_SHARE_MKT', 'disclose', explicit=True, recipient=sea)
        self.assertEqual(self._ask(person, 'THIRD_PARTY_SHARE_MKT', 'disclose', recipient=sea), 'allowed')
        self.assertEqual(self._ask(person, 'THIRD_PARTY_SHARE_MKT', 'disclose', recipient=land), 'no_basis')
        self.assertEqual(self._ask(person, 'THIRD_PARTY_SHARE_MKT', 'disclose'), 'no_basis')
        self._consents(person, 'THIRD_PARTY_SHARE_MKT', 'disclose', 'withdrawn')
        self.assertEqual(self._ask(person, 'THIRD_PARTY_SHARE_MKT', 'disclose', recipient=sea), 'objected')

    def test_p36_two_who_become_one_keep_the_most_restrictive_state(self):
        one, two = self._reachable("Pavel Novák"), self._reachable("Pavel Novak")
        self._consents(two, state='withdrawn')
        self._consents(one)
        events = self.env['privacy.consent.event'].search([('partner_id', 'in', (one | two).ids)])
        self.env['base.partner.merge.automatic.wizard'].sudo()._merge((one | two).ids, one)
        self.assertEqual(self._ask(one), 'objected', "although the consent is the later event")
        self.assertEqual(self.env['privacy.consent.event'].search([('partner_id', '=', one.id)]), events)
        self._consents(one)
        self.assertEqual(self._ask(one), 'allowed', "who agrees after that has agreed")

    def test_p37_nobody_consents_for_a_household(self):
        one, two = self._reachable("Rosa Vidal"), self._reachable("Tomás Vidal")
        household = self._household(one, two)
        self._consents(one)
        self.assertEqual((self._ask(one), self._ask(two)), ('allowed', 'no_basis'))
        self.assertEqual(self._ask(household, 'MEMBERSHIP_ADMIN', 'post'), 'kind')

    def test_p38_a_consent_does_not_follow_to_a_new_address(self):
        person = self._reachable("Siân Rees")
        self._consents(person)
        person.email = 'new@example.org'
        self.assertEqual(self._ask(person), 'contact_changed')
        self.assertEqual(self._ask(person, 'MEMBERSHIP_ADMIN'), 'allowed')
        self._consents(person)
        self.assertEqual(self._ask(person), 'allowed')

    def test_p45_nobody_writes_to_the_dead(self):
        person = self._reachable("Ulla Lind", is_deceased=True, deceased_date='2026-04-02')
        self.assertEqual(self._ask(person, 'MEMBERSHIP_ADMIN'), 'deceased')
        self.assertEqual(self._ask(person, 'MEMBERSHIP_ADMIN', at=datetime(2026, 4, 1, 12)), 'allowed')

    def test_p05_changed_words_that_no_longer_cover_end_the_consents_to_them(self):
        person = self._reachable("Vera Sand")
        self._consents(person)
        self.words.with_user(self.law_maker).write({'invalid_from': '2026-01-01', 'invalid_reason': "New controller"})
        self.assertEqual(self._ask(person), 'outdated')
        with self.assertRaises(UserError) as caught:
            self.words.with_user(self.law_maker).write({'body': "Other words"})
        self.assertIn("new version", str(caught.exception))

    def test_p25_an_address_on_the_suppression_list_is_known_again_and_shows_nobody(self):
        self.env['privacy.suppression'].with_user(self.data_officer)._add('email', 'Wei.Li@Example.org', 'erased')
        person = self._reachable("Wei Li", email='wei.li@example.org')
        self._consents(person)
        self.assertEqual(self._ask(person), 'suppressed')
        self.assertEqual(self._ask(person, 'MEMBERSHIP_ADMIN'), 'allowed')
        row = self.env['privacy.suppression'].sudo().search([])
        self.assertNotIn('wei', str(row.read()).lower())

    def test_a_pause_and_a_cap_hold_back_marketing_only(self):
        person = self._reachable("Xu Fang")
        self.env['privacy.preference'].create({'partner_id': person.id, 'paused_until': '2099-01-01'})
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post'), 'paused')
        self.assertEqual(self._ask(person, 'MEMBERSHIP_ADMIN', 'post'), 'allowed')
        other = self._reachable("Yara Silva")
        verdict = other._privacy_gate('FUNDRAISING_APPEAL', 'post')
        for _count in range(6):
            self.env['privacy.contact.log'].sudo()._write_down('letter', 'FUNDRAISING_APPEAL', 'post', verdict)
        self.assertEqual(self._ask(other, 'FUNDRAISING_APPEAL', 'post'), 'capped')

    def test_of_two_places_the_stricter_law_holds(self):
        person = self._reachable("Zoë Marsh", 'US', phone='+49 30 1234567')
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=datetime(2026, 3, 3, 17)), 'needs_consent')
        person.phone = '+1 212 555 0142'
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'call', at=datetime(2026, 3, 3, 17)), 'allowed')

    def test_the_gate_answers_for_nobody_who_is_gone(self):
        person = self._reachable("Ödön Nagy")
        person.with_user(self.administrator).unlink()
        self.assertEqual(person._privacy_gate('NEWSLETTER', 'email')[person.id]['reason'], 'out_of_sight')
