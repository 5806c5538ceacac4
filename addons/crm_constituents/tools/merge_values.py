"""Values of two people who turn out to be one, and of one who turns out to be two. Plain Python."""

MISSING = object()


def is_empty(value):
    """Whether nothing is known: zero and "no" are nothing too, as Odoo has no third value for them.

    >>> [is_empty(value) for value in (None, False, '', '  ', 0, [], {}, 'x', 1)]
    [True, True, True, True, True, True, True, False, False]
    """
    return not value.strip() if isinstance(value, str) else not value


def joined(one, two, separator):
    """Both texts, each once.

    >>> joined('Deaf', 'Call first', '; ')
    'Deaf; Call first'
    >>> joined('Deaf; Call first', 'Call first', '; ')
    'Deaf; Call first'
    """
    if is_empty(one) or is_empty(two):
        return two if is_empty(one) else one
    return one if two in one else f'{one}{separator}{two}'


def filled(one, two):
    """A map by key (a company, a language, a property) with what the other one has besides.

    >>> filled({'1': 'a', '2': None}, {'1': 'b', '2': 'c', '3': 'd'})
    {'1': 'a', '2': 'c', '3': 'd'}
    """
    kept = {key: value for key, value in (one or {}).items() if not is_empty(value)}
    return {**(one or {}), **(two or {}), **kept}


def three_way(before, after, now):
    """What a cell becomes when the change from `before` to `after` is taken back, and what was changed since.

    :return: `(value, conflict)`; maps are compared key by key

    >>> three_way('old', 'new', 'new')
    ('old', False)
    >>> three_way('old', 'new', 'later')
    ('later', True)
    >>> three_way('old', 'new', 'old')
    ('old', False)
    >>> three_way({'1': 'a'}, {'1': 'a', '2': 'b'}, {'1': 'z', '2': 'b'})
    ({'1': 'z'}, False)
    >>> three_way({'1': 'a'}, {'1': 'b'}, {'1': 'c'})
    ({'1': 'c'}, True)
    """
    if now == after:
        return before, False
    if now == before:
        return now, False
    if all(value is None or isinstance(value, dict) for value in (before, after, now)):
        return _three_way_map(before or {}, after or {}, now or {})
    return now, True


def _three_way_map(before, after, now):
    result, conflict = dict(now), False
    for key in before.keys() | after.keys():
        old, new, current = (side.get(key, MISSING) for side in (before, after, now))
        if old == new or current == old:
            continue
        if current != new:
            conflict = True
        elif old is MISSING:
            del result[key]
        else:
            result[key] = old
    return result, conflict


def united_period(one, two):
    """Union of two periods (first, last; None is open) that share or touch no gap to look at.

    >>> united_period(('2020-01-01', '2021-12-31'), ('2019-05-01', None))
    ('2019-05-01', None)
    """
    first = None if None in (one[0], two[0]) else min(one[0], two[0])
    last = None if None in (one[1], two[1]) else max(one[1], two[1])
    return first, last


def shares_day(one, two):
    """Whether two periods (ISO dates as text, None is open) have a day in common.

    >>> shares_day(('2020-01-01', '2020-01-31'), ('2020-01-31', None))
    True
    >>> shares_day(('2020-01-01', '2020-01-30'), ('2020-01-31', None))
    False
    """
    return not (
        (one[1] and two[0] and one[1] < two[0])
        or (two[1] and one[0] and two[1] < one[0]))


# Columns that tell nothing of a fact.
TECHNICAL = {'id', 'create_uid', 'create_date', 'write_uid', 'write_date', 'company_id'}


def filled_row(kept, other, skip=(), dated=False):
    """What a row becomes that says the same as another one: empty texts, numbers and links are filled, the period is
    the union of both. A yes or no stays as it is: nobody gets a right by a merge.

    >>> filled_row({'id': 1, 'note': '', 'is_primary': False}, {'id': 2, 'note': 'x', 'is_primary': True})
    {'note': 'x'}
    """
    new = {
        name: value for name, value in other.items()
        if name not in TECHNICAL and name not in skip and not isinstance(value, bool)
        and not (dated and name in ('date_from', 'date_to')) and is_empty(kept[name]) and not is_empty(value)}
    if dated:
        new['date_from'], new['date_to'] = united_period(
            (kept['date_from'], kept['date_to']), (other['date_from'], other['date_to']))
    return new


def waves(mapping):
    """The pairs {loser: winner} in rounds in which everybody occurs once, in an order that can be carried out.

    >>> waves({1: 2, 2: 3, 4: 3})
    [{1: 2, 4: 3}, {2: 3}]
    >>> waves({1: 3, 2: 3})
    [{1: 3}, {2: 3}]
    >>> waves({1: 2, 2: 1})
    Traceback (most recent call last):
    ValueError: these people are each to become the other: 1, 2
    """
    rounds, rest = [], dict(mapping)
    while rest:
        staying = set(rest.values())
        # of several who go into the same one, one at a time
        first = {}
        for loser, winner in rest.items():
            if loser not in staying:
                first.setdefault(winner, loser)
        now = {loser: winner for winner, loser in first.items()}
        if not now:
            raise ValueError(f"these people are each to become the other: {', '.join(map(str, sorted(rest)))}")
        rounds.append(now)
        rest = {loser: winner for loser, winner in rest.items() if loser not in now}
    return rounds
