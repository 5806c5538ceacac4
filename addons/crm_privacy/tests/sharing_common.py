import base64

from odoo.tests import new_test_user

from .common import PrivacyCase

SHARE = 'THIRD_PARTY_SHARE_MKT'


class SharingCase(PrivacyCase):
    """An agreement in force with a sister organisation, and ways to pass on and to agree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = new_test_user(
            cls.env, 'pri_approver', 'crm_privacy.group_privacy_approver,crm_privacy.group_privacy_officer', tz='UTC')
        cls.recipient = cls.env['res.partner'].create({
            'name': "Sea Trust", 'constituent_type': 'organisation', 'email': 'data@seatrust.example',
            'country_id': cls.env.ref('base.fr').id})
        cls.other = cls.env['res.partner'].create({'name': "Land Trust", 'constituent_type': 'organisation'})
        cls.purpose = cls.env.ref('crm_privacy.purpose_third_party_share_mkt')

    def setUp(self):
        super().setUp()
        self.officer_env = self.env(user=self.data_officer)
        self.agreement = self._agreement()
        self.agreement.action_submit()
        self.agreement.action_activate()

    def _fields(self, *names):
        return self.env['privacy.share.field'].sudo().search([('name', 'in', names)])  # sudo: the officer's list

    def _agreement(self, **vals):
        return self.officer_env['privacy.agreement'].create({
            'partner_id': self.recipient.id, 'role': 'controller', 'purpose_ids': [(6, 0, self.purpose.ids)],
            'field_ids': [(6, 0, self._fields('name', 'email', 'city').ids)], 'date_from': '2026-01-01',
            'date_to': '2035-12-31', 'file': base64.b64encode(b'%PDF-1.7 signed'), 'file_name': 'signed.pdf', **vals})

    def _agrees(self, person, recipient=None, **evidence):
        return self._consents(
            person, SHARE, 'disclose', recipient=recipient or self.recipient, explicit=True, **evidence)

    def _release(self, people, **vals):
        return self.officer_env['privacy.release'].create({
            'agreement_id': self.agreement.id, 'purpose_id': self.purpose.id,
            'domain': repr([('id', 'in', people.ids)]), **vals})

    def _approved(self, people, **vals):
        release = self._release(people, **vals)
        release.action_preview()
        release.action_request()
        release.with_user(self.approver).action_approve()
        return release

    def _passed_on(self, people, **vals):
        release = self._approved(people, **vals)
        release.action_generate()
        self.assertEqual(release.state, 'done')
        return release

    def _names(self, release):
        return [cells[0] for cells in release.sudo().line_ids.sorted('position').mapped('cells')]

    def _happens(self):
        """What the scheduled work does: seal, then look for what recipients must hear."""
        self.env['privacy.ledger.seal'].sudo()._seal()
        self.env['privacy.recipient.notice'].sudo()._cron_notice()
