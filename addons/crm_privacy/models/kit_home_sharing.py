from datetime import timedelta

from odoo import api, models


class KitHome(models.AbstractModel):
    """Cards of the data officer's home: what sharing waits for."""
    _inherit = 'kit.home'

    @api.model
    def _home_cards(self, role):
        cards = super()._home_cards(role)
        return cards + self._home_cards_sharing() if role == 'privacy' else cards

    @api.model
    def _home_cards_sharing(self):
        today = self.env['res.company']._constituent_today()
        soon = today + timedelta(days=60)
        return self._home_queues((
            ('sharing_expiring', self.env._("Agreements that end soon"),
             self.env._("Sharing agreements in force whose last day is within 60 days."),
             'privacy.agreement',
             [('status', '=', 'active'), ('date_to', '>=', today), ('date_to', '<=', soon)], False, 'warning', 60),
            ('sharing_to_approve', self.env._("Releases to approve"),
             self.env._("Releases that somebody else has asked for and that wait for a second person."),
             'privacy.release',
             [('state', '=', 'requested'), ('requester_id', '!=', self.env.uid)], 'requested_at', 'warning', 70),
            ('sharing_notices', self.env._("Notices to send"),
             self.env._("Recipients who have not been told yet that somebody withdrew, or was restricted, corrected "
                        "or erased."),
             'privacy.recipient.notice', [('state', '=', 'to_send')], 'noted_at', 'danger', 80),
        ))
