"""Amounts of money, split and rounded to the last cent. Decimals only: a float has lost its cent before it comes here.

Plain functions; the page `docs/algorithms/money.md` shows the worked tables that the tests assert.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext

MAX_DIGITS = 20  # of an amount or a weight before the point; what is larger is a mistake
PRECISION = 60  # digits of what is computed between: shares of the largest amounts keep their cent



def round_amount(amount, digits=2, rounding=ROUND_HALF_UP):
    """`amount` with so many digits after the point; half a unit goes away from zero unless told otherwise.

    >>> round_amount(Decimal('2.345')), round_amount(Decimal('-2.345')), round_amount(Decimal('1234.5'), 0)
    (Decimal('2.35'), Decimal('-2.35'), Decimal('1235'))
    >>> round_amount(2.345)
    Traceback (most recent call last):
    TypeError: amounts are Decimal, not float: 2.345
    >>> round_amount(Decimal('-0.001'))
    Decimal('0.00')
    >>> round_amount(Decimal('NaN'))
    Traceback (most recent call last):
    ValueError: NaN is no amount of money
    """
    with localcontext(prec=PRECISION):
        return _exact(amount).quantize(_unit(digits), rounding=rounding) + 0  # and what is nothing has no sign


def split(amount, weights, digits=2):
    """Shares of `amount` by `weights`, in their order, that sum to it exactly.

    Each share is rounded towards zero; the units that are left go one each to the shares that lost most (the earlier
    one where two lost the same). Weights that are all zero count as equal. A share so never differs from its exact
    value by a whole unit, and splitting -x gives the opposite of splitting x.

    >>> split(Decimal('100.00'), [1, 1, 1])
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    >>> split(Decimal('-0.05'), [1, 3])
    [Decimal('-0.01'), Decimal('-0.04')]
    >>> split(Decimal('1000'), [2, 1], digits=0), split(Decimal('1.000'), [1, 1, 1], digits=3)[0]
    ([Decimal('667'), Decimal('333')], Decimal('0.334'))
    >>> split(Decimal('10.005'), [1, 1])
    Traceback (most recent call last):
    ValueError: 10.005 has more than 2 digits after the point; round it first
    """
    with localcontext(prec=PRECISION):
        exact = _shares(amount, weights, digits)
        unit = _unit(digits)
        shares = [share.quantize(unit, rounding=ROUND_DOWN) for share in exact]
        left = int((_exact(amount) - sum(shares)) / unit)
        lost = sorted(range(len(shares)), key=lambda i: -abs(exact[i] - shares[i]))
        for i in lost[:abs(left)]:
            shares[i] += unit if left > 0 else -unit
        return [share + 0 for share in shares]  # what is nothing has no sign


def split_with_rounding_line(amount, weights, digits=2):
    """Shares each rounded by itself (half away from zero), and the difference that a line of its own shall carry.

    For documents that must show each share as the law computes it: `sum(shares) + difference == amount`.

    >>> split_with_rounding_line(Decimal('100.00'), [1, 1, 1])
    ([Decimal('33.33'), Decimal('33.33'), Decimal('33.33')], Decimal('0.01'))
    >>> split_with_rounding_line(Decimal('0.05'), [1, 1])
    ([Decimal('0.03'), Decimal('0.03')], Decimal('-0.01'))
    """
    with localcontext(prec=PRECISION):
        shares = [round_amount(share, digits) for share in _shares(amount, weights, digits)]
        return shares, _exact(amount).quantize(_unit(digits)) - sum(shares)


def _shares(amount, weights, digits):
    """Exact shares, before any rounding."""
    amount = _exact(amount)
    weights = [_exact(Decimal(weight) if isinstance(weight, int) else weight) for weight in weights]
    if not weights:
        raise ValueError("there is nothing to split an amount on")
    if any(weight < 0 for weight in weights):
        raise ValueError(f"weights are not negative: {[str(weight) for weight in weights]}")
    if amount != amount.quantize(_unit(digits), rounding=ROUND_DOWN):
        raise ValueError(f"{amount} has more than {digits} digits after the point; round it first")
    total = sum(weights)
    if not total:
        weights, total = [Decimal(1)] * len(weights), Decimal(len(weights))
    return [amount * weight / total for weight in weights]


def _exact(amount):
    if not isinstance(amount, Decimal):
        raise TypeError(f"amounts are Decimal, not {type(amount).__name__}: {amount!r}")
    if not amount.is_finite():
        raise ValueError(f"{amount} is no amount of money")
    if amount.adjusted() >= MAX_DIGITS:
        raise ValueError(f"{amount} is no amount of money: it has more than {MAX_DIGITS} digits before the point")
    return amount


def _unit(digits):
    return Decimal(1).scaleb(-digits)
