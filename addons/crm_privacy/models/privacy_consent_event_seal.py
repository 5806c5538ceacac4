from odoo import api, fields, models
from odoo.tools import SQL


class PrivacyConsentEvent(models.Model):
    """How far an event is protected: by which seal, or by none yet."""
    _inherit = 'privacy.consent.event'

    seal_number = fields.Integer("Seal", compute='_compute_seal_number', help="0: its seal comes within a minute.")
    is_sealed = fields.Boolean(compute='_compute_seal_number', search='_search_is_sealed')

    def _compute_seal_number(self):
        # sudo: the number of a seal tells nothing about anybody
        leaves = self.env['privacy.ledger.leaf'].sudo().search([('event_id', 'in', self.ids)])
        seals = {leaf.event_id: leaf.seal for leaf in leaves}
        for event in self:
            event.seal_number = seals.get(event.id, 0)
            event.is_sealed = event.id in seals

    @api.model
    def _search_is_sealed(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('id', 'not in', SQL("(SELECT event_id FROM privacy_ledger_queue)"))]

    @api.depends('purpose', 'state', 'event_time')
    @api.depends_context('lang')
    def _compute_display_name(self):
        """What a person calls it; the identifier stands on its page."""
        states = dict(self._fields['state']._description_selection(self.env))
        for event in self:
            event.display_name = self.env._(
                "%(purpose)s: %(state)s", purpose=event.purpose_id.name or event.purpose or '',
                state=states.get(event.state, ''))
