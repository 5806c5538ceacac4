from ast import literal_eval
from contextlib import suppress

from odoo import api, models

from ..tools.segment_tree import OPERATORS

TYPES = {
    **dict.fromkeys(('char', 'text', 'html'), 'text'), **dict.fromkeys(('integer', 'float', 'monetary'), 'number'),
    **dict.fromkeys(('date', 'datetime'), 'day'), 'boolean': 'flag', 'selection': 'choice',
    **dict.fromkeys(('many2one', 'many2many'), 'link'),
}


class ConstituentSegment(models.Model):
    """The measures that are registered, described once: to check a definition, to say, to compile and to build it."""
    _inherit = 'constituent.segment'

    @api.model
    def _measures(self):
        """`{key: measure}` as `tools.segment_tree.check` wants them; what was registered stays in them."""
        found = {}
        for measure in self.env['res.partner']._segment_measures():
            described = dict(measure)
            if measure['kind'] == 'field':
                described.update(self._measure_field(measure))
            elif measure['kind'] == 'rows':
                described.update(self._measure_rows(measure))
            found[measure['key']] = described
        found['segment'] = {
            'key': 'segment', 'kind': 'segment', 'section': self.env._("Other segments"), 'type': 'link',
            'label': self.env._("segment"), 'relation': 'constituent.segment',
        }
        return found

    @api.model
    def _measure_field(self, measure):
        if 'field' not in measure:
            return {'type': 'flag'}
        return {**self._describe('res.partner', measure['field']), 'label': measure['label']}

    @api.model
    def _measure_rows(self, measure):
        date = measure.get('date')
        aggregates = {
            name: {field: self._describe(measure['model'], field)['label'] for field in fields}
            for name, fields in measure['aggregates'].items()}
        return {
            'dated': date and ('period' if isinstance(date, tuple) else 'moment'), 'aggregates': aggregates,
            'filters': {name: self._describe(measure['model'], name) for name in measure['filters']},
        }

    @api.model
    def _describe(self, model, name):
        """A field as the language of segments knows it: type, label, and what its values can be."""
        field = self.env[model]._fields[name]
        spec = {'type': TYPES[field.type], 'label': field._description_string(self.env)}
        if field.type == 'selection':
            spec['options'] = dict(field._description_selection(self.env))
        elif spec['type'] == 'link':
            spec['relation'] = field.comodel_name
            if isinstance(field.domain, str):  # the choices that the field offers, unless they depend on a record
                with suppress(ValueError, SyntaxError):
                    spec['domain'] = literal_eval(field.domain)
        return spec

    @api.readonly
    @api.model
    def action_measures(self):
        """What the builder offers: the measures over records that the user may read, without what only the server uses.

        :return: `{'measures': [...], 'operators': {type: [operator]}}`
        """
        keys = ('key', 'label', 'section', 'kind', 'type', 'options', 'relation', 'dated', 'aggregates', 'filters',
                'params')
        measures = []
        for measure in self._measures().values():
            if self._is_measurable(measure):
                told = {key: measure[key] for key in keys if key in measure}
                if isinstance(measure.get('domain'), list):  # which records can be chosen
                    told['domain'] = measure['domain']
                measures.append(told)
        return {'measures': measures, 'operators': {kind: list(names) for kind, names in OPERATORS.items()}}

    @api.model
    def _is_measurable(self, measure):
        Partner = self.env['res.partner']
        if measure['kind'] == 'rows':
            return bool(measure['dated']) and self.env[measure['model']].has_access('read')
        if measure['kind'] == 'field' and 'field' in measure:
            return Partner._has_field_access(Partner._fields[measure['field']], 'read')
        return True
