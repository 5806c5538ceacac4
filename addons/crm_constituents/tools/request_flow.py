"""The steps of a service request, and who of a team gets the next one."""

STATES = [
    ('new', "New"),
    ('assigned', "Assigned"),
    ('waiting', "Waiting"),
    ('resolved', "Resolved"),
    ('closed', "Closed"),
]
# From each step to which others; whatever is not here is refused.
TRANSITIONS = {
    'new': ('assigned', 'waiting', 'resolved', 'closed'),
    'assigned': ('new', 'waiting', 'resolved', 'closed'),
    'waiting': ('assigned', 'resolved', 'closed'),
    'resolved': ('assigned', 'closed'),
    'closed': ('assigned',),
}
OPEN = ('new', 'assigned', 'waiting')


def next_in_turn(members, last):
    """The member after `last` in the order of their ids; the first when `last` is nobody or the greatest.

    >>> next_in_turn([7, 3, 5], 3), next_in_turn([7, 3, 5], 7), next_in_turn([7, 3, 5], None)
    (5, 3, 3)

    Who has left the team in between changes nothing in the order, and nobody is nobody's turn:

    >>> next_in_turn([3, 7], 5), next_in_turn([], 5)
    (7, None)
    """
    ordered = sorted(members)
    return next((member for member in ordered if member > (last or 0)), ordered[0] if ordered else None)


def least_loaded(members, load, last=None):
    """The member with the fewest open requests; of several such, the next in turn.

    >>> least_loaded([3, 5, 7], {3: 2, 5: 1, 7: 1}, last=5)
    7
    >>> least_loaded([3, 5], {}, last=3), least_loaded([], {})
    (5, None)
    """
    least = min((load.get(member, 0) for member in members), default=0)
    return next_in_turn([member for member in members if load.get(member, 0) == least], last)
