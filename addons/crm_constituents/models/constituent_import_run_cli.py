import hashlib
import os

from odoo import models
from odoo.exceptions import UserError

from .constituent_import_engine import by_engine


class ConstituentImportRun(models.Model):
    """The side of the command line: a run for a file on the server, or the one that was cut off."""

    _inherit = 'constituent.import.run'

    @by_engine
    def _cli_run(self, options):
        """The run for `options.file`: read, mapped, ready to go; or the unfinished one of the very same file."""
        digest = hashlib.sha256()
        with open(options.file, 'rb') as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        name, mark = os.path.basename(options.file), digest.hexdigest()
        unfinished = self.search(
            [('state', '=', 'importing'), ('file_digest', '=', mark), ('user_id', '=', self.env.uid)], limit=1
        )
        if unfinished and not options.dry_run:
            return unfinished
        profile = self.env['constituent.import.profile']
        if options.profile:
            profile = profile.search(['|', ('code', '=', options.profile), ('name', '=', options.profile)], limit=1)
            if not profile:
                known = ', '.join(
                    code for code in self.env['constituent.import.profile'].search([]).mapped('code') if code
                )
                raise UserError(
                    self.env._("There is no profile “%(name)s”. Known: %(known)s.", name=options.profile, known=known)
                )
        vals = {'name': name, 'profile_id': profile.id, 'encoding': options.encoding, 'file_digest': mark}
        run = self.create({**vals, **(profile._get_policy_vals() if profile else {})})
        run._read_file(options.file)
        if options.system:
            run.system = options.system
        return run
