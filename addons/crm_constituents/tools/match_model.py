"""What a model of matching is made of: comparisons with levels, and how probable each level is for each kind of pair.

A pair of records is one of several kinds: the same person twice, or two people who are family, who share a place, who
share a name, or who have nothing to do with one another. A level that is as probable for a kind as it is for strangers
says nothing about it: `Like(1)`. `Like(0.1)` is a tenth of what it is for strangers.
"""
from typing import NamedTuple

SAME, STRANGERS = 'same', 'strangers'


class Like(float):
    """A multiple of the probability for strangers, whatever that is."""


class Level(NamedTuple):
    code: int
    sql: str  # condition on the records l and r; '' for all that is left
    label: str  # key of the words of `match_explain`
    chances: dict  # {kind: probability or Like}
    exact: bool = False  # whether both have the same value, whose frequency then counts


class Comparison(NamedTuple):
    name: str
    known: str  # condition on the columns of l and r under which there is something to compare
    levels: tuple
    column: str = ''  # column whose frequency counts on an exact level
    noise: float | str = 0.5  # how many strangers may have a value besides those seen to have it; or SQL for it
    firm: float = 400.0  # how many pairs the given chances of `same` weigh, at the least, against those of the file
    hold: float = 1.0  # and how many times the pairs of the file: 1 is half way


class Block(NamedTuple):
    name: str
    key: str  # expression on the columns of a record; NULL for none
    share: float = 1.0  # pairs looked at per record, at the most
    most: int = 100  # records that may share a key


class Model(NamedTuple):
    sure: float  # probability from which a pair makes two records one
    rules: dict  # {name of an exact rule: condition on the levels}
    kinds: dict  # {kind: pairs of that kind per record before anything is seen}, without strangers
    kept: tuple  # kinds whose number is fitted half way only: few pairs tell it
    comparisons: tuple
    blocks: tuple
    columns: tuple  # columns of the prepared table that carry a frequency
    words: str = ''  # column of lists of words, of which it counts how rare those are that both have: `pair.common`
