from odoo.fields import Command

from .common import PrivacyCase


class TestServiceRequests(PrivacyCase):
    """Requests of supporters that are about personal data, and the mails about requests."""

    def _request(self, person, category='data', **vals):
        return self.env['constituent.request'].create({
            'subject': "What do you hold about me?", 'partner_id': person.id, 'channel': 'call',
            'category_id': self.env.ref(f'crm_constituents.request_category_{category}').id, **vals})

    def test_an_officer_hands_a_request_about_data_to_the_data_officer_once(self):
        ada = self._person('Ada Okafor')
        request = self._request(ada)
        self.assertTrue(request.can_open_privacy)
        self.assertFalse(self._request(ada, 'question').can_open_privacy)
        for _twice in range(2):
            self.assertEqual(request.action_open_privacy()['tag'], 'display_notification')
        seen = request.with_user(self.data_officer)
        entered = seen.privacy_request_id
        self.assertEqual((entered.partner_id, entered.details, entered.received_by, entered.state),
                         (ada, "What do you hold about me?", 'phone', 'new'))
        self.assertEqual(seen.action_open_privacy()['res_id'], entered.id)
        self.assertEqual(self.env['privacy.request'].sudo().search_count([('partner_id', '=', ada.id)]), 1)

    def test_the_mail_that_asks_how_it_was_is_declared(self):
        ada = self._reachable('Ada Okafor')
        request = self._request(ada, 'question', other_partner_ids=[Command.clear()])
        request._resolve('solved', "Sent.")
        request.action_close()
        mail = self.env['mail.mail'].sudo().search([('recipient_ids', 'in', ada.ids)])
        self.assertEqual(mail.privacy_purpose_id.code, 'ACCOUNT')
