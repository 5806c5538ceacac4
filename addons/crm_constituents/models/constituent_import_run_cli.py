import hashlib
import os

from odoo import fields, models
from odoo.exceptions import UserError

from .constituent_import_engine import by_engine

OPTIONS = ('profile', 'system', 'encoding')


class ConstituentImportRun(models.Model):
    """The side of the command line: a run for a file on the server, or the one that was cut off."""

    _inherit = 'constituent.import.run'

    cli_options = fields.Json("Options of the command", readonly=True, copy=False)

    @by_engine
    def _cli_run(self, options, tell=lambda text: None):
        """The run for `options.file`: read, mapped, ready to go; or that of the very same file and options which was
        cut off. One that failed for a reason is not gone on with, since it would fail again.

        :param tell: function that is given, in words, why an earlier run is gone on with or left alone
        """
        profile = self._cli_profile(options.profile)
        digest = hashlib.sha256()
        with open(options.file, 'rb') as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        name, mark = os.path.basename(options.file), digest.hexdigest()
        given = {key: getattr(options, key) or '' for key in OPTIONS}
        if not options.dry_run:
            unfinished = self._cli_unfinished(mark, given, tell)
            if unfinished:
                return unfinished
        vals = {'name': name, 'profile_id': profile.id, 'encoding': options.encoding, 'file_digest': mark}
        run = self.create(
            {**vals, 'cli_options': given, **(profile._get_policy_vals() if profile else {})})
        run._read_file(options.file)
        if options.system:
            run.system = options.system
        return run

    def _cli_profile(self, name):
        Profile = self.env['constituent.import.profile']
        if not name:
            return Profile
        profile = Profile.search(['|', ('code', '=', name), ('name', '=', name)], limit=1)
        if not profile:
            known = ', '.join(other.code or other.name for other in Profile.search([]))
            raise UserError(
                self.env._("There is no profile “%(name)s”. Known: %(known)s.", name=name, known=known or '–'))
        return profile

    def _cli_unfinished(self, mark, given, tell):
        """The last import of the file with this digest, if it may go on; else say why not."""
        run = self.search(
            [('state', '=', 'importing'), ('file_digest', '=', mark), ('user_id', '=', self.env.uid)],
            order='id desc', limit=1)
        if not run:
            return run
        batch = run.batch_id
        when = fields.Datetime.to_string(run.create_date)
        if batch.state == 'failed':
            tell(self.env._(
                "The import of this file of %(when)s UTC failed after %(done)s rows: %(reason)s It stays as it is; "
                "resume it or take it back on its page. A new import is begun.",
                when=when, done=batch.done_count, reason=batch.error or ''))
        elif (run.cli_options or {}) != given:
            tell(self.env._(
                "The import of this file of %(when)s UTC was cut off after %(done)s rows, but was started with other "
                "options. It stays as it is; resume it or take it back on its page. A new import is begun.",
                when=when, done=batch.done_count))
        else:
            tell(self.env._(
                "The import of this file of %(when)s UTC was cut off after %(done)s rows, and goes on from there.",
                when=when, done=batch.done_count))
            return run
        return self.browse()
