"""Segments by hand: random definitions, and what each of them means for one person, asked in plain Python."""
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Domain
from odoo.tools.misc import remove_accents

CITIES = ('Whitby', 'whitby', 'Gijón', 'Stralsund', '100 % Quay', 'a_b', False)
JOBS = ('Clerk', 'Treasurer', 'Head of 50 % things', False)
SUBJECTS = ('Asked about parking', 'Gave 50 %', 'Thank you')
OPS = ('all', 'all', 'any', 'any', 'none')
NUMERIC = ('>=', '<=', '=', '!=', '>', '<', 'between')


def fold(text):
    return remove_accents(text or '').casefold()


class Definitions:
    """Random definitions over the people of a test."""

    def __init__(self, rand, case):
        self.rand, self.case = rand, case

    def tree(self, depth=0):
        children = []
        for _n in range(self.rand.randint(1, 3)):
            deeper = depth < 3 and self.rand.random() < .4
            children.append(self.tree(depth + 1) if deeper else self.leaf())
        return {'op': self.rand.choice(OPS), 'of': children}

    def leaf(self):
        return self.rand.choice((self.text, self.number, self.day, self.choice, self.link, self.flag, self.rows,
                                 self.rows, self.rows, self.role, self.segment))()

    def text(self):
        operator = self.rand.choice(('is', 'is_not', 'contains', 'not_contains', 'starts', 'set', 'unset'))
        found = {'measure': 'city', 'operator': operator}
        if operator not in ('set', 'unset'):
            found['value'] = self.rand.choice(('WHITBY', 'whit', 'gijon', '%', '_', '100 %', 'a_b', 'nowhere'))
        return found

    def compared(self, low, high):
        operator = self.rand.choice(NUMERIC)
        value = self.rand.choice((self.rand.randint(low, high), self.rand.randint(low, high) + .5))
        if operator == 'between':
            value = sorted((self.rand.randint(low, high), self.rand.randint(low, high)))
        return {'operator': operator, 'value': value}

    def number(self):
        return {'measure': 'age', **self.compared(0, 90)}

    def span(self):
        return {'last': self.rand.randint(1, 30), 'unit': self.rand.choice(('days', 'weeks', 'months', 'years'))}

    def some_day(self):
        return str(date(2024, 1, 1) + timedelta(days=self.rand.randint(0, 1000)))

    def days(self, more=()):
        operator = self.rand.choice(('within', 'older', 'from', 'until', 'between', *more))
        if operator in ('set', 'unset'):
            return {'operator': operator}
        if operator in ('within', 'older'):
            return {'operator': operator, 'value': self.span()}
        if operator == 'between':
            return {'operator': operator, 'value': sorted((self.some_day(), self.some_day()))}
        return {'operator': operator, 'value': self.some_day()}

    def day(self):
        found = {'measure': 'birthdate', **self.days(('set', 'unset'))}
        if isinstance(found.get('value'), str):
            found['value'] = f'{self.rand.randint(1940, 2015)}-06-15'
        return found

    def choice(self):
        operator = self.rand.choice(('in', 'not_in', 'set', 'unset'))
        found = {'measure': 'prefers', 'operator': operator}
        if operator in ('in', 'not_in'):
            found['value'] = self.rand.sample(('email', 'phone', 'sms', 'post'), self.rand.randint(1, 2))
        return found

    def link(self):
        measure, records = self.rand.choice((('tags', self.case.tags), ('country', self.case.countries)))
        operator = self.rand.choice(('in', 'not_in', 'set', 'unset'))
        found = {'measure': measure, 'operator': operator}
        if operator in ('in', 'not_in'):
            found['value'] = self.rand.sample(records.ids, self.rand.randint(1, 2))
        return found

    def flag(self):
        return {'measure': self.rand.choice(('deceased', 'has_email', 'has_street', 'birthday_month')),
                'operator': 'is', 'value': self.rand.random() < .5}

    def role(self):
        return {'measure': 'role', 'operator': 'is', 'value': self.rand.random() < .6, 'params': {
            'role': self.rand.sample(self.case.role_types.ids, self.rand.randint(1, 2)),
            'day': self.rand.choice(('today', self.some_day()))}}

    def segment(self):
        return {'measure': 'segment', 'operator': self.rand.choice(('in', 'not_in')),
                'value': self.rand.sample(self.case.named.ids, self.rand.randint(1, 2))}

    def rows(self):
        measure, aggregates = self.rand.choice((
            ('contacts', ('count', 'count', 'count', 'sum', 'min', 'max', 'first', 'last', 'distinct')),
            ('posts', ('count', 'distinct')), ('households', ('count',)), ('relationships', ('count', 'distinct'))))
        aggregate = self.rand.choice(aggregates)
        found = {'measure': measure, 'aggregate': aggregate, 'window': self.window(measure),
                 'where': self.where(measure)}
        if aggregate in ('first', 'last'):
            found.update(self.days())
        else:
            found.update(self.compared(0, 3) if aggregate in ('count', 'distinct') else self.compared(0, 40))
        of = {'sum': 'duration', 'min': 'duration', 'max': 'duration', 'distinct': {
            'contacts': 'channel', 'posts': 'organisation_id', 'relationships': 'other_id'}.get(measure)}.get(aggregate)
        return {**found, 'of': of} if of else found

    def window(self, measure):
        kinds = [{'ever': True}, self.span(),
                 {'from': self.some_day(), 'to': None}, {'from': None, 'to': self.some_day()},
                 dict(zip(('from', 'to'), sorted((self.some_day(), self.some_day())), strict=True))]
        if measure != 'contacts':
            kinds += [{'on': 'today'}, {'on': self.some_day()}]
        return self.rand.choice(kinds)

    def where(self, measure):
        if self.rand.random() < .5:
            return []
        return [self.rand.choice({
            'contacts': ({'field': 'channel', 'operator': 'in', 'value': ['call', 'letter']},
                         {'field': 'outcome', 'operator': 'not_in', 'value': ['reached']},
                         {'field': 'outcome', 'operator': 'unset'},
                         {'field': 'subject', 'operator': 'contains', 'value': '50 %'},
                         {'field': 'subject', 'operator': 'not_contains', 'value': 'parking'}),
            'posts': ({'field': 'job_title', 'operator': 'is_not', 'value': 'clerk'},
                      {'field': 'job_title', 'operator': 'set'},
                      {'field': 'is_representative', 'operator': 'is', 'value': False}),
            'households': ({'field': 'role', 'operator': 'in', 'value': ['head', 'child']},),
            'relationships': ({'field': 'permission', 'operator': 'unset'},),
        }[measure])]


class Naive:
    """Whether a definition holds for a person, read off the records one by one."""

    LINKS = {'contacts': 'interaction_ids', 'posts': 'affiliation_ids', 'households': 'household_membership_ids',
             'relationships': 'relationship_side_ids'}

    def __init__(self, env, today):
        self.env, self.today = env, today

    def holds(self, node, person):
        if 'op' in node:
            found = [self.holds(child, person) for child in node['of']]
            return {'all': all(found), 'any': any(found) or not found, 'none': not any(found)}[node['op']]
        measure = node['measure']
        if measure == 'segment':
            found = any(self.holds(segment.definition, person) for segment in
                        self.env['constituent.segment'].browse(node['value']))
            return found == (node['operator'] == 'in')
        if measure == 'role':
            return self.role(node, person) == node['value']
        if measure in self.LINKS:
            return self.rows(node, person)
        value = {
            'city': person.city, 'age': person.age if person.birthdate and not person.is_deceased else None,
            'birthdate': person.birthdate, 'prefers': person.preferred_channel, 'tags': person.category_id.ids,
            'country': person.country_id.ids, 'deceased': person.is_deceased,
            'has_email': bool(person.email_normalized), 'has_street': bool(
                person.street and (person.zip or person.city)), 'birthday_month': person.born_this_month,
        }[measure]
        return self.compare(node['operator'], node.get('value'), value)

    def role(self, node, person):
        day = self.today if node['params']['day'] == 'today' else date.fromisoformat(node['params']['day'])
        return any(
            row.role_type_id.id in node['params']['role']
            and (row.date_from or date.min) <= day <= (row.date_to or date.max)
            for row in person.role_ids)

    def compare(self, operator, wanted, value):
        if operator in ('set', 'unset'):
            return bool(value) == (operator == 'set')
        if operator == 'is' and isinstance(wanted, bool):
            return bool(value) == wanted
        if operator in ('is', 'is_not'):
            return (fold(value) == fold(wanted)) == (operator == 'is')
        if operator in ('contains', 'not_contains'):
            return (fold(wanted) in fold(value)) == (operator == 'contains')
        if operator == 'starts':
            return fold(value).startswith(fold(wanted))
        if operator in ('in', 'not_in'):
            values = value if isinstance(value, list) else [value]
            return bool(set(values) & set(wanted)) == (operator == 'in')
        if operator in ('within', 'older', 'from', 'until') or (operator == 'between' and isinstance(wanted[0], str)):
            return bool(value) and self.day(operator, wanted, value)
        if value is None:
            return operator == '!='
        low, high = wanted if operator == 'between' else (wanted, wanted)
        return {'>=': value >= low, '<=': value <= low, '=': value == low, '!=': value != low, '>': value > low,
                '<': value < low, 'between': low <= value <= high}[operator]

    def day(self, operator, wanted, value):
        day = value.date() if isinstance(value, datetime) else value
        if operator in ('within', 'older'):
            start = self.today - relativedelta(**{wanted['unit']: wanted['last']})
            return start <= day <= self.today if operator == 'within' else day < start
        first, last = (date.fromisoformat(one) for one in (wanted if isinstance(wanted, list) else [wanted] * 2))
        return {'from': day >= first, 'until': day <= first, 'between': first <= day <= last}[operator]

    def rows(self, node, person):
        rows = [row for row in person[self.LINKS[node['measure']]] if self.in_window(node['window'], row) and all(
            self.compare(one['operator'], one.get('value'), self.plain(row[one['field']])) for one in node['where'])]
        aggregate, of = node['aggregate'], node.get('of')
        values = [self.plain(row[of]) for row in rows] if of else []
        if aggregate in ('first', 'last', 'min', 'max'):
            dates = [row.date for row in rows] if aggregate in ('first', 'last') else values
            if not dates:
                return False
            total = min(dates) if aggregate in ('first', 'min') else max(dates)
        else:
            total = {'count': len(rows), 'sum': sum(values or [0]) if aggregate == 'sum' else 0,
                     'distinct': len({str(value) for value in values})}[aggregate]
        return self.compare(node['operator'], node['value'], total)

    def plain(self, value):
        return value.id if hasattr(value, '_name') else value

    def in_window(self, window, row):
        if window.get('ever'):
            return True
        if 'last' in window:
            low, high = self.today - relativedelta(**{window['unit']: window['last']}), self.today
        elif 'on' in window:
            low = high = self.today if window['on'] == 'today' else date.fromisoformat(window['on'])
        else:
            low, high = (date.fromisoformat(window[key]) if window[key] else other
                         for key, other in (('from', date.min), ('to', date.max)))
        if row._name == 'constituent.interaction':
            return low <= row.date.date() <= high
        return (row.date_from or date.min) <= high and (row.date_to or date.max) >= low


def everybody(env):
    """All that a segment can find."""
    return env['res.partner'].search(Domain('constituent_type', '!=', False))
