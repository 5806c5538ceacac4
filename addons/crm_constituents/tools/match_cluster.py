"""From pairs to people: who of several records are one, so that one weak link does not chain two people together."""
from collections import defaultdict

MOST, LEAST, UNSEEN = 12.0, -12.0, -3.0  # bits that one pair may count; and of a pair that was not looked at
FLOOR = -1.0  # average bits from which two groups are one: a sure pair carries along who is in doubt
NEVER = -1e9  # of a pair that somebody has kept apart


def cluster(edges, weights, apart=(), floor=FLOOR):
    """Groups of records, each a list of two or more.

    The pairs are taken from the surest on. Two groups become one when on average their members speak for it: the sum of
    the bits of all pairs between them, each cut to -12 to 12, is above `floor` for each pair (average linkage). What
    was merged is not taken apart again.

    :param edges: `[(a, b)]` of pairs that may start a merge, surest first
    :param weights: `{(a, b): bits for being the same}` with a < b of all pairs known
    :param apart: pairs (a, b) with a < b who are not one, whatever speaks for it

    >>> cluster([(1, 2), (2, 3)], {(1, 2): 9.0, (2, 3): 4.0, (1, 3): -20.0})
    [[1, 2]]
    >>> cluster([(1, 2), (2, 3)], {(1, 2): 9.0, (2, 3): 9.0, (1, 3): -5.0})
    [[1, 2, 3]]
    >>> cluster([(1, 2), (2, 3)], {(1, 2): 9.0, (2, 3): 8.0}, apart=[(1, 3)])
    [[1, 2]]
    """
    home = {}  # record -> group
    members = {}
    between = defaultdict(dict)  # group -> {group: (sum of cut bits, pairs seen)}
    for (a, b), bits in {**weights, **dict.fromkeys(apart, NEVER)}.items():
        for record in (a, b):
            home.setdefault(record, record)
            members.setdefault(record, [record])
        if bits > NEVER:
            bits = min(MOST, max(LEAST, bits))
        between[a][b] = between[b][a] = (bits, 1)
    for a, b in edges:
        x, y = home[a], home[b]
        if x == y:
            continue
        total, seen = between[x].get(y, (0, 0))
        pairs = len(members[x]) * len(members[y])
        if total + UNSEEN * (pairs - seen) <= floor * pairs:
            continue
        if len(between[x]) + len(members[x]) < len(between[y]) + len(members[y]):
            x, y = y, x
        for record in members[y]:
            home[record] = x
        members[x] += members.pop(y)
        for other, (bits, count) in between.pop(y).items():
            del between[other][y]
            if other == x:
                continue
            before = between[x].get(other, (0, 0))
            between[x][other] = between[other][x] = (before[0] + bits, before[1] + count)
    return sorted(sorted(group) for group in members.values() if len(group) > 1)


def components(edges):
    """`{record: one record of its group}` of all that hang together by any chain.

    >>> sorted(components([(1, 2), (2, 3), (7, 8)]).items())
    [(1, 1), (2, 1), (3, 1), (7, 7), (8, 7)]
    """
    parent = {}

    def find(record):
        while parent.setdefault(record, record) != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for a, b in edges:
        a, b = find(a), find(b)
        if a != b:
            parent[max(a, b)] = min(a, b)
    return {record: find(record) for record in list(parent)}
