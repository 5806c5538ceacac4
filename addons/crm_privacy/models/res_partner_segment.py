from odoo import api, models

from .res_partner_answers import MESSAGES


class ResPartner(models.Model):
    """Segments ask the gate: whom may we reach by a channel for a purpose?"""
    _inherit = 'res.partner'

    @api.model
    def _segment_measures(self):
        return [*super()._segment_measures(), {
            'key': 'reachable', 'kind': 'question', 'section': self.env._("Addresses"),
            'label': self.env._("may be reached for a purpose"),
            'phrase': self.env._("may be reached by %(channel)s for %(purpose)s"),
            'phrase_not': self.env._("may not be reached by %(channel)s for %(purpose)s"),
            'params': [
                {'name': 'channel', 'label': self.env._("by"), 'type': 'one', 'options': self._segment_channels()},
                {'name': 'purpose', 'label': self.env._("for"), 'type': 'one', 'options': self._segment_purposes()},
            ],
            'select': lambda params: self.browse()._privacy_gate_query(params['purpose'], params['channel']),
        }]

    @api.model
    def _segment_channels(self):
        """Ways by which a message reaches a person."""
        names = dict(self.env['privacy.rule']._fields['channel']._description_selection(self.env))
        return {code: names[code] for code in MESSAGES}

    @api.model
    def _segment_purposes(self):
        """`{code: name}`, also of those that are not in use any more: a segment that names one finds nobody."""
        # sudo: what there is a purpose for is no secret, and everybody is judged by it
        purposes = self.env['privacy.purpose'].sudo().with_context(active_test=False).search([
            ('is_abstract', '=', False)])
        return {purpose.code: purpose.name for purpose in purposes}
