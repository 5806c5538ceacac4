import base64
import hashlib
import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_exports import ExportCase


@tagged('post_install', '-at_install')
class TestContactList(ExportCase):
    """Lists for letters, labels and calls (P-10): whoever may not be contacted that way is not on them."""

    def setUp(self):
        super().setUp()
        self.willing = self._reachable("Willing Person")
        self.objecting = self._reachable("Objecting Person")
        self._consents(self.objecting, 'MARKETING', 'post,call', 'objected', statement=None)
        self.dead = self._reachable("Dead Person", is_deceased=True)
        self.restricted = self._reachable("Restricted Person")
        self.env['privacy.restriction'].sudo().create({'partner_id': self.restricted.id, 'ground': 'accuracy'})
        self.everybody = self.willing + self.objecting + self.dead + self.restricted

    def _list(self, people=None, user=None, code='FUNDRAISING_APPEAL', **vals):
        Wizard = self.env['privacy.contact.list'].with_user(user or self.clerk).with_context(
            active_model='res.partner', active_ids=(self.everybody if people is None else people).ids)
        with Form(Wizard) as form:
            form.purpose_id = self.env['privacy.purpose']._find(code)
            form.why = "Letter of spring"
            for name, value in vals.items():
                form[name] = value
        return form.record

    def _rows(self, wizard):
        sheet = load_workbook(io.BytesIO(base64.b64decode(wizard.file))).active
        return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]

    def test_only_whom_the_gate_lets_pass_is_on_the_list_and_the_logs_say_so(self):
        wizard = self._list()
        self.assertEqual((wizard.person_count, wizard.allowed_count), (4, 1))
        self.assertEqual(len(wizard.left_out.splitlines()), 3)
        wizard.action_make()
        [row] = self._rows(wizard)
        self.assertEqual(row[2:7], [self.willing.name, "1 Main Street", '', '12345', "Whitby"])
        log = self.env['privacy.export.log'].sudo().search([('exit', '=', 'contact_list')])
        self.assertEqual((log.rows, log.purpose, log.why, log.user_id),
                         (1, 'FUNDRAISING_APPEAL', "Letter of spring", self.clerk))
        self.assertEqual(log.sha256, hashlib.sha256(base64.b64decode(wizard.file)).hexdigest())
        told = self.env['privacy.contact.log'].sudo().search([('exit', '=', 'contact_list')])
        self.assertEqual({(line.partner_id, line.is_allowed) for line in told},
                         {(person, person == self.willing) for person in self.everybody})
        self.assertEqual(set(told.mapped('channel')), {'post'})
        with patch.object(self.registry['res.partner'], '_privacy_gate', lambda people, *args, **kwargs: {
                id_: {'allowed': True, 'reason': 'allowed', 'basis': False, 'event_id': False, 'rule_id': False}
                for id_ in people.ids}):
            leaking = self._list()
            leaking.action_make()
        self.assertEqual(len(self._rows(leaking)), 3, "without the gate all but the stored go, and the test can fail")

    def test_a_service_reaches_who_refused_marketing_and_a_call_list_holds_numbers(self):
        wizard = self._list(code='MEMBERSHIP_ADMIN', channel='call')
        wizard.action_make()
        self.assertEqual(sorted(row[2] for row in self._rows(wizard)),
                         sorted([self.willing.phone, self.objecting.phone]))

    def test_nobody_left_is_said_and_makes_no_file(self):
        wizard = self._list(self.objecting + self.dead)
        with self.assertRaisesRegex(UserError, "Nobody would be on this list"):
            wizard.action_make()
        self.assertFalse(wizard.file)

    def test_more_than_one_may_take_waits_for_a_second_user(self):
        self.env.company.sudo().privacy_export_limit = 0  # sudo: set by an administrator
        wizard = self._list()
        wizard.action_make()
        self.assertFalse(wizard.file)
        request = self.env['privacy.export.request'].sudo().search([('user_id', '=', self.clerk.id)])
        self.assertEqual((request.state, request.rows), ('waiting', 1))
        request.with_user(self.approver).action_approve()
        wizard.action_make()
        self.assertEqual(len(self._rows(wizard)), 1)
        self.assertEqual(request.state, 'used')

    def test_who_may_not_export_makes_no_list(self):
        wizard = self._list(user=self.officer)
        self.officer.sudo().group_ids -= self.env.ref('base.group_allow_export')
        with self.assertRaises(AccessError):
            wizard.with_user(self.officer).action_make()
