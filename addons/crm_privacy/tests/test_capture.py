from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user

from .common import PrivacyCase


class TestPrivacyCapture(PrivacyCase):
    """The questions of consent that forms reuse."""

    def setUp(self):
        super().setUp()
        self.Capture = self.env['privacy.capture']

    def test_p04_a_form_that_ticks_or_demands_a_consent_is_refused(self):
        for fault in ({'ticked': True}, {'required': True}):
            with self.subTest(fault=fault), self.assertRaises(ValidationError):
                self.Capture._capture_block([{'purpose': 'NEWSLETTER', **fault}])
        # what the deed itself needs may be demanded: it is told, and no box makes it look like a choice
        block = self.Capture._capture_block([{'purpose': 'GIFT_PROCESSING', 'required': True}, 'NEWSLETTER'])
        self.assertEqual([told['name'] for told in block['told']], ["Processing your gifts"])
        self.assertEqual([question['purpose'] for question in block['questions']], ['NEWSLETTER'])

    def test_a_block_shows_words_and_notice_in_the_language_asked_for(self):
        block = self.Capture._capture_block(['NEWSLETTER', 'FUNDRAISING_APPEAL'], channels=['email'], lang='de_DE')
        self.assertIn("Newsletter per E-Mail", block['questions'][0]['words'])
        self.assertIn("widerrufen", block['notice'].body)
        self.assertEqual(
            [box['name'] for question in block['questions'] for box in question['boxes']],
            ['consent-NEWSLETTER-email', 'consent-FUNDRAISING_APPEAL-email'])

    def test_p03_a_box_without_tick_is_no_decision_and_others_are_not_read(self):
        block = self.Capture._capture_block(['NEWSLETTER', 'FUNDRAISING_APPEAL'])
        words = {question['words_name']: question['words_id'] for question in block['questions']}
        self.assertEqual(self.Capture._capture_read(words), [])
        post = {**words, 'consent-FUNDRAISING_APPEAL-post': '1', 'consent-FUNDRAISING_APPEAL-email': '1',
                'consent-NEWSLETTER-pigeon': '1', 'consent-GIFT_PROCESSING-email': '1'}
        [decision] = self.Capture._capture_read(post, ['NEWSLETTER', 'FUNDRAISING_APPEAL'])
        self.assertEqual((decision['purpose'], decision['channels']), ('FUNDRAISING_APPEAL', ['email', 'post']))
        self.assertEqual(self.Capture._capture_read(post, ['NEWSLETTER']), [])

    def test_p05_words_that_changed_since_the_page_was_opened_are_not_agreed_to(self):
        block = self.Capture._capture_block(['NEWSLETTER'])
        post = {'consent-NEWSLETTER-email': '1', 'words-NEWSLETTER': str(block['questions'][0]['words_id'])}
        self.assertTrue(self.Capture._capture_read(post))
        self.env['privacy.statement.version'].with_user(self.law_maker).create({
            'statement_id': self.env.ref('crm_privacy.statement_consent_newsletter').id, 'lang': 'en_US',
            'body': "Please send me your newsletter and your catalogue."})
        with self.assertRaisesRegex(UserError, "have changed"):
            self.Capture._capture_read(post)

    def test_what_is_captured_is_recorded_with_words_notice_and_language(self):
        person = self._reachable("Ada Okafor")
        words = self.env.ref('crm_privacy.statement_consent_newsletter_1_fr')
        event = self.Capture._capture_record(
            person, [{'purpose': 'NEWSLETTER', 'channels': ['email'], 'words': words.id}])
        self.assertEqual(
            (event.state, event.method, event.actor, event.language, event.notice, event.statement_version_id),
            ('given', 'web', 'subject', 'fr_FR', 'PRIVACY_NOTICE 1', words))
        self.assertEqual(self._ask(person), 'allowed')

    def test_for_an_address_that_is_not_verified_only_the_mail_can_confirm(self):
        person = self._reachable("Bao Nguyễn")
        words = self.env.ref('crm_privacy.statement_consent_marketing_1_en').id
        self.Capture._capture_record(
            person, [{'purpose': 'FUNDRAISING_APPEAL', 'channels': ['email', 'post'], 'words': words}],
            {'unverified': True})
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'email'), 'needs_consent')
        request = self.env['privacy.opt.in'].sudo().search([('partner_id', '=', person.id)])
        request._confirm({})
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'email'), 'allowed')

    def test_p04_a_sign_up_form_asks_for_choices_only(self):
        Forms = self.env['privacy.form'].with_user(self.data_officer)
        for purpose in ('purpose_gift_processing', 'purpose_member_directory'):
            with self.subTest(purpose=purpose), self.assertRaises(ValidationError):
                Forms.create({'code': 'x', 'name': "X", 'purpose_ids': self.env.ref(f'crm_privacy.{purpose}').ids})
        with self.assertRaises(ValidationError):
            Forms.create({'code': 'No way', 'name': "X",
                          'purpose_ids': self.env.ref('crm_privacy.purpose_newsletter').ids})


class TestPrivacyRecordWizard(PrivacyCase):
    """Decisions that come in by paper, telephone or a list."""

    def setUp(self):
        super().setUp()
        self.person = self._reachable("Chidi Obi")

    def _stranger(self):
        return new_test_user(self.env(su=True), 'pri_stranger', 'base.group_user')

    def _wizard(self, people, **vals):
        Wizard = self.env['privacy.record'].with_context(active_model='res.partner', active_ids=people.ids)
        with Form(Wizard) as form:
            form.purpose_id = self.env.ref('crm_privacy.purpose_newsletter')
            form.by_email = True
            for name, value in vals.items():
                form[name] = value
        return form.record

    def test_an_officer_records_what_came_by_paper_with_the_scan(self):
        wizard = self._wizard(self.person, method='paper', scan=b'JVBERi0xLjcgc2Nhbg==')
        self.assertEqual(wizard.statement_version_id.statement_id.code, 'CONSENT_NEWSLETTER')
        wizard.action_record()
        event = self.env['privacy.consent.event'].search([('partner_id', '=', self.person.id)])
        self.assertEqual((event.state, event.method, event.actor), ('given', 'paper', 'staff'))
        self.assertEqual(event.actor_ref, f'user:{self.officer.id}')
        self.assertTrue(event.evidence_hash)
        detail = event.with_user(self.data_officer).detail_id
        self.assertEqual((detail.evidence_id.raw, detail.evidence_id.res_id), (b'%PDF-1.7 scan', event.id))
        with self.assertRaises(AccessError):
            detail.evidence_id.with_user(self._stranger()).read(['raw'])
        opened = event.with_user(self.data_officer).action_open_evidence()
        self.assertEqual(opened['url'], f'/web/content/{detail.evidence_id.id}')
        with self.assertRaises(AccessError):
            event.action_open_evidence()
        detail.sudo()._purge(('evidence',))  # sudo: the system purges
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "erased since"):
            event.with_user(self.data_officer).action_open_evidence()
        self.assertEqual(self._ask(self.person), 'allowed')

    def test_p12_an_officer_records_a_soft_opt_in_with_its_six_facts(self):
        shop = self.env.ref('crm_privacy.purpose_merch_trading')
        self.assertEqual(self._ask(self.person, 'MERCH_TRADING'), 'needs_consent')
        facts = {'soft_context': 'purchase', 'soft_sole_purpose': True, 'soft_obtained_directly': True,
                 'soft_opt_out_offered': True}
        wizard = self._wizard(self.person, state='noted', purpose_id=shop, **facts)
        for name in ('soft_sole_purpose', 'soft_obtained_directly', 'soft_opt_out_offered'):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "six facts"), self.env.cr.savepoint():
                wizard.copy({name: False, 'state': 'noted', 'partner_ids': self.person.ids}).action_record()
        with self.assertRaisesRegex(UserError, "e-mail and text messages only"):
            wizard.copy({'by_post': True, 'state': 'noted', 'partner_ids': self.person.ids}).action_record()
        wizard.action_record()
        event = self.env['privacy.consent.event'].search([('partner_id', '=', self.person.id)])
        self.assertEqual((event.state, event.basis, event.actor), ('noted', 'soft_opt_in', 'staff'))
        self.assertEqual(self._ask(self.person, 'MERCH_TRADING'), 'allowed')
        self.assertEqual(self.person._privacy_gate('MERCH_TRADING', 'email')[self.person.id]['basis'], 'soft_opt_in')

    def test_p35_a_list_without_source_basis_and_notice_is_refused(self):
        people = self.person | self._reachable("Dunja Horvat")
        wizard = self._wizard(people, source="Fair 2026", basis='consent', notice_date='2026-05-01')
        for name in ('source', 'basis', 'notice_date'):
            with self.subTest(missing=name), self.assertRaises(ValidationError):
                wizard.copy({'partner_ids': people.ids, name: False}).action_record()
        self.assertFalse(self.env['privacy.consent.event'].search([('partner_id', 'in', people.ids)]))
        wizard.action_record()
        events = self.env['privacy.consent.event'].search([('partner_id', 'in', people.ids)])
        self.assertEqual(len(events), 2)
        self.assertIn('"source": "Fair 2026"', events[0].facts)
        self.assertIn('"notice_date": "2026-05-01"', events[0].facts)

    def test_p35_what_is_taken_over_from_a_list_needs_its_origin_for_one_person_too(self):
        with self.assertRaises(ValidationError):
            self.env['privacy.record'].create({
                'partner_ids': self.person.ids, 'purpose_id': self.env.ref('crm_privacy.purpose_newsletter').id,
                'by_email': True, 'method': 'import', 'statement_version_id': self.words.id}).action_record()

    def test_p35_agreement_rests_on_consent_and_on_nothing_else(self):
        people = self.person | self._reachable("Émile Roy")
        with self.assertRaisesRegex(ValidationError, "by consent"):
            self._wizard(people, source="Fair", basis='interest', notice_date='2026-05-01').action_record()

    def test_p27_a_child_agrees_through_a_guardian(self):
        child = self._reachable("Fatima Hassan", birthdate='2020-01-01', birthdate_precision='day')
        guardian = self._reachable("Goran Hassan")
        with self.assertRaises(ValidationError):
            self._wizard(child).action_record()
        self._wizard(child, guardian_id=guardian).action_record()
        event = self.env['privacy.consent.event'].search([('partner_id', '=', child.id)])
        self.assertEqual((event.actor, event.actor_ref.split(':')[0]), ('guardian', 'guardian'))
        self.assertEqual(self._ask(child), 'allowed')

    def test_an_agreement_to_pass_data_on_names_the_recipient(self):
        red_cross, other = self._organisation("Croix-Rouge"), self._organisation("Other")
        sharing = self.env.ref('crm_privacy.purpose_third_party_share_mkt')
        choices = {'purpose_id': sharing, 'by_email': False, 'by_disclose': True}
        with self.assertRaisesRegex(UserError, "names who gets them"):
            self._wizard(self.person, **choices).action_record()
        self._wizard(self.person, **choices, recipient_id=red_cross).action_record()
        self.assertEqual(self._ask(self.person, sharing, 'disclose', recipient=red_cross), 'allowed')
        self.assertEqual(self._ask(self.person, sharing, 'disclose', recipient=other), 'no_basis')

    def test_nobody_has_decided_in_the_future_or_for_no_channel(self):
        with self.assertRaises(ValidationError):
            self._wizard(self.person, decided_on='2099-01-01').action_record()
        with self.assertRaises(UserError):
            self._wizard(self.person, by_email=False).action_record()
        self.assertFalse(self.env['privacy.consent.event'].search([('partner_id', '=', self.person.id)]))
