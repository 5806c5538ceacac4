"""Dates of people: ages, and periods with open ends. Plain functions on `datetime.date`."""
from datetime import date

from dateutil.relativedelta import relativedelta


def round_birthdate(birthdate, precision):
    """First day of what is known of a birth date.

    >>> round_birthdate(date(1950, 7, 19), 'month'), round_birthdate(date(1950, 7, 19), 'year')
    (datetime.date(1950, 7, 1), datetime.date(1950, 1, 1))
    """
    if not birthdate:
        return birthdate
    if precision == 'month':
        return birthdate.replace(day=1)
    if precision == 'year':
        return birthdate.replace(month=1, day=1)
    return birthdate


def age_on(birthdate, day):
    """Whole years between a birth date and `day`; who is born on 29 February turns on 1 March in other years.

    >>> age_on(date(2004, 2, 29), date(2022, 2, 28)), age_on(date(2004, 2, 29), date(2022, 3, 1))
    (17, 18)
    """
    return day.year - birthdate.year - ((day.month, day.day) < (birthdate.month, birthdate.day))


def latest_birthdate(age, day):
    """Last birth date of those who are at least `age` on `day`.

    >>> latest_birthdate(18, date(2022, 2, 28)), latest_birthdate(18, date(2024, 2, 29))
    (datetime.date(2004, 2, 28), datetime.date(2006, 2, 28))
    """
    return day - relativedelta(years=age)


def overlap(start, end, other_start, other_end):
    """Whether two periods share a day; both ends are included, an empty end is open.

    >>> january = date(2026, 1, 31)
    >>> overlap(None, january, january, None), overlap(date(2026, 2, 1), None, None, january)
    (True, False)
    """
    low, high = date.min, date.max
    return (start or low) <= (other_end or high) and (other_start or low) <= (end or high)
