import base64
import doctest
import hashlib
import io
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.crm_privacy.models import privacy_release_generate
from odoo.addons.crm_privacy.tools import agreements

from .common import worked_table
from .sharing_common import SHARE, SharingCase

YESTERDAY = date.today() - timedelta(days=1)


class TestPrivacyAgreement(SharingCase):
    """Agreements: what is needed to put one into force, and what it is on a day."""

    def test_p29_an_agreement_without_file_purpose_field_or_transfer_is_not_put_into_force(self):
        overdue = YESTERDAY
        for words, vals in (
            ("no signed file", {'file': False}),
            ("names no purpose", {'purpose_ids': [(5,)]}),
            ("names no fields", {'field_ids': [(5,)]}),
            ("no first day", {'date_from': False}),
            ("nothing says what the transfer rests on", {'country_id': self._place('US')}),
            ("was to be reviewed by", {'country_id': self._place('US'), 'mechanism': 'scc',
                                       'mechanism_review_date': overdue}),
            ("was to be reviewed by", {'country_id': self._place('GB'), 'mechanism': 'adequacy'}),
            ("Enter a later last day", {'date_to': overdue}),
        ):
            with self.subTest(words=words):
                agreement = self._agreement(**vals)
                agreement.action_submit()
                with self.assertRaises(UserError) as caught:
                    agreement.action_activate()
                self.assertIn(words, str(caught.exception))
                self.assertEqual(agreement.state, 'review')
        agreement = self._agreement(
            country_id=self._place('US'), mechanism='scc', mechanism_review_date=date.today() + timedelta(days=1))
        agreement.action_submit()
        agreement.action_activate()
        self.assertEqual(agreement.status, 'active')

    def test_p29_nothing_is_released_under_an_agreement_that_is_not_in_force(self):
        person = self._reachable("Ada Okafor")
        self._agrees(person)
        release = self._approved(person)
        for words, act in (
            ("ended on", lambda: self.env.cr.execute(
                "UPDATE privacy_agreement SET date_to = %s WHERE id = %s", [YESTERDAY, self.agreement.id])),
            ("not in force", lambda: self.agreement.action_suspend()),
        ):
            with self.subTest(words=words), self.env.cr.savepoint() as savepoint:
                act()
                self.agreement.invalidate_recordset()
                for attempt in (release.action_generate, lambda: self._release(person)):
                    with self.assertRaises(UserError) as caught:
                        attempt()
                    self.assertIn(words, str(caught.exception))
                self.assertFalse(release.sudo().line_ids)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_p29_a_purpose_outside_of_the_agreement_is_refused(self):
        with self.assertRaises(UserError) as caught:
            self._release(self._reachable("Bao Nguyễn"), purpose_id=self.env.ref('crm_privacy.purpose_newsletter').id)
        self.assertIn("does not cover", str(caught.exception))

    def test_the_status_is_a_function_of_the_dates_and_lists_group_by_it(self):
        Agreement = self.officer_env['privacy.agreement']
        for day, status in (('2025-12-31', 'upcoming'), ('2026-01-01', 'active'), ('2035-12-31', 'active'),
                            ('2036-01-01', 'expired')):
            with self.subTest(day=day), freeze_time(f'{day} 12:00:00'):
                self.agreement.invalidate_recordset()
                self.assertEqual(self.agreement.status, status)
                found = Agreement.search([('status', '=', status), ('id', '=', self.agreement.id)])
                self.assertEqual(found, self.agreement)
                self.assertFalse(Agreement.search([('status', '!=', status), ('id', '=', self.agreement.id)]))
                self.assertEqual(
                    Agreement._read_group([('id', '=', self.agreement.id)], ['status'], ['__count']), [(status, 1)])

    def test_the_table_of_the_algorithm_holds(self):
        rows = worked_table('releases.md', 'state')
        self.assertGreaterEqual(len(rows), 8)
        for state, first, last, day, status in rows:
            with self.subTest(state=state, day=day):
                last = None if last == '–' else date.fromisoformat(last)
                self.assertEqual(
                    agreements.status(state, date.fromisoformat(first), last, date.fromisoformat(day)), status)
        found = doctest.testmod(agreements)
        self.assertTrue(found.attempted)
        self.assertFalse(found.failed)

    def test_the_terms_of_an_agreement_in_force_change_by_a_new_version_only(self):
        for vals in ({'field_ids': [(5,)]}, {'date_to': '2040-01-01'}, {'country_id': self._place('US')}):
            with self.assertRaises(UserError) as caught:
                self.agreement.write(vals)
            self.assertIn("New version", str(caught.exception))
        self.agreement.note = "Renewed contact"
        second = self.officer_env['privacy.agreement'].browse(self.agreement.action_new_version()['res_id'])
        self.assertEqual((second.version, second.state, second.previous_id), (2, 'draft', self.agreement))
        self.assertEqual(self.agreement.action_new_version()['res_id'], second.id, "one new version waits, not two")
        second.write({'file': base64.b64encode(b'%PDF-1.7 signed again'), 'date_to': '2040-01-01'})
        second.action_submit()
        self.assertEqual(self.agreement.state, 'active', "the old one holds until then")
        second.action_activate()
        self.assertEqual((self.agreement.state, second.state), ('ended', 'active'))
        third = self.officer_env['privacy.agreement'].browse(second.action_new_version()['res_id'])
        begins = date.today() + timedelta(days=30)
        third.write({'file': base64.b64encode(b'%PDF-1.7 signed'), 'date_from': begins})
        third.action_submit()
        third.action_activate()
        self.assertEqual((second.status, third.status), ('active', 'upcoming'))
        self.assertEqual(second.date_to, begins - timedelta(days=1), "no day without an agreement, none with two")

    def test_the_state_follows_its_table_and_is_not_entered(self):
        with self.assertRaises(AccessError):
            self.agreement.state = 'draft'
        draft = self.officer_env['privacy.agreement'].with_context(default_state='active').create({
            'partner_id': self.other.id})
        self.assertEqual(draft.state, 'draft')
        with self.assertRaises(UserError):
            draft.action_activate()
        with self.assertRaises(AccessError):
            self.agreement.with_user(self.auditor).action_suspend()


class TestPrivacyRelease(SharingCase):
    """Releases: who is in the file, who decided, and that the log is the file."""

    def test_p31_only_those_who_agreed_to_this_recipient_are_in_the_file(self):
        today = fields.Date.today()
        yes, silent, elsewhere, withdrawn, restricted, dead, child, vague, hidden = people = self.env[
            'res.partner'].union(*(self._reachable(name) for name in (
                "Chidi Obi", "Dunja Horvat", "Émile Roy", "Fatima Hassan", "Goran Ilić", "Håkan Berg", "Ines Leal",
                "Jun Sato", "Kofi Mensah")))
        self._agrees(elsewhere, self.other)
        for person in yes | withdrawn | restricted | dead | child | hidden:
            self._agrees(person)
        self._consents(vague, SHARE, 'disclose', recipient=self.recipient)
        self._consents(withdrawn, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        self.officer_env['privacy.restriction'].create(
            {'partner_id': restricted.id, 'ground': 'accuracy', 'date_from': today})
        dead.write({'is_deceased': True})
        child.birthdate = today - timedelta(days=365 * 9)
        hidden.confidential = True
        release = self._release(people)
        release.action_preview()
        reasons = {row.reason: row.count for row in release.left_out_ids}
        self.assertEqual(reasons, {
            'no_basis': 3, 'objected': 1, 'restricted': 1, 'deceased': 1, 'minor': 1, 'confidential': 1})
        self.assertEqual((release.selected_count, release.allowed_count), (9, 1))
        opened = release.left_out_ids.filtered(lambda row: row.reason == 'no_basis').action_open_people()
        self.assertEqual(self.env['res.partner'].search(opened['domain']), silent | elsewhere | vague)
        release.action_request()
        release.with_user(self.approver).action_approve()
        release.action_generate()
        self.assertEqual(self._names(release), ["Chidi Obi"])
        self.assertEqual({row.reason: row.count for row in release.left_out_ids}, reasons)
        log = self.env['privacy.contact.log'].sudo().search([('reference', '=', f'privacy.release,{release.id}')])
        self.assertEqual(len(log), 9, "what left and what did not is written down (P-09)")
        self.assertEqual(log.filtered('is_allowed').partner_id, yes)
        opened = release.left_out_ids.filtered(lambda row: row.reason == 'objected').action_open_people()
        self.assertEqual(self.env['res.partner'].search(opened['domain']), withdrawn)

    def test_p10_who_withdraws_between_approval_and_file_is_not_in_it(self):
        stays, goes = people = self._reachable("Leila Haddad") | self._reachable("Mateo Cruz")
        for person in people:
            self._agrees(person)
        release = self._approved(people)
        self._consents(goes, 'MARKETING', 'disclose', 'objected')
        self._consents(goes, SHARE, 'disclose', 'withdrawn')
        release.action_generate()
        self.assertEqual(self._names(release), [stays.name])
        alone = self._reachable("Nadia Petrova")
        self._agrees(alone)
        release = self._approved(alone)
        self._consents(alone, SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            release.action_generate()
        self.assertIn("Nobody of the 1 people", str(caught.exception))

    def test_p30_who_asked_does_not_approve_and_only_approvers_do(self):
        person = self._reachable("Oluwaseun Ade")
        self._agrees(person)
        release = self._release(person)
        release.action_preview()
        self.data_officer.sudo().group_ids |= self.env.ref('crm_privacy.group_privacy_approver')
        release.action_request()
        with self.assertRaises(UserError) as caught:
            release.action_approve()
        self.assertIn("Somebody else", str(caught.exception))
        with self.assertRaises(AccessError):
            release.with_user(self.auditor).action_approve()
        with self.assertRaises(UserError):
            release.action_generate()
        with self.assertRaises(AccessError):
            release.state = 'approved'
        with self.assertRaises(AccessError):
            self.officer_env['privacy.release'].create({
                'agreement_id': self.agreement.id, 'purpose_id': self.purpose.id, 'state': 'approved'})
        self.assertEqual(self.officer_env['privacy.release'].with_context(default_state='approved').create({
            'agreement_id': self.agreement.id, 'purpose_id': self.purpose.id}).state, 'draft')
        only_approver = new_test_user(self.env(su=True), 'pri_only_approver', 'crm_privacy.group_privacy_approver')
        release.with_user(only_approver).action_approve()
        self.assertEqual((release.state, release.approver_id), ('approved', only_approver))

    def test_p30_fields_outside_of_the_agreement_are_stripped(self):
        person = self._reachable("Priya Nair", street="7 Harbour Road")
        self._agrees(person)
        release = self._release(person, format='csv')
        release.field_ids |= self._fields('street', 'phone')
        self.assertEqual(set(release.stripped_ids.mapped('name')), {'street', 'phone'})
        release.action_preview()
        release.action_request()
        release.with_user(self.approver).action_approve()
        release.action_generate()
        content = base64.b64decode(release.file).decode('utf-8-sig')
        self.assertEqual(content.splitlines()[0], "Reference,Name,Email,City")
        self.assertNotIn("Harbour", content)
        self.assertNotIn(person.phone, content)

    def test_p30_the_log_gives_the_file_again_byte_by_byte(self):
        people = self.env['res.partner'].union(*(
            self._reachable(name) for name in ("=cmd|calc", "Quỳnh Lê", "Rosa \"Rosie\" O'Hara")))
        for person in people:
            self._agrees(person)
        for kind in ('xlsx', 'csv'):
            with self.subTest(kind=kind):
                with freeze_time('2026-11-20 10:00:00'):
                    release = self._passed_on(people, format=kind)
                content = base64.b64decode(release.file)
                self.assertEqual(hashlib.sha256(content).hexdigest(), release.file_digest)
                people.sudo().write({'city': "Moved since"})
                with freeze_time('2027-03-01 08:00:00'):
                    self.assertEqual(release.sudo()._file_from_log(), content)
                self.assertTrue(all(line._is_intact() for line in release.line_ids))
                if kind == 'xlsx':
                    sheet = load_workbook(io.BytesIO(content)).active
                    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
                    self.assertEqual([row[1] for row in rows], self._names(release))
                    self.assertEqual([row[0] for row in rows], release.line_ids.sorted('position').mapped('reference'))
                    self.assertTrue(all(cell.data_type == 's' for row in sheet.iter_rows(min_row=2) for cell in row))
                else:
                    self.assertIn("'=cmd|calc", content.decode())
        line = release.sudo().line_ids[0]
        line.cells = [*line.cells[:-1], "Elsewhere"]
        self.assertIs(line._is_intact(), False, "a row that was tampered with is told by its hash")
        self.assertNotEqual(release.sudo()._file_from_log(), content)

    def test_made_twice_is_made_once(self):
        person = self._reachable("Sami Virtanen")
        self._agrees(person)
        release = self._passed_on(person)
        digest, count = release.file_digest, len(release.line_ids)
        release.action_generate()
        self.assertEqual((release.file_digest, len(release.line_ids)), (digest, count))
        with self.assertRaises(UserError):
            release.action_back()
        with self.assertRaises(UserError):
            release.unlink()
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            release.sudo().line_ids.copy()

    def test_many_people_are_released_in_the_background_chunk_by_chunk(self):
        people = self.env['res.partner'].union(*(self._reachable(f"Person {number:02d}") for number in range(7)))
        for person in people[1:]:
            self._agrees(person)
        release = self._approved(people)
        with patch.object(privacy_release_generate, 'BACKGROUND_FROM', 3), \
                patch.object(privacy_release_generate, 'CHUNK', 2):
            release.action_generate()
            self.assertEqual((release.state, release.has_file), ('generating', False))
            release.batch_id._run_now()
        release.invalidate_recordset()
        self.assertEqual((release.batch_id.state, release.state, release.row_count), ('done', 'done', 6))
        self.assertEqual((release.batch_id.done_count, release.batch_id.failed_count), (6, 1))
        self.assertEqual(release.sudo()._file_from_log(), base64.b64decode(release.file))

    def test_background_work_stops_when_the_agreement_does_and_can_be_given_up(self):
        people = self.env['res.partner'].union(*(self._reachable(f"Person {number:02d}") for number in range(4)))
        for person in people:
            self._agrees(person)
        release = self._approved(people)
        with patch.object(privacy_release_generate, 'BACKGROUND_FROM', 3), \
                patch.object(privacy_release_generate, 'CHUNK', 2):
            release.action_generate()
            with self.assertRaises(UserError):
                release.action_give_up()
            self.agreement.action_suspend()
            release.batch_id._run_now()
        release.invalidate_recordset()
        self.assertEqual((release.batch_id.state, release.has_file), ('failed', False))
        self.assertIn("not in force", release.batch_id.error)
        release.action_give_up()
        self.assertEqual((release.state, len(release.line_ids)), ('refused', 0))

    def test_a_release_of_nobody_is_refused_in_words(self):
        person = self._reachable("Tove Lind")
        release = self._release(person)
        release.action_preview()
        with self.assertRaises(UserError) as caught:
            release.action_request()
        self.assertIn("Nobody of the 1 people", str(caught.exception))
        for domain, words in (("[('id', '=', 0)]", "Nobody is chosen"), ("[('no_such', '=', 1)]", "cannot be read"),
                              ("os.system", "cannot be read")):
            with self.subTest(domain=domain), self.assertRaises(UserError) as caught:
                self._release(person, domain=domain).action_preview()
            self.assertIn(words, str(caught.exception))

    def test_what_is_passed_on_is_no_message_and_uses_up_no_cap(self):
        person = self._reachable("Tuur Peeters", street="1 Quay", zip="1000", city="Ghent")
        self._agrees(person)
        for _time in range(6):
            self._passed_on(person)
        self.assertEqual(self._ask(person, 'FUNDRAISING_APPEAL', 'post'), 'allowed')

    def test_a_processor_gets_what_a_service_needs_on_the_basis_of_the_service(self):
        members = self.env.ref('crm_privacy.purpose_membership_admin')
        person, dead = people = self._reachable("Uma Rao") | self._reachable("Viktor Orel")
        dead.write({'is_deceased': True})
        self.agreement = self._agreement(role='processor', purpose_ids=[(6, 0, members.ids)])
        self.agreement.action_submit()
        self.agreement.action_activate()
        release = self._passed_on(people, purpose_id=members.id)
        self.assertEqual((self._names(release), release.line_ids.basis), ([person.name], 'contract'))

    def test_art_9_2_d_membership_of_a_body_of_belief_is_disclosed_with_explicit_consent_only(self):
        members = self.env.ref('crm_privacy.purpose_membership_admin')
        members.sudo().needs_explicit = True
        silent, vague, explicit = people = self.env['res.partner'].union(*(
            self._reachable(name) for name in ("Wanda Nowak", "Xavier Puig", "Yara Haddad")))
        self._consents(vague, 'MEMBERSHIP_ADMIN', 'disclose', recipient=self.recipient)
        self._consents(explicit, 'MEMBERSHIP_ADMIN', 'disclose', recipient=self.recipient, explicit=True)
        asked = {'purpose': 'MEMBERSHIP_ADMIN', 'channel': 'disclose', 'recipient': self.recipient}
        self.assertEqual([self._ask(person, **asked) for person in people], ['no_basis', 'no_basis', 'allowed'])
        self.assertEqual(self._ask(silent, 'MEMBERSHIP_ADMIN', 'post'), 'allowed', "within the body it goes on")
        self.agreement = self._agreement(role='processor', purpose_ids=[(6, 0, members.ids)])
        self.agreement.action_submit()
        self.agreement.action_activate()
        self.assertEqual(self._names(self._passed_on(people, purpose_id=members.id)), [explicit.name])
        self._consents(explicit, 'MEMBERSHIP_ADMIN', 'disclose', 'withdrawn', recipient=self.recipient)
        self.assertEqual(self._ask(explicit, **asked), 'no_basis')

    def test_only_fields_of_the_list_can_be_agreed_on(self):
        Share = self.env['privacy.share.field'].with_user(self.law_maker)
        for name in ('no_such_field', 'image_1920', 'child_ids', 'alert_note_missing', 'signup_token', 'comment_ids'):
            with self.subTest(name=name), self.assertRaises(UserError), self.env.cr.savepoint():
                Share.create({'name': name})
        with self.assertRaises(AccessError):
            Share.with_user(self.data_officer).create({'name': 'comment'})

    def test_files_and_rows_are_for_the_data_officer(self):
        person = self._reachable("Zdeněk Malý")
        self._agrees(person)
        release = self._passed_on(person | self._reachable("Žofie Malá"))
        for record, field in ((release, 'file'), (release.line_ids, 'cells')):
            with self.subTest(field=field), self.assertRaises(AccessError):
                record.with_user(self.auditor)[field]
        with self.assertRaises(AccessError):
            release.line_ids.with_user(self.data_officer).write({'row_hash': 'x'})
        told = self.env['privacy.release.left.out'].with_user(self.auditor).search([('release_id', '=', release.id)])
        self.assertEqual(told.mapped('words'), ["The person has not agreed to this purpose for this channel."])
        with self.assertRaises(AccessError):
            told.count = 0
        self.assertIn('/web/content/', release.action_download()['url'])

    def test_another_company_sees_none_of_it(self):
        person = self._reachable("Åsa Lund")
        self._agrees(person)
        release = self._passed_on(person | self._reachable("Éva Szabó"))
        self.assertTrue(release.left_out_ids)
        company = self.env['res.company'].sudo().create({'name': "Third Harbour"})
        stranger = new_test_user(self.env(su=True), 'pri_stranger', 'crm_privacy.group_privacy_officer',
                                 company_id=company.id, company_ids=[(6, 0, company.ids)])
        for records in (self.agreement, release, release.line_ids, release.left_out_ids):
            self.assertFalse(records.with_user(stranger).search([('id', 'in', records.ids)]))
