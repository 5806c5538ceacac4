import math
from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from ..tools.segment_tree import conditions

MOST = 200  # conditions of a segment together with those of the segments it names
OPPOSITE = {'>=': '<', '<': '>=', '>': '<=', '<=': '>', '=': '!=', '!=': '='}
COMPARE = {'>=': SQL(">="), '<': SQL("<"), '>': SQL(">"), '<=': SQL("<="), '=': SQL("="), '!=': SQL("<>")}
NONE_COUNTS_AS_ZERO = ('count', 'distinct', 'sum')


class ConstituentSegment(models.Model):
    """From a definition to one SQL statement: docs/algorithms/segments.md.

    A condition on columns of the person is a predicate. All else is a set of ids: joined by AND it becomes a semi-join
    (EXISTS), denied an anti-join (NOT EXISTS), joined by OR one union. Nothing is asked person by person.
    """
    _inherit = 'constituent.segment'

    def _to_sql(self):
        """SQL that selects the ids of the people in this segment whom the user may see."""
        return self._segment_query().subselect()

    def _segment_query(self, archived=False):
        """The people in this segment whom the user may see, as a `Query` on `res.partner`.

        :param archived: those who are archived as well
        """
        self.ensure_one()
        return self._tree_query(self._own_tree(), archived=archived)

    @api.model
    def _tree_query(self, tree, archived=False):
        """The same of a checked definition. Record rules, also of companies, are inside of the statement."""
        Partner = self.env['res.partner'].with_context(active_test=not archived)
        query = Partner._search(Partner._domain_constituent())
        if not query.is_empty() and tree['of']:
            full = self._expand(tree)
            if sum(1 for _leaf in conditions(full)) > MOST:
                raise UserError(self.env._(
                    "This segment and the segments that it names hold more than %(most)s conditions together. "
                    "Freeze one of them and name the frozen one.", most=MOST))
            query.add_where(Compiler(self.with_context(active_test=True)).where(full, query))
        return query

    def _own_tree(self):
        """What decides on this segment: its definition or, once it is frozen, the list made then."""
        self.ensure_one()
        if self.kind == 'frozen':
            return {'op': 'all', 'of': [{'frozen': self.frozen_snapshot_id.id}]}
        return self._check_definition(self.definition)

    @api.model
    def _expand(self, node, seen=()):
        """The tree with each segment that it names put in place."""
        found = []
        for child in node['of']:
            if 'op' in child:
                child = self._expand(child, seen)
            elif child.get('measure') == 'segment':
                # sudo: what a segment asks is no secret to whoever may use one that names it; whom it finds is
                named = self.sudo().browse(child['value']).exists()
                if circle := named.filtered(lambda segment: segment.id in seen):
                    raise UserError(self.env._(
                        "The segment “%(name)s” names itself, directly or through another one. Take it out of one of "
                        "them.", name=circle[0].name))
                trees = [self._expand(segment._own_tree(), (*seen, segment.id)) for segment in named]
                child = {'op': 'any' if child['operator'] == 'in' else 'none', 'of': [
                    tree if tree['of'] else {'everybody': True} for tree in trees]}
            found.append(child)
        return {'op': node['op'], 'of': found}

    # -- dates -----------------------------------------------------------

    @api.model
    def _day_bounds(self, operator, value):
        """`(first day, day after the last)` of a comparison of days; None where it is open."""
        today = self.env['res.company']._constituent_today()
        if operator == 'within':
            return self._before(today, value), today + timedelta(days=1)
        if operator == 'older':
            return None, self._before(today, value)
        days = [fields.Date.to_date(day) if day else None for day in (value if isinstance(value, list) else [value])]
        after = days[-1] and days[-1] + timedelta(days=1)
        return {'from': (days[0], None), 'until': (None, after), 'between': (days[0], after)}[operator]

    @api.model
    def _before(self, today, span):
        """The day that lies a span of time before today; 31 March less a month is the last of February."""
        try:
            return today - relativedelta(**{span['unit']: span['last']})
        except (ValueError, OverflowError):
            return datetime.min.date()

    @api.model
    def _day_domain(self, name, bounds, is_moment):
        low, high = (self._midnight(day) if is_moment else day for day in bounds)
        return (Domain(name, '>=', low) if low else Domain.TRUE) & (Domain(name, '<', high) if high else Domain.TRUE)

    @api.model
    def _midnight(self, day):
        """The moment, in UTC, at which a day begins for the organisation."""
        if not day or day.year < 1800:
            return day and datetime.combine(day, time.min)
        # sudo: the time zone of the company's own address
        zone = self.env.company.sudo().partner_id.tz or self.env.user.tz or 'UTC'
        local = pytz.timezone(zone).localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    # -- fields ----------------------------------------------------------

    @api.model
    def _compared_domain(self, model, name, spec, operator, value):
        """A comparison of a field as a domain. "Is not" finds those of whom nothing is known as well."""
        field = self.env[model]._fields[name]
        if operator in ('set', 'unset'):
            return Domain(name, '!=' if operator == 'set' else '=', False)
        if spec['type'] == 'day':
            return self._day_domain(name, self._day_bounds(operator, value), field.type == 'datetime')
        if spec['type'] == 'flag':
            return Domain(name, '=' if value else '!=', True)
        if spec['type'] == 'text':
            pattern = value.replace('\\', '\\\\').replace('%', '\\%').replace('_', '\\_')
            if operator in ('is', 'is_not'):
                found = Domain(name, '=ilike', pattern)
            elif operator == 'starts':
                found = Domain(name, '=ilike', f'{pattern}%')
            else:
                found = Domain(name, 'ilike', pattern)
        elif spec['type'] == 'number':
            return self._number_domain(name, operator, value, field.type == 'integer')
        else:
            found = Domain(name, 'in', value)
        return found

    @api.model
    def _number_domain(self, name, operator, value, is_whole):
        low, high = value if operator == 'between' else (value, value)
        if is_whole:  # a whole number is above 17.5 when it is at least 18
            low = math.ceil(low) if operator in ('>=', '<', 'between', '=', '!=') else math.floor(low)
            high = math.floor(high)
            if operator in ('>=', '<'):
                high = low
        if operator in ('between', '=', '!='):
            return Domain(name, '>=', low) & Domain(name, '<=', high)
        return Domain(name, operator, low if operator in ('>=', '<') else high)

    @api.model
    def _is_denied(self, operator):
        """Whether the domain of `_compared_domain` says who is *not* meant."""
        return operator in ('is_not', 'not_contains', 'not_in', '!=')


class Compiler:
    """Puts the nodes of one expanded tree into SQL, with the rights of the user of `segment`."""

    def __init__(self, segment):
        self.segment, self.env = segment, segment.env
        self.partner = segment.env['res.partner']
        self.measures = segment._measures()
        self.known = {}  # id of a node: (SQL of a set or None, domain or None, whether it says who is meant)

    def where(self, node, query, yes=True):
        """Predicate on the person of `query`."""
        if 'op' not in node:
            return self._leaf_where(node, query, yes)
        if node['op'] == 'none':
            return self.where({'op': 'any', 'of': node['of']}, query, not yes)
        if not node['of']:
            return SQL("TRUE") if yes == (node['op'] == 'all') else SQL("FALSE")
        if node['op'] == 'any' and not yes:
            return SQL("(%s)", SQL(" AND ").join(self.where(child, query, False) for child in node['of']))
        if node['op'] == 'all' and yes:
            return SQL("(%s)", SQL(" AND ").join(self.where(child, query) for child in node['of']))
        if self._is_plain(node):
            return SQL("(%s)", SQL(" OR ").join(self.where(child, query, yes) for child in node['of']))
        return self._exists(self._ids(node), query, yes)

    def _exists(self, ids, query, yes):
        return SQL("%sEXISTS (SELECT FROM (%s) found WHERE found.id = %s)", SQL("" if yes else "NOT "), ids,
                   SQL.identifier(query.table, 'id'))

    def _is_plain(self, node):
        """Whether it looks at columns of the person only."""
        if 'op' in node:
            return all(self._is_plain(child) for child in node['of'])
        return self._leaf(node)[0] is None

    def _ids(self, node):
        """SELECT of the ids of those for whom it is true."""
        if node.get('op') == 'any' and node['of']:
            plain = [child for child in node['of'] if self._is_plain(child)]
            parts = [self._ids(child) for child in node['of'] if child not in plain]
            if plain:
                parts.append(self._people({'op': 'any', 'of': plain}))
            return SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts)
        if 'op' not in node:
            ids, _domain, yes = self._leaf(node)
            if ids is not None and yes:
                return ids
        return self._people(node)

    def _people(self, node):
        query = Query(self.env, 'res_partner', SQL.identifier('res_partner'))
        query.add_where(self.where(node, query))
        return query.select()

    # -- conditions ------------------------------------------------------

    def _leaf(self, node):
        if id(node) not in self.known:
            self.known[id(node)] = self._make_leaf(node)
        return self.known[id(node)]

    def _leaf_where(self, node, query, yes):
        ids, domain, positive = self._leaf(node)
        yes = yes == positive
        if ids is None:
            predicate = domain._to_sql(self.partner, query.table, query)
            return predicate if yes else SQL("(%s) IS NOT TRUE", predicate)
        if domain is not None and yes:
            return domain._to_sql(self.partner, query.table, query)
        return self._exists(ids, query, yes)

    def _make_leaf(self, node):
        if node.get('everybody'):
            return None, Domain.TRUE, True
        if 'frozen' in node:
            return SQL(
                "SELECT partner_id AS id FROM constituent_segment_snapshot_line"
                " WHERE snapshot_id = %s AND status = 'included'", node['frozen'] or 0), None, True
        measure = self.measures[node['measure']]
        if measure['kind'] == 'rows':
            return self._rows(node, measure)
        if measure['kind'] == 'question':
            return self._question(node, measure)
        if 'field' not in measure:
            return self._of_domain(measure['domain'], node['value'])
        domain = self.segment._compared_domain(
            'res.partner', measure['field'], measure, node['operator'], node.get('value'))
        return self._of_domain(domain, not self.segment._is_denied(node['operator']))

    def _of_domain(self, domain, yes):
        domain = domain.optimize_full(self.partner)
        if all(self._is_column(leaf) for leaf in domain.iter_conditions()):
            return None, domain, yes
        query = Query(self.env, 'res_partner', SQL.identifier('res_partner'))
        query.add_where(domain._to_sql(self.partner, 'res_partner', query))
        return query.select(), domain, yes

    def _is_column(self, leaf):
        field = self.partner._fields.get(leaf.field_expr.split('.')[0])
        is_column = field and field.store and field.column_type
        return bool(is_column) and self._is_value(leaf)

    def _question(self, node, measure):
        params = dict(node['params'])
        for spec in measure['params']:
            if spec['type'] == 'moment':
                day = params[spec['name']]
                params[spec['name']] = self.env['res.company']._constituent_today() if day == 'today' else (
                    fields.Date.to_date(day))
        if 'domain' in measure:
            return self._of_domain(measure['domain'](params), node['value'])
        return measure['select'](params), None, node['value']

    # -- records about the person ----------------------------------------

    def _rows(self, node, measure):
        """One grouped SELECT over the records, under their own record rules; without grouping where one is enough."""
        rows = self.env[measure['model']]
        domain, link = self._rows_domain(node, measure), rows._fields[measure['link']]
        query = self._beside(node, measure, rows, domain)
        if query is not None:  # a query in a condition would be run
            person = SQL.identifier(query.table, link.column2, to_flush=link)
        else:
            query = rows._search(domain)
            if link.type == 'many2many':
                alias = query.join(query.table, 'id', link.relation, link.column1, link.name)
                person = SQL.identifier(alias, link.column2, to_flush=link)
            else:
                person = rows._field_to_sql(query.table, link.name, query)
        yes, operator, value = self._as_positive(node)
        if not (node['aggregate'] == 'count' and _is_any(operator, value)):
            query.groupby = person
            query.having = self._having(node, measure, operator, value, query)
        return query.select(SQL("%s AS id", person)), None, yes

    def _beside(self, node, measure, rows, domain):
        """The table that joins records and people as the source, where it holds all that is asked, the record rules of
        the viewer included; else None. `test_beside_equals_the_joined_tables` holds the two equal.
        """
        columns, used = set(measure.get('beside', ())), {node['of']} if node.get('of') else set()
        if node['aggregate'] in ('first', 'last'):
            used.add(measure['date'])
        if not columns or used - columns:
            return None
        rows.browse().check_access('read')
        if not self.env.su:
            domain &= self.env['ir.rule']._compute_domain(rows._name, 'read')
        domain = domain.optimize_full(rows)
        if any(leaf.field_expr not in columns or not self._is_value(leaf) for leaf in domain.iter_conditions()):
            return None
        relation = rows._fields[measure['link']].relation
        query = Query(self.env, relation, SQL.identifier(relation))
        query.add_where(domain._to_sql(rows, relation, query))
        return query

    def _is_value(self, leaf):
        return not leaf.operator.startswith(('any', 'not any')) and not isinstance(leaf.value, (Query, SQL, Domain))

    def _as_positive(self, node):
        """`(yes, operator, value)`: who has no record at all is found by asking who has too many."""
        operator, value = node['operator'], node['value']
        if node['aggregate'] not in NONE_COUNTS_AS_ZERO:
            return True, operator, value
        low, high = value if operator == 'between' else (value, value)
        zero = {'>=': low <= 0, '<=': low >= 0, '=': low == 0, '!=': low != 0, '>': low < 0, '<': low > 0,
                'between': low <= 0 <= high}[operator]
        if not zero:
            return True, operator, value
        return False, OPPOSITE.get(operator, 'beyond'), value

    def _having(self, node, measure, operator, value, query):
        rows = self.env[measure['model']]
        aggregate = node['aggregate']
        if aggregate == 'count':
            total = SQL("count(*)")
        elif aggregate in ('first', 'last'):
            name = measure['date'][0] if measure['dated'] == 'period' else measure['date']
            moment = rows._fields[name].type == 'datetime'
            total = SQL("min(%s)" if aggregate == 'first' else "max(%s)", rows._field_to_sql(query.table, name, query))
            low, high = self.segment._day_bounds(operator, value)
            low, high = (self.segment._midnight(day) if moment else day for day in (low, high))
            parts = [SQL("%s >= %s", total, low)] * bool(low) + [SQL("%s < %s", total, high)] * bool(high)
            return SQL(" AND ").join(parts)
        else:
            column = rows._field_to_sql(query.table, node['of'], query)
            total = {
                'distinct': SQL("count(DISTINCT %s)", column), 'sum': SQL("COALESCE(sum(%s), 0)", column),
                'min': SQL("min(%s)", column), 'max': SQL("max(%s)", column),
            }[aggregate]
        if operator == 'between':
            return SQL("%s BETWEEN %s AND %s", total, *value)
        if operator == 'beyond':
            return SQL("%s NOT BETWEEN %s AND %s", total, *value)
        return SQL("%s %s %s", total, COMPARE[operator], value)

    def _rows_domain(self, node, measure):
        domain = Domain(measure.get('domain') or []) & self._window_domain(node['window'], measure)
        for row in node['where']:
            spec, operator = measure['filters'][row['field']], row['operator']
            found = self.segment._compared_domain(measure['model'], row['field'], spec, operator, row.get('value'))
            domain &= ~found if self.segment._is_denied(operator) else found
        return domain

    def _window_domain(self, window, measure):
        if window.get('ever'):
            return Domain.TRUE
        today = self.env['res.company']._constituent_today()
        if 'on' in window:
            day = today if window['on'] == 'today' else fields.Date.to_date(window['on'])
            bounds = day, day + timedelta(days=1)
        elif 'last' in window:
            bounds = self.segment._day_bounds('within', window)
        else:
            low, high = (window[name] and fields.Date.to_date(window[name]) for name in ('from', 'to'))
            bounds = low, high and high + timedelta(days=1)
        if measure['dated'] == 'moment':
            is_moment = self.env[measure['model']]._fields[measure['date']].type == 'datetime'
            return self.segment._day_domain(measure['date'], bounds, is_moment)
        first, last = measure['date']  # a dated fact counts when it held on one of the days
        low, high = bounds
        return (
            (Domain(last, '=', False) | Domain(last, '>=', low) if low else Domain.TRUE)
            & (Domain(first, '=', False) | Domain(first, '<', high) if high else Domain.TRUE))


def _is_any(operator, value):
    """Whether a number of records satisfies this as soon as there is one."""
    return (operator == '>=' and value <= 1) or (operator == '>' and value < 1) or (operator == '!=' and value == 0)
