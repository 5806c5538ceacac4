import base64
import hashlib
import io
import os
import zipfile
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .sharing_common import SharingCase
from .test_request_discovery import DiscoveryCase


@tagged('post_install', '-at_install')
class OfficeCase(HttpCase):
    """Journeys in the browser, each as who does it in an office."""

    def _tour(self, path, tour, login):
        # no job runner works beside a test: a batch does its work at once
        with patch.dict(os.environ, {'QUEUE_JOB__NO_DELAY': '1'}), mute_logger(
                'odoo.addons.queue_job.utils', 'odoo.http'):
            self.start_tour(path, tour, login=login, timeout=120)
        self.env.invalidate_all()


@tagged('post_install', '-at_install')
class TestPrivacyRequestJourney(OfficeCase, DiscoveryCase):

    def test_a_request_of_access_from_the_register_to_the_package(self):
        self._consents(self.zoe)
        self._tour('/odoo/privacy-requests', 'crm_privacy_request_enter', 'pri_officer')
        request = self.root['privacy.request'].search([('partner_id', '=', self.zoe.id)])
        self.assertEqual(
            (len(request), request.state, request.received_by, request.identity_state, request.identity_method),
            (1, 'approve', 'post', 'verified', "Passport seen"))
        self.assertTrue(request.item_ids)
        self.assertTrue(all(request.item_ids.mapped('is_reviewed')))
        self.assertEqual(request.submitted_by_id, self.data_officer)
        self.assertFalse(request.approved_by_id)

        self._tour(f'/odoo/privacy-requests/{request.id}', 'crm_privacy_request_approve', 'pri_second')
        self.assertEqual((request.state, request.approved_by_id), ('approve', self.second_officer))

        self._tour(f'/odoo/privacy-requests/{request.id}', 'crm_privacy_request_deliver', 'pri_officer')
        self.assertEqual((request.state, request.outcome), ('closed', 'fulfilled'))
        package = request.package_ids
        self.assertEqual(len(package), 1, "pressed twice, made once")
        content = package._bytes()
        self.assertEqual(hashlib.sha256(content).hexdigest(), package.digest)
        self.assertIn('data.json', zipfile.ZipFile(io.BytesIO(content)).namelist())
        log = request.log_ids.mapped('text')
        for words in (
                "Identity asked for.", "In review.", "Submitted for approval.", "Approved.", "Delivered.", "Closed."):
            self.assertEqual(log.count(words), 1, words)
        mail = self.root['mail.mail'].search([('email_to', '=', self.zoe.email), ('subject', '=', "Your data")])
        self.assertEqual(len(mail), 1, "pressed twice, sent once")
        with self.assertRaises(UserError):
            request.with_user(self.data_officer).action_deliver()
        self.assertEqual(request.package_ids, package)


@tagged('post_install', '-at_install')
class TestPrivacyOfficeJourneys(OfficeCase, SharingCase):

    def setUp(self):
        super().setUp()
        self.root = self.env(su=True)

    def test_staff_record_a_consent_on_paper_and_read_the_answer(self):
        person = self._reachable("Ada Okafor")
        self._tour(f'/odoo/people/{person.id}', 'crm_privacy_record_decision', 'con_officer')
        event = self.env['privacy.consent.event'].search([('partner_id', '=', person.id)])
        self.assertEqual(len(event), 1, "pressed twice, recorded once")
        self.assertEqual((event.state, event.method, event.actor, event.channels), ('given', 'paper', 'staff', 'email'))
        self.assertEqual(self._ask(person), 'allowed')
        scan = self.env['ir.attachment'].sudo().search([('res_model', '=', event._name), ('res_id', '=', event.id)])
        self.assertEqual((scan.name, scan.raw), ('card-of-may.pdf', b'%PDF-1.4 a card'))
        self.assertEqual(event.with_user(self.data_officer).detail_id.evidence_id, scan)
        self.assertTrue(event.evidence_hash)

    def test_a_release_takes_two_people_and_its_rows_stand_in_the_log(self):
        agrees, silent = self._reachable("Ada Okafor"), self._reachable("Bao Nguyễn")
        self._agrees(agrees)
        everybody = self.env['res.partner'].sudo().search([
            ('constituent_type', '=', 'individual'), ('id', 'not in', (agrees | silent).ids)])
        everybody.sudo().write({'active': False})  # so that the figures are those of these two
        self._tour('/odoo/sharing-agreements', 'crm_privacy_release_prepare', 'pri_officer')
        release = self.root['privacy.release'].search([('agreement_id', '=', self.agreement.id)])
        self.assertEqual((len(release), release.state, release.requester_id), (1, 'requested', self.data_officer))
        self.assertEqual((release.selected_count, release.allowed_count), (2, 1))
        with self.assertRaises(AccessError):
            release.with_user(self.data_officer).action_approve()

        self._tour('/odoo/releases', 'crm_privacy_release_approve', 'pri_approver')
        self.assertEqual((release.state, release.approver_id), ('approved', self.approver))

        self._tour('/odoo/releases', 'crm_privacy_release_make', 'pri_officer')
        self.assertEqual((release.state, release.line_ids.partner_id), ('done', agrees))
        self.assertEqual(hashlib.sha256(base64.b64decode(release.file)).hexdigest(), release.file_digest)
        self.assertIn(b"Ada Okafor", base64.b64decode(release.file))
        self.assertNotIn(b"Bao", base64.b64decode(release.file))
        digest, lines = release.file_digest, release.line_ids
        release.with_user(self.data_officer).action_generate()
        self.assertEqual((release.file_digest, release.line_ids), (digest, lines))

    def test_the_data_officer_puts_lines_on_the_suppression_list(self):
        person = self._reachable("Pavel Petrov", zip='02115')
        self._consents(person)
        self.root['privacy.suppression'].search([]).unlink()
        self._tour('/odoo/privacy-suppression', 'crm_privacy_suppress', 'pri_officer')
        rows = self.root['privacy.suppression'].search([])
        self.assertEqual(len(rows), 2, "each line once, however often it is pressed")
        self.assertEqual((set(rows.mapped('kind')), set(rows.mapped('reason'))), ({'person'}, {'register'}))
        self.assertEqual(self._ask(person), 'suppressed')
