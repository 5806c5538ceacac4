from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

DUE_SOON = 7  # days before an answer is due
ENDED = ('delivered', 'closed', 'refused')


class KitHome(models.AbstractModel):
    """Cards of the data officer's home: what people have asked for, and what waits for a second person."""
    _inherit = 'kit.home'

    @api.model
    def _home_cards(self, role):
        cards = super()._home_cards(role)
        return cards + self._home_cards_requests() if role == 'privacy' else cards

    @api.model
    def _home_cards_requests(self):
        today = self.env['res.company']._constituent_today()
        # who asks by the web page counts once the address is confirmed
        real = Domain('received_by', '!=', 'web') | Domain('is_confirmed', '=', True)
        running = real & Domain('state', 'not in', ENDED)
        return self._home_queues((
            ('requests_overdue', self.env._("Requests that are late"),
             self.env._("Requests whose statutory period is over. Answer today, and say why it took so long."),
             'privacy.request', running & Domain('due_on', '<', today), 'due_on', 'danger', 2),
            ('requests_due', self.env._("Requests due within a week"),
             self.env._("Requests of people whose answer is due within %(days)s days.", days=DUE_SOON),
             'privacy.request',
             running & Domain('due_on', '>=', today) & Domain('due_on', '<=', today + timedelta(days=DUE_SOON)),
             'received_on', 'warning', 3),
            ('requests_new', self.env._("New requests"),
             self.env._("Requests that nobody has begun with. The clock runs since the day on which they came in."),
             'privacy.request', real & Domain('state', '=', 'new'), 'received_on', 'info', 4),
            ('requests_approve', self.env._("Answers to approve"),
             self.env._("Answers that somebody else has reviewed and submitted, and that wait for a second person."),
             'privacy.request', Domain('state', '=', 'approve') & Domain('approved_by_id', '=', False)
             & Domain('submitted_by_id', '!=', self.env.uid), 'received_on', 'warning', 5),
            ('requests_findings', self.env._("Findings to review"),
             self.env._("What a search has found about a person who asks, and about which nobody has decided."),
             'privacy.request.item', Domain('request_id.state', '=', 'review') & Domain('is_reviewed', '=', False),
             False, 'info', 6),
            ('requests_tasks', self.env._("Tasks of requests"),
             self.env._("What is still to do before a request can be closed, such as to tell those who got the data."),
             'privacy.request.task', Domain('done_on', '=', False) & Domain(
                 'request_id.state', 'not in', ('closed', 'refused')), False, 'info', 7),
            ('exports_to_approve', self.env._("Exports to approve"),
             self.env._("Files about many people that somebody else has asked for and that wait for a second person."),
             'privacy.export.request', Domain('state', '=', 'waiting') & Domain('user_id', '!=', self.env.uid),
             'create_date', 'warning', 8),
            ('erasure_candidates', self.env._("Data without a basis"),
             self.env._("People of whom the last basis of a purpose has ended. Erase what was kept for it, or write "
                        "down why it stays."),
             'privacy.erasure.candidate', Domain('state', '=', 'open'), False, 'info', 9),
            ('consents_outgrown', self.env._("Young people to ask anew"),
             self.env._("Consents that a guardian gave for somebody who is of age now and decides alone."),
             'privacy.consent.state', Domain('is_outgrown', '=', True), 'event_time', 'info', 10),
        ))
