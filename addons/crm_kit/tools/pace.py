"""How far long work is, and when it will be done. Plain functions."""


def percent(handled, total):
    """Share of the work that is handled, 0 to 100; 0 while the total is not known.

    >>> percent(25, 200), percent(0, 0), percent(7, 5)
    (12.5, 0.0, 100.0)
    """
    return min(100.0, round(100.0 * handled / total, 1)) if total > 0 else 0.0


def seconds_left(handled, left, started, now):
    """Whole seconds that `left` units will take at the pace of `handled` since `started`; 0 when not known.

    >>> from datetime import datetime
    >>> nine, ten_past = datetime(2026, 3, 1, 9, 0), datetime(2026, 3, 1, 9, 10)
    >>> seconds_left(100, 50, nine, ten_past)
    300
    >>> seconds_left(0, 50, nine, ten_past), seconds_left(100, -3, nine, ten_past), seconds_left(5, 5, None, None)
    (0, 0, 0)

    Within the first second the pace counts as that of one second.

    >>> seconds_left(100, 50, nine, nine)
    1
    """
    if handled <= 0 or left <= 0 or not started or not now:
        return 0
    elapsed = max(1.0, (now - started).total_seconds())
    return max(1, round(left * elapsed / handled))
