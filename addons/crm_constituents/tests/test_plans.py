from odoo.fields import Command

from .common import ConstituentCase

# Technical fields that no person is told by.
NOT_PERSONAL = {'create_date', 'write_date', 'create_uid', 'write_uid', 'id', 'display_name'}
PERSONAL_TYPES = ('char', 'text', 'html', 'date', 'datetime', 'json', 'binary', 'integer')


class TestPlans(ConstituentCase):
    """Whoever adds a link to a person, or a text about one, says what a merge and an erasure do with it."""

    def _links(self):
        """(model, field) of every stored link to a person in the models of this addon."""
        return {
            (model._name, field.name)
            for name in self.env.registry if (model := self.env[name])._original_module == 'crm_constituents'
            and model._auto and not model._transient
            for field in model._fields.values()
            if field.comodel_name == 'res.partner' and field.store and field.type in ('many2one', 'many2many')
        }

    def test_every_link_to_a_person_is_in_the_merge_plan(self):
        plan = self.env['res.partner'].get_merge_plan()
        planned = {(step['model'], step['field']) for step in plan if 'field' in step
                   and self.env[step['model']]._original_module == 'crm_constituents'}
        links = self._links()
        self.assertGreater(len(links), 8)
        self.assertFalse(links - planned, "these links would stay with the one who is merged away")
        self.assertFalse(planned - links, "the plan names links that are not there")

    def test_every_field_of_a_constituent_is_in_the_merge_plan(self):
        planned = {name for step in self.env['res.partner'].get_merge_plan() if step['model'] == 'res.partner'
                   for name in step.get('fields', ())}
        own = {field.name for field in self.env['res.partner']._fields.values()
               if field._module == 'crm_constituents' and field.store and field.type not in ('one2many', 'many2many')}
        self.assertFalse(own - planned - {'complete_name'})
        for step in self.env['res.partner'].get_merge_plan():
            allowed = ('winner', 'fill', 'join', 'any') if 'fields' in step else ('move', 'combine', 'keep', 'conflict')
            self.assertIn(step['policy'], allowed)

    def _erased(self, people):
        """`{model: 'delete' or {fields that are rewritten or kept}}` by the erasure plan."""
        told = {}
        for step in people.get_erasure_plan():
            model = step['records']._name
            self.assertIn(step['action'], ('write', 'delete', 'keep'))
            if step['action'] == 'delete':
                told.setdefault(model, 'delete')
                continue
            if step['action'] == 'keep':
                self.assertTrue(step['ground'], "what is kept is kept for a reason")
            names = set(step.get('values', {})) | set(step.get('fields', ()))
            told[model] = names | (told[model] if isinstance(told.get(model), set) else set())
        return told

    def test_every_model_and_text_about_people_is_in_the_erasure_plan(self):
        told = self._erased(self._person('Ada Okafor'))
        for model_name in {model for model, _field in self._links()}:
            with self.subTest(model=model_name):
                self.assertIn(model_name, told)
                if told[model_name] == 'delete' or model_name == 'constituent.interaction':
                    continue
                own = {field.name for field in self.env[model_name]._fields.values()
                       if field.store and field.type in PERSONAL_TYPES} - NOT_PERSONAL
                self.assertFalse(own - told[model_name])
        own = {field.name for field in self.env['res.partner']._fields.values() if (
            field._module == 'crm_constituents' and field.store
            and field.type in (*PERSONAL_TYPES, 'selection', 'boolean'))}
        self.assertFalse(own - told['res.partner'] - NOT_PERSONAL, "these would still tell who it was")
        self.assertLessEqual({'name', 'email', 'phone', 'street', 'city', 'image_1920', 'comment'}, told['res.partner'])

    def test_an_erasure_by_the_plan_leaves_nothing_of_the_person(self):
        ada, björn = self._person(
            'Ada Okafor', email='ada@okafor.example', phone='+44 117 496 0100', birthdate='1980-05-17',
            alert_note='Ada is deaf', street='7 Quay Street'), self._person('Björn Lindqvist')
        self._household(ada, name='Okafor')
        Contact = self.env['constituent.interaction']
        alone = Contact.create({'subject': 'Ada Okafor rang', 'partner_ids': [Command.link(ada.id)]})
        shared = Contact.create({'subject': 'Ada Okafor came', 'summary': 'Ada Okafor said',
                                 'partner_ids': [Command.set([ada.id, björn.id])]})
        self.env['constituent.external.id'].create({'partner_id': ada.id, 'system': 'old', 'value': 'okafor-1'})
        ada.message_post(body='Dear Ada Okafor', message_type='comment')
        for step in ada.get_erasure_plan():
            if step['action'] == 'delete':
                step['records'].sudo().unlink()
            elif step['action'] == 'write':
                step['records'].sudo().write(step['values'])
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(alone.exists())
        self.assertEqual((shared.partner_ids, shared.summary), (björn, False))
        self.assertFalse(ada.household_membership_ids or ada.external_id_ids)
        self.env.cr.execute("SELECT p::text FROM res_partner p WHERE id = %s", [ada.id])
        row = self.env.cr.fetchone()[0].lower()
        for word in ('okafor', 'ada', 'deaf', '4960100', 'quay', '1980'):
            self.assertNotIn(word, row)
        self.assertTrue(ada.constituent_no)
