"""The life of a sharing agreement: which verb leads from where to where, and what it is on a day."""

# verb: (states from which it leads, state to which it leads)
TRANSITIONS = {
    'submit': (('draft',), 'review'),
    'take_back': (('review',), 'draft'),
    'activate': (('review',), 'active'),
    'suspend': (('active',), 'suspended'),
    'resume': (('suspended',), 'active'),
    'end': (('active', 'suspended'), 'ended'),
    'terminate': (('active', 'suspended'), 'terminated'),
}
# States in which the terms may be written; any later change is a new version.
OPEN = ('draft', 'review')


def after(state, verb):
    """The state that a verb leads to, None where it does not apply.

    >>> after('review', 'activate'), after('draft', 'activate'), after('suspended', 'resume'), after('ended', 'resume')
    ('active', None, 'active', None)
    """
    origins, target = TRANSITIONS[verb]
    return target if state in origins else None


def status(state, first, last, today):
    """What an agreement is on a day: its state, and of an active one whether its term runs. Both ends count.

    >>> from datetime import date
    >>> first, last = date(2026, 1, 1), date(2026, 12, 31)
    >>> [status('active', first, last, day) for day in (date(2025, 12, 31), first, last, date(2027, 1, 1))]
    ['upcoming', 'active', 'active', 'expired']
    >>> status('active', first, None, date(2099, 1, 1)), status('suspended', first, last, date(2027, 1, 1))
    ('active', 'suspended')
    """
    if state != 'active':
        return state
    if first and today < first:
        return 'upcoming'
    return 'expired' if last and today > last else 'active'
