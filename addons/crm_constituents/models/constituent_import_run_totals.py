from babel.numbers import format_decimal
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import babel_locale_parse, get_lang

from ..tools.import_tally import count
from .constituent_import_mapping import DATE_TARGETS

TAKEN = ('created', 'updated', 'unchanged')
GROUPS = (*TAKEN, 'blank', 'rest')


class ConstituentImportRun(models.Model):
    """Totals, column by column: every filled cell of the file stands in a row that was taken, was left empty because
    it was wrong, or stands in a row that was not taken. The file's side is counted when it is read, the other side
    when its rows are dealt with.
    """

    _inherit = 'constituent.import.run'

    totals = fields.Json(readonly=True, copy=False)
    totals_html = fields.Html("Totals of the columns", compute='_compute_totals_html', sanitize=False)

    def _add_tally(self, tally, items):
        """`tally` of the chunks before, and these rows: `{group: {column: [filled, sum]}, 'dates': {}}`, JSON-able."""
        plan = self._plan()
        specs = {spec.index: spec for spec in plan.specs if spec.index is not None}
        summed = {index for index, spec in specs.items() if self._is_summed(index, spec.target)}
        tally = {key: {column: list(pair) for column, pair in tally.get(key, {}).items()} for key in (*GROUPS, 'dates')}
        groups = {group: [] for group in GROUPS}
        for item in items:
            taken = item.state in TAKEN
            groups[item.state if taken else 'rest'].append(item.cells)
            for _code, index, _params in item.notes if taken else ():
                filled, total = count([item.cells], index, index in summed)
                _add(tally[item.state], index, -filled, -total)
                _add(tally['blank'], index, filled, total)
        for group, rows in groups.items():
            for index in specs if rows else ():
                _add(tally[group], index, *count(rows, index, index in summed))
        for spec in specs.values():
            if spec.target in DATE_TARGETS:
                self._add_dates(tally['dates'], plan, spec, items)
        return tally

    def _is_summed(self, index, target):
        """True for a column of digits whose sum says something: ids and references, not postal codes."""
        return self.report['columns'][index]['kind'] == 'digits' and target not in (*DATE_TARGETS, 'zip', 'phone')

    def _add_dates(self, dates, plan, spec, items):
        """The first and the last date of this column, of rows taken and of the others."""
        for item in items:
            if len(item.cells) <= spec.index or not item.cells[spec.index]:
                continue
            value = plan.peek(spec, item.cells[spec.index])
            value = value[0] if value.__class__ is tuple else value
            if value:
                key, day = f"{spec.index} {'in' if item.state in TAKEN else 'out'}", value.isoformat()
                low, high = dates.get(key, (day, day))
                dates[key] = [min(low, day), max(high, day)]

    def _totals(self, tally):
        """The table of the result from the tally of all chunks and the profile of the file."""
        columns = (self.report or {}).get('columns', [])
        targets = {spec.index: spec.target for spec in self._plan().specs if spec.index is not None}
        found = []
        for index, target in sorted(targets.items()):
            column = columns[index]
            pairs = {group: tally[group].get(str(index), (0, 0)) for group in GROUPS}
            summed = self._is_summed(index, target)
            file = [column['cells'], column['sum'] if summed else 0]
            found.append({
                'column': column['name'],
                'target': target,
                'file': file[0],
                **{group: pair[0] for group, pair in pairs.items()},
                'sums': summed and [file[1], sum(pairs[group][1] for group in TAKEN), pairs['blank'][1],
                                    pairs['rest'][1]],
                'dates_in': tally['dates'].get(f'{index} in'),
                'dates_out': tally['dates'].get(f'{index} out'),
                'even': file == [sum(pair[at] for pair in pairs.values()) for at in (0, 1)],
            })
        return found

    def _figure(self, number):
        """A whole number of any size, as the reader writes it."""
        return format_decimal(number, locale=babel_locale_parse(get_lang(self.env).code))

    def _target_names(self):
        return dict(self.env['constituent.import.mapping']._fields['target']._description_selection(self.env))

    @api.depends('totals')
    @api.depends_context('lang')
    def _compute_totals_html(self):
        _ = self.env._
        head = [_("Column"), _("Field"), _("In the file"), _("Created"), _("Changed"), _("Unchanged"),
                _("Left empty"), _("In rows not taken"), _("Adds up")]
        names = self._target_names()
        for run in self:
            rows = [
                [total['column'], names.get(total['target'], total['target']),
                 *(run._figure(total[key]) for key in ('file', *GROUPS)), '✓' if total['even'] else '✗']
                for total in run.totals or []
            ]
            extras = run._totals_words()
            run.totals_html = bool(rows) and Markup(
                '<div class="table-responsive" tabindex="0" role="region" aria-label="%s">'
                '<table class="table table-sm o_import_totals"><thead><tr>%s</tr></thead>'
                '<tbody>%s</tbody></table></div>%s'
            ) % (
                _("Totals of the columns"),
                Markup('').join(
                    Markup('<th scope="col" class="%s">%s</th>') % ('text-end' if at > 1 else '', title)
                    for at, title in enumerate(head)),
                Markup('').join(
                    Markup('<tr class="%s">%s</tr>') % ('' if row[-1] == '✓' else 'table-danger', Markup('').join(
                        Markup('<td class="%s">%s</td>') % ('text-end' if at > 1 else '', cell)
                        for at, cell in enumerate(row)))
                    for row in rows),
                Markup('').join(Markup('<p class="text-muted mb-1">%s</p>') % text for text in extras),
            )

    def _totals_words(self):
        """Control sums and the reach of dates, one sentence each."""
        self.ensure_one()
        found = []
        for total in self.totals or []:
            if total['sums']:
                found.append(self.env._(
                    "Sum of “%(column)s”: %(file)s in the file = %(taken)s taken + %(blank)s left empty + "
                    "%(rest)s in rows not taken.",
                    column=total['column'],
                    **dict(zip(('file', 'taken', 'blank', 'rest'), map(self._figure, total['sums']), strict=True))))
            if total['dates_in'] or total['dates_out']:
                none = self.env._("none")
                found.append(self.env._(
                    "Dates in “%(column)s”: %(taken)s in rows taken, %(rest)s in rows not taken.",
                    column=total['column'],
                    taken=' – '.join(total['dates_in'] or [none]), rest=' – '.join(total['dates_out'] or [none])))
        return found


def _add(pairs, index, filled, total):
    pair = pairs.setdefault(str(index), [0, 0])
    pair[0] += filled
    pair[1] += total
