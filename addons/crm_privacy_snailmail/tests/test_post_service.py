from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.crm_privacy.tests.common import PrivacyCase
from odoo.addons.iap.tools import iap_tools


@tagged('post_install', '-at_install')
class TestPostService(PrivacyCase):
    """What the post service is given, by every way (P-10)."""

    def setUp(self):
        super().setUp()
        self.willing = self._reachable("Willing Person")
        self._consents(self.willing, channels='post')
        self.objecting = self._reachable("Objecting Person")
        self._consents(self.objecting, channels='post', state='withdrawn', statement=None)
        self.dead = self._reachable("Dead Person", is_deceased=True)
        self._consents(self.dead, channels='post')
        self.restricted = self._reachable("Restricted Person")
        self._consents(self.restricted, channels='post')
        self.env['privacy.restriction'].sudo().create({
            'partner_id': self.restricted.id, 'ground': 'accuracy', 'date_from': '2026-01-01'})
        self.everybody = self.willing + self.objecting + self.dead + self.restricted

    def _letters(self, people, code=None, model='res.partner'):
        purpose = self.env['privacy.purpose']._find(code) if code else self.env['privacy.purpose']
        scan = self.env['ir.attachment'].create({'name': "letter.pdf", 'raw': b'%PDF-1.4 letter'})
        return self.env['snailmail.letter'].sudo().create([{
            'model': model, 'res_id': person.id if model == 'res.partner' else self.env['res.users'].search(
                [], limit=1).id, 'partner_id': person.id, 'attachment_id': scan.id,
            'privacy_purpose_id': purpose.id} for person in people])

    def _handed_over(self, act):
        """Names that the service was given while `act` ran."""
        names = []

        def post(_url, params=None, **_kwargs):
            names.extend(document['address']['name'] for document in params['documents'])
            return {'request_code': 200, 'total_cost': 1, 'credit_error': False, 'request': {'documents': [
                {**document, 'sent': True, 'send_id': 1} for document in params['documents']], 'options': {}}}
        Letter = self.registry['snailmail.letter']
        with patch.object(iap_tools, 'iap_jsonrpc', post), patch.object(self.env.cr, 'commit', lambda: None), \
                patch.object(Letter, '_fetch_attachment', lambda letter: letter.attachment_id):
            act()
        return sorted(names)

    def test_letters_reach_only_who_may_be_written_to(self):
        for code, arrive in (
                ('NEWSLETTER', self.willing), ('MEMBERSHIP_ADMIN', self.willing | self.objecting),
                (None, self.env['res.partner'])):
            with self.subTest(code=code):
                letters = self._letters(self.everybody, code)
                self.assertEqual(
                    self._handed_over(letters._snailmail_print), sorted(arrive.mapped('name')))
                held = letters.filtered(lambda letter, arrive=arrive: letter.partner_id not in arrive)
                self.assertEqual(set(held.mapped('state')), {'canceled'})
                self.assertTrue(all(held.mapped('info_msg')), "each says why")
                self.assertEqual(set(held.notification_ids.mapped('failure_type')), {'sn_no_consent'})

    def test_the_job_of_the_night_asks_as_well(self):
        self._letters(self.everybody, 'NEWSLETTER')
        self.assertEqual(self._handed_over(
            lambda: self.env['snailmail.letter']._snailmail_cron(autocommit=False)), [self.willing.name])

    def test_without_the_judgement_it_leaks(self):
        letters = self._letters(self.everybody, 'NEWSLETTER')
        with patch.object(self.registry['snailmail.letter'], '_privacy_judged', lambda letters: letters):
            self.assertEqual(self._handed_over(letters._snailmail_print), sorted(self.everybody.mapped('name')))

    def test_a_no_after_the_letter_was_made_holds_it_back(self):
        letters = self._letters(self.willing, 'NEWSLETTER')
        self._consents(self.willing, channels='post', state='withdrawn', statement=None)
        self.assertEqual(self._handed_over(letters._snailmail_print), [])

    def test_an_import_of_many_changes_the_address_of_letters_that_wait(self):
        letter = self._letters(self.willing, 'NEWSLETTER')
        Partner = self.env['res.partner']
        self.assertFalse(Partner._constituent_bulk_audit().write_by_orm, "the others by the kernel, not one by one")
        changes = [(person.id, {'city': "Whitby Bay"}) for person in self.willing + self.objecting]
        self.assertEqual(Partner._constituent_bulk_orm_ids(changes), set(self.willing.ids))
        Partner._constituent_bulk_update(changes)
        self.assertEqual((letter.city, self.objecting.city), ("Whitby Bay", "Whitby Bay"))
