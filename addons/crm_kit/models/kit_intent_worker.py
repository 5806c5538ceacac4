import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

from ..exceptions import IntentNotYet, IntentRefused
from ..tools import intents
from .kit_intent import API_TOKEN

_logger = logging.getLogger(__name__)

STALE_MINUTES = 5  # an attempt that nobody holds any more and that began earlier was left by a dead worker
SWEEP_LIMIT = 1000


class KitIntent(models.Model):
    """The worker of the intents.

    Two transactions per attempt: the first moves the pointer and commits, the second does the deed and puts down the
    answer, holding the lock on the row. Its job function is allowed to commit (data/queue_job_function_data.xml):
    queue_job then gives it a cursor of its own and keeps the lock of the job on the other, so that the job of a
    killed process is run again and finds the row under way. See docs/decisions/0011.
    """
    _inherit = 'kit.intent'

    def _job_attempt(self):
        """Do what is due for this intent; called by queue_job, safe to call at any time and from any process."""
        self.ensure_one()
        intent = self._grab()
        if not intent:
            return "nothing to do"
        if intent.state == 'attempting':
            return intent._recover()
        if intent.state != 'waiting' or intent.not_before > fields.Datetime.now():
            return intent.state
        number = intent.attempts + 1
        intent._move('attempting', attempts=number, attempted_at=fields.Datetime.now(), unanswered_at=False,
                     error=False)
        self.env.cr.commit()  # the pointer moves before the attempt: this is what makes a kill survivable
        self.env.invalidate_all()
        intent = self._grab()
        if not intent or intent.state != 'attempting' or intent.attempts != number:
            return "taken over by another worker"
        return intent._attempt()

    def _grab(self):
        """This intent if no other worker holds it; the lock lasts until the end of the transaction."""
        intent = self.try_lock_for_update(allow_referencing=True).with_context(kit_intent_api=API_TOKEN)
        return intent.with_company(intent.company_id) if intent else intent

    def _attempt(self):
        """Do the deed once and put down the answer."""
        kind = self._get_kind(self.kind)
        pause, outcome, error = None, {}, False
        try:
            with self.env.cr.savepoint():
                outcome = getattr(self, kind['attempt'])() or {}
                self.env.flush_all()
            answer = intents.CONFIRMED
        except IntentNotYet as refusal:
            answer, error, pause = intents.NOT_YET, str(refusal), refusal.seconds
        except IntentRefused as refusal:
            answer, error = intents.REFUSED, str(refusal)
        except (OperationalError, ConcurrencyError):
            raise  # our own database: the row stays under way, and the next job finds out what became of it
        except Exception as unexpected:
            _logger.warning("no answer for intent %s (%s)", self.key, self.kind, exc_info=True)
            answer, error = intents.SILENCE, f"{type(unexpected).__name__}: {unexpected}"
        return self._put_down(answer, outcome, error, pause)

    def _recover(self):
        """Find out about an attempt that was begun and of which no answer is known: its worker died."""
        kind = self._get_kind(self.kind)
        if not kind['lookup']:
            return self._put_down(intents.SILENCE, {}, self.env._("The worker was ended during the attempt."))
        if not self.unanswered_at:  # its worker died: when, nobody knows, but before now
            self.write({'unanswered_at': fields.Datetime.now()})
        error = False
        try:
            with self.env.cr.savepoint():
                outcome = getattr(self, kind['lookup'])()
            answer = intents.NO_TRACE if outcome is None else intents.CONFIRMED
            if outcome is None:
                error = self.env._("The other side has no trace of the attempt.")
        except IntentNotYet as refusal:
            answer, outcome, error = intents.NOT_YET, {}, str(refusal)
        except IntentRefused as refusal:
            answer, outcome, error = intents.REFUSED, {}, str(refusal)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as unexpected:
            _logger.warning("the other side could not be asked about %s (%s)", self.key, self.kind, exc_info=True)
            answer, outcome, error = intents.SILENCE, {}, f"{type(unexpected).__name__}: {unexpected}"
        waited = int((fields.Datetime.now() - self.unanswered_at).total_seconds())
        state = intents.after_asking(
            answer, self.attempts, kind['max_attempts'], kind['idempotent'], waited >= kind['settles_after'])
        pause = 0  # what was waited for the answer is pause enough
        if state == 'attempting':
            pause = intents.seconds_to_ask_again(waited, kind['settles_after'], kind['back_off'])
        return self._go_to(state, outcome, error, pause)

    def _put_down(self, answer, outcome, error=False, pause=None):
        """Go to the state that the answer to an attempt means."""
        kind = self._get_kind(self.kind)
        state = intents.after_attempt(
            answer, self.attempts, kind['max_attempts'], kind['idempotent'], bool(kind['lookup']))
        if pause is None:
            pause = intents.seconds_to_wait(self.attempts, kind['back_off'])
        if answer == intents.SILENCE:
            self.write({'unanswered_at': fields.Datetime.now()})
        return self._go_to(state, outcome, error, pause)

    def _go_to(self, state, outcome, error, pause):
        """Put down the state; a retry, and asking once more, is a job of its own."""
        now = fields.Datetime.now()
        if state == 'done':
            self._move('done', confirmed_at=now, error=False,
                       reference=outcome.get('reference') or False, result=outcome.get('result'))
        elif state == 'waiting':
            self._move('waiting', not_before=now + timedelta(seconds=pause), error=error)
            self._enqueue()
        elif state == 'attempting':  # stays under way until the other side was asked
            self.write({'error': error})
            self._enqueue(eta=now + timedelta(seconds=pause))
        else:
            self._move(state, error=error)
        return state

    @api.model
    def _cron_sweep(self):
        """Give a job to what has none: left by a dead worker, or due and forgotten."""
        now = fields.Datetime.now()
        stale = now - timedelta(minutes=STALE_MINUTES)
        left = self.search(
            (Domain('state', '=', 'attempting') & Domain('attempted_at', '<', stale))
            | (Domain('state', '=', 'waiting') & Domain('not_before', '<', stale)),
            order='id', limit=SWEEP_LIMIT)
        left._enqueue(eta=now)
        self.env['ir.cron']._commit_progress(len(left), remaining=0)
