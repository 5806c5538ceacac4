"""What XLSX and CSV have in common: columns with a type, and text that no spreadsheet takes for a formula."""

import math
from dataclasses import dataclass
from numbers import Number

TYPES = ('text', 'integer', 'number', 'money', 'date', 'datetime', 'boolean')

#: A cell that begins with one of these may be run as a formula (the wide ones by spreadsheets with an Asian input).
#: Source: OWASP, CSV Injection.
DANGEROUS = ('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠')


@dataclass(frozen=True)
class Column:
    """One column: its heading, the type of its values, and for money the currency unless each value names its own.

    Money is given as a Decimal, or as `(Decimal, 'EUR')` or `(Decimal, 'EUR', digits)`.

    >>> Column("Amount", 'money', currency='JPY', digits=0)
    Column(name='Amount', type='money', currency='JPY', digits=0, width=None)
    >>> Column("Amount", 'float')
    Traceback (most recent call last):
    ValueError: no such type of column: float
    """
    name: str
    type: str = 'text'
    currency: str = ''
    digits: int = 2
    width: int | None = None

    def __post_init__(self):
        if self.type not in TYPES:
            raise ValueError(f"no such type of column: {self.type}")


def is_dangerous(text):
    """Whether a spreadsheet might run this text.

    >>> [is_dangerous(text) for text in ('=1+1', '+49 30 1234', '-5', '@SUM(A1)', '\\tx', '\\rx', 'a=b', '')]
    [True, True, True, True, True, True, False, False]

    Blanks before it do not make it safe.

    >>> is_dangerous('  =HYPERLINK("http://x")')
    True
    """
    return text.lstrip(' \xa0').startswith(DANGEROUS)


def is_number(value):
    """Whether a cell can hold it as a number; what comes in a column of numbers and is none, is written as text.

    >>> from decimal import Decimal
    >>> [is_number(value) for value in (0, -1.5, Decimal('2'), float('nan'), Decimal('Infinity'), '=1+1', None)]
    [True, True, True, False, False, False, False]
    """
    return isinstance(value, Number) and math.isfinite(value)


def as_text(value):
    """A value of a text cell; what Odoo gives for "nothing" is empty.

    >>> as_text(False), as_text(None), as_text(12), as_text('Zoë')
    ('', '', '12', 'Zoë')
    """
    return '' if value is None or value is False else str(value)


def as_money(value, column):
    """`(amount, currency, digits)` of a money cell, or None when it is empty.

    >>> from decimal import Decimal
    >>> as_money(Decimal('5'), Column("A", 'money', currency='EUR'))
    (Decimal('5'), 'EUR', 2)
    >>> as_money((Decimal('5'), 'TND', 3), Column("A", 'money')), as_money(False, Column("A", 'money'))
    ((Decimal('5'), 'TND', 3), None)
    """
    if value is None or value is False:
        return None
    if isinstance(value, tuple):
        amount, currency, digits = (*value, column.digits)[:3]
        return amount, currency, digits
    return value, column.currency, column.digits
