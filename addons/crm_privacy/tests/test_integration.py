import json
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Domain
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PrivacyCase


class IntegrationCase(PrivacyCase):
    """A program of a partner organisation, one person who has agreed to it by name, and one who has not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner_org = cls.env['res.partner'].create({
            'constituent_type': 'organisation', 'name': "Friends of the harbour"})
        purpose = cls.env.ref('crm_privacy.purpose_partner_share')
        cls.program = new_test_user(
            cls.env, 'pri_program', 'base.group_user,crm_constituents.group_constituent_viewer', tz='UTC')
        cls.program.write({
            'privacy_purpose_id': purpose.id, 'privacy_recipient_id': cls.partner_org.id,
            'group_ids': [Command.link(cls.env.ref('crm_privacy.group_privacy_integration').id)]})
        cls.agreement = cls._agree_with(cls.partner_org, purpose)

    def setUp(self):
        super().setUp()
        self.yes = self._reachable("Agathe Agreed")
        self.no = self._reachable("Nestor Never")
        self._agree(self.yes)

    def _agree(self, person, **evidence):
        return self._consents(person, 'PARTNER_SHARE', 'disclose', **{
            'recipient': self.partner_org, 'explicit': True, **evidence})

    def _as_program(self, model='res.partner'):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].with_user(self.program).with_context(active_test=False)


@tagged('post_install', '-at_install')
class TestIntegration(IntegrationCase):

    def test_every_way_of_reading_gives_those_who_agreed_and_nobody_else(self):
        """A-08, A-27: search, count, read, names, groups and the exists of a domain."""
        People = self._as_program()
        ours = [('id', 'in', (self.yes | self.no).ids)]
        self.assertEqual(People.search(ours).ids, self.yes.ids)
        self.assertEqual(People.search_count(ours), 1)
        self.assertEqual([row['id'] for row in People.search_read(ours, ['name', 'email'])], self.yes.ids)
        self.assertEqual([row['id'] for row in People.web_search_read(
            ours, {'name': {}})['records']], self.yes.ids)
        self.assertEqual([row[0] for row in People.name_search("Never", ours)], [])
        self.assertEqual([row['name'] for row in People.formatted_read_group(ours, ['name'], ['__count'])],
                         [self.yes.name])
        self.assertEqual(self._as_program().browse(self.yes.id).read(['email'])[0]['email'], self.yes.email)
        for way in (lambda: People.browse(self.no.id).read(['email']),
                    lambda: People.browse(self.no.id).web_read({'email': {}}),
                    lambda: People.browse(self.no.id).write({'comment': "x"}),
                    lambda: People.browse(self.no.id).email):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                way()

    def test_p29_without_an_agreement_in_force_nobody_is_told_of(self):
        ours = [('id', '=', self.yes.id)]
        self.assertTrue(self._as_program().search(ours))
        self.agreement.with_user(self.data_officer).action_suspend()
        self.assertFalse(self._as_program().search(ours))
        self.agreement.with_user(self.data_officer).action_resume()
        self.assertTrue(self._as_program().search(ours))
        self.agreement.with_user(self.data_officer).action_end()
        self.assertFalse(self._as_program().search(ours))
        self.program.privacy_recipient_id = self.env.company.partner_id
        self._agree(self.yes, recipient=self.env.company.partner_id)
        self.assertTrue(self._as_program().search(ours), "our own website needs no agreement with ourselves")

    def test_no_question_about_a_hidden_person_is_answered(self):
        """A-08: the yes or no of a search is an answer too, also on the way through another record."""
        call = self.env['constituent.interaction'].create({
            'subject': "Asked about a will", 'partner_ids': [Command.set(self.no.ids)]})
        People, Calls = self._as_program(), self._as_program('constituent.interaction')
        self.assertFalse(People.search_count([('email', '=', self.no.email)]))
        self.assertFalse(Calls.search([('id', '=', call.id)]))
        self.assertFalse(Calls.search([('partner_ids.email', '=', self.no.email)]))
        with self.assertRaises(AccessError):
            Calls.browse(call.id).read(['subject'])

    def test_records_about_hidden_people_are_hidden_and_their_names_too(self):
        Household = self.env['res.partner'].create({'constituent_type': 'household', 'name': "The Nevers"})
        self.yes.parent_id = self.no
        for person in (self.yes, self.no):
            self.env['constituent.external.id'].create({
                'partner_id': person.id, 'system': 'old', 'value': str(person.id)})
            self.env['constituent.household.membership'].create({
                'household_id': Household.id, 'person_id': person.id, 'role': 'head' if person == self.no else 'other'})
        numbers = self._as_program('constituent.external.id').search([('partner_id', 'in', (self.yes | self.no).ids)])
        self.assertEqual(numbers.partner_id.ids, self.yes.ids)
        self.assertFalse(self._as_program('constituent.household.membership').search(
            [('household_id', '=', Household.id)]), "a household tells who lives with whom")
        row = self._as_program().browse(self.yes.id).read(['parent_id'])[0]
        self.assertEqual(row['parent_id'][1], "—")

    def test_the_ledger_is_shut_to_a_program(self):
        self._consents(self.no)
        for model in ('privacy.consent.event', 'privacy.consent.detail', 'privacy.consent.state'):
            self.assertFalse(self._as_program(model).search([]), model)
        self.assertTrue(self.env['privacy.consent.detail'].with_user(self.viewer).search([], limit=1))

    def test_withdrawing_is_seen_by_the_next_call(self):
        """A-25, P-12"""
        People = self._as_program()
        self.assertTrue(People.search([('id', '=', self.yes.id)]))
        self._agree(self.yes, state='withdrawn')
        self.assertFalse(self._as_program().search([('id', '=', self.yes.id)]))
        restricted = self._reachable("Rita Restricted")
        self._agree(restricted)
        self.env['privacy.restriction'].with_user(self.data_officer).create({
            'partner_id': restricted.id, 'ground': 'accuracy'})
        self.assertFalse(self._as_program().search([('id', '=', restricted.id)]))

    def test_consent_for_one_organisation_opens_nothing_for_another(self):
        other = self.env['res.partner'].create({'constituent_type': 'organisation', 'name': "Somebody else"})
        self._agree_with(other, self.program.privacy_purpose_id)
        self.program.privacy_recipient_id = other
        self.assertFalse(self._as_program().search([('id', '=', self.yes.id)]))

    def test_a_program_without_purpose_or_recipient_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "not for what"):
            self.program.privacy_purpose_id = False
        with self.assertRaisesRegex(ValidationError, "Passes them on"):
            new_test_user(self.env(su=True), 'pri_bare', 'base.group_user,crm_privacy.group_privacy_integration')

    def test_a_program_made_one_by_the_group_and_asked_nothing_sees_nobody(self):
        self.env.cr.execute("UPDATE res_users SET privacy_purpose_id = NULL WHERE id = %s", [self.program.id])
        self.env.invalidate_all()
        self.assertFalse(self._as_program().search([('id', 'in', (self.yes | self.no).ids)]))

    def test_staff_are_not_held_to_the_gate_and_pay_no_query(self):
        People = self.env['res.partner'].with_user(self.viewer)
        both = [('id', 'in', (self.yes | self.no).ids)]
        self.assertEqual(set(People.search(both).ids), set((self.yes | self.no).ids))
        People.search_fetch(both, ['name'])  # the first time reads groups and rules
        counts = []
        for answer in (self.env.registry['res.users']._privacy_is_integration, lambda self: False):
            with patch.object(self.env.registry['res.users'], '_privacy_is_integration', answer):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                People.search_fetch(both, ['name'])
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
        domain = self.env['ir.rule'].with_user(self.viewer)._compute_domain('res.partner')
        self.assertNotIn('privacy_in_reach', str(domain))

    def test_without_the_defence_the_hidden_person_is_there(self):
        """What the tests above hold is held by the one domain: taken away, each of them would fail."""
        Base = self.env.registry['base']
        with patch.object(Base, '_privacy_reach_domain', lambda self, depth=3: Domain.TRUE):
            self.env.registry.clear_cache()
            self.assertEqual(set(self._as_program().search([('id', 'in', (self.yes | self.no).ids)]).ids),
                             set((self.yes | self.no).ids))
        self.env.registry.clear_cache()


@tagged('post_install', '-at_install')
class TestIntegrationRemote(IntegrationCase, HttpCase):

    def test_json2_xmlrpc_and_call_kw_give_those_who_agreed_and_nobody_else(self):
        """A-08; the integration's key is a key of its user, no more."""
        key = self.env['res.users.apikeys'].with_user(self.program).sudo()._generate(
            'rpc', "test", self.env.cr.now())
        ours = [['id', 'in', (self.yes | self.no).ids]]
        for method, kwargs in (
                ('search_read', {'domain': ours, 'fields': ['name']}),
                ('web_search_read', {'domain': ours, 'specification': {'name': {}}}),
                ('name_search', {'domain': ours})):
            found = self.url_open(
                f'/json/2/res.partner/{method}', data=json.dumps(kwargs),
                headers={'Authorization': f'bearer {key}', 'Content-Type': 'application/json'})
            self.assertEqual(found.status_code, 200, found.text)
            self.assertIn(self.yes.name, found.text)
            self.assertNotIn(self.no.name, found.text)
        uid = self.program.id
        with mute_logger('odoo.addons.rpc.controllers.xmlrpc'):
            rows = self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, uid, key, 'res.partner', 'search_read', [ours, ['name']])
        self.assertEqual([row['id'] for row in rows], self.yes.ids)
        self.authenticate('pri_program', 'pri_program')
        answer = self.make_jsonrpc_request('/web/dataset/call_kw/res.partner/search_read', {
            'model': 'res.partner', 'method': 'search_read', 'args': [ours, ['name']], 'kwargs': {}})
        self.assertEqual([row['id'] for row in answer], self.yes.ids)

    def test_a_call_is_put_down_once_with_the_people_it_gave(self):
        """P-09: whom to tell when somebody withdraws (GDPR Art. 19)."""
        Log = self.env['privacy.export.log'].with_user(self.auditor)
        before = Log.search_count([('exit', '=', 'api_read')])
        self.env.cr.postcommit.clear()
        self._as_program().search_read([('id', 'in', (self.yes | self.no).ids)], ['name', 'email'])
        self.env.cr.postcommit.run()
        lines = Log.search([('exit', '=', 'api_read')])
        self.assertEqual(len(lines), before + 1)
        line = lines[0]
        self.assertEqual((line.user_id, line.rows, line.purpose, line.recipient_id),
                         (self.program, 1, 'PARTNER_SHARE', self.partner_org))
        self.assertIn('email', line.field_names)
        told = self.env['privacy.contact.log'].with_user(self.auditor).search(
            [('reference', '=', f'privacy.export.log,{line.id}')])
        self.assertEqual((told.partner_id, told.exit, told.channel), (self.yes, 'api_read', 'disclose'))

    def test_staff_leave_no_line(self):
        self.env.cr.postcommit.clear()
        Log = self.env['privacy.export.log'].with_user(self.auditor)
        before = Log.search_count([])
        self.env.invalidate_all()
        self.env['res.partner'].with_user(self.viewer).search_read([('id', 'in', self.no.ids)], ['name'])
        self.env.cr.postcommit.run()
        self.assertEqual(Log.search_count([]), before)
