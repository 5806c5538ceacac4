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
    (ATTEMPTING, UNKNOWN): "worker, no answer, and it can neither be repeated nor asked for",
    (UNKNOWN, DONE): "a person, who saw that it did happen",
    (UNKNOWN, WAITING): "a person, who saw that it did not happen",
    (UNKNOWN, CANCELLED): "a person, who lets it be",
    (FAILED, WAITING): "a person, who mended the cause",
    (FAILED, CANCELLED): "a person, who lets it be",
}

#: How an attempt can end, seen from here.
CONFIRMED, NOT_YET, REFUSED, SILENCE = ANSWERS = ('confirmed', 'not_yet', 'refused', 'silence')


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


def seconds_to_wait(attempts, back_off):
    """Pause after so many attempts: the numbers of `back_off` one after another, then the last one again.

    >>> [seconds_to_wait(n, (60, 300, 3600)) for n in (1, 2, 3, 4)]
    [60, 300, 3600, 3600]
    """
    return back_off[min(attempts, len(back_off)) - 1]
