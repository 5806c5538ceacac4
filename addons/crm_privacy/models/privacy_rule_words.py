from odoo import api, models


class PrivacyRule(models.Model):
    """What a person calls a rule."""
    _inherit = 'privacy.rule'

    @api.depends('jurisdiction_id', 'country_id', 'purpose_class', 'channel')
    @api.depends_context('lang')
    def _compute_display_name(self):
        labels = {name: dict(self._fields[name]._description_selection(self.env))
                  for name in ('purpose_class', 'channel')}
        for rule in self:
            rule.display_name = self.env._(
                "%(place)s: %(purposes)s, %(channel)s", place=(rule.country_id or rule.jurisdiction_id).name or '',
                purposes=labels['purpose_class'].get(rule.purpose_class, ''),
                channel=labels['channel'].get(rule.channel, ''))
