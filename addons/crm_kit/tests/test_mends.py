from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from odoo.addons.base.models import ir_asset
from odoo.addons.mail.models.mail_mail import MailMail

SCRIPT = 'selfie_segmentation.js'


@tagged('post_install', '-at_install')
class TestMailQueue(TransactionCase):

    def setUp(self):
        super().setUp()
        self.env['ir.config_parameter'].set_param('mail.mail.queue.batch.size', 10)
        self.env['mail.mail'].search([('state', '=', 'outgoing')]).write({'state': 'cancel'})
        self.cron = self.env.ref('mail.ir_cron_mail_scheduler_action')
        self.mails = self.env['mail.mail'].create([
            {'subject': f"Letter {number}", 'email_to': f'reader{number}@example.org', 'body_html': "<p>Hello</p>"}
            for number in range(30)])

    def _run(self):
        """One run of the cron; whether it asked to be called again at once."""
        triggers = self.env['ir.cron.trigger'].search([('cron_id', '=', self.cron.id)])
        triggers.unlink()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        return bool(triggers.search_count([('cron_id', '=', self.cron.id)]))

    def test_thirty_mails_leave_in_three_runs_without_an_hour_between(self):
        def send(mails, **kwargs):
            mails.write({'state': 'sent'})
            return True
        with patch.object(MailMail, '_send', send):
            asked = [self._run() for _run in range(3)]
        self.assertEqual(set(self.mails.mapped('state')), {'sent'})
        self.assertEqual(asked, [True, True, False], "each run asks for the next one while there is more")

    def test_mails_that_come_during_a_run_do_not_stall_the_queue(self):
        self.mails[15:].write({'state': 'cancel'})

        def send(mails, **kwargs):
            mails.write({'state': 'sent'})
            if len(self.env['mail.mail'].search([('subject', '=', "Meanwhile")])) < 12:
                mails.create([{'subject': "Meanwhile", 'email_to': 'reader@example.org'} for _mail in range(12)])
            return True
        with patch.object(MailMail, '_send', send):
            asked = [self._run() for _run in range(3)]
        self.assertEqual(asked, [True, True, False])
        self.assertFalse(self.env['mail.mail'].search_count([('state', '=', 'outgoing')]))

    def test_a_queue_that_sends_nothing_does_not_run_hot(self):
        self.assertFalse(self._run())
        self.assertEqual(set(self.mails.mapped('state')), {'outgoing'})


@tagged('post_install', '-at_install')
class TestAssets(TransactionCase):

    def test_the_script_that_debian_leaves_out_is_in_no_bundle_be_it_there_or_not(self):
        here = ir_asset._glob_static_file
        for name, found in (('there', lambda path: here(path) or [(path, 1.0)]), ('missing', lambda path: [])):
            def glob(path, found=found):
                return found(path) if path.endswith(SCRIPT) else here(path)
            with self.subTest(name), patch.object(ir_asset, '_glob_static_file', glob):
                self.env.registry.clear_cache('assets')
                paths = self.env['ir.asset']._get_asset_paths('web.assets_backend', {})
                self.assertGreater(len(paths), 100)
                self.assertNotIn(SCRIPT, ' '.join(path[0] for path in paths))
        self.env.registry.clear_cache('assets')
