from odoo import api, fields, models, tools
from odoo.exceptions import AccessError


class PrivacyExit(models.Model):
    """Exits that are shut until somebody opens them, and the question whether one is open."""
    _inherit = 'privacy.exit'

    is_open = fields.Boolean(
        "Opened", readonly=True, help="Of an exit that is switched off: the administrator has opened it.")

    @api.model
    @tools.ormcache('code')
    def _is_open(self, code):
        exit_ = self.sudo().search([('code', '=', code)], limit=1)  # sudo: the way is shut for whoever asks
        return bool(exit_) and (exit_.enforcement != 'closed' or exit_.is_open)

    @api.model
    def _check_open(self, code):
        if not self._is_open(code):
            exit_ = self.sudo().search([('code', '=', code)], limit=1)  # sudo: its name is no secret
            raise AccessError(self.env._(
                "“%(exit)s” is switched off: it would pass data on to others. An administrator of privacy opens it "
                "under Privacy, Exits, once there is an agreement with those who receive it.", exit=exit_.name or code))

    def action_open(self):
        self._switch(True)
        return True

    def action_close(self):
        self._switch(False)
        return True

    def _switch(self, is_open):
        if not self.env.user.has_group('crm_privacy.group_privacy_manager'):
            raise AccessError(self.env._("Only administrators of privacy open and shut ways out. Ask one of them."))
        # sudo: the list itself is changed by nobody; the right to open a way was checked
        self.sudo().filtered(lambda way: way.enforcement == 'closed').is_open = is_open

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)
