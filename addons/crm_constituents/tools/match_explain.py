"""Why two records are thought to be one, piece by piece: what agrees, what speaks against it, and what else it may be.

The bits of a piece are how much more it is to be expected of one person than of the likeliest other explanation: 1 bit
is twice as much, 10 bits a thousand times; below zero it speaks against.
"""
from math import log2
from typing import NamedTuple

from .match_model import SAME, STRANGERS


class Piece(NamedTuple):
    field: str
    level: str
    bits: float


class Explanation(NamedTuple):
    other: str  # the likeliest kind besides one and the same
    pieces: tuple  # of `Piece`, the weightiest first

    def as_dict(self):
        return {'other': self.other, 'pieces': [list(piece) for piece in self.pieces]}


def explain(scorer, row):
    """The `Explanation` of a scored pair.

    :param row: dict of a row of the table `scored`
    """
    others = {kind: row[f'o_{kind}'] for kind in scorer.model.kinds if kind != SAME}
    other = max(others, key=others.get)
    if others[other] < 1:
        other = STRANGERS
    pieces = []
    for comparison in scorer.model.comparisons:
        code = row[f'g_{comparison.name}']
        if code is None:
            continue
        seen = row.get(f'n_{comparison.name}') or 1
        noise = row.get(f'x_{comparison.name}', comparison.noise)
        bits = scorer.level_bits(comparison, code, seen, noise, SAME)
        if other != STRANGERS:
            bits -= scorer.level_bits(comparison, code, seen, noise, other)
        level = next(level for level in comparison.levels if level.code == code)
        pieces.append(Piece(comparison.name, level.label, round(bits, 1)))
    return Explanation(other, tuple(sorted(pieces, key=lambda piece: -abs(piece.bits))))


def prior_bits(scorer, other):
    """Bits of one person against the other kind before anything is compared."""
    shares = scorer.shares
    return log2(shares[SAME] / (shares[other] if other != STRANGERS else 1))
