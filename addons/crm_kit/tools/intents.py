"""What may happen to an intent: its states, the permitted transitions and the decision after an attempt.

Plain functions, no database. The page `docs/algorithms/intents.md` tells the same in words; a test holds the two equal.
"""

WAITING, ATTEMPTING, DONE, FAILED, UNKNOWN, CANCELLED = STATES = (
    'waiting', 'attempting', 'done', 'failed', 'unknown', 'cancelled')

#: {(from, to): who does it and when}. What is not here, does not happen.
TRANSITIONS = {
    (WAITING, ATTEMPTING): "worker, before the attempt, counted and committed",
    (WAITING, CANCELLED): "a person, before it was tried",
    (ATTEMPTING, DONE): "worker, the other side confirmed, or was asked and had it",
    (ATTEMPTING, WAITING): "worker, it did not happen or may be repeated",
    (ATTEMPTING, FAILED): "worker, refused for good, or put off too often",
    (ATTEMPTING, UNKNOWN): "worker, no answer, asking does not tell, and it may not be repeated",
    (UNKNOWN, DONE): "a person, who saw that it did happen",
    (UNKNOWN, WAITING): "a person, who saw that it did not happen",
    (UNKNOWN, CANCELLED): "a person, who lets it be",
    (FAILED, WAITING): "a person, who mended the cause",
    (FAILED, CANCELLED): "a person, who lets it be",
}

#: How an attempt can end, seen from here.
CONFIRMED, NOT_YET, REFUSED, SILENCE = ANSWERS = ('confirmed', 'not_yet', 'refused', 'silence')
#: How asking the other side can end: the same, and that it knows nothing of the deed, which may still be on its way.
NO_TRACE = 'no_trace'
ANSWERS_WHEN_ASKED = (*ANSWERS, NO_TRACE)


def is_permitted(before, after):
    """Whether an intent may go from one state to the other.

    >>> is_permitted('waiting', 'attempting'), is_permitted('done', 'waiting'), is_permitted('waiting', 'done')
    (True, False, False)
    """
    return (before, after) in TRANSITIONS


def after_attempt(answer, attempts, max_attempts, idempotent=False, can_ask=False):
    """State after an attempt that ended with `answer`; `attempts` includes this one.

    A refusal is an answer; silence is none: then only a kind that the other side takes as one when it comes twice
    (`idempotent`) may be repeated, and a kind that can be looked up on the other side (`can_ask`) stays as it is until
    it was asked. The rest is for a person to look at.

    >>> after_attempt('confirmed', 1, 5), after_attempt('refused', 1, 5)
    ('done', 'failed')
    >>> after_attempt('not_yet', 1, 5), after_attempt('not_yet', 5, 5)
    ('waiting', 'failed')
    >>> after_attempt('silence', 1, 5), after_attempt('silence', 1, 5, can_ask=True)
    ('unknown', 'attempting')
    >>> after_attempt('silence', 1, 5, idempotent=True), after_attempt('silence', 5, 5, idempotent=True)
    ('waiting', 'unknown')
    """
    if answer == CONFIRMED:
        return DONE
    if answer == REFUSED:
        return FAILED
    if answer == NOT_YET:
        return WAITING if attempts < max_attempts else FAILED
    if can_ask:
        return ATTEMPTING
    if idempotent and attempts < max_attempts:
        return WAITING
    return UNKNOWN


def after_asking(answer, attempts, max_attempts, idempotent=False, settled=False):
    """State after the other side was asked about an attempt that nobody answered.

    A request that was sent may land after its sender died. So until it is `settled` (it has landed by now or never
    will), that there is no trace of the deed says nothing, and neither does "it did not happen". After that a deed is
    repeated only when it surely did not happen, or when repeating does no harm.

    >>> after_asking('confirmed', 1, 5), after_asking('refused', 1, 5), after_asking('silence', 1, 5, settled=True)
    ('done', 'failed', 'attempting')
    >>> [after_asking(answer, 1, 5, idempotent=True) for answer in ('no_trace', 'not_yet')]
    ['attempting', 'attempting']
    >>> after_asking('no_trace', 1, 5, settled=True), after_asking('not_yet', 1, 5, settled=True)
    ('unknown', 'waiting')
    >>> [after_asking('no_trace', attempts, 5, idempotent=True, settled=True) for attempts in (1, 5)]
    ['waiting', 'unknown']
    """
    if answer == NO_TRACE:
        if not settled:
            return ATTEMPTING
        return WAITING if idempotent and attempts < max_attempts else UNKNOWN
    if answer == NOT_YET and not settled:
        return ATTEMPTING
    return after_attempt(answer, attempts, max_attempts, idempotent, can_ask=True)


def seconds_to_ask_again(waited, settles_after, back_off):
    """Pause before the other side is asked again: as long as it was waited so far, at least the first and at most the
    last number of `back_off`, and not past the moment when the deed is settled.

    >>> [seconds_to_ask_again(waited, 900, (60, 300, 3600)) for waited in (0, 60, 400, 880, 900, 90000)]
    [60, 60, 400, 20, 900, 3600]
    >>> seconds_to_ask_again(0, 900, (0,))
    1
    """
    pause = max(1, min(max(waited, back_off[0]), back_off[-1]))
    return max(1, min(pause, settles_after - waited)) if waited < settles_after else pause


def seconds_to_wait(attempts, back_off):
    """Pause after so many attempts: the numbers of `back_off` one after another, then the last one again.

    >>> [seconds_to_wait(n, (60, 300, 3600)) for n in (1, 2, 3, 4)]
    [60, 300, 3600, 3600]
    """
    return back_off[min(attempts, len(back_off)) - 1]
