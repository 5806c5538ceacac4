from datetime import datetime, time

from odoo import api, models


class ResPartner(models.Model):
    """Changes of stance and closeness on the timeline, for those who may see them."""
    _inherit = 'res.partner'

    @api.model
    def _constituent_timeline_sources(self):
        return [*super()._constituent_timeline_sources(), {
            'kind': 'stance', 'label': self.env._("Stance"), 'icon': 'fa-heart-o', 'model': 'constituent.stance',
            'items': self._constituent_timeline_stances,
        }]

    def _constituent_timeline_stances(self, partner, before, limit):
        Stance = self.env['constituent.stance']
        labels = {name: dict(Stance._fields[name]._description_selection(self.env))
                  for name in ('stance', 'closeness', 'source')}
        items = [{
            'id': row.id, 'date': row.date_from, 'text': row.evidence, 'author': row.user_id.name or '',
            'title': ', '.join(labels[name][row[name]] for name in ('stance', 'closeness') if row[name]),
            'badges': [labels['source'][row.source]], 'model': 'constituent.stance', 'res_id': row.id,
        } for row in Stance.search([('partner_id', '=', partner.id)])]
        if before:
            items = [item for item in items if (datetime.combine(item['date'], time.min), item['id']) < before]
        return items[:limit]
