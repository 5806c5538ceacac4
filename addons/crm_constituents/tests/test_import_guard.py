import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .import_common import ImportCase


class TestImportGuard(ImportCase):
    def test_what_the_import_has_done_is_not_edited_by_hand(self):
        run = self._run('Id,Name\n1,Ада\n')
        for name in ('spool_id', 'state', 'created_count', 'user_id', 'batch_id', 'checksum', 'columns', 'report'):
            with self.subTest(name=name), self.assertRaises(AccessError):
                run.write({name: False})
        run.write({'name': 'other.csv', 'system': 'other'})
        with self.assertRaises(AccessError):
            run.with_context(constituent_import_engine=True).write({'state': 'done'})

    def test_a_run_begins_at_its_beginning_whatever_the_client_says(self):
        theirs = self.env(user=self.administrator)['ir.attachment'].create({'name': 'ключ', 'raw': b'secret'})
        Run = self.env['constituent.import.run']
        for vals in ({'spool_id': theirs.id}, {'state': 'done'}, {'user_id': self.administrator.id}, {'row_count': 1}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                Run.create({'name': 'x', **vals})
        self.env['ir.default'].set('constituent.import.run', 'state', 'done', user_id=True)
        run = Run.with_context(default_spool_id=theirs.id, default_user_id=self.administrator.id).create({
            'name': 'people.csv', 'file': base64.b64encode(b'Id,Name\n1,Bo\n')})
        self.assertEqual((run.state, run.user_id, run.spool_id.id), ('uploaded', self.officer, False))
        run.action_read()
        self.assertTrue(theirs.exists())

    def test_only_what_the_run_itself_has_read_is_read_or_removed(self):
        run = self._run('Id,Name\n1,Ngọc\n')
        theirs = self.env(user=self.administrator)['ir.attachment'].create({'name': 'x', 'raw': b'secret'})
        run.sudo().spool_id = theirs
        self.assertFalse(run._own_spool())
        run.action_read()
        self.assertTrue(theirs.exists())
        self.assertEqual((run._own_spool().res_id, run.row_count), (run.id, 1))
        self.assertFalse(run.copy().spool_id)

    def test_operations_read_why_they_cannot_open_the_import_of_a_colleague(self):
        run = self._imported('Id,Name\n1,Ngọc\n')
        operator = new_test_user(
            self.env(su=True), 'con_operator', 'base.group_user,crm_kit.group_kit_operator')
        batch = run.batch_id.with_user(operator)
        self.assertIn(self.officer.name, batch.closed_because)
        with self.assertRaises(UserError):
            batch.action_open_record()
        self.assertFalse(run.batch_id.closed_because)
