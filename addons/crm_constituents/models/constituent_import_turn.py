from odoo import fields, models

from odoo.addons.queue_job.exception import RetryableJobError

SECONDS = 2  # until work that found its turn taken asks again


class ConstituentImportTurn(models.Model):
    """One row for all imports: whoever writes changes it first. So two imports never write at the same time, and one
    that began to look before the other was through is told so by the database, and looks again.
    """

    _name = 'constituent.import.turn'
    _description = "Turn of an import"
    _log_access = False

    moment = fields.Datetime(readonly=True)

    def _take(self):
        """The turn until the end of this transaction.

        :raise RetryableJobError: another import is writing
        :raise OperationalError: another import has written since this transaction began to read; run it again
        """
        cr = self.env.cr
        cr.execute("SELECT id FROM constituent_import_turn ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
                   log_exceptions=False)
        found = cr.fetchone()
        if not found:
            raise RetryableJobError(
                self.env._("Another import is writing; this one goes on in a moment."),
                seconds=SECONDS, ignore_retry=True)
        cr.execute("UPDATE constituent_import_turn SET moment = now() WHERE id = %s", found, log_exceptions=False)
