"""When an answer is due: months, working days, pauses and clock hours, on plain dates.

Worked table: docs/algorithms/deadlines.md. Source: Reg. (EEC, Euratom) 1182/71 Art. 3; GDPR Art. 12(3) and 33(1);
regulation.md 1.2.
"""

from datetime import UTC, timedelta

from dateutil.relativedelta import relativedelta


def is_working_day(day, holidays=()):
    """True for Monday to Friday, unless it is one of the public holidays."""
    return day.weekday() < 5 and day not in holidays


def next_working_day(day, holidays=()):
    """`day` itself, or the next working day after it.

    >>> from datetime import date
    >>> next_working_day(date(2026, 2, 28))  # a Saturday
    datetime.date(2026, 3, 2)
    """
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def due_in_months(received, months, holidays=(), paused_days=0):
    """Last day for an answer, included. The day of receipt does not count; the period ends on the day of the same
    number, or on the last of a month that has none; one that ends on a day without work ends on the next one with.

    :param paused_days: days for which the clock stood still (UK: while clarification was awaited)

    >>> from datetime import date
    >>> due_in_months(date(2026, 1, 31), 1)
    datetime.date(2026, 3, 2)
    >>> due_in_months(date(2026, 12, 24), 1, holidays={date(2027, 1, 25)})  # 24 January 2027 is a Sunday
    datetime.date(2027, 1, 26)
    """
    return next_working_day(received + relativedelta(months=months) + timedelta(days=paused_days), holidays)


def due_in_days(received, days, holidays=(), rolls=False):
    """Last day, included, of a period of calendar days that begins on the day after receipt.

    :param rolls: whether a period that ends on a day without work ends on the next one with

    >>> from datetime import date
    >>> due_in_days(date(2026, 2, 5), 45)
    datetime.date(2026, 3, 22)
    """
    day = received + timedelta(days=days)
    return next_working_day(day, holidays) if rolls else day


def due_in_working_days(received, days, holidays=()):
    """Last day, included, of a period of working days.

    >>> from datetime import date
    >>> due_in_working_days(date(2026, 11, 20), 10)  # a Friday
    datetime.date(2026, 12, 4)
    """
    day = received
    for _count in range(days):
        day = next_working_day(day + timedelta(days=1), holidays)
    return day


def due_in_hours(aware, hours):
    """Moment that is so many clock hours after; weekends and changes of the clock count as the hours they are.

    :param aware: datetime with a time zone, or naive UTC

    >>> from datetime import datetime
    >>> due_in_hours(datetime(2026, 11, 20, 15, 30), 72)
    datetime.datetime(2026, 11, 23, 15, 30)
    """
    if aware.tzinfo is None:
        return aware + timedelta(hours=hours)
    return (aware.astimezone(UTC) + timedelta(hours=hours)).astimezone(aware.tzinfo)


def paused_days(intervals, until):
    """Days for which a clock stood still, of intervals `(from, to or None)` that may overlap.

    The day on which the clarification was asked for counts as paused, that on which it came does not.

    >>> from datetime import date
    >>> paused_days([(date(2026, 3, 2), date(2026, 3, 9)), (date(2026, 3, 5), date(2026, 3, 10))], date(2026, 4, 1))
    8
    >>> paused_days([(date(2026, 3, 2), None)], date(2026, 3, 4))
    2
    """
    total, reached = 0, None
    for start, end in sorted((start, end or until) for start, end in intervals):
        start = max(start, reached) if reached else start
        if end > start:
            total += (end - start).days
            reached = end
    return total
