from odoo.tests import tagged

from ..checks import matrix
from .common import SuiteCase


@tagged('post_install', '-at_install')
class TestMatrix(SuiteCase):
    """S-02: the committed table of who may do what is that of the running registry."""

    def test_the_committed_access_matrix_is_that_of_the_database(self):
        self.assert_sound(matrix.check_matrix(self.env, self.addons))

    def test_a_new_right_is_found(self):
        model = self.env['ir.model']._get('constituent.external.id')
        self.env['ir.model.access'].create({
            'name': "planted", 'model_id': model.id, 'perm_read': True,
            'group_id': self.env.ref('base.group_portal').id})
        self.assert_fault(
            matrix.check_matrix(self.env, self.addons), 'constituent.external.id | base.group_portal | r',
            'scripts/access_matrix.py')

    def test_a_right_that_is_gone_and_a_rule_that_is_gone_are_found(self):
        lines = self.env['ir.model.access'].search([
            ('model_id.model', '=', 'constituent.external.id'),
            ('group_id', '=', self.env.ref('crm_constituents.group_constituent_viewer').id)])
        lines.unlink()
        faults = matrix.check_matrix(self.env, self.addons)
        self.assertTrue(any(
            'not so any more' in fault and 'group_constituent_viewer' in fault for fault in faults), faults)

    def test_another_company_is_shut_out_of_each_model_with_a_company(self):
        """A-09: a user of a second company alone reads no row of the first, whatever the role."""
        second = self.env['res.company'].create({'name': "Second"})
        partner = self.env['res.partner'].create({'name': "Of the first", 'company_id': self.env.company.id})
        for user in self.make_users():
            user.sudo().write({'company_ids': [(6, 0, second.ids)], 'company_id': second.id})
            Partner = self.env['res.partner'].with_user(user).with_company(second)
            if Partner.has_access('read'):
                self.assertFalse(Partner.search([('id', '=', partner.id)]), user.login)
            for name in matrix.models(self.env, self.addons):
                model = self.env[name].with_user(user).with_company(second)
                field = model._fields.get('company_id')
                if model._transient or not field or not field.store or not model.has_access('read'):
                    continue
                rows = model.search([]).sudo()
                if name == 'res.partner':  # those who work here are seen in each company: Odoo's own rule says so
                    rows = rows.filtered('partner_share')
                self.assertFalse(rows.filtered(lambda row: row.company_id and row.company_id != second),
                                 f"{user.login}, {name}")
