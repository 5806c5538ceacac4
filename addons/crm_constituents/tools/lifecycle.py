"""The stage of a constituent's life with us, as a pure function of dated facts. docs/algorithms/lifecycle.md.

A fact is a pair of first and last day; a call is one day, a role lasts from its first to its last day, and while it
lasts the last day is None.
"""
from collections import namedtuple

from dateutil.relativedelta import relativedelta

STAGES = [
    ('prospect', "Prospect"),
    ('first', "First"),
    ('active', "Active"),
    ('at_risk', "At risk"),
    ('lapsed', "Lapsed"),
    ('reactivated', "Reactivated"),
    ('deceased', "Deceased"),
]
QUIET_MONTHS = 12  # without a fact for so long: at risk
LAPSED_MONTHS = 24  # without a fact for so long: lapsed

Stage = namedtuple('Stage', 'stage since')


def _after(day, months):
    return day + relativedelta(months=months)


def stage_on(facts, day, died=None):
    """The stage on `day`, and since when; what happens after `day` is not known yet.

    :param facts: pairs of first and last day (None: still going on), in any order
    :param died: day of the death, as far as it is known
    :return: `Stage(stage, since)`; `since` is None for who never was anything else

    >>> from datetime import date
    >>> call = lambda year, month, day: (date(year, month, day), date(year, month, day))
    >>> stage_on([], date(2026, 3, 1)).stage
    'prospect'
    >>> once = [call(2025, 1, 31)]
    >>> [stage_on(once, date(*day)).stage for day in ((2025, 1, 30), (2025, 1, 31), (2026, 1, 31), (2027, 1, 31))]
    ['prospect', 'first', 'at_risk', 'lapsed']
    >>> stage_on([*once, call(2025, 6, 1)], date(2026, 3, 1))
    Stage(stage='active', since=datetime.date(2025, 6, 1))

    Who comes back after two years or more is reactivated for a year:

    >>> again = [*once, call(2027, 5, 1)]
    >>> [tuple(map(str, stage_on(again, date(*day)))) for day in ((2027, 5, 1), (2028, 4, 30), (2028, 5, 1))]
    [('reactivated', '2027-05-01'), ('reactivated', '2027-05-01'), ('at_risk', '2028-05-01')]

    While something lasts nobody is at risk, and after its first year nobody is new:

    >>> stage_on([(date(2020, 1, 1), None)], date(2026, 3, 1))
    Stage(stage='active', since=datetime.date(2021, 1, 1))
    >>> stage_on(again, date(2028, 6, 1), died=date(2028, 5, 20))
    Stage(stage='deceased', since=datetime.date(2028, 5, 20))
    """
    if died and died <= day:
        return Stage('deceased', died)
    known = sorted((begin, min(end or day, day)) for begin, end in facts if begin <= day)
    if not known:
        return Stage('prospect', None)
    first = known[0][0]
    last = max(end for _begin, end in known)
    if day >= _after(last, LAPSED_MONTHS):
        return Stage('lapsed', _after(last, LAPSED_MONTHS))
    if day >= _after(last, QUIET_MONTHS):
        return Stage('at_risk', _after(last, QUIET_MONTHS))
    returned = resumed = None  # the last time that a quiet of two years, or of one, came to its end
    second, reached = None, known[0][1]
    for begin, end in known[1:]:
        if begin > first and second is None:
            second = begin
        if begin >= _after(reached, LAPSED_MONTHS):
            returned = begin
        if begin >= _after(reached, QUIET_MONTHS):
            resumed = begin
        reached = max(reached, end)
    if returned and day < _after(returned, QUIET_MONTHS):
        return Stage('reactivated', returned)
    year = _after(first, QUIET_MONTHS)
    settled = min(second, year) if second else year
    if day < settled:
        return Stage('first', first)
    began = [settled]
    if returned:
        began.append(_after(returned, QUIET_MONTHS))
    if resumed and resumed != returned:
        began.append(resumed)
    return Stage('active', max(began))
