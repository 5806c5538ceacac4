from odoo import api, models


class ResPartner(models.Model):
    """What a segment can ask about requests and complaints."""
    _inherit = 'res.partner'

    @api.model
    def _segment_measures(self):
        section = self.env._("Requests")
        requests = {
            'kind': 'rows', 'section': section, 'model': 'constituent.request', 'date': 'received_at',
            'aggregates': {'count': (), 'first': (), 'last': (), 'distinct': ('category_id',),
                           'min': ('satisfaction',), 'max': ('satisfaction',)},
            'filters': ('kind', 'is_complaint', 'category_id', 'state', 'channel', 'outcome', 'user_id'),
        }
        return [
            *super()._segment_measures(),
            {'kind': 'field', 'section': section, 'key': 'open_complaint', 'label': self.env._("in an open complaint"),
             'field': 'has_open_complaint'},
            {**requests, 'key': 'requests', 'label': self.env._("requests"), 'link': 'partner_id'},
            {**requests, 'key': 'requests_shared', 'label': self.env._("requests with others"),
             'link': 'other_partner_ids'},
        ]
