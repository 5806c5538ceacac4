from odoo import api, models
from odoo.fields import Domain


class KitHome(models.AbstractModel):
    """Data quality on the home: the score of the base, and what to mend first."""
    _inherit = 'kit.home'

    @api.model
    def _home_cards(self, role):
        cards = super()._home_cards(role)
        return cards + self._home_cards_quality() if role == 'constituents' else cards

    @api.model
    def _home_cards_quality(self):
        Rule, Partner = self.env['constituent.dq.rule'], self.env['res.partner']
        if not Rule.search_count([('checked_at', '!=', False)], limit=1):
            return []  # nobody has looked yet
        [(score,)] = Partner._read_group(Partner._domain_constituent(), aggregates=['dq_score:avg'])
        action = self.env['ir.actions.act_window']._for_xml_id('crm_constituents.constituent_dq_rule_action')
        cards = [{
            'key': 'constituent_quality', 'section': 'figure', 'title': self.env._("Data quality"),
            'value': (score or 0) / 100, 'format': 'percent', 'sequence': 95, 'action': action,
            'help': self.env._("The average score of all constituents: 100 % is nothing to mend.")}]
        if first := Rule.search([('open_count', '>', 0)], limit=1):
            title = self.env._("Mend first: %(rule)s", rule=first.name)
            cards.append({
                'key': 'constituent_mend_first', 'section': 'queue', 'title': title, 'count': first.open_count,
                'help': first.help, 'tone': 'warning', 'sequence': 55,
                'action': self._home_action(title, 'constituent.dq.issue', Domain('rule_id', '=', first.id) & Domain(
                    'state', '=', 'open'))})
        return cards
