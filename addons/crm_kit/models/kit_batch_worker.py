import logging
import time
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models, modules
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_ERRORS_TO_RETRY

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import ENQUEUED, PENDING, STARTED, WAIT_DEPENDENCIES

from .kit_batch import LIVE_STATES

_logger = logging.getLogger(__name__)

RETRY_SECONDS = 0.5  # before a chunk is done again that another transaction came before
JOB_SECONDS = 1.0  # a job goes on with short chunks for this long before it commits and hands over
STALE_MINUTES = 5  # unfinished work without a job and without progress for this long was left by a dead process
MAX_LOSSES = 3  # times that work may be lost at one and the same place before it is given up
LIVE_JOB_STATES = (WAIT_DEPENDENCIES, PENDING, ENQUEUED, STARTED)


class KitBatch(models.Model):
    """The worker's side of a batch.

    One job holds the lock on the progress row, does chunks for about a second, and enqueues its successor in the
    same transaction. A chunk that raises is rolled back to its savepoint and the batch fails with the reason; a
    process that dies leaves nothing behind, and its job is run again from the cursor that was committed last.
    """
    _inherit = 'kit.batch'

    def _run_now(self, commit=None):
        """Do all the chunks here and now, each in its own transaction; for command lines. Where another process is at
        them (the job of a running server may have come first), wait, and do what it leaves.

        :param commit: None commits, except in a test, whose cursor is rolled back at its end
        """
        commit = not modules.module.current_test if commit is None else commit
        self._restart()
        for batch in self._by_owner():
            batch._run_to_end(commit)
        self.invalidate_recordset()

    def _run_to_end(self, commit):
        cr, told = self.env.cr, time.monotonic()
        while True:
            try:
                mine = self._lock_progress()
                more = mine and self._run_chunk()
            except (RetryableJobError, ConcurrencyError, OperationalError) as error:
                if not commit or getattr(error, 'pgcode', None) not in (None, *PG_CONCURRENCY_ERRORS_TO_RETRY):
                    raise
                # rollback: another transaction came first; the same chunk is done again
                cr.rollback()
                self.env.invalidate_all()
                time.sleep(RETRY_SECONDS)
                continue
            if more and time.monotonic() - told > JOB_SECONDS:
                self._notify()
                told = time.monotonic()
            if commit:
                cr.commit()  # one chunk, one transaction
            self.env.invalidate_all()
            if more:
                continue
            if mine or self.state not in LIVE_STATES:
                return
            if not commit:
                raise UserError(self.env._(
                    "“%(name)s” is being done by another process. Wait for it to end.", name=self.name))
            time.sleep(RETRY_SECONDS)
            cr.commit()  # the next look must see what the other process has done meanwhile
            self.env.invalidate_all()

    def _by_owner(self):
        """List of these batches, each in the environment of the user who started it."""
        return [
            batch.with_env(self.env(user=batch.user_id.id, su=False)).with_context(**(batch.context or {}))
            for batch in self.sudo()  # sudo: reads who owns it, also for the cron and for operators
        ]

    def _job_key(self):
        self.ensure_one()
        return f"kit.batch:{self.id}"

    def _enqueue(self):
        for batch in self._by_owner():
            batch.with_delay(description=batch.name, identity_key=batch._job_key())._job_run()

    def _job_run(self):
        """Do chunks for about a second, then hand over to the next job; called by queue_job."""
        self.ensure_one()
        if not self._lock_progress():
            return self.env._("Another process is at this work.")
        deadline = time.monotonic() + JOB_SECONDS
        while more := self._run_chunk():
            if time.monotonic() >= deadline:
                break
        if more:
            self._notify()
            self._enqueue()
        return self.message or ''

    def _lock_progress(self):
        """True when this transaction alone may move the cursor."""
        # sudo: the progress row belongs to the worker, users have no rights on it
        return bool(self.sudo().progress_ids.try_lock_for_update(allow_referencing=True))

    def _run_chunk(self):
        """Do one chunk and move the cursor; True when there is more to do."""
        batch = self.sudo()  # sudo: bookkeeping; the work itself runs as the owner, through `self`
        if batch.state == 'stopping':
            batch._end('stopped')
        if batch.state not in ('waiting', 'running'):
            return False
        if batch.state == 'waiting':
            batch._begin_run()
        try:
            with self.env.cr.savepoint():
                outcome = self._call_chunk()
                batch._advance(outcome)
        except (RetryableJobError, ConcurrencyError):
            raise
        except OperationalError:
            raise  # lost connection or serialization: queue_job runs the same chunk again
        except UserError as error:
            batch._end('failed', error=str(error))
            return False
        except Exception as error:
            _logger.exception("%s failed at cursor %s", batch, batch.cursor)
            batch._end('failed', error=self.env._(
                "The work met an error that it does not know: %(error)s. Nothing of the last step was kept. "
                "The server log of %(time)s UTC has the details; Resume goes on from the same place.",
                error=f"{type(error).__name__}: {error}", time=fields.Datetime.now()))
            return False
        if outcome.get('finished'):
            batch._end('done')
            return False
        return True

    def _call_chunk(self):
        """Let the record do its next chunk; raise when it stands still, which would never end."""
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._(
                "The record that this work was for (%(model)s %(id)s) is gone.", model=self.res_model, id=self.res_id))
        before = self.cursor
        outcome = getattr(record, self.sudo().method)(self)  # sudo: which method, is for the worker only
        moved = outcome.get('done') or outcome.get('failed') or (outcome.get('cursor') or False) != (before or False)
        if not moved and not outcome.get('finished'):
            raise UserError(self.env._(
                "“%(name)s” stands still at %(cursor)s: a step neither did anything nor moved on. Tell whoever "
                "looks after the system.", name=self.name, cursor=before or self.env._("its beginning")))
        return outcome

    def _begin_run(self):
        now = fields.Datetime.now()
        self.write({'state': 'running', 'started_at': self.started_at or now, 'ended_at': False})
        self.progress_ids.write({
            'run_started_at': now, 'run_from': self.done_count + self.failed_count, 'moved_at': now})

    def _advance(self, outcome):
        """Put down where the next chunk begins; in the transaction of the chunk."""
        row = self.progress_ids
        news = {key: outcome[key] for key in ('total', 'message', 'result') if key in outcome}
        row.write({
            'cursor': outcome.get('cursor'),
            'done_count': row.done_count + outcome.get('done', 0),
            'failed_count': row.failed_count + outcome.get('failed', 0),
            'moved_at': fields.Datetime.now(),
            'lost_count': 0,
            **news,
        })
        self.env.flush_all()  # what the chunk wrote is refused here, inside of its savepoint, or not at all

    def _end(self, state, error=False):
        self.write({'state': state, 'error': error, 'ended_at': fields.Datetime.now()})
        self._notify()

    def _notify(self):
        """Tell the owner's open pages where the work stands; sent at commit."""
        for batch in self.sudo():  # sudo: the owner is told, whoever's transaction it is
            batch.user_id._bus_send('kit_batch', batch._get_progress_vals())

    def _get_progress_vals(self):
        self.ensure_one()
        return {
            'id': self.id,
            **{name: self[name] for name in (
                'name', 'state', 'total', 'done_count', 'failed_count', 'progress', 'seconds_left', 'message', 'error',
            )},
        }

    @api.model
    def _cron_revive(self):
        """Give a new job to work that a dead process left behind.

        Queue_job itself runs the jobs of a killed server again. This is for the rest: a job that failed for good,
        or a command line that was killed. Work lost at the same place again and again is given up.
        """
        stale = fields.Datetime.now() - timedelta(minutes=STALE_MINUTES)
        rows = self.env['kit.batch.progress'].search(
            Domain('batch_id.state', 'in', LIVE_STATES) & Domain('moved_at', '<', stale))
        keys = {batch._job_key(): batch for batch in rows.batch_id}
        # sudo: the cron reads jobs, which only job managers may see
        alive = self.env['queue.job'].sudo().search(
            Domain('identity_key', 'in', list(keys)) & Domain('state', 'in', LIVE_JOB_STATES))
        lost = self.browse(batch.id for key, batch in keys.items() if key not in set(alive.mapped('identity_key')))
        for row in lost.progress_ids.try_lock_for_update(allow_referencing=True):  # locked: somebody is at it
            row.batch_id._revive()

    def _revive(self):
        row = self.progress_ids
        row.write({'lost_count': row.lost_count + 1, 'moved_at': fields.Datetime.now()})
        if self.state == 'stopping':
            self._end('stopped')
        elif row.lost_count > MAX_LOSSES:
            self._end('failed', error=self.env._(
                "The work was cut off %(count)s times at the same place. Look at the server log for what ended the "
                "process (often memory), then resume.", count=MAX_LOSSES))
        else:
            self._enqueue()
