from markupsafe import Markup

from odoo import api, models


class ConstituentImportRun(models.Model):
    """The profile of the file, for people to read."""

    _inherit = 'constituent.import.run'

    def _wrong_words(self, column):
        """How many cells of a column are wrong, with the first of them; '' when none is."""
        if not column.get('wrong'):
            return ''
        count, line, code, params = column['wrong']
        return self.env._(
            "%(count)s, e.g. line %(line)s: %(reason)s",
            count=self._figure(count), line=line, reason=self.env['constituent.import.reason']._words(code, params))

    def _alike_words(self, where):
        """One sentence per rule: rows that repeat one another ('file'), or people who are known ('base')."""
        words = self.env['constituent.import.reason']._words
        found = []
        for rule, (count, line, whom) in ((self.report or {}).get('alike') or {}).get(where, {}).items():
            case = {'count': self._figure(count), 'rule': words(rule, {}), 'line': line, 'whom': whom}
            if where == 'file':
                found.append(self.env._("%(count)s × %(rule)s, e.g. line %(line)s like line %(whom)s", **case))
            else:
                found.append(self.env._("%(count)s × %(rule)s, e.g. line %(line)s: %(whom)s", **case))
        return found

    @api.depends('report')
    @api.depends_context('lang')
    def _compute_report_html(self):
        _ = self.env._
        kinds = {'email': _("E-mail"), 'phone': _("Telephone"), 'date': _("Date"), 'digits': _("Digits"), '': _("Text")}
        head = [_("Column"), _("Filled"), _("Wrong"), _("Distinct"), _("Kind"), _("From"), _("To"), _("Examples")]
        for run in self:
            columns = (run.report or {}).get('columns', [])
            rows = Markup('').join(
                Markup(
                    '<tr><th scope="row">%s</th><td class="text-end">%s</td>'
                    '<td class="text-break text-danger">%s</td><td class="text-end">%s</td><td>%s</td>'
                    '<td class="text-break">%s</td><td class="text-break">%s</td>'
                    '<td class="text-break text-muted">%s</td></tr>'
                )
                % (
                    column['name'],
                    f"{column['rate']:.0%}",
                    run._wrong_words(column),
                    ('≥ ' if column['distinct_capped'] else '') + run._figure(column['distinct']),
                    kinds[column['kind']],
                    column['low'][:24],
                    column['high'][:24],
                    ' · '.join(column['samples'])[:120],
                )
                for column in columns
            )
            # on a telephone it is wider than the screen: the keyboard must be able to move it
            run.report_html = columns and Markup(
                '%s<div class="table-responsive" tabindex="0" role="region" aria-label="%s">'
                '<table class="table table-sm table-striped o_import_profile"><thead><tr>%s</tr></thead>'
                '<tbody>%s</tbody></table></div>'
            ) % (
                run._alike_html(),
                self.env._("Profile of the file"),
                Markup('').join(Markup('<th scope="col">%s</th>') % title for title in head),
                rows,
            )

    def _alike_html(self):
        """The duplicates, above the columns."""
        if 'alike' not in (self.report or {}):
            return Markup('')
        parts = (
            (self.env._("Duplicates inside the file"), 'file'),
            (self.env._("Known here already, by all appearances"), 'base'),
        )
        return Markup('<div class="row o_import_alike">%s</div>') % Markup('').join(
            Markup('<div class="col-12 col-md-6 mb-3"><h2 class="h5">%s</h2><ul class="mb-0">%s</ul></div>') % (
                title,
                Markup('').join(
                    Markup('<li class="text-break">%s</li>') % text
                    for text in self._alike_words(where) or [self.env._("None")]),
            )
            for title, where in parts
        )
