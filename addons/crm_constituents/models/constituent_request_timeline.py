from odoo import models

from .res_partner_timeline import EXCERPT


class ConstituentRequest(models.Model):
    """What a timeline shows of a request."""
    _inherit = 'constituent.request'

    def _timeline_item(self, partner, begins):
        """This request on the timeline of a constituent: as it came in, or as it was resolved."""
        self.ensure_one()
        labels = {name: dict(self._fields[name]._description_selection(self.env))
                  for name in ('state', 'outcome', 'kind')}
        people = [(person.id, person.name) for person in (self.partner_id | self.other_partner_ids) - partner]
        shared = {'people': people, 'model': self._name, 'res_id': self.id}
        if begins:
            return {**shared, 'id': 2 * self.id, 'date': self.received_at,
                    'title': self.env._("Request %(number)s: %(subject)s", number=self.name, subject=self.subject),
                    'text': (self.description or '')[:EXCERPT], 'author': self.user_id.name or '',
                    'badges': [labels['kind'][self.kind], labels['state'][self.state]]}
        return {**shared, 'id': 2 * self.id + 1, 'date': self.resolved_at,
                'title': self.env._("Request %(number)s resolved", number=self.name),
                'text': (self.resolution or '')[:EXCERPT], 'author': self.user_id.name or '',
                'badges': [labels['outcome'][self.outcome]] if self.outcome else []}
