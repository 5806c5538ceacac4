from odoo import api, fields, models
from odoo.fields import Domain


class KitHome(models.AbstractModel):
    """Cards of those who look after constituents: which requests wait for an answer."""
    _inherit = 'kit.home'

    @api.model
    def _home_cards(self, role):
        cards = super()._home_cards(role)
        return cards + self._home_cards_service() if role == 'constituents' else cards

    @api.model
    def _home_cards_service(self):
        Request = self.env['constituent.request']
        running, late = Request._domain_open(), Domain('is_overdue', '=', True)
        mine = Domain('user_id', '=', self.env.uid)
        soon = Domain('due_at', '>=', fields.Datetime.now()) & Domain(
            'due_at', '<=', fields.Datetime.add(fields.Datetime.now(), days=1))
        return self._home_queues((key, title, text, 'constituent.request', *rest, {
            'action': self._home_action(title, 'constituent.request', rest[0], ('list', 'kanban', 'form')),
        }) for key, title, text, *rest in (
            ('service_overdue', self.env._("Requests that are late"),
             self.env._("Open requests whose first answer or resolution was due before now. Those that wait for "
                        "somebody else count when they were late before."), late, 'due_at', 'danger', 1),
            ('service_complaints', self.env._("Open complaints"),
             self.env._("Complaints that are not settled. Whoever is about to ask these people is told."),
             running & Domain('is_complaint', '=', True), 'received_at', 'warning', 2),
            ('service_mine', self.env._("My requests due within a day"),
             self.env._("Requests given to me whose first answer or resolution is due within 24 hours."),
             running & mine & soon & ~Domain('state', '=', 'waiting'), 'due_at', 'warning', 3),
            ('service_new', self.env._("Requests without an officer"),
             self.env._("Requests that nobody looks after yet."),
             Domain('state', '=', 'new'), 'received_at', 'info', 4),
        ))
