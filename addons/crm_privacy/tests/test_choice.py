from odoo.exceptions import UserError

from .common import PrivacyCase


class TestPrivacyChoice(PrivacyCase):
    """What a supporter sees of the own choices, and changes."""

    def setUp(self):
        super().setUp()
        self.person = self._reachable("Ada Okafor")

    def _box(self, purpose, channel, person=None):
        values = (person or self.person)._privacy_choice_values()
        [topic] = [topic for topic in values['topics'] if topic['purpose'] == purpose]
        [box] = [box for box in topic['boxes'] if box['channel'] == channel]
        return box

    def _post(self, person=None, **choices):
        """What the page would send with these changes: `NEWSLETTER_email='yes'`."""
        post = {}
        for topic in (person or self.person)._privacy_choice_values()['topics']:
            post[topic['words_name']] = str(topic['words_id'])
            post.update({box['name']: box['choice'] for box in topic['boxes'] if box['choice']})
        for name, value in choices.items():
            code, _underscore, channel = name.rpartition('_')
            post[f'choice-{code}-{channel}'] = value
        return post

    def _events(self, person=None):
        return self.env['privacy.consent.event'].search([('partner_id', '=', (person or self.person).id)])

    def test_p04_nothing_is_ticked_that_was_not_given(self):
        for topic in self.person._privacy_choice_values()['topics']:
            for box in topic['boxes']:
                self.assertIsNone(box['choice'], box['name'])
        self.assertIn("no, unless you say yes", self._box('NEWSLETTER', 'email')['today'])
        self.assertIn("yes, until you say no", self._box('FUNDRAISING_APPEAL', 'post')['today'])
        self._consents(self.person)
        self.assertEqual(self._box('NEWSLETTER', 'email')['choice'], 'yes')

    def test_a_consent_for_another_address_or_run_out_is_not_shown_as_given(self):
        self._consents(self.person)
        self.person.email = 'new@example.org'
        box = self._box('NEWSLETTER', 'email')
        self.assertEqual((box['choice'], box['is_outdated']), (None, True))
        self.person._privacy_choice_save(self._post(NEWSLETTER_email='yes'), 'link')
        self.assertEqual(self._events()[0].state, 'renewed')
        self.assertEqual(self._ask(self.person), 'allowed')

    def test_p06_only_what_changed_is_recorded_and_pressing_twice_records_once(self):
        post = self._post(NEWSLETTER_email='yes', FUNDRAISING_APPEAL_post='no')
        values = self.person._privacy_choice_save(post, 'link')
        self.assertEqual(values['facts'], [("Newsletter, E-mail", "Yes"), ("Appeals, Post", "No")])
        events = self._events()
        self.assertEqual({(e.purpose, e.channels, e.state) for e in events}, {
            ('NEWSLETTER', 'email', 'given'), ('FUNDRAISING_APPEAL', 'post', 'objected')})
        for event in events:
            self.assertEqual((event.method, event.actor), ('link', 'subject'))
        self.assertEqual(self._ask(self.person, 'FUNDRAISING_APPEAL', 'post'), 'objected')
        again = self.person._privacy_choice_save(post, 'link')
        self.assertEqual((again['facts'], self._events()), ([], events))
        self.assertIn("Nothing had to be changed", again['lead'])

    def test_p06_a_withdrawal_takes_one_save_like_the_consent_and_holds_at_once(self):
        self.person._privacy_choice_save(self._post(NEWSLETTER_email='yes'), 'link')
        self.assertEqual(self._ask(self.person), 'allowed')
        self.person._privacy_choice_save(self._post(NEWSLETTER_email='no'), 'link')
        self.assertEqual((self._events()[0].state, self._ask(self.person)), ('withdrawn', 'objected'))

    def test_a_no_without_an_earlier_yes_is_a_refusal(self):
        self.person._privacy_choice_save(self._post(NEWSLETTER_email='no'), 'portal')
        self.assertEqual((self._events().state, self._events().method), ('refused', 'portal'))

    def test_p06_everything_is_stopped_by_one_press_once(self):
        for purpose, channel in (('NEWSLETTER', 'email'), ('MEMBER_DIRECTORY', 'publish'), ('MERCH_TRADING', 'email')):
            self._consents(self.person, purpose, channel)
        values = self.person._privacy_choice_save({'act': 'stop'}, 'link')
        self.assertTrue(values['facts'])
        for purpose, channel in (
                ('NEWSLETTER', 'email'), ('FUNDRAISING_APPEAL', 'post'), ('CAMPAIGNING', 'sms'),
                ('MERCH_TRADING', 'email'), ('MEMBER_DIRECTORY', 'publish'), ('THIRD_PARTY_SHARE_MKT', 'disclose')):
            with self.subTest(purpose=purpose, channel=channel):
                self.assertEqual(self._ask(self.person, purpose, channel), 'objected')
                if purpose != 'THIRD_PARTY_SHARE_MKT':
                    self.assertEqual(self._box(purpose, channel)['choice'], 'no')
        self.assertEqual(self._ask(self.person, 'TAX_RECEIPT', 'email'), 'allowed')
        count = len(self._events())
        self.assertEqual(self.person._privacy_choice_save({'act': 'stop'}, 'link')['facts'], [])
        self.assertEqual(len(self._events()), count)

    def test_p07_after_a_stop_only_the_person_opens_again_and_can_stop_again(self):
        self.person._privacy_choice_save({'act': 'stop'}, 'link')
        self.person._privacy_choice_save(self._post(NEWSLETTER_email='yes'), 'link')
        self.assertEqual(self._ask(self.person), 'allowed')
        self.assertEqual(self._ask(self.person, 'FUNDRAISING_APPEAL', 'post'), 'objected')
        self.person._privacy_choice_save({'act': 'stop'}, 'link')
        self.assertEqual(self._ask(self.person), 'objected')

    def test_words_are_recorded_in_the_language_in_which_they_were_shown(self):
        self.env['res.lang'].sudo()._activate_lang('de_DE')
        person = self.person.with_context(lang='de_DE')
        person._privacy_choice_save(self._post(person, NEWSLETTER_email='yes'), 'link')
        event = self._events()
        self.assertEqual(event.language, 'de_DE')
        self.assertEqual(event.statement_version_id, self.env.ref('crm_privacy.statement_consent_newsletter_1_de'))

    def test_p05_words_of_another_purpose_or_of_an_old_version_are_refused(self):
        post = self._post(NEWSLETTER_email='yes')
        post['words-NEWSLETTER'] = str(self.words.id)
        with self.assertRaisesRegex(UserError, "have changed"):
            self.person._privacy_choice_save(post, 'link')
        self.assertFalse(self._events())

    def test_p27_a_child_is_told_who_has_to_agree_and_may_say_no(self):
        child = self._reachable("Bao Nguyễn", birthdate='2020-01-01', birthdate_precision='day')
        with self.assertRaisesRegex(UserError, "parent or guardian"):
            child._privacy_choice_save(self._post(child, NEWSLETTER_email='yes'), 'link')
        child._privacy_choice_save(self._post(child, NEWSLETTER_email='no'), 'link')
        self.assertEqual(self._events(child).state, 'refused')

    def test_pause_frequency_and_language_are_kept_and_hold(self):
        self.env['res.lang'].sudo()._activate_lang('fr_FR')
        self._consents(self.person)
        values = self.person._privacy_choice_save(
            {**self._post(), 'pause': '3', 'most': '2', 'lang': 'fr_FR'}, 'link')
        self.assertEqual(len(values['facts']), 3)
        preference = self.person.privacy_preference_ids
        self.assertEqual((len(preference), preference.most_per_month, self.person.lang), (1, 2, 'fr_FR'))
        self.assertEqual(self._ask(self.person), 'paused')
        self.assertIn("yes", self._box('NEWSLETTER', 'email')['choice'])
        self.person._privacy_choice_save({**self._post(), 'pause': 'keep', 'most': '2', 'lang': 'fr_FR'}, 'link')
        self.assertEqual(self._ask(self.person), 'paused')
        self.person._privacy_choice_save({**self._post(), 'pause': 'none', 'lang': 'xx_XX', 'most': '999'}, 'link')
        self.assertEqual((self._ask(self.person), self.person.lang, preference.most_per_month), ('allowed', 'fr_FR', 2))

    def test_addresses_are_masked_and_channels_without_address_are_not_asked(self):
        shown = str(self.person._privacy_choice_values()['addresses'])
        for clear in (
                self.person.email, self.person.email.partition('@')[0], self.person.phone_sanitized[:-2], 'Whitby'):
            self.assertNotIn(clear, shown)
        silent = self._person("Chidi Obi", email='chidi@example.org')
        channels = {box['channel'] for topic in silent._privacy_choice_values()['topics'] for box in topic['boxes']}
        self.assertEqual(channels, {'email', 'publish'})

    def test_a_yes_that_something_else_blocks_is_not_shown_as_reaching_the_person(self):
        self._consents(self.person)
        self.env['privacy.suppression'].with_user(self.data_officer)._add('email', self.person.email, 'bounce')
        self.assertEqual(self._ask(self.person), 'suppressed')
        self.assertIn("At present we do not use this", self._box('NEWSLETTER', 'email')['today'])

    def test_what_is_used_without_asking_is_told_with_its_reason(self):
        kept = dict(self.person._privacy_choice_values()['kept'])
        self.assertIn("law", kept["Receipts"])
        self.assertNotIn("Newsletter", kept)
