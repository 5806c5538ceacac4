from odoo import api, models

from ..tools.clock import Moment


class PrivacyConsentEvent(models.Model):
    """Decisions of the story stand on their own day. Nobody but code may append events at all, and of it only the
    maker names another moment than now.
    """

    _inherit = 'privacy.consent.event'

    @api.model
    def _complete_event(self, new_id, vals, now):
        moment = self.env.context.get('demo_moment')
        if isinstance(moment, Moment):
            # what was reckoned from now on the way here is reckoned from the moment of the story
            for name in ('confirmed_at', 'valid_until'):
                if vals.get(name):
                    vals[name] += moment - now
            now = moment
        return super()._complete_event(new_id, vals, vals.pop('demo_moment', now))
