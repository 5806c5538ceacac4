"""Makes a file of people of which some rows are broken, in many ways, from a seed.

    lines, broken = make_broken(rows=10_000, broken=1_000, seed=7)

Also run by benchmarks and by hand: `python3 broken_file.py FILE [rows] [broken] [seed]` (then it prints what it broke).
"""

import random
import sys

HEADER = [
    'Id',
    'First name',
    'Last name',
    'E-mail',
    'Phone',
    'Date of birth',
    'Street',
    'Postal code',
    'City',
    'Notes',
    'City',
]
FIRST = (
    'Ada',
    'Björn',
    'Chidi',
    'Даша',
    'Élodie',
    '小明',
    'Fatıma',
    'Grace',
    'Hölder',
    'İpek',
    'José',
    'Kwame',
    'محمد',
    'Ngọc',
    'Zoë 🦊',
)
LAST = (
    'Okafor',
    'Lindqvist',
    'Иванова',
    '王',
    'van der Berg',
    "O'Brien",
    'García Márquez',
    'Nguyễn',
    'Şahin',
    "D'Angelo",
    'Null',
    'True',
)


def good_row(rand, number):
    """Cells of a flawless row; the harmless oddities of real files are among them."""
    cells = [
        f'P{number:07d}',
        rand.choice(FIRST),
        f'{rand.choice(LAST)} {number}',
        f'person{number}@example.org',
        f'+1 212 {200 + number % 700} {number % 10000:04d}',
        f'{1 + number % 28:02d}.{1 + number % 12:02d}.{1930 + number % 80}',
        f'{number} Main Street',
        f'{10000 + number % 89999}',
        'Bern',
        '',
        '',
    ]
    if number % 11 == 0:
        cells[9] = rand.choice(
            ['Likes "tea", no sugar', 'First line\nsecond line', 'semi; colon, comma', '- called on Monday', 'тест']
        )
    if number % 13 == 0:
        cells[1] += '\u200b'
    if number % 17 == 0:
        cells[2] = '\u200f' + cells[2] + '\xa0'
    if number % 19 == 0:
        cells[4] = rand.choice(['N/A', 'NULL', '', '-'])
    if number % 23 == 0:
        cells[0] = ' ' + cells[0] + ' '
    return cells


def quote(cell):
    return '"' + cell.replace('"', '""') + '"' if any(char in cell for char in ',"\r\n') else cell


def _line(cells):
    return ','.join(quote(cell) for cell in cells).encode()


def _with(index, value):
    def breaker(cells, rand):
        cells[index] = value(cells, rand) if callable(value) else value
        return _line(cells)

    return breaker


BREAKERS = {
    'latin-1 bytes': lambda cells, rand: _line(cells).replace(b'Main', b'Stra\xdfe \xe9'),
    'cut utf-8 sequence': lambda cells, rand: _line(cells).replace(b'Main', b'\xe2\x82'),
    'quote never closed': lambda cells, rand: _line(cells).replace(b',' + cells[6].encode(), b',"' + cells[6].encode()),
    'quote in the middle': lambda cells, rand: _line(cells).replace(cells[6].encode(), b'"Old "Mill" Road"'),
    'text after the quote': lambda cells, rand: _line(cells).replace(cells[6].encode(), b'"Old Mill" Road'),
    'too few cells': lambda cells, rand: _line(cells[: rand.randint(2, 9)]),
    'too many cells': lambda cells, rand: _line([*cells, 'one', 'more']),
    'delimiter in a bare cell': lambda cells, rand: b','.join(
        cell.encode() for cell in [*cells[:6], '12, Main Street', *cells[7:9], '', 'x']
    ),
    'NUL byte': lambda cells, rand: _line(cells).replace(b'Main', b'Ma\0in'),
    'control character': lambda cells, rand: _line(cells).replace(b'Main', b'Ma\x1bin'),
    'replacement character': _with(6, 'Stra\ufffde 1'),
    'impossible date': _with(5, '31.02.1980'),
    'month thirteen': _with(5, '12.13.1980'),
    'emoji in the date': _with(5, '🎂'),
    'two-digit year': _with(5, '03.04.81'),
    'born in the future': _with(5, '01.01.2199'),
    'zero date': _with(5, '00.00.0000'),
    'words for a date': _with(5, 'about 1950'),
    'emoji in the e-mail': _with(3, lambda cells, rand: '😀' + cells[3]),
    'two e-mails': _with(3, 'a@example.org; b@example.org'),
    'no @': _with(3, 'person.example.org'),
    'two @': _with(3, 'per@son@example.org'),
    'blank in the e-mail': _with(3, 'per son@example.org'),
    'megabyte cell': _with(9, lambda cells, rand: 'x' * 1_048_576),
    'megabyte quoted cell': _with(9, lambda cells, rand: 'x,\n' * 349_526),
    'formula': _with(9, '=HYPERLINK("http://evil.example","x")'),
    'formula by plus': _with(9, "+cmd|' /C calc'!A0"),
    'formula by at': _with(1, '@SUM(1+1)*cmd|x'),
    'formula in the name': _with(2, '=1+1'),
    'error value': _with(6, '#REF!'),
    'error value in the id': _with(0, '#N/A'),
    'scientific id': _with(0, '1.23E+08'),
    'no id': _with(0, ''),
    'no name': lambda cells, rand: _line([cells[0], '', 'NULL', *cells[3:]]),
    'name of 300 letters': _with(2, 'Wolfeschlegel' * 24),
    'letters for a telephone': _with(4, 'call after six'),
    'telephone too short': _with(4, '+1 12'),
    'telephone rounded': _with(4, '4.91512E+12'),
    'emoji for a postal code': _with(7, '🏠'),
    'header again': lambda cells, rand: _line(HEADER),
    'total line': lambda cells, rand: _line(['Total', '', '', '', '', '', '', '', '', '', '10000']),
    'blank line': lambda cells, rand: b'',
    'only delimiters': lambda cells, rand: b',' * 10,
}


def make_broken(rows=10_000, broken=1_000, seed=7):
    """`(bytes of the file, {line of the file: way of breaking})`: `broken` of the `rows` records are broken.

    Mixed line ends, a BOM in front and one in the middle, a duplicated and an empty-looking header are part of it. A
    repeated id is broken too: its second row.
    """
    rand = random.Random(seed)
    ways = list(BREAKERS)
    places = set(rand.sample(range(1, rows), broken))
    queue = [
        ways[index % (len(ways) + 1)] if index % (len(ways) + 1) < len(ways) else 'id twice' for index in range(broken)
    ]
    heavy = {'megabyte cell', 'megabyte quoted cell'}
    seen_heavy = 0
    for index, way in enumerate(queue):  # a few megabytes are enough
        if way in heavy:
            seen_heavy += 1
            if seen_heavy > 6:
                queue[index] = 'too few cells'
    rand.shuffle(queue)
    out, marks, line = [b'\xef\xbb\xbf' + _line(HEADER) + b'\r\n'], {}, 2
    ends = (b'\r\n', b'\n', b'\r\n', b'\r')
    good_id = 'P0000000'
    for number in range(rows):
        cells = good_row(rand, number)
        if number in places:
            way = queue.pop()
            if way == 'id twice':
                cells[0] = good_id
                data = _line(cells)
            else:
                data = BREAKERS[way](cells, rand)
            marks[line] = way
        else:
            data = _line(cells)
            if number == rows // 2 + 1:
                data = b'\xef\xbb\xbf' + data
            good_id = cells[0].strip()
        end = rand.choice(ends)
        if not data and out[-1].endswith(b'\r'):  # CR, nothing, LF would be one line end
            out[-1] += b'\n'
        out.append(data + end)
        line += data.replace(b'\r\n', b'\n').count(b'\n') + 1
    return b''.join(out), marks


if __name__ == '__main__':
    content, what = make_broken(*map(int, sys.argv[2:]))
    with open(sys.argv[1], 'wb') as stream:
        stream.write(content)
    sys.stderr.write(f'{len(what)} broken rows in {len(set(what.values()))} ways\n')
