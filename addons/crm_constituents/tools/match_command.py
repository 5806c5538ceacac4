"""Find duplicates in a CSV or XLSX file: people or organisations that stand there twice.

Columns are recognised by their header; name those that are not with --map. Columns that are ids are never used to find
anything. Nothing is sent anywhere, and nothing is written but the files that you name.
"""
import argparse
import csv
import gzip
import re
import sys
import time

from .import_source import SourceError, detect
from .import_table import reader_of
from .match_columns import guess_kind, map_columns
from .match_explain import in_english
from .match_find import POSSIBLE, Finder
from .match_measure import measure
from .match_prepare import FIELDS

NOTHING = frozenset(['NA', 'N/A', 'NULL', 'None', 'nan', 'NaN', r'\N'])


def main(argv=None):
    options = _parser().parse_args(argv)
    try:
        return run(options)
    except (SourceError, ValueError, OSError) as error:
        print(f"bin/crm duplicates: {error}", file=sys.stderr)
        return 1


def _parser():
    parser = argparse.ArgumentParser(
        prog='bin/crm duplicates', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('file', nargs='+', help="CSV (also .gz) or XLSX; several are read as one")
    parser.add_argument('--kind', choices=['individual', 'organisation'], help="what stands in it; else it is told")
    parser.add_argument('--map', action='append', default=[], metavar='COLUMN=FIELD',
                        help=f"what a column is; COLUMN= leaves it out. Fields: {', '.join(FIELDS)}")
    parser.add_argument('--only-mapped', action='store_true', help="use no column besides those of --map")
    parser.add_argument('--linked', action='store_true',
                        help="only pairs across the files: each of them holds everybody once")
    parser.add_argument('--where', action='append', default=[], metavar='COLUMN=VALUE', help="only such rows")
    parser.add_argument('--truth', metavar='COLUMN', help="column that says who it is: print how right the answer is")
    parser.add_argument('--truth-pattern', metavar='REGEX', help="the part of that column that says it: '^rec-(\\d+)'")
    parser.add_argument('--out', metavar='FILE', help="write the pairs, with chance and reasons, as CSV")
    parser.add_argument('--groups', metavar='FILE', help="write line, file and group of everybody who stands twice")
    parser.add_argument('--least', type=float, default=POSSIBLE, help=f"least chance of a pair ({POSSIBLE})")
    parser.add_argument('--show', type=int, default=5, metavar='N', help="groups to print (5)")
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--memory', default='4GB', help="what DuckDB may take, at the most (4GB)")
    return parser


def run(options):
    started = time.monotonic()
    tables = [_read(path) for path in options.file]
    given = dict(word.split('=', 1) for word in options.map)
    mappings = [_mapping(header, given, options.only_mapped) for header, _rows in tables]
    fields = list(dict.fromkeys(field for mapping in mappings for field in mapping.values()))
    if not fields:
        raise ValueError("no column was recognised; name them with --map COLUMN=FIELD")
    places, records, truth = [], [], []
    for number, ((header, rows), mapping) in enumerate(zip(tables, mappings, strict=True)):
        column_of = {field: header.index(column) for column, field in mapping.items()}
        indexes = [column_of.get(field) for field in fields]
        wanted = [(header.index(column), value) for column, value in (word.split('=', 1) for word in options.where)]
        who = _who(header, options)
        for line, cells in rows:
            if all(cells[index].strip() == value for index, value in wanted):
                places.append((number, line))
                records.append((str(number), *('' if index is None else _cell(cells[index]) for index in indexes)))
                truth.append(who(cells))
    names = [record[1 + fields.index('name')] for record in records[:2000]] if 'name' in fields else []
    kind = options.kind or guess_kind(mappings[0], names)
    print(f"{len(records)} {kind}s; " + ', '.join(f"{c.strip()} = {f}" for c, f in mappings[0].items()))
    with Finder(kind, options.linked, threads=options.threads, memory=options.memory) as finder:
        finder.load(records, ['source', *fields])
        found = finder.find(options.least)
    print(f"{len(found.groups)} stand there more than once ({sum(map(len, found.groups))} rows); "
          f"{len(found.pairs)} pairs worth a look, {found.looked_at} compared, {time.monotonic() - started:.1f} s")
    _show(options, found, records, places)
    _write(options, found, places)
    if options.truth:
        result = measure(found.groups, truth, [number for number, _line in places] if options.linked else None)
        print(f"precision {result.precision:.4f}  recall {result.recall:.4f}  F1 {result.f1:.4f}  "
              f"({result.found} pairs found, {result.true} are true)")
    return 0


def _mapping(header, given, only):
    missing = [column for column in given if column not in header]
    stripped = {column.strip(): column for column in header}
    given = {stripped.get(column, column): field for column, field in given.items() if column.strip() in stripped}
    if missing and not given:
        raise ValueError(f"there is no column {', '.join(missing)}; there are {', '.join(header)}")
    return map_columns(list(given) if only else header, given)


def _cell(text):
    text = text.strip()
    return '' if text in NOTHING else text


def _who(header, options):
    if not options.truth:
        return lambda cells: ''
    stripped = [column.strip() for column in header]
    if options.truth not in stripped:
        raise ValueError(f"there is no column {options.truth}; there are {', '.join(stripped)}")
    index = stripped.index(options.truth)
    if not options.truth_pattern:
        return lambda cells: cells[index].strip()
    pattern = re.compile(options.truth_pattern)

    def who(cells):
        hit = pattern.search(cells[index])
        return (hit.group(1) if hit.groups() else hit.group()) if hit else cells[index].strip()
    return who


def _read(path):
    """`(header, [(line, cells)])` of a file; a row that is too short is filled, one too long cut."""
    if path.endswith('.gz'):
        with gzip.open(path, 'rt', encoding='utf-8', errors='replace', newline='') as stream:
            return _table(enumerate(csv.reader(stream), 1))
    source = detect(path)
    if source.kind != 'csv':
        return _table((row.line, row.cells) for row in reader_of(path, source))
    with open(path, encoding=source.encoding, errors='replace', newline='') as stream:
        return _table(enumerate(csv.reader(stream, delimiter=source.delimiter, quotechar=source.quotechar), 1))


def _table(rows):
    rows = iter(rows)
    header = next((list(cells) for _line, cells in rows if any(cell.strip() for cell in cells)), [])
    if header:
        header[0] = header[0].removeprefix('\ufeff')
    width = len(header)
    return header, [
        (line, [*cells[:width], *[''] * (width - len(cells))]) for line, cells in rows if any(cells)]


def _show(options, found, records, places):
    for group in found.groups[:options.show]:
        print()
        for index in group:
            print(f"  line {places[index][1]:>7}  " + ' | '.join(filter(None, records[index][1:])))
    reasons = {(pair.a, pair.b): pair for pair in found.pairs}
    first = next((pair for group in found.groups[:1] if (pair := reasons.get(tuple(group[:2])))), None)
    if first:
        print(f"\n  why the first two: {first.chance:.0%}; {in_english(first.explanation)}")


def _write(options, found, places):
    if options.out:
        with open(options.out, 'w', encoding='utf-8', newline='') as stream:
            writer = csv.writer(stream)
            writer.writerow(['file_a', 'line_a', 'file_b', 'line_b', 'chance', 'rule', 'why'])
            for pair in found.pairs:
                writer.writerow([
                    *places[pair.a], *places[pair.b], pair.chance, pair.rule, in_english(pair.explanation)])
    if options.groups:
        with open(options.groups, 'w', encoding='utf-8', newline='') as stream:
            writer = csv.writer(stream)
            writer.writerow(['file', 'line', 'group'])
            for number, group in enumerate(found.groups, 1):
                writer.writerows([*places[index], number] for index in group)


if __name__ == '__main__':
    sys.exit(main())
