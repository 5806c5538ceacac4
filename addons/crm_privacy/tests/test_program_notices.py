from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import worked_table
from .test_integration import IntegrationCase


@tagged('post_install', '-at_install')
class TestProgramNotices(IntegrationCase, HttpCase):
    """What happens to a person after a program read them, or a webhook told of them, reaches its owner (P-26, P-32;
    GDPR Art. 7(3) and 19). An `HttpCase`, so that what is put down after the commit sees the test.
    """

    def setUp(self):
        super().setUp()
        self.partner_org.email = 'data@friends.example'
        self.rows = self.env['privacy.program.disclosure'].with_user(self.auditor)
        self._happens()

    def _read(self, later=False):
        """A call of the program; what is put down after its commit waits if `later`."""
        self.env.cr.postcommit.clear()
        self._as_program().search_read([('id', 'in', (self.yes | self.no).ids)], ['name', 'email'])
        if not later:
            self.env.cr.postcommit.run()

    def _happens(self):
        self.env['privacy.ledger.seal'].sudo()._seal()
        self.env['privacy.recipient.notice'].sudo()._cron_notice()  # sudo: scheduled work

    def _row(self):
        return self.rows.search([('agreement_id', '=', self.agreement.id)])

    def _notices(self):
        return self.env['privacy.recipient.notice'].with_user(self.data_officer).search(
            [('agreement_id', '=', self.agreement.id)])

    def _mails(self):
        return self.env['mail.mail'].sudo().search([  # sudo: what was handed to the mail server
            ('model', '=', 'privacy.agreement'), ('res_id', '=', self.agreement.id), ('email_to', '!=', False)])

    def _withdraws(self):
        return self._agree(self.yes, state='withdrawn')

    def test_what_a_program_reads_is_put_down_once_for_each_person(self):
        self._read()
        self._read()
        row = self._row()
        self.assertEqual((row.partner_id, row.recipient_id, row.exit, row.times),
                         (self.yes, self.partner_org, 'api_read', 2))
        self.assertEqual((row.reference, row.basis), (f'res.partner,{self.yes.id}', 'consent'))
        self.assertIn('email', row.field_names)
        self.assertEqual(self.yes.with_user(self.auditor).privacy_program_count, 1)
        self.assertEqual(self.no.with_user(self.auditor).privacy_program_count, 0)

    def test_p32_a_withdrawal_reaches_the_owner_of_the_program_once(self):
        self._read()
        self._happens()
        self.assertFalse(self._notices())
        self._withdraws()
        for _again in range(3):
            self._happens()
        notice = self._notices()
        self.assertEqual((notice.program_id, notice.kind, notice.state, notice.partner_id),
                         (self._row(), 'withdrawn', 'sent', self.yes))
        [mail] = self._mails()
        self.assertEqual(mail.email_to, 'data@friends.example')
        self.assertIn(f'res.partner,{self.yes.id}', mail.body_html)
        self.assertNotIn(self.yes.name, mail.body_html)
        self.assertEqual(self.env['privacy.recipient.notice'].with_user(self.data_officer).search(
            [('partner_id', 'in', self.yes.ids)]), notice)

    def test_p32_what_is_read_after_a_new_yes_is_told_of_again(self):
        self._read()
        self._withdraws()
        self._happens()
        self._read()
        self.assertEqual(self._row().times, 1, "who has withdrawn is not read")
        with freeze_time(fields.Datetime.now() + timedelta(minutes=1)):
            self._agree(self.yes)
            self._read()
            self._happens()
            self.assertEqual(len(self._notices()), 1, "what the gate of the reading knew makes no notice")
            self._withdraws()
            self._happens()
        self.assertEqual(self._notices().mapped('kind'), ['withdrawn'] * 2)

    def test_p32_a_withdrawal_between_the_reading_and_its_line_is_not_missed(self):
        """The line is written after the commit: meanwhile somebody may withdraw, be sealed and looked for."""
        self._read()
        self._happens()
        self._read(later=True)
        moment = self.env.cr.postcommit.data['crm_privacy.reads']['at']
        with freeze_time(moment + timedelta(seconds=3)):
            self._withdraws()
            self.env['privacy.ledger.seal'].sudo()._seal()
        with freeze_time(moment + timedelta(seconds=5)):
            self.env.cr.postcommit.run()
            self.assertEqual(self._row().times, 2, "read is read")
            self._happens()
        self.assertEqual(self._notices().mapped('kind'), ['withdrawn'])

    def test_p32_a_line_that_the_last_look_did_not_see_is_looked_at_from_its_own_reading(self):
        """Written while the last look was under way in another transaction, which went past the withdrawal."""
        sealed = self.rows.sudo()._sealed()
        self._withdraws()
        self._happens()
        for minutes, told in ((61, []), (59, ['withdrawn'])):
            with freeze_time(fields.Datetime.now() - timedelta(minutes=minutes)):
                self.rows.sudo()._put_down(
                    'api_read', self.env.ref('crm_privacy.purpose_partner_share'), self.partner_org,
                    {self.yes.id: {'basis': 'legitimate_interest', 'event_id': False}}, ['name'], sealed=sealed)
            self.agreement.sudo().write({  # sudo: as the other transaction left it
                'seal_cursor': self.rows.sudo()._sealed(), 'compared_at': fields.Datetime.now()})
            self._happens()
            self.assertEqual(self._notices().mapped('kind'), told)

    def test_p32_the_table_of_the_algorithm_holds(self):
        day = fields.Date.today() + timedelta(days=1)
        rows = worked_table('releases.md', 'Read')
        self.assertEqual(len(rows), 6)
        for number, row in enumerate(rows):
            with self.subTest(row=row):
                self.yes = self._reachable(f"Agathe {number}")
                deeds = (self._read, lambda: self._agree(self.yes), self._withdraws, self._happens)
                for moment, place in sorted(
                        (moment, place) for place, cell in enumerate(row[:4]) for moment in cell.split(' and ')):
                    with freeze_time(f'{day} {moment}:00'):
                        deeds[place]()
                told = self._notices().filtered(lambda notice: notice.partner_id == self.yes)
                self.assertEqual(len(told), {'none': 0, 'one': 1, 'two': 2}[row[4].split(':')[0]])

    def test_p26_restriction_and_erasure_are_told(self):
        self._read()
        self.env['privacy.restriction'].with_user(self.data_officer).create({
            'partner_id': self.yes.id, 'ground': 'accuracy', 'date_from': fields.Date.today()})
        self._happens()
        self._happens()
        self.assertEqual(self._notices().mapped('kind'), ['restricted'])
        for step in self.yes.get_erasure_plan():
            if step['records']._name == 'privacy.program.disclosure' and step['action'] == 'write':
                step['records'].write(step['values'])
        self.env.invalidate_all()
        self.assertFalse(self._row().partner_id)
        self._happens()
        self._happens()
        self.assertEqual(sorted(self._notices().mapped('kind')), ['erased', 'restricted'])
        erased = self._notices().filtered(lambda notice: notice.kind == 'erased')
        self.assertEqual((erased.reference, erased.state), (f'res.partner,{self.yes.id}', 'sent'))

    def test_p26_a_correction_is_told(self):
        self._read()
        self.assertEqual(len(self.yes._privacy_tell_recipients('rectified', 'request 7')), 1)
        self.assertFalse(self.yes._privacy_tell_recipients('rectified', 'request 7'))
        for _pressed_twice in range(2):
            self._row().with_user(self.data_officer).action_tell_correction()
        self.assertEqual(self._notices().mapped('kind'), ['rectified'] * 2)

    def test_what_a_webhook_told_is_put_down_with_the_record_that_they_know(self):
        talk = self.env['constituent.interaction'].create({
            'subject': "Talked", 'partner_ids': [Command.set(self.yes.ids)]})
        purpose = self.env.ref('crm_privacy.purpose_partner_share')
        self.rows.sudo()._put_down('webhook', purpose, self.partner_org, self.yes._privacy_gate(
            purpose, 'disclose', self.partner_org), ['subject'], reference=f'{talk._name},{talk.id}')
        self._withdraws()
        self._happens()
        self.assertEqual(self._notices().reference, f'constituent.interaction,{talk.id}')

    def test_our_own_organisations_are_no_recipients(self):
        self.rows.sudo()._put_down(
            'api_read', self.env.ref('crm_privacy.purpose_partner_share'), self.env.company.partner_id,
            {self.yes.id: {'basis': 'consent', 'event_id': False}}, ['name'])
        self.assertFalse(self.rows.search([('partner_id', '=', self.yes.id)]))

    def test_the_person_is_told_who_read_them(self):
        """Art. 15(1)(c)"""
        self._read()
        [told] = self.yes._privacy_disclosures()
        self.assertEqual((told['recipient'], told['reference']), (self.partner_org.name, f'res.partner,{self.yes.id}'))
        self.assertIn("Email", told['fields'])
        request = self.env['privacy.request'].with_user(self.data_officer).create({
            'type': 'access', 'partner_id': self.yes.id, 'received_by': 'email'})
        [row] = request.sudo()._package_recipients()
        self.assertEqual((row['name'], row['country']), (self.partner_org.name, "Germany"))

    def test_nobody_writes_it_and_a_person_merged_keeps_it(self):
        self._read()
        with self.assertRaises(AccessError):
            self._row().with_user(self.data_officer).write({'times': 0})
        with self.assertRaises(AccessError):
            self.rows.with_user(self.viewer).search([])
        steps = {(step['model'], step['field']): step['policy'] for step in self.env['res.partner'].get_merge_plan()
                 if 'field' in step}
        self.assertEqual(steps['privacy.program.disclosure', 'partner_id'], 'move')
