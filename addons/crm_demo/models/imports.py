import base64

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.sign_up import SHEETS, sheet


class DemoMaker(models.AbstractModel):
    """Two sign-up sheets: one was imported, some of its rows refused; the dry run of the other was stopped.

    They go through the import itself, as the officer's own background work, done here and now.
    """

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (65, 'imports', self.env._("Imports"), '_make_imports')]

    @api.model
    def _make_imports(self, making):
        Run = self.env['constituent.import.run'].with_user(self._user_of(making, 'officer'))
        runs = Run.create([{'name': name, 'file': base64.b64encode(sheet(name))} for name in SHEETS])
        runs.action_read()
        done, stopped = runs
        stopped.action_dry_run()
        stopped.batch_id.action_stop()
        done.action_import()
        done.batch_id._run_now(commit=False)  # the maker is one transaction
        if done.state != 'done':
            raise UserError(done.batch_id.error)
        making.register({'import-stralsund': done, 'import-whitby': stopped})
        return self.env._(
            "%(created)s people from a sheet of %(rows)s rows, %(refused)s rows not taken",
            created=done.created_count,
            rows=done.row_count,
            refused=done.refused_count + done.skipped_count,
        )
