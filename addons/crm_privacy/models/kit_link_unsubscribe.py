from odoo import api, models


class KitLink(models.Model):
    """The link in a message of marketing by which its reader stops the like."""
    _inherit = 'kit.link'

    @api.model
    def _link_purposes(self):
        return {
            **super()._link_purposes(),
            'privacy_unsubscribe': {
                'name': self.env._("Stop these messages"),
                'model': 'privacy.contact.log',
                'values': '_unsubscribe_values',
                'method': '_unsubscribe',
                'done_values': '_unsubscribe_done_values',
                'max_uses': 0,
            },
        }
