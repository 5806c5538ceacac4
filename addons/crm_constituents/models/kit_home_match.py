from odoo import api, models


class KitHome(models.AbstractModel):
    """The queue of possible duplicates on the home of those who look after constituents."""
    _inherit = 'kit.home'

    @api.model
    def _home_cards(self, role):
        cards = super()._home_cards(role)
        Candidate = self.env['constituent.match.candidate']
        if role != 'constituents' or not Candidate.has_access('read'):
            return cards
        [(count, oldest)] = Candidate._read_group(Candidate._domain_queue(), aggregates=['__count', 'create_date:min'])
        title = self.env._("Possible duplicates")
        return [*cards, {
            'key': 'constituent_duplicates', 'section': 'queue', 'title': title, 'count': count, 'oldest': oldest,
            'help': self.env._("Pairs of people or organisations who may be one: look at them, the surest first."),
            'tone': 'warning' if count else 'muted', 'sequence': 15,
            'action': {
                **self.env['ir.actions.client']._for_xml_id('crm_constituents.constituent_match_queue_action'),
                'name': title},
        }]
