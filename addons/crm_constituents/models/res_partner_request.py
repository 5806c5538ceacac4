from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..tools.request_flow import OPEN
from .res_partner import VIEWER


class ResPartner(models.Model):
    """What people ask of us, and whether something they complained about is still open."""
    _inherit = 'res.partner'

    request_ids = fields.One2many('constituent.request', 'partner_id', string="Requests", groups=VIEWER, copy=False)
    shared_request_ids = fields.Many2many(
        'constituent.request', 'constituent_request_partner_rel', 'partner_id', 'request_id',
        string="Requests with others", groups=VIEWER, copy=False)
    request_count = fields.Integer("Requests so far", compute='_compute_request_count', groups=VIEWER, aggregator=None)
    open_request_count = fields.Integer(
        "Open requests", compute='_compute_request_count', groups=VIEWER, aggregator=None)
    has_open_complaint = fields.Boolean(
        "In an open complaint", compute='_compute_has_open_complaint', search='_search_has_open_complaint',
        groups=VIEWER, help="They, or their household, have complained about something that is not settled yet.")

    def _compute_request_count(self):
        Request, found = self.env['constituent.request'], {}
        for link in ('partner_id', 'other_partner_ids'):
            for partner, state, count in Request._read_group(
                    [(link, 'in', self._origin.ids)], [link, 'state'], ['__count']):
                every, still_open = found.get(partner.id, (0, 0))
                found[partner.id] = (every + count, still_open + count * (state in OPEN))
        for partner in self:
            partner.request_count, partner.open_request_count = found.get(partner._origin.id, (0, 0))

    def action_open_requests(self):
        """The requests of these people, as a list."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id('crm_constituents.constituent_request_action'),
            'domain': list(self.env['constituent.request']._domain_about(self)),
            'context': {'default_partner_id': self[:1].id},
        }

    def action_new_request(self):
        """Open the form of a new request of these people."""
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("New request"), 'res_model': 'constituent.request',
            'views': [(False, 'form')],
            'context': {'default_partner_id': self[:1].id, 'default_other_partner_ids': [Command.set(self[1:].ids)]}}

    # -- open complaints ---------------------------------------------------

    @api.model
    def _domain_open_complaint(self):
        """People in an open complaint: their own, one they share, or one of the household they live in today."""
        Request = self.env['constituent.request']
        open_ones = Request._domain_open() & Domain('is_complaint', '=', True)
        Membership = self.env['constituent.household.membership']
        today = self.env['res.company']._constituent_today()

        def own(operator_domain):
            return Domain('request_ids', 'any', operator_domain) | Domain('shared_request_ids', 'any', operator_domain)

        return own(open_ones) | Domain(
            'household_membership_ids', 'any', Membership._domain_on(today) & Domain(
                'household_id', 'any', own(open_ones)))

    @api.depends('request_ids.state', 'request_ids.is_complaint')
    def _compute_has_open_complaint(self):
        known = self._origin
        found = known.with_context(active_test=False).search(
            Domain('id', 'in', known.ids) & self._domain_open_complaint())
        for partner in self:
            partner.has_open_complaint = partner._origin in found

    @api.model
    def _search_has_open_complaint(self, operator, value):
        return self._domain_open_complaint() if operator == 'in' else NotImplemented
