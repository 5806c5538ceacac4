"""Totals of columns: how many cells are filled, and the sum of those that are whole numbers.

Taken once when the file is read and once of what became of its rows; the two must be equal, column by column.
"""

BLANK = 'cells_left_empty'  # reason code of a row that was taken but for wrong cells
SUM_DIGITS = 18  # longer numbers are no amounts and no counted ids


def is_filled(cell):
    """
    >>> is_filled('Ada'), is_filled(' '), is_filled({'!': 'formula', 'text': '=1'})
    (True, False, True)
    """
    return bool(cell) and (cell.__class__ is dict or not cell.isspace())


def number_of(cell):
    """The whole number that a cell holds, for the control sum; 0 for anything else.

    >>> number_of('0042'), number_of('4a'), number_of('4.2')
    (42, 0, 0)
    """
    return int(cell) if cell.__class__ is str and len(cell) <= SUM_DIGITS and cell.isdecimal() else 0


def count(rows, index, summed=True):
    """`[filled, sum]` of one column of these rows; a row that is too short has nothing there.

    >>> count([['7', 'Ada'], ['8'], ['x', ' ']], 0), count([['7', 'Ada'], ['8'], ['x', ' ']], 1)
    ([3, 15], [1, 0])
    >>> count([['7'], [{'!': 'formula'}]], 0, summed=False)
    [2, 0]
    """
    cells = [row[index] for row in rows if len(row) > index]
    try:
        filled = len(cells) - cells.count('') - sum(map(str.isspace, cells))
    except TypeError:  # cells of a workbook that are no text
        filled = sum(map(is_filled, cells))
    return [filled, sum(map(number_of, cells)) if summed else 0]


def blank_cells(notes, cells):
    """`[[reason code, column from 1 or 0, params, text]]` of the cells that were left empty because they are wrong.

    >>> blank_cells([('email', 1, {'value': 'x'})], ['Ada', 'x'])
    [['email', 2, {'value': 'x'}, 'x']]
    """
    found = []
    for code, index, params in notes:
        cell = '' if index is None else cells[index]
        text = (cell.get('text') or '') if isinstance(cell, dict) else cell
        found.append([code, 0 if index is None else index + 1, params, text[:200]])
    return found
