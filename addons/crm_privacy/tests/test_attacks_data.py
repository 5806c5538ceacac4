import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_exports import WHY, ExportCase
from .test_integration import IntegrationCase


@tagged('post_install', '-at_install')
class TestAttacksOfPrograms(IntegrationCase, HttpCase):
    """What somebody tries who has the key of another program."""

    def _call(self, model, method, key=None, **kwargs):
        key = key or self.env['res.users.apikeys'].with_user(self.program).sudo()._generate(
            'rpc', "test", fields.Datetime.now() + timedelta(days=1))
        with mute_logger('odoo.http'):
            return self.url_open(
                f'/json/2/{model}/{method}', data=json.dumps(kwargs),
                headers={'Authorization': f'bearer {key}', 'Content-Type': 'application/json'})

    def test_a08_no_way_of_asking_tells_whether_a_hidden_person_is_there(self):
        """A-08: the answers are those for somebody who is not on record at all."""
        for domain in ([['email', '=', self.no.email]], [['email', '=ilike', 'nestor%']],
                       [['child_ids.email', '=', self.no.email]], ['!', ['email', '!=', self.no.email]],
                       [['id', 'child_of', self.no.id]], [['display_name', '=', self.no.name]]):
            self.assertEqual(self._call('res.partner', 'search_count', domain=domain).json(), 0, domain)
            self.assertEqual(self._call('res.partner', 'search', domain=domain).json(), [], domain)
        groups = self._call('res.partner', 'formatted_read_group', domain=[], groupby=['email'],
                            aggregates=['__count']).text
        self.assertNotIn(self.no.email, groups)
        self.assertIn(self.yes.email, groups)
        ids = self._call('res.partner', 'formatted_read_group', domain=[], groupby=['lang'],
                         aggregates=['id:array_agg']).json()
        self.assertNotIn(self.no.id, [id_ for group in ids for id_ in group['id:array_agg']])

    def test_a08_every_method_that_reads_refuses_the_id_of_a_hidden_person(self):
        for method, kwargs in (
                ('read', {'fields': ['email']}), ('web_read', {'specification': {'email': {}}}),
                ('export_data', {'fields_to_export': ['email'], 'context': {'privacy_why': WHY}}),
                ('copy', {}), ('write', {'vals': {'comment': "x"}}), ('unlink', {}),
                ('action_timeline_page', {}), ('message_post', {'body': "x"})):
            answer = self._call('res.partner', method, ids=self.no.ids, **kwargs)
            self.assertNotEqual(answer.status_code, 200, method)
            self.assertNotIn(self.no.email, answer.text, method)

    def test_a09_no_other_record_tells_of_a_hidden_person(self):
        """A-09: by a record about them, a message, a file, a follower, a user."""
        self.no.message_post(body="Nestor asked about his will")
        self.env['ir.attachment'].create({
            'name': "Nestor.txt", 'raw': b"will", 'res_model': 'res.partner', 'res_id': self.no.id})
        new_test_user(self.env(su=True), 'nestor', 'base.group_portal', partner_id=self.no.id)
        self.env['constituent.external.id'].create({'partner_id': self.no.id, 'system': 'old', 'value': "N-1"})
        for model, field in (
                ('mail.message', 'body'), ('ir.attachment', 'name'), ('res.users', 'login'),
                ('constituent.external.id', 'value'), ('constituent.affiliation', 'job_title'),
                ('privacy.subject', 'uuid'), ('privacy.consent.detail', 'contact'), ('mail.followers', 'partner_id')):
            if field not in self.env[model]._fields:
                continue
            answer = self._call(model, 'search_read', domain=[], fields=[field]).text
            for word in ("Nestor", "nestor", "N-1", "will"):
                self.assertNotIn(word, answer, model)

    def test_a08_every_model_that_a_program_may_read_keeps_silent_about_a_hidden_person(self):
        """All models of the registry, not those that somebody thought of."""
        self.no.write({'name': "Nestor Zebedee Never", 'email': 'zebedee@example.org'})
        self._consents(self.no)
        self.no.message_post(body="Zebedee asked")
        self.env['constituent.interaction'].create({
            'subject': "Zebedee called", 'partner_ids': [Command.set(self.no.ids)]})
        self.assertEqual(self._models_that_tell("zebedee"), [])
        with patch.object(self.env.registry['res.users'], '_privacy_is_integration', lambda self: False):
            self.env.registry.clear_cache()
            told = self._models_that_tell("zebedee")
        self.env.registry.clear_cache()
        self.assertLessEqual(
            {'res.partner', 'mail.message', 'constituent.interaction', 'privacy.consent.detail'}, set(told),
            "without the defence they tell")

    def _models_that_tell(self, word):
        told = []
        for name, cls in self.env.registry.items():
            Model = self._as_program(name) if not cls._abstract and not cls._transient else None
            if Model is None or not Model.has_access('read'):
                continue
            readable = [field for field, each in cls._fields.items()
                        if each.store and each.type in ('char', 'text', 'html', 'many2one', 'json')
                        and Model._has_field_access(each, 'read')]
            try:
                rows = Model.search([], limit=5000).read(readable)
            except (AccessError, NotImplementedError):
                continue
            if word in json.dumps(rows, default=str).lower():
                told.append(name)
        return told

    def test_a_key_gives_no_more_than_its_user_and_cannot_lift_the_filter(self):
        """A-18: the program writes its own purpose, recipient or groups, or opens a way."""
        other = self.env.ref('crm_privacy.purpose_research_stats')
        for values in ({'privacy_purpose_id': other.id}, {'privacy_recipient_id': False},
                       {'group_ids': [Command.unlink(self.env.ref('crm_privacy.group_privacy_integration').id)]}):
            self._call('res.users', 'write', ids=self.program.ids, vals=values)
            self.env.invalidate_all()
            self.assertTrue(self.program.sudo()._privacy_is_integration())
            self.assertEqual(self.program.sudo().privacy_purpose_id.code, 'PARTNER_SHARE')
            self.assertEqual(self.program.sudo().privacy_recipient_id, self.partner_org)
        for context in ({'privacy_in_reach': True}, {'active_test': False}, {'allowed_company_ids': [1]}, {'su': True}):
            found = self._call('res.partner', 'search', domain=[['id', '=', self.no.id]], context=context)
            self.assertNotIn(str(self.no.id), found.text)

    def test_a_key_that_was_taken_back_opens_nothing(self):
        key = self.env['res.users.apikeys'].with_user(self.program).sudo()._generate(
            'rpc', "test", fields.Datetime.now() + timedelta(days=1))
        self.assertEqual(self._call('res.partner', 'search_count', key, domain=[]).status_code, 200)
        self.env['res.users.apikeys'].sudo().search([('user_id', '=', self.program.id)]).unlink()
        self.assertEqual(self._call('res.partner', 'search_count', key, domain=[]).status_code, 401)

    def test_without_the_domain_the_attacks_tell(self):
        """Each of the attacks above is held by one defence; without it they find the person."""
        with patch.object(self.env.registry['res.users'], '_privacy_is_integration', lambda self: False):
            self.env.registry.clear_cache()
            found = self._call('res.partner', 'search_count', domain=[['email', '=', self.no.email]])
            self.assertEqual(found.json(), 1)
        self.env.registry.clear_cache()


@tagged('post_install', '-at_install')
class TestAttacksOfExports(ExportCase, HttpCase):
    """What somebody of staff tries who wants all donors in a file."""

    def test_a24_all_people_without_a_purpose_or_an_approval(self):
        """A-24: by the file, by the call behind it, by cards, and by another kind of record."""
        self.company.privacy_export_limit = 1
        for way in (lambda: self._mine(why=None).export_data(['name']),
                    lambda: self._mine(self.data_officer).export_data(['name']),
                    lambda: self._mine().export_data(['name']),
                    lambda: [card._get_vcard_file() for card in (self.edith | self.emil).with_user(self.clerk)],
                    lambda: self._mine().with_context(active_test=False).export_data(['id', 'email'])):
            with self.assertRaises(UserError):
                way()

    def test_a18_the_caller_cannot_say_that_it_is_approved(self):
        """A-18: state, approver and rows of a request come from nobody but the server."""
        self.company.privacy_export_limit = 0
        Request = self.env['privacy.export.request'].with_user(self.clerk)
        values = {'user_id': self.clerk.id, 'company_id': self.company.id, 'why': WHY, 'state': 'approved',
                  'model_id': self.env['ir.model']._get_id('res.partner'), 'rows': 2, 'field_names': 'name',
                  'expires_at': fields.Datetime.now() + timedelta(days=1), 'decided_by': self.approver.id}
        with self.assertRaises(AccessError):
            Request.create(values)
        self._mine().action_ask_export(['name'], WHY)
        mine = Request.search([('user_id', '=', self.clerk.id)])
        for attack in ({'state': 'approved'}, {'decided_by': self.approver.id}, {'rows': 1}):
            with self.assertRaises(AccessError):
                mine.write(attack)
        with self.assertRaises(AccessError):
            mine.read(['res_ids'])
        with self.assertRaises(UserError):
            self._mine().with_context(privacy_checked=True, privacy_left_out=0).export_data(['name'])

    def test_an_approver_does_not_approve_for_a_friend_what_was_their_own(self):
        self.company.privacy_export_limit = 0
        self._mine(self.approver).action_ask_export(['name'], WHY)
        own = self.env['privacy.export.request'].with_user(self.approver).search([('user_id', '=', self.approver.id)])
        with self.assertRaises(ValidationError):
            own.action_approve()
        with self.assertRaises(AccessError):
            own.write({'user_id': self.clerk.id})

    def test_a09_nobody_sees_the_requests_and_the_log_of_another_company(self):
        other = self.env['res.company'].sudo().create({'name': "Second"})
        line = self.env['privacy.export.log'].sudo().create({
            'user_id': self.clerk.id, 'company_id': other.id, 'exit': 'list_export', 'rows': 1})
        request = self.env['privacy.export.request'].sudo().create({
            'user_id': self.clerk.id, 'company_id': other.id, 'why': WHY, 'rows': 1, 'res_ids': [1],
            'model_id': self.env['ir.model']._get_id('res.partner')})
        self.assertFalse(self.log.search([('id', '=', line.id)]))
        self.assertFalse(request.with_user(self.approver).search([('id', '=', request.id)]))
        with self.assertRaises(AccessError):
            request.with_user(self.approver).action_approve()

    def test_a10_a_portal_user_reaches_none_of_it(self):
        """A-10"""
        portal = new_test_user(self.env(su=True), 'pri_portal', 'base.group_portal')
        for way in (lambda: self.people.with_user(portal).with_context(privacy_why=WHY).export_data(['name']),
                    lambda: self.people.with_user(portal).action_ask_export(['name'], WHY),
                    lambda: self.edith.with_user(portal)._get_vcard_file(),
                    lambda: self.env['privacy.export.request'].with_user(portal).search([]),
                    lambda: self.env['privacy.export.log'].with_user(portal).search([]),
                    lambda: self.env['privacy.exit'].with_user(portal).search([])):
            with self.assertRaises(UserError):
                way()

    def test_asking_whether_one_may_export_tells_nothing_about_those_out_of_sight(self):
        """A-08: the dialog's question takes ids and a domain."""
        other = self.env['res.company'].sudo().create({'name': "Second"})
        self.emil.sudo().company_id = other
        with self.assertRaises(AccessError):
            self.emil.with_user(self.clerk).action_ask_export(['name'], WHY)
