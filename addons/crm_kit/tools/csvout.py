"""CSV that opens in any spreadsheet: UTF-8 with its mark, ISO dates, points in numbers, no formulas."""

import csv
import io

from .cells import as_money, as_text, is_dangerous, is_number


def neutralise(text):
    """Text that no spreadsheet runs: an apostrophe stands before what looks like a formula.

    >>> neutralise('=cmd|calc'), neutralise('+49 30 1234'), neutralise('Zoë')
    ("'=cmd|calc", "'+49 30 1234", 'Zoë')

    Text that looks like the outcome of this gets one more, so that `restore` gives back what it was.

    >>> neutralise("'=1"), restore(neutralise("'=1"))
    ("''=1", "'=1")
    """
    return "'" + text if is_dangerous(text.lstrip("'")) else text


def restore(text):
    """The text before `neutralise`; for reading a file of ours back in.

    >>> restore(neutralise('+49 30 1234')), restore("'tis"), restore("Zoë")
    ('+49 30 1234', "'tis", 'Zoë')

    What had an apostrophe before it keeps it.

    >>> neutralise("'=1"), restore(neutralise("'=1"))
    ("''=1", "'=1")
    """
    return text[1:] if text.startswith("'") and is_dangerous(text.lstrip("'")) else text


def write(columns, rows, delimiter=','):
    """The file as bytes; rows are sequences in the order of the columns. A money column becomes two: amount, currency.

    >>> from decimal import Decimal
    >>> from .cells import Column
    >>> columns = [Column("Name"), Column("Gift", 'money', currency='EUR'), Column("Anonymous", 'boolean')]
    >>> print(write(columns, [["=1+1", Decimal('-5.5'), True], [False, None, False]]).decode('utf-8-sig'), end='')
    Name,Gift,Gift (currency),Anonymous\r
    '=1+1,-5.50,EUR,1\r
    ,,,0\r
    """
    stream = io.StringIO(newline='')
    writer = csv.writer(stream, delimiter=delimiter)
    head = []
    for column in columns:
        head.append(neutralise(column.name))
        if column.type == 'money':
            head.append(f"{neutralise(column.name)} (currency)")
    writer.writerow(head)
    for row in rows:
        writer.writerow([cell for column, value in zip(columns, row, strict=True) for cell in _cells(column, value)])
    return stream.getvalue().encode('utf-8-sig')


def _cells(column, value):
    if column.type == 'money':
        money = as_money(value, column)
        if not money:
            return ['', '']
        amount = f"{money[0]:.{money[2]}f}" if is_number(money[0]) else neutralise(as_text(money[0]))
        return [amount, neutralise(as_text(money[1]))]
    if column.type == 'boolean':
        return ['1' if value else '0']
    if value is None or value is False:
        return ['']
    if column.type in ('date', 'datetime'):
        return [value.isoformat(*((' ',) if column.type == 'datetime' else ()))]
    if column.type in ('integer', 'number') and is_number(value):
        return [str(value)]
    return [neutralise(as_text(value))]
