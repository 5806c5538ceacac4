"""Why two records are thought to be one, piece by piece: what agrees, what speaks against it, and what else it may be.

The bits of a piece are how much more it is to be expected of one person than of the likeliest other explanation: 1 bit
is twice as much, 10 bits a thousand times; below zero it speaks against.
"""
from typing import NamedTuple

from .match_model import SAME, STRANGERS
from .match_says import OTHERS, PIECES


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


def in_english(explanation):
    """
    >>> in_english(Explanation('namesake', (Piece('birth', 'differs', -5.1), Piece('email', 'same', 3.2))))
    'for: same e-mail address; against: born many years apart; perhaps parent and child, or others of one name'
    """
    speaks = [PIECES[piece.field, piece.level] for piece in explanation.pieces if piece.bits >= 1]
    against = [PIECES[piece.field, piece.level] for piece in explanation.pieces if piece.bits <= -1]
    words = ['for: ' + ', '.join(speaks)] * bool(speaks) + ['against: ' + ', '.join(against)] * bool(against)
    return '; '.join([*words, OTHERS[explanation.other]] if against else words)
