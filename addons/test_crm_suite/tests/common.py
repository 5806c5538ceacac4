from odoo.tests import TransactionCase, new_test_user, tagged

from ..checks.own import own_addons, own_groups

US = ['test_crm_suite']  # where the faults are planted


@tagged('post_install', '-at_install')
class SuiteCase(TransactionCase):
    """Runs a check on all our addons, and again with a fault planted in a sound model."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addons = own_addons(cls.env)
        # what test addons bring are tools of tests: no erasure and no test of their own is asked of them
        cls.shipped = [name for name in cls.addons if not name.startswith('test_')]
        cls.model = cls.env['test.crm.note']

    @classmethod
    def make_users(cls):
        """One user per role and special right of our addons, and one employee without any."""
        cls.users = [new_test_user(cls.env, 'suite_employee', 'base.group_user')]
        for name, group in own_groups(cls.env, cls.addons).items():
            groups = 'base.group_user' if cls.env.ref('base.group_user') in group.all_implied_ids else ''
            needs = {}
            if name == 'crm_privacy.group_privacy_integration':  # such a user says for what, and for whom, it reads
                needs = {'privacy_purpose_id': cls.env.ref('crm_privacy.purpose_partner_share').id,
                         'privacy_recipient_id': cls.env['res.partner'].create({'name': "Friends"}).id}
            cls.users.append(new_test_user(
                cls.env, f"suite_{name}", ','.join(filter(None, [groups, name])), **needs))
        return cls.users

    @classmethod
    def make_records(cls):
        """A record of each kind, so that what reads records has some to read."""
        Partner = cls.env['res.partner']
        cls.person = Partner.create({
            'constituent_type': 'individual', 'name': "Nguyễn Thị Ánh", 'email': 'anh@example.org',
            'birthdate': '1984-02-29', 'birthdate_precision': 'day'})
        cls.child = Partner.create({'constituent_type': 'individual', 'name': "اَمینه قُرَیشی"})
        organisation = Partner.create({'constituent_type': 'organisation', 'name': "株式会社みなと"})
        household = Partner.create({'constituent_type': 'household'})
        Membership = cls.env['constituent.household.membership']
        for person, role in ((cls.person, 'head'), (cls.child, 'child')):
            Membership.create({'household_id': household.id, 'person_id': person.id, 'role': role})
        cls.env['constituent.relationship'].create({
            'left_id': cls.person.id, 'right_id': cls.child.id,
            'type_id': cls.env.ref('crm_constituents.relationship_type_parent').id})
        cls.env['constituent.affiliation'].create({
            'person_id': cls.person.id, 'organisation_id': organisation.id, 'job_title': "Treasurer",
            'date_from': '2020-01-01', 'is_primary': True})
        cls.env['constituent.role'].create({
            'partner_id': cls.person.id, 'role_type_id': cls.env.ref('crm_constituents.role_type_donor').id})
        cls.env['constituent.external.id'].create({'partner_id': cls.person.id, 'system': 'old', 'value': '17'})
        cls.env['constituent.interaction'].create({
            'subject': "Welcome call", 'partner_ids': [(6, 0, cls.person.ids)], 'organisation_id': organisation.id})
        cls.model.create({'name': "Γειά", 'partner_id': cls.person.id})
        cls.env.flush_all()

    def assert_sound(self, faults):
        self.assertEqual('', '\n'.join(faults))

    def assert_fault(self, faults, *words):
        """Exactly one fault is told, with these words."""
        self.assertEqual(len(faults), 1, faults)
        for word in words:
            self.assertIn(word, faults[0])

    def plant_arch(self, view, before, after):
        """Change the source of a view without Odoo's own validation."""
        view = self.env.ref(f'test_crm_suite.{view}')
        arch = view.arch_db
        self.assertIn(before, arch)
        self.env.cr.execute(
            "UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US', %s::text) WHERE id = %s",
            [arch.replace(before, after), view.id])
        view.invalidate_recordset()
        self.env.registry.clear_cache('templates')
