from odoo import api, models

from .res_partner_gate import NO_STATES


class ResPartner(models.Model):
    """Whether somebody has said no already: the answer to a link that is used twice."""
    _inherit = 'res.partner'

    @api.private
    def _privacy_has_refused(self, purpose, channel):
        """Whether the person's own no for this purpose holds today, whatever else speaks against contact."""
        self.ensure_one()
        self.env.flush_all()
        states = self._privacy_states(self.ids, self._privacy_ask(purpose, channel, None, None))
        return states.get(self.id, NO_STATES)[1]
