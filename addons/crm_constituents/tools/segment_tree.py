"""The language of segments: the tree of a definition, checked against the measures that are registered. Plain Python.

A definition is a group; a group holds groups and conditions:

    {"op": "all" | "any" | "none", "of": [...]}
    {"measure": "age", "operator": ">=", "value": 18}                                       a field of the person
    {"measure": "contacts", "aggregate": "count", "operator": ">=", "value": 3,             records about the person
     "window": {"last": 24, "unit": "months"}, "where": [{"field": "channel", "operator": "in", "value": ["call"]}]}
    {"measure": "role", "params": {"role": [4], "day": "today"}, "operator": "is", "value": true}          a question
    {"measure": "segment", "operator": "in", "value": [7]}                                  another segment

Whatever is not said here is refused with a `SegmentError`, whose code the caller puts into words: an unknown key, a
measure that nobody registered, an operator that does not suit, a value of another type, records without a window, a
tree that is too deep or too large. What comes back holds nothing but what was checked.
"""
import math
import re
from datetime import date

DEPTH, CONDITIONS, VALUES, LETTERS = 6, 60, 500, 200
LARGEST = 10 ** 12  # of a number; ids and counts are far below
OPS = ('all', 'any', 'none')
UNITS = {'days': 36500, 'weeks': 5200, 'months': 1200, 'years': 100}  # and the most of each
OPERATORS = {
    'text': ('is', 'is_not', 'contains', 'not_contains', 'starts', 'set', 'unset'),
    'number': ('>=', '<=', '=', '!=', '>', '<', 'between'),
    'day': ('within', 'older', 'from', 'until', 'between', 'set', 'unset'),
    'flag': ('is',),
    'choice': ('in', 'not_in', 'set', 'unset'),
    'link': ('in', 'not_in', 'set', 'unset'),
}
WITHOUT_VALUE = ('set', 'unset')
NUMBERS, DAYS = ('count', 'distinct', 'sum'), ('first', 'last')  # aggregates by what they give; min and max: a number
KEYS = {
    'group': {'op', 'of'},
    'field': {'measure', 'operator', 'value'},
    'segment': {'measure', 'operator', 'value'},
    'question': {'measure', 'operator', 'value', 'params'},
    'rows': {'measure', 'operator', 'value', 'aggregate', 'of', 'window', 'where'},
}
DAY = re.compile(r'[0-9]{4}-[0-9]{2}-[0-9]{2}')


class SegmentError(ValueError):
    """A definition that cannot be used.

    `code` says why, `values` what is said about it, `path` where: positions from the top group down.
    """

    def __init__(self, code, path=(), **values):
        super().__init__(code)
        self.code, self.path, self.values = code, tuple(path), values


def check(definition, measures):
    """The definition with nothing but what is known, or a `SegmentError`.

    :param measures: `{key: measure}` as `constituent.segment` describes them: `label`, `kind`, and `type`, `options`
        (of a field), `aggregates`, `filters`, `dated` (of records), `params` (of a question)

    >>> measures = {'age': {'kind': 'field', 'label': 'Age', 'type': 'number'}}
    >>> check({'op': 'all', 'of': [{'measure': 'age', 'operator': '>=', 'value': 18}]}, measures)
    {'op': 'all', 'of': [{'measure': 'age', 'operator': '>=', 'value': 18}]}
    >>> check({'op': 'all', 'of': [{'measure': 'shoe', 'operator': '>=', 'value': 18}]}, measures)
    Traceback (most recent call last):
    odoo.addons.crm_constituents.tools.segment_tree.SegmentError: unknown_measure
    >>> check({}, measures)
    {'op': 'all', 'of': []}
    """
    if definition in (None, False, {}):
        return {'op': 'all', 'of': []}
    if not isinstance(definition, dict) or 'op' not in definition:
        raise SegmentError('not_a_group')
    if sum(1 for _leaf in _leaves(definition)) > CONDITIONS:
        raise SegmentError('too_large', most=CONDITIONS)
    found = _group(definition, measures, ())
    return found if found['of'] else {'op': 'all', 'of': []}


def conditions(tree):
    """Every condition of a checked tree, in reading order.

    >>> [leaf['measure'] for leaf in conditions({'op': 'all', 'of': [
    ...     {'measure': 'age'}, {'op': 'none', 'of': [{'measure': 'city'}]}]})]
    ['age', 'city']
    """
    for node in tree['of']:
        if 'op' in node:
            yield from conditions(node)
        else:
            yield node


def _leaves(definition):
    """Each condition of what may be anything; never deeper than what is allowed, so that it cannot run for long."""
    level = [definition]
    for _depth in range(DEPTH + 1):
        inner = [node for group in level if isinstance(group.get('of'), list) for node in group['of']]
        yield from (node for node in inner if not isinstance(node, dict) or 'op' not in node)
        level = [node for node in inner if isinstance(node, dict) and 'op' in node]
    if level:
        raise SegmentError('too_deep', most=DEPTH)


def _group(node, measures, path):
    if len(path) >= DEPTH:
        raise SegmentError('too_deep', path, most=DEPTH)
    _only(node, 'group', path)
    if node['op'] not in OPS or not isinstance(node.get('of'), list):
        raise SegmentError('not_a_group', path)
    if path and not node['of']:
        raise SegmentError('empty_group', path)
    return {'op': node['op'], 'of': [
        _node(child, measures, (*path, position)) for position, child in enumerate(node['of'])]}


def _node(node, measures, path):
    if not isinstance(node, dict):
        raise SegmentError('not_a_group', path)
    if 'op' in node:
        return _group(node, measures, path)
    key = node.get('measure')
    measure = measures[key] if _in(key, measures) else None
    if not measure:
        raise SegmentError('unknown_measure', path, measure=_short(key))
    _only(node, measure['kind'], path)
    return {'measure': key, **CHECKS[measure['kind']](node, measure, path)}


def _only(node, kind, path):
    if unknown := sorted(_short(key) for key in node.keys() - KEYS[kind]):
        raise SegmentError('unknown_key', path, key=unknown[0])


def _in(key, known):
    """Whether it is one of these names, whatever it is: a list has no place among keys."""
    return isinstance(key, str) and key in known


def _short(value):
    return str(value)[:40].encode('utf-8', 'replace').decode()


def _field(node, measure, path):
    return _compared(node, measure, path, OPERATORS[measure['type']])


def _segment(node, measure, path):
    return _compared(node, {**measure, 'type': 'link'}, path, ('in', 'not_in'))


def _compared(node, spec, path, operators):
    operator = node.get('operator')
    if operator not in operators:
        raise SegmentError('unknown_operator', path, label=spec['label'], operator=_short(operator))
    if operator in WITHOUT_VALUE:
        return {'operator': operator}
    return {'operator': operator, 'value': value(spec, operator, node.get('value'), path)}


def _rows(node, measure, path):
    if not measure['dated']:
        raise SegmentError('undated', path, label=measure['label'])
    aggregate, of = node.get('aggregate', 'count'), node.get('of')
    if not _in(aggregate, measure['aggregates']):
        raise SegmentError('unknown_aggregate', path, label=measure['label'], aggregate=_short(aggregate))
    found = {'aggregate': aggregate}
    fields = measure['aggregates'][aggregate]
    if fields:
        if not _in(of, fields):
            raise SegmentError('unknown_field', path, label=measure['label'], field=_short(of))
        found['of'] = of
    elif of:
        raise SegmentError('unknown_field', path, label=measure['label'], field=_short(of))
    kind = 'day' if aggregate in DAYS else 'number'
    operators = [operator for operator in OPERATORS[kind] if operator not in WITHOUT_VALUE]
    found.update(_compared(node, {'label': measure['label'], 'type': kind}, path, operators))
    found['window'] = window(node.get('window'), measure, path)
    where = node.get('where') or []
    if not isinstance(where, list) or len(where) > CONDITIONS:
        raise SegmentError('not_a_group', path)
    found['where'] = [_filter(row, measure, path) for row in where]
    return found


def _filter(row, measure, path):
    name = row.get('field') if isinstance(row, dict) else None
    spec = measure['filters'][name] if _in(name, measure['filters']) else None
    if not spec:
        raise SegmentError('unknown_field', path, label=measure['label'], field=_short(name))
    if unknown := row.keys() - {'field', 'operator', 'value'}:
        raise SegmentError('unknown_key', path, key=_short(min(unknown, key=str)))
    return {'field': name, **_compared(row, spec, path, OPERATORS[spec['type']])}


def _question(node, measure, path):
    given = node.get('params') or {}
    known = {spec['name']: spec for spec in measure['params']}
    if not isinstance(given, dict) or given.keys() - known.keys():
        raise SegmentError('unknown_key', path, key=_short(given))
    found = _compared(node, {**measure, 'type': 'flag'}, path, OPERATORS['flag'])
    found['params'] = {
        name: value(spec, 'in' if spec['type'] in ('link', 'choice') else 'is', given.get(name), path)
        for name, spec in known.items()}
    return found


CHECKS = {'field': _field, 'segment': _segment, 'rows': _rows, 'question': _question}


# -- values ------------------------------------------------------------------

def value(spec, operator, given, path=()):
    """The value of an operator, checked.

    >>> value({'label': 'Age', 'type': 'number'}, 'between', [18, 25])
    [18, 25]
    >>> value({'label': 'Born', 'type': 'day'}, 'within', {'last': 2, 'unit': 'weeks'})
    {'last': 2, 'unit': 'weeks'}
    """
    if operator == 'between':
        if not isinstance(given, list) or len(given) != 2:
            raise SegmentError('no_value', path, label=spec['label'])
        low, high = (SCALARS[spec['type']](spec, one, path) for one in given)
        if low > high:
            raise SegmentError('order', path, label=spec['label'], first=low, second=high)
        return [low, high]
    if operator in ('within', 'older'):
        return _span(given, spec['label'], path)
    return SCALARS[spec['type']](spec, given, path)


def _text(spec, given, path):
    if not isinstance(given, str) or not given.strip():
        raise SegmentError('no_value', path, label=spec['label'])
    try:
        given.encode()
    except UnicodeEncodeError:
        raise SegmentError('odd_text', path, label=spec['label']) from None
    if '\x00' in given or len(given) > LETTERS:
        raise SegmentError('odd_text', path, label=spec['label'])
    return given.strip()


def _number(spec, given, path):
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise SegmentError('no_value', path, label=spec['label'])
    if not math.isfinite(given) or abs(given) > spec.get('most', LARGEST):
        raise SegmentError('too_big', path, label=spec['label'])
    return given


def _day(spec, given, path):
    try:
        found = date.fromisoformat(given) if isinstance(given, str) and DAY.fullmatch(given) else None
    except ValueError:
        found = None
    if not found or not 1800 <= found.year <= 2200:
        raise SegmentError('no_day', path, label=spec['label'])
    return given


def _moment(spec, given, path):
    """A day, or today whenever it is asked."""
    return given if given == 'today' else _day(spec, given, path)


def _flag(spec, given, path):
    if not isinstance(given, bool):
        raise SegmentError('no_value', path, label=spec['label'])
    return given


def _list(spec, given, path, is_known):
    if not isinstance(given, list) or not given:
        raise SegmentError('no_value', path, label=spec['label'])
    if len(given) > VALUES:
        raise SegmentError('too_many', path, label=spec['label'], most=VALUES)
    for one in given:
        if not is_known(one):
            raise SegmentError('unknown_value', path, label=spec['label'], value=_short(one))
    return list(dict.fromkeys(given))


def _choice(spec, given, path):
    return _list(spec, given, path, lambda one: _in(one, spec['options']))


def _link(spec, given, path):
    return _list(spec, given, path, lambda one: (
        isinstance(one, int) and not isinstance(one, bool) and 0 < one < 2 ** 31))


def _one(spec, given, path):
    if not given:
        raise SegmentError('no_value', path, label=spec['label'])
    if not _in(given, spec['options']):
        raise SegmentError('unknown_value', path, label=spec['label'], value=_short(given))
    return given


SCALARS = {'text': _text, 'number': _number, 'day': _day, 'moment': _moment, 'flag': _flag, 'choice': _choice,
           'link': _link, 'one': _one}


def _span(given, label, path):
    if not isinstance(given, dict) or given.keys() != {'last', 'unit'} or not _in(given['unit'], UNITS):
        raise SegmentError('no_value', path, label=label)
    last = given['last']
    if isinstance(last, bool) or not isinstance(last, int) or not 1 <= last <= UNITS[given['unit']]:
        raise SegmentError('too_long', path, label=label, most=UNITS[given['unit']])
    return {'last': last, 'unit': given['unit']}


def window(given, measure, path=()):
    """The time in which records count. It is always said, also when it is all of it: {"ever": true}.

    >>> window({'from': '2025-01-01', 'to': None}, {'label': 'Contacts', 'dated': 'moment'})
    {'from': '2025-01-01', 'to': None}
    """
    label = measure['label']
    if not isinstance(given, dict) or not given:
        raise SegmentError('no_window', path, label=label)
    if given == {'ever': True}:
        return {'ever': True}
    if given.keys() == {'last', 'unit'}:
        return _span(given, label, path)
    if given.keys() == {'on'} and measure['dated'] == 'period':
        return {'on': _moment({'label': label}, given['on'], path)}
    if given.keys() and not given.keys() - {'from', 'to'}:
        ends = {name: given.get(name) and _day({'label': label}, given[name], path) or None for name in ('from', 'to')}
        if ends['from'] and ends['to'] and ends['from'] > ends['to']:
            raise SegmentError('order', path, label=label, first=ends['from'], second=ends['to'])
        if ends['from'] or ends['to']:
            return ends
    raise SegmentError('no_window', path, label=label)
