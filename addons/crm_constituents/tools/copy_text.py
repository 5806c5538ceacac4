"""Values in the text form of COPY, a whole column at a time: most columns hold nothing that needs care."""
from datetime import date

ESCAPES = str.maketrans({'\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r'})
NONE = '\\N'


def texts(values):
    """Texts, or whatever has a form as text; None and False are NULL.

    >>> texts(['Ada', None, '']), texts(['a\\tb', 5, False])
    (['Ada', '\\\\N', ''], ['a\\\\tb', '5', '\\\\N'])
    """
    try:
        joined = ''.join([value for value in values if value is not None and value is not False])
    except TypeError:
        return texts([value if value is None or value is False else str(value) for value in values])
    if '\\' in joined or '\t' in joined or '\n' in joined or '\r' in joined:
        return [NONE if value is None or value is False else value.translate(ESCAPES) for value in values]
    return [NONE if value is None or value is False else value for value in values]


def integers(values):
    """
    >>> integers([7, 0, None, False, True])
    ['7', '0', '\\\\N', '\\\\N', '1']
    """
    return [NONE if value is None or value is False else str(int(value)) for value in values]


def booleans(values):
    """
    >>> booleans([True, False, None])
    ['t', 'f', '\\\\N']
    """
    return [NONE if value is None else 't' if value else 'f' for value in values]


def dates(values, to_date):
    """
    :param to_date: function that makes a date of any other value

    >>> dates([date(1969, 7, 20), '1969-07-20', False], date.fromisoformat)
    ['1969-07-20', '1969-07-20', '\\\\N']
    """
    return [
        NONE if not value else value.isoformat() if isinstance(value, date) else to_date(value).isoformat()
        for value in values
    ]


def one_of(values, allowed, what):
    """Keys of a choice; raise ValueError on any other.

    >>> one_of(['day', False], {'day', 'month'}, 'precision')
    ['day', '\\\\N']
    """
    for value in set(values) - allowed:
        if value:
            raise ValueError(f"Wrong value for {what}: {value!r}")
    return [value or NONE for value in values]


def lines(columns):
    """The text of COPY, of columns of texts; a text instead of a column, but for the first one, stands in each line.

    >>> lines([['1', '2'], 't', ['Ada', 'Bo']])
    '1\\tt\\tAda\\n2\\tt\\tBo'
    """
    count = len(columns[0])
    columns = [[column] * count if column.__class__ is str else column for column in columns]
    return '\n'.join(map('\t'.join, zip(*columns, strict=True)))
