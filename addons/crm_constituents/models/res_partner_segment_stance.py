from odoo import api, models


class ResPartner(models.Model):
    """What a segment can ask about stance, closeness and stage."""
    _inherit = 'res.partner'

    @api.model
    def _segment_measures(self):
        section = self.env._("Relationship with us")
        return [
            *super()._segment_measures(),
            {'kind': 'field', 'section': section, 'key': 'stance', 'label': self.env._("stance"), 'field': 'stance'},
            {'kind': 'field', 'section': section, 'key': 'closeness', 'label': self.env._("closeness"),
             'field': 'closeness'},
            {'kind': 'field', 'section': section, 'key': 'alert', 'label': self.env._("an alert today"),
             'field': 'has_alert'},
            {'kind': 'field', 'section': section, 'key': 'stage', 'label': self.env._("stage"),
             'field': 'lifecycle_stage'},
            {'kind': 'field', 'section': section, 'key': 'stage_since', 'label': self.env._("first day of the stage"),
             'field': 'lifecycle_since'},
            {'kind': 'question', 'section': section, 'key': 'stage_on', 'label': self.env._("stage on a day"),
             'phrase': self.env._("was at the stage %(stage)s %(day)s"),
             'phrase_not': self.env._("was not at the stage %(stage)s %(day)s"),
             'params': [
                 {'name': 'stage', 'label': self.env._("Stage"), 'type': 'choice', 'options': dict(
                     self._fields['lifecycle_stage']._description_selection(self.env))},
                 {'name': 'day', 'label': self.env._("On"), 'type': 'moment'}],
             'select': self._segment_stage_select},
        ]

    @api.model
    def _segment_stage_select(self, params):
        return self._lifecycle_ids(params['stage'], params['day'])
