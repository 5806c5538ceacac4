from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What people ask of us, on their timeline."""
    _inherit = 'res.partner'

    @api.model
    def _constituent_timeline_sources(self):
        return [*super()._constituent_timeline_sources(), {
            'kind': 'request', 'label': self.env._("Requests"), 'icon': 'fa-life-ring', 'model': 'constituent.request',
            'items': self._constituent_timeline_requests,
        }]

    def _constituent_timeline_requests(self, partner, before, limit):
        """Two items for each request: when it came in and when it was resolved."""
        Request = self.env['constituent.request']
        about = Request._domain_about(partner._constituent_timeline_people())
        items = []
        for begins, field in ((0, 'resolved_at'), (1, 'received_at')):
            moment, after_id = before or (None, 0)
            domain = about & Domain(field, '!=', False)
            if before:  # the ids of items are twice those of the requests, plus one for those that ended
                domain &= self._constituent_timeline_before(field, (moment, after_id // 2 + 1))
            for request in Request.search(domain, limit=limit + 1, order=f'{field} DESC, id DESC'):
                item = request._timeline_item(partner, bool(begins))
                if not before or (item['date'], item['id']) < (moment, after_id):
                    items.append(item)
        items.sort(key=lambda item: (item['date'], item['id']), reverse=True)
        return items[:limit]
