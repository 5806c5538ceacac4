from datetime import datetime, time, timedelta

from odoo import api, models


class ResPartner(models.Model):
    """When an alert was set and when it ended, on the timeline."""
    _inherit = 'res.partner'

    @api.model
    def _constituent_timeline_sources(self):
        return [*super()._constituent_timeline_sources(), {
            'kind': 'alert', 'label': self.env._("Alerts"), 'icon': 'fa-exclamation-triangle', 'model': 'res.partner',
            'items': self._constituent_timeline_alerts,
        }]

    def _constituent_timeline_alerts(self, partner, before, limit):
        if not partner.alert_note or not self.env.user.has_group('crm_constituents.group_constituent_viewer'):
            return []
        today = self.env['res.company']._constituent_today()
        shared = {'text': partner.alert_note, 'author': partner.alert_set_by_id.name or ''}
        items = []
        if partner.alert_until and partner.alert_until < today:
            items.append({**shared, 'id': 2 * partner.id + 1, 'date': partner.alert_until + timedelta(days=1),
                          'title': self.env._("The alert ended")})
        if partner.alert_from and partner.alert_from <= today:
            items.append({**shared, 'id': 2 * partner.id, 'date': partner.alert_from,
                          'title': self.env._("An alert was set"),
                          'badges': [self.env._("Stop")] if partner.alert_stops else []})
        if before:
            items = [item for item in items if (datetime.combine(item['date'], time.min), item['id']) < before]
        return items[:limit]
