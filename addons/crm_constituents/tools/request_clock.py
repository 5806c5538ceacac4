"""When a request is due: working time from the day it came in, without the times in which it waited.

The functions count with what they are given, so that they know no calendar: `plan(moment, hours)` is the moment at
which so many hours of work have passed since, `worked(begin, end)` the hours of work between two moments.
"""


def due(received, limit, pauses, plan, worked):
    """The last moment at which the request is in time.

    :param limit: hours of work
    :param pauses: (begin, end) of the times that are over in which the clock stood still, in any order
    :return: what `plan` returns

    With an office that never sleeps, hours as plain numbers:

    >>> plan, worked = lambda moment, hours: moment + hours, lambda begin, end: end - begin
    >>> due(100, 16, [], plan, worked)
    116

    A pause moves the end by its own length; one that begins when it is too late already moves nothing:

    >>> due(100, 16, [(110, 130)], plan, worked), due(100, 16, [(117, 130)], plan, worked)
    (136, 116)

    Several count together, and what is moved by the first can still be moved by the next:

    >>> due(100, 16, [(130, 140), (110, 130)], plan, worked)
    146
    """
    end = plan(received, limit)
    for begin, finish in sorted(pauses):
        if begin <= end:
            limit += worked(begin, finish)
            end = plan(received, limit)
    return end


def taken(received, done, pauses, worked):
    """Hours of work from `received` to `done`, without those within pauses.

    >>> taken(100, 130, [(110, 120), (125, 140)], lambda begin, end: end - begin)
    15
    >>> taken(100, 90, [], lambda begin, end: end - begin)
    0
    """
    if done <= received:
        return 0
    clock = worked(received, done)
    for begin, finish in pauses:
        begin, finish = max(begin, received), min(finish, done)
        if begin < finish:
            clock -= worked(begin, finish)
    return max(clock, 0)
