import json

from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ..checks.own import own_fields, own_models
from .common import SuiteCase

CANARY = "quirinus"
TEXTS = ('char', 'text', 'html', 'many2one', 'json', 'reference', 'many2many', 'one2many', 'selection')


class TestAttacks(SuiteCase):
    """Questions by which somebody finds out what they may not read: no answer is an answer (A-08), no other company's
    record tells of its people (A-09). All models and fields of all our addons, not those that somebody thought of.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_records()
        cls.employee = new_test_user(cls.env, 'suite_nobody', 'base.group_user')
        cls.supporter = new_test_user(cls.env, 'suite_supporter', 'base.group_portal')

    def _answers(self, *ways):
        """Names of the ways `(name, function)` that do not refuse."""
        found = []
        for name, way in ways:
            with self.env.cr.savepoint():
                try:
                    way()
                except (UserError, ValueError, NotImplementedError, KeyError):
                    continue
            found.append(name)
        return found

    def _questions(self, model, path, records):
        """Each way of asking about a field, or about one of another record that a field leads to."""
        name = path.partition('.')[0]
        return (
            ('search_count', lambda: model.search_count([(path, '!=', False)])),
            ('search', lambda: model.search([(path, '=', 1)], limit=1)),
            ('not', lambda: model.search(['!', (path, '=', False)], limit=1)),
            ('order', lambda: model.search([], order=name, limit=1)),
            ('group', lambda: model.formatted_read_group([], [name], ['__count'])),
            ('aggregate', lambda: model.formatted_read_group([], [], [f'{name}:count_distinct'])),
            ('read', lambda: records.read([name])),
            ('web_read', lambda: records.web_read({name: {}})),
            ('export', lambda: records.export_data([path.replace('.', '/')])),
        ) + ((('filtered', lambda: records.filtered_domain([(path, '!=', False)])),) if records else ())

    def test_a08_fields_with_groups_answer_no_question_of_an_employee(self):
        """A-08: the boolean oracle, by each method that takes a field."""
        asked = 0
        for field in own_fields(self.env, self.shipped):
            model = self.env[field.model_name].with_user(self.employee)
            if not field.groups or not model.has_access('read') or model._has_field_access(field, 'read'):
                continue
            asked += 1
            with self.subTest(field=str(field)):
                records = model.search([], limit=3)
                self.assertEqual(self._answers(*self._questions(model, field.name, records)), [])
                self.assertNotIn(field.name, model.fields_get())
                self.assertNotIn(field.name, model.web_search_read([], {'display_name': {}})['records'][:1] or [{}])
                self.assertEqual(self._answers(
                    ('name', lambda m=model, f=field: m.web_name_search("x", {f.name: {}})),
                    ('default', lambda m=model, f=field: m.web_search_read([(f.name, '!=', False)], {'id': {}}))), [])
        self.assertGreater(asked, 3)

    def test_a08_a_path_to_a_field_with_groups_is_no_way_around(self):
        """A-08: by the company of a user, the parent of a partner, and back."""
        Partner, asked = self.env['res.partner'].with_user(self.employee), 0
        for field in own_fields(self.env, self.shipped):
            if field.model_name == 'res.partner' and field.groups and not Partner._has_field_access(field, 'read'):
                asked += 1
                for start, path in (('res.partner', f'parent_id.{field.name}'),
                                    ('res.partner', f'child_ids.{field.name}'),
                                    ('res.users', f'partner_id.{field.name}'),
                                    ('res.partner', f'user_ids.partner_id.{field.name}')):
                    model = self.env[start].with_user(self.employee)
                    with self.subTest(path=path):
                        self.assertEqual(self._answers(
                            ('search_count', lambda m=model, p=path: m.search_count([(p, '!=', False)])),
                            ('any', lambda m=model, p=path: m.search_count([
                                (p.rpartition('.')[0], 'any', [(p.rpartition('.')[2], '!=', False)])])),
                            ('export', lambda m=model, p=path: m.search([], limit=1).export_data(
                                [p.replace('.', '/')]))), [])
        self.assertGreater(asked, 3)

    @mute_logger('odoo.models')  # a model without a name is asked for names too
    def test_a08_models_without_a_right_answer_no_question(self):
        """A-08: of the model itself, and of what leads to it from a model that everybody reads."""
        shut = 0
        for user in (self.employee, self.supporter):
            for model in own_models(self.env, self.shipped):
                theirs = model.with_user(user)
                if model._transient or theirs.has_access('read'):
                    continue
                shut += 1
                records = theirs.browse(model.search([], limit=1).ids or [1])
                with self.subTest(model=model._name, user=user.login):
                    self.assertEqual(self._answers(
                        ('search_count', lambda m=theirs: m.search_count([])),
                        ('search', lambda m=theirs: m.search([('id', '>', 0)], limit=1)),
                        ('group', lambda m=theirs: m.formatted_read_group([], ['id'], ['__count'])),
                        ('name_search', lambda m=theirs: m.name_search("")),
                        ('web_name_search', lambda m=theirs: m.web_name_search("", {'display_name': {}})),
                        ('export', lambda r=records: r.export_data(['id', 'display_name'])),
                        ('read', lambda r=records: r.read(['display_name']))), [])
        self.assertGreater(shut, 30)

    def test_a08_a_link_to_a_model_without_a_right_counts_nothing(self):
        """A-08: whether somebody has a row there is not told either."""
        telling, asked = [], 0
        for field in own_fields(self.env, self.shipped):
            model = self.env[field.model_name].with_user(self.employee)
            if not field.relational or not field._description_searchable or not model.has_access('read') or (
                    not model._has_field_access(field, 'read')):
                continue
            if self.env[field.comodel_name].with_user(self.employee).has_access('read'):
                continue
            asked += 1
            for domain in ([(f'{field.name}.id', '>', 0)], [(field.name, '!=', False)]):
                with self.env.cr.savepoint():
                    try:
                        count = model.search_count(domain)
                    except (UserError, ValueError, NotImplementedError):
                        continue
                    telling += [(str(field), domain)] if count else []
        self.assertEqual(telling, [])
        self.assertTrue(asked)

    def test_a08_whoever_has_the_right_is_answered(self):
        """The same questions, so that the refusals above are not those of a wrong question."""
        answered = set()
        for field in own_fields(self.env, self.shipped):
            if field.model_name == 'res.partner' and field.groups and field.store:
                answered.update(self._answers(*self._questions(self.env['res.partner'], field.name, self.person)))
        self.assertLessEqual({'search_count', 'search', 'not', 'order', 'group', 'read', 'web_read', 'filtered'},
                             answered)

    def test_a09_no_record_tells_a_user_of_another_company_of_a_person(self):
        """A-09: by any field of any model of the registry: links, messages, files, computed names, names of others."""
        first, second = self.env.company, self.env['res.company'].create({'name': "Second"})
        self.person.write({'name': f"{CANARY} Verborgen", 'email': f'{CANARY}@example.org', 'company_id': first.id,
                           'alert_note': CANARY})
        # a household is called after its people, and belongs where they belong
        self.person.household_id.company_id = first
        self.env['constituent.interaction'].create({
            'subject': f"{CANARY} called", 'partner_ids': [(6, 0, self.person.ids)]})
        self.person.message_post(body=f"{CANARY} asked about the will")
        self.env['ir.attachment'].create({
            'name': f'{CANARY}.txt', 'raw': b'x', 'res_model': 'res.partner', 'res_id': self.person.id})
        if 'privacy.request' in self.env:
            self.env['privacy.request'].create({'type': 'access', 'partner_id': self.person.id, 'company_id': first.id,
                                                'requester_name': CANARY})
            self.env['privacy.restriction'].create({'partner_id': self.person.id, 'ground': 'accuracy', 'note': CANARY})
            self.person._privacy_record(
                'NEWSLETTER', 'email', 'given', method='web', actor='subject', statement='CONSENT_NEWSLETTER')
        self.env.flush_all()
        users = [user for user in self.make_users() if user._is_internal()]
        told = {}
        for user in users:
            user.sudo().write({'company_ids': [(6, 0, second.ids)], 'company_id': second.id})
            for name in self._models_that_tell(user, second):
                told.setdefault(name, []).append(user.login)
        self.assertEqual(told, {})
        manager = next(user for user in users if 'constituent_manager' in user.login)
        manager.sudo().write({'company_ids': [(6, 0, first.ids)], 'company_id': first.id})
        telling = {'res.partner', 'mail.message', 'constituent.interaction', 'ir.attachment'}
        if 'privacy.request' in self.env:
            telling |= {'privacy.consent.detail', 'privacy.consent.state', 'privacy.consent.event'}
        self.assertLessEqual(telling, set(self._models_that_tell(manager, first)), "whoever belongs there is told")

    def _models_that_tell(self, user, company):
        """Models of which a record, as this user reads it, holds the name."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = []
        for name, cls in self.env.registry.items():
            if cls._abstract or cls._transient or not cls._auto:
                continue
            model = self.env[name].with_user(user).with_company(company).with_context(active_test=False)
            if not model.has_access('read'):
                continue
            names = [field for field, each in cls._fields.items()
                     if each.type in TEXTS and model._has_field_access(each, 'read')]
            records = self._read(lambda m=model: m.search([], limit=300, order='id desc'))
            if records and CANARY in json.dumps(self._values(records, names), default=str).lower():
                found.append(name)
        return found

    def _values(self, records, names):
        """What these records say; a field that refuses is left out, and not the others with it."""
        rows = self._read(lambda: records.read(names))
        return rows if rows is not None else [
            self._read(lambda name=name: records.read([name])) for name in names]

    def _read(self, way):
        try:
            with self.env.cr.savepoint():
                return way()
        except (UserError, NotImplementedError, ValueError, KeyError):
            return None
