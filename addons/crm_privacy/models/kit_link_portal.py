from odoo import api, models


class KitLink(models.Model):
    """Links by which supporters decide without logging in."""
    _inherit = 'kit.link'

    @api.model
    def _link_purposes(self):
        return {
            **super()._link_purposes(),
            'privacy_preferences': {
                'name': self.env._("What you hear from us"), 'model': 'res.partner',
                'values': '_privacy_choice_values', 'method': '_privacy_choice_by_link',
                'template': 'crm_privacy.choice_page', 'done_template': 'crm_privacy.choice_done', 'max_uses': 0,
            },
            'privacy_opt_in': {
                'name': self.env._("Please confirm"), 'model': 'privacy.opt.in', 'values': '_confirm_values',
                'method': '_confirm', 'done_values': '_done_values',
            },
        }
