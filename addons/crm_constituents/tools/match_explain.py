"""Why two records are thought to be one, piece by piece: what agrees, what speaks against it, and what else it may be.

The bits of a piece are how much more it is to be expected of one person than of strangers: 1 bit is twice as much, 10
are a thousand times; below zero it speaks against. Its rival bits are the same against the likeliest other explanation:
a shared mailbox tells one person from strangers, and not from a family.
"""
from typing import NamedTuple

from .match_model import SAME, STRANGERS
from .match_says import OTHERS, PIECES


class Piece(NamedTuple):
    field: str
    level: str
    bits: float
    rival: float

    @property
    def agrees(self):
        return self.bits >= 1

    @property
    def speaks_against(self):
        return self.bits <= -1 or self.rival <= -1.5 and not self.agrees


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
        rival = bits - (scorer.level_bits(comparison, code, seen, noise, other) if other != STRANGERS else 0)
        label = scorer.levels[comparison.name][code].label
        pieces.append(Piece(comparison.name, label, round(bits, 1), round(rival, 1)))
    return Explanation(other, tuple(sorted(pieces, key=lambda piece: -abs(piece.bits))))


def in_english(explanation):
    """
    >>> in_english(Explanation('namesake', (Piece('email', 'same', 9., .5), Piece('birth', 'differs', -5., -6.))))
    'for: same e-mail address; against: born many years apart; perhaps parent and child, or others of one name'
    """
    speaks = [PIECES[piece.field, piece.level] for piece in explanation.pieces if piece.agrees]
    against = [PIECES[piece.field, piece.level] for piece in explanation.pieces if piece.speaks_against]
    words = ['for: ' + ', '.join(speaks)] * bool(speaks) + ['against: ' + ', '.join(against)] * bool(against)
    return '; '.join([*words, OTHERS[explanation.other]] if against else words)
