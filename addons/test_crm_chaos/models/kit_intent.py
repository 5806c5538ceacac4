from odoo import api, models

from odoo.addons.crm_kit.exceptions import IntentNotYet

from ..tools import other_side

SETTLES_AFTER = 6  # seconds: the latest deed, and a machine with much to do


class KitIntent(models.Model):
    """Three kinds of deeds, by what their other side can: honour a key, be asked, neither."""
    _inherit = 'kit.intent'

    @api.model
    def _intent_kinds(self):
        common = {'back_off': (0,), 'max_attempts': 40}
        return {
            **super()._intent_kinds(),
            'chaos.keyed': {'name': "Honours keys", 'attempt': '_attempt_keyed', 'idempotent': True, **common},
            'chaos.asked': {'name': "Can be asked", 'attempt': '_attempt_plain', 'lookup': '_lookup_chaos',
                            'settles_after': SETTLES_AFTER, **common},
            'chaos.blind': {'name': "Neither", 'attempt': '_attempt_plain', **common},
        }

    def _attempt_keyed(self):
        return self._attempt_chaos(honours_keys=True)

    def _attempt_plain(self):
        return self._attempt_chaos(honours_keys=False)

    def _attempt_chaos(self, honours_keys):
        try:
            reference = other_side.do(self.payload['folder'], self.key, self.attempts, honours_keys)
        except other_side.Busy as busy:
            raise IntentNotYet(str(busy), seconds=0)
        except other_side.Silence as silence:
            raise TimeoutError(str(silence))
        return {'reference': reference}

    def _lookup_chaos(self):
        reference = other_side.find(self.payload['folder'], self.key)
        if not reference:
            raise IntentNotYet("It did not arrive.")
        return {'reference': reference}
