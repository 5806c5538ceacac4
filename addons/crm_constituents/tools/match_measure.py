"""How right an answer is, where the truth is known: over pairs, after grouping."""
from collections import Counter
from typing import NamedTuple


class Measure(NamedTuple):
    precision: float
    recall: float
    f1: float
    found: int  # pairs found
    true: int  # pairs that there are


def measure(groups, truth, sources=None):
    """The `Measure` of groups of positions.

    :param truth: of each record who it is; '' for somebody of whom it is not known, who is one with nobody
    :param sources: of each record where it comes from, when only pairs of two sources count

    >>> measure([[0, 1], [2, 3]], ['x', 'x', 'y', 'z'])
    Measure(precision=0.5, recall=1.0, f1=0.6666666666666666, found=2, true=1)
    """
    home = list(range(len(truth)))
    for group in groups:
        for record in group:
            home[record] = group[0]
    who = [one if one else f'\0{index}' for index, one in enumerate(truth)]
    found, true, both = (_pairs(keys, sources) for keys in (home, who, list(zip(home, who, strict=True))))
    precision, recall = both / found if found else 1.0, both / true if true else 1.0
    return Measure(precision, recall, 2 * both / (found + true) if found + true else 1.0, found, true)


def _pairs(keys, sources):
    pairs = sum(n * (n - 1) // 2 for n in Counter(keys).values())
    if sources:
        pairs -= sum(n * (n - 1) // 2 for n in Counter(zip(keys, sources, strict=True)).values())
    return pairs
