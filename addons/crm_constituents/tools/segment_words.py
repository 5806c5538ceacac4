"""A segment in plain words. Plain Python: the terms come from outside, in the language of the reader."""
from functools import reduce


def sentence(tree, measures, terms, show):
    """A checked definition as one sentence.

    :param measures: as of `segment_tree.check`
    :param terms: `{key: template}`, see `constituent.segment._segment_terms`
    :param show: `function(spec, value) -> str`: a value as the reader writes it (names for ids, dates, quoted text)

    >>> terms = {'whole': 'Everybody for whom this is true: %(what)s.', 'group': '(%(what)s)',
    ...          'any': '%(left)s, or %(right)s', '>=': '%(label)s is at least %(value)s',
    ...          'unset': '%(label)s is not known'}
    >>> sentence({'op': 'any', 'of': [{'measure': 'age', 'operator': '>=', 'value': 18},
    ...                               {'measure': 'age', 'operator': 'unset'}]},
    ...          {'age': {'kind': 'field', 'label': 'age', 'type': 'number'}}, terms, lambda spec, value: str(value))
    'Everybody for whom this is true: age is at least 18, or age is not known.'
    """
    if not tree['of']:
        return terms['everybody']
    return terms['whole'] % {'what': _group(tree, measures, terms, show)}


def _group(node, measures, terms, show):
    parts = []
    for child in node['of']:
        if 'op' in child:
            what = _group(child, measures, terms, show)
            parts.append(terms['group'] % {'what': what} if len(node['of']) > 1 and len(child['of']) > 1 else what)
        else:
            parts.append(condition(child, measures[child['measure']], terms, show))
    joined = _join(parts, terms['all' if node['op'] == 'all' else 'any']) if len(parts) > 1 else parts[0]
    return terms['none'] % {'what': joined} if node['op'] == 'none' else joined


def _join(parts, template):
    return reduce(lambda left, right: template % {'left': left, 'right': right}, parts)


def condition(node, measure, terms, show):
    """One condition, without a full stop."""
    return KINDS[measure['kind']](node, measure, terms, show)


def _compared(node, spec, label, terms, show):
    operator = node['operator']
    if operator in ('set', 'unset'):
        return terms[operator] % {'label': label}
    if spec['type'] == 'flag':
        return terms['yes' if node['value'] else 'no'] % {'label': label}
    return terms[operator] % {'label': label, **_values(node, spec, terms, show)}


def _values(node, spec, terms, show):
    operator, value = node['operator'], node['value']
    if operator == 'between':
        return {'first': show(spec, value[0]), 'second': show(spec, value[1])}
    if operator in ('within', 'older'):
        return {'value': span(value, terms, 'one_' if operator == 'older' else '')}
    return {'value': show(spec, value)}


def span(value, terms, one=''):
    """A length of time; `one` begins the key of a single unit: in the last month, more than 1 month back.

    >>> span({'last': 1, 'unit': 'months'}, {'month': 'month', 'months': '%(number)s months'})
    'month'
    """
    if value['last'] == 1:
        return terms[one + value['unit'][:-1]]
    return terms[value['unit']] % {'number': value['last']}


def _field(node, measure, terms, show):
    return _compared(node, measure, measure['label'], terms, show)


def _segment(node, measure, terms, show):
    return terms[f"segment_{node['operator']}"] % {'value': show(measure, node['value'])}


def _question(node, measure, terms, show):
    phrase = measure['phrase' if node['value'] else 'phrase_not']
    return phrase % {spec['name']: show(spec, node['params'][spec['name']]) for spec in measure['params']}


def _rows(node, measure, terms, show):
    label = measure['label'] + window(node['window'], measure, terms, show)
    if node['where']:
        filters = [_compared(row, measure['filters'][row['field']], measure['filters'][row['field']]['label'], terms,
                             show) for row in node['where']]
        label = terms['where'] % {'label': label, 'where': _join(filters, terms['all'])}
    aggregate = node['aggregate']
    if aggregate == 'count' and node['operator'] == '=' and not node['value']:
        return terms['rows_none'] % {'label': label}
    spec = {'type': 'day' if aggregate in ('first', 'last') else 'number'}
    compared = terms[f"is_{node['operator']}"] % _values(node, spec, terms, show)
    if aggregate == 'count':
        return terms['rows_count'] % {'label': label, 'compared': compared}
    of = measure['aggregates'][aggregate].get(node.get('of'), '') if measure['aggregates'][aggregate] else ''
    return terms[f'rows_{aggregate}'] % {'label': label, 'of': of, 'compared': compared}


def window(given, measure, terms, show):
    """The time, with a blank before it; nothing for all of it.

    >>> window({'ever': True}, {'dated': 'moment'}, {}, None)
    ''
    """
    if given.get('ever'):
        return ''
    if 'last' in given:
        said = terms['window_last'] % {'value': span(given, terms)}
    elif 'on' in given:
        said = terms['window_today'] if given['on'] == 'today' else terms['window_on'] % {
            'value': show({'type': 'day'}, given['on'])}
    else:
        ends = {name: given[name] and show({'type': 'day'}, given[name]) for name in ('from', 'to')}
        key = 'window_between' if all(ends.values()) else 'window_from' if ends['from'] else 'window_to'
        said = terms[key] % ends
    return f' {said}'


KINDS = {'field': _field, 'segment': _segment, 'question': _question, 'rows': _rows}
