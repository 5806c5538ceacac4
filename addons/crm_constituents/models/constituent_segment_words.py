from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..tools import segment_words


class ConstituentSegment(models.Model):
    """A definition in plain words, and what is wrong with one."""
    _inherit = 'constituent.segment'

    @api.model
    def _words(self, tree, measures=None):
        """A checked definition as one sentence in the language of the reader."""
        return segment_words.sentence(tree, measures or self._measures(), self._segment_terms(), self._show)

    @api.model
    def _show(self, spec, value):
        """A value as the reader writes it."""
        kind = spec['type']
        if kind == 'text':
            return self.env._("“%(text)s”", text=value)
        if kind == 'moment' and value == 'today':
            return self.env._("today")
        if kind == 'moment':
            return self.env._("on %(day)s", day=self._show({'type': 'day'}, value))
        if kind == 'day':
            return self.env['ir.qweb.field.date'].value_to_html(fields.Date.to_date(value), {})
        if kind == 'number':
            return formatLang(self.env, value, digits=0 if value == int(value) else 2)
        if kind == 'one':
            return str(spec['options'][value])
        return self._any_of(self._names(spec, value))

    @api.model
    def _names(self, spec, values):
        if spec['type'] == 'choice':
            return [str(spec['options'][value]) for value in values]
        records = self.env[spec['relation']].browse(values).exists()
        if spec['relation'] == 'res.partner':  # whoever may not see a person is not told the name
            records = records._filtered_access('read')
        # sudo: a segment says the name of the tag or segment that it asks for, whoever reads it
        names = [self._show({'type': 'text'}, record.display_name) for record in records.sudo()]
        return names + [self.env._("something out of sight")] * (len(values) > len(records))

    @api.model
    def _any_of(self, names):
        joined = ', '.join(names[:-1])
        return self.env._("%(first)s or %(last)s", first=joined, last=names[-1]) if joined else names[-1]

    @api.model
    def _segment_terms(self):
        """Templates of `tools.segment_words`."""
        _ = self.env._
        return {
            'everybody': _("Everybody on record."),
            'whole': _("Everybody for whom this is true: %(what)s."),
            'group': "(%(what)s)",
            'all': _("%(left)s, and %(right)s"),
            'any': _("%(left)s, or %(right)s"),
            'none': _("none of this: %(what)s"),
            'is': _("%(label)s is %(value)s"), 'is_not': _("%(label)s is not %(value)s"),
            'in': _("%(label)s is %(value)s"), 'not_in': _("%(label)s is not %(value)s"),
            'contains': _("%(label)s contains %(value)s"),
            'not_contains': _("%(label)s does not contain %(value)s"),
            'starts': _("%(label)s begins with %(value)s"),
            'set': _("%(label)s is known"), 'unset': _("%(label)s is not known"),
            'yes': _("%(label)s: yes"), 'no': _("%(label)s: no"),
            '=': _("%(label)s is %(value)s"), '!=': _("%(label)s is not %(value)s"),
            '>=': _("%(label)s is at least %(value)s"), '<=': _("%(label)s is at most %(value)s"),
            '>': _("%(label)s is above %(value)s"), '<': _("%(label)s is below %(value)s"),
            'between': _("%(label)s is from %(first)s to %(second)s"),
            'within': _("%(label)s lies in the last %(value)s"),
            'older': _("%(label)s lies more than %(value)s back"),
            'from': _("%(label)s is %(value)s or later"), 'until': _("%(label)s is %(value)s or earlier"),
            'is_=': _("exactly %(value)s"), 'is_!=': _("not %(value)s"), 'is_>=': _("at least %(value)s"),
            'is_<=': _("at most %(value)s"), 'is_>': _("more than %(value)s"), 'is_<': _("less than %(value)s"),
            'is_between': _("from %(first)s to %(second)s"), 'is_within': _("in the last %(value)s"),
            'is_older': _("more than %(value)s back"), 'is_from': _("%(value)s or later"),
            'is_until': _("%(value)s or earlier"),
            'rows_none': _("no %(label)s"), 'rows_count': _("%(label)s: %(compared)s"),
            'rows_distinct': _("%(label)s: %(compared)s different by %(of)s"),
            'rows_sum': _("%(label)s: %(of)s together %(compared)s"),
            'rows_min': _("%(label)s: lowest %(of)s %(compared)s"),
            'rows_max': _("%(label)s: highest %(of)s %(compared)s"),
            'rows_first': _("%(label)s: the first %(compared)s"), 'rows_last': _("%(label)s: the last %(compared)s"),
            'where': _("%(label)s where %(where)s"),
            'window_last': _("in the last %(value)s"), 'window_today': _("today"), 'window_on': _("on %(value)s"),
            'window_between': _("from %(from)s to %(to)s"), 'window_from': _("since %(from)s"),
            'window_to': _("until %(to)s"),
            'day': _("day"), 'days': _("%(number)s days"), 'week': _("week"), 'weeks': _("%(number)s weeks"),
            'month': _("month"), 'months': _("%(number)s months"), 'year': _("year"), 'years': _("%(number)s years"),
            'one_day': _("1 day"), 'one_week': _("1 week"), 'one_month': _("1 month"), 'one_year': _("1 year"),
            'segment_in': _("is in the segment %(value)s"), 'segment_not_in': _("is not in the segment %(value)s"),
        }

    # -- what is wrong ---------------------------------------------------

    @api.model
    def _fault(self, error):
        """A `SegmentError` in words, with what to do."""
        _, said = self.env._, error.values
        faults = {
            'not_a_group': _("This is no definition of a segment. Build it again with the buttons below."),
            'unknown_key': _("“%(key)s” has no meaning in a segment. Remove it.", key=said.get('key')),
            'unknown_measure': _("Nothing called “%(measure)s” can be asked. Choose another condition, or ask whether "
                                 "the app that knew it is still installed.", measure=said.get('measure')),
            'unknown_operator': _("“%(operator)s” does not suit %(label)s. Choose another comparison.",
                                  **_two(said, 'operator')),
            'unknown_aggregate': _("%(label)s cannot be summed up by “%(aggregate)s”. Choose another way.",
                                   **_two(said, 'aggregate')),
            'unknown_field': _("%(label)s cannot be narrowed down by “%(field)s”. Choose another field.",
                               **_two(said, 'field')),
            'unknown_value': _("%(label)s: there is no “%(value)s” to choose. Choose again.",
                               **_two(said, 'value')),
            'no_value': _("%(label)s: something is missing. Fill it in, or remove the condition.",
                          label=said.get('label')),
            'no_day': _("%(label)s: choose a day between 1800 and 2200.", label=said.get('label')),
            'odd_text': _("%(label)s: the text is too long or holds a character that no name has. Shorten it.",
                          label=said.get('label')),
            'too_big': _("%(label)s: the number is too large. Choose a smaller one.", label=said.get('label')),
            'too_many': _("%(label)s: at most %(most)s values can be chosen.", **_two(said, 'most')),
            'too_long': _("%(label)s: the time is a whole number from 1 to %(most)s.", **_two(said, 'most')),
            'order': _("%(label)s: %(first)s comes after %(second)s. Swap the two.", label=said.get('label'),
                       first=said.get('first'), second=said.get('second')),
            'no_window': _("%(label)s: say in which time they count, be it “ever”.", label=said.get('label')),
            'undated': _("%(label)s have no date and cannot be asked in a segment.", label=said.get('label')),
            'empty_group': _("One of the groups is empty. Add a condition to it, or remove it."),
            'too_deep': _("Groups can stand within one another %(most)s deep. Take one out, or make it a segment of "
                          "its own.", most=said.get('most')),
            'too_large': _("A segment holds at most %(most)s conditions. Make a part of it a segment of its own.",
                           most=said.get('most')),
        }
        return faults[error.code]


def _two(said, name):
    return {'label': said.get('label'), name: said.get(name)}
