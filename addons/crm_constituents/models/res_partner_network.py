from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import VIEWER


class ResPartner(models.Model):
    """What joins a constituent to others and to us: relationships, affiliations, roles, keys and contacts."""
    _inherit = 'res.partner'

    relationship_left_ids = fields.One2many(
        'constituent.relationship', 'left_id', string="Relationships as first", groups=VIEWER, copy=False)
    relationship_right_ids = fields.One2many(
        'constituent.relationship', 'right_id', string="Relationships as second", groups=VIEWER, copy=False)
    relationship_ids = fields.Many2many(
        'constituent.relationship', string="Relationships", compute='_compute_relationship_ids',
        search='_search_relationship_ids', groups=VIEWER)
    relationship_side_ids = fields.One2many(
        'constituent.relationship.side', 'partner_id', string="Relationships from here",
        compute='_compute_relationship_ids', groups=VIEWER)
    affiliation_ids = fields.One2many(
        'constituent.affiliation', 'person_id', string="Affiliations", groups=VIEWER, copy=False)
    affiliated_person_ids = fields.One2many(
        'constituent.affiliation', 'organisation_id', string="People", groups=VIEWER, copy=False)
    role_ids = fields.One2many('constituent.role', 'partner_id', string="Roles over time", groups=VIEWER, copy=False)
    current_role_ids = fields.Many2many(
        'constituent.role.type', string="Roles today", compute='_compute_current_role_ids',
        search='_search_current_role_ids', groups=VIEWER)
    external_id_ids = fields.One2many(
        'constituent.external.id', 'partner_id', string="Keys in other systems", groups=VIEWER, copy=False)
    interaction_ids = fields.Many2many(
        'constituent.interaction', 'constituent_interaction_partner_rel', 'partner_id', 'interaction_id',
        string="Contacts", groups=VIEWER, copy=False)
    interaction_count = fields.Integer(
        "Contacts so far", compute='_compute_interaction_count', groups=VIEWER, aggregator=None)
    last_interaction_date = fields.Datetime("Last contact", compute='_compute_interaction_count', groups=VIEWER)
    current_affiliation_id = fields.Many2one(
        'constituent.affiliation', string="Present affiliation", compute='_compute_current_affiliation_id',
        groups=VIEWER)
    current_post = fields.Char("Post", compute='_compute_current_affiliation_id', groups=VIEWER)

    @api.depends('interaction_ids.date')
    def _compute_interaction_count(self):
        summary = {
            partner.id: (count, last)
            for partner, count, last in self.env['constituent.interaction']._read_group(
                [('partner_ids', 'in', self._origin.ids)], groupby=['partner_ids'], aggregates=['__count', 'date:max'])
        }
        for partner in self:
            partner.interaction_count, partner.last_interaction_date = summary.get(partner._origin.id, (0, False))

    @api.depends('affiliation_ids.date_from', 'affiliation_ids.date_to', 'affiliation_ids.is_primary',
                 'affiliation_ids.organisation_id', 'affiliation_ids.job_title')
    def _compute_current_affiliation_id(self):
        Affiliation = self.env['constituent.affiliation']
        today = self.env['res.company']._constituent_today()
        rows = Affiliation.search(
            Affiliation._domain_on(today) & Domain('person_id', 'in', self._origin.ids), order='is_primary DESC, id')
        by_person = rows.grouped('person_id')
        for partner in self:
            row = by_person.get(partner._origin, Affiliation)[:1]
            partner.current_affiliation_id = row
            partner.current_post = ', '.join(part for part in (row.job_title, row.organisation_id.name) if part)

    @api.depends('relationship_left_ids', 'relationship_right_ids')
    def _compute_relationship_ids(self):
        Side = self.env['constituent.relationship.side']
        for partner in self:
            left, right = partner.relationship_left_ids, partner.relationship_right_ids
            partner.relationship_ids = left | right
            partner.relationship_side_ids = Side._of(left, right)

    @api.model
    def _search_relationship_ids(self, operator, value):
        if operator not in ('in', 'any', 'any!'):
            return NotImplemented
        either = Domain('relationship_left_ids', operator, value) | Domain('relationship_right_ids', operator, value)
        if operator == 'in' and False in value:
            both = Domain('relationship_left_ids', '=', False) & Domain('relationship_right_ids', '=', False)
            some = [row for row in value if row]
            either = both | (self._search_relationship_ids('in', some) if some else Domain.FALSE)
        return either

    # -- roles -----------------------------------------------------------

    @api.model
    def _constituent_role_sources(self):
        """Who has which computed role: `{code of a role type: function(day) -> Domain on res.partner}`.

        Extend by `super()` in the addon that knows: the domain says who has the role on `day`, as a function of
        dated facts, and serves for showing, searching and counting alike.
        """
        return {}

    @api.model
    def _constituent_role_domains(self, day):
        """`{role type: Domain of those who have it on day}`, by hand or computed."""
        Role = self.env['constituent.role']
        sources = self._constituent_role_sources()
        domains = {}
        for role_type in self.env['constituent.role.type'].search([]):
            domain = Domain('role_ids', 'any', Role._domain_on(day) & Domain('role_type_id', '=', role_type.id))
            if role_type.code in sources:
                domain |= sources[role_type.code](day)
            domains[role_type] = domain
        return domains

    @api.depends('role_ids.role_type_id', 'role_ids.date_from', 'role_ids.date_to')
    def _compute_current_role_ids(self):
        today = self.env['res.company']._constituent_today()
        Role = self.env['constituent.role']
        RoleType = self.env['constituent.role.type']
        found = {partner.id: RoleType.browse() for partner in self._origin}
        for partner, role_types in Role._read_group(
                Role._domain_on(today) & Domain('partner_id', 'in', self._origin.ids),
                groupby=['partner_id'], aggregates=['role_type_id:recordset']):
            found[partner.id] = role_types
        if sources := self._constituent_role_sources():
            by_code = RoleType.search([('code', 'in', list(sources))]).grouped('code')
            for code, role_type in by_code.items():
                holders = self.with_context(active_test=False).search(
                    sources[code](today) & Domain('id', 'in', self._origin.ids))
                for partner in holders:
                    found[partner.id] |= role_type
        for partner in self:
            partner.current_role_ids = found.get(partner._origin.id, RoleType).sorted()

    @api.model
    def _search_current_role_ids(self, operator, value):
        if operator not in ('in', 'any', 'any!'):
            return NotImplemented
        domains = self._constituent_role_domains(self.env['res.company']._constituent_today())
        if operator == 'in':
            wanted = [domain for role_type, domain in domains.items() if role_type.id in value]
            if False in value:
                wanted.append(~Domain.OR(domains.values()) if domains else Domain.TRUE)
        else:
            chosen = self.env['constituent.role.type'].search(Domain(value))
            wanted = [domain for role_type, domain in domains.items() if role_type in chosen]
        return Domain.OR(wanted)

    # -- contacts --------------------------------------------------------

    def action_log_contact(self):
        """Open the short form for a contact with these people; its kind comes from the context."""
        channel = self.env.context.get('constituent_channel', 'call')
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Log a contact"),
            'res_model': 'constituent.interaction',
            'views': [(self.env.ref('crm_constituents.constituent_interaction_view_form_log').id, 'form')],
            'target': 'new',
            'context': {
                'default_partner_ids': [fields.Command.set(self.ids)],
                'default_channel': channel,
                'default_direction': self.env.context.get('constituent_direction', 'out'),
                # so that a call is logged by two presses; what it was about can be written over it
                **({'default_subject': self.env._("Call"), 'default_outcome': 'reached'} if channel == 'call' else {}),
            },
        }

    def action_open_contacts(self):
        """The contacts with these people, as a list."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id('crm_constituents.constituent_interaction_action'),
            'domain': [('partner_ids', 'in', self._constituent_timeline_people().ids)],
            'context': {'default_partner_ids': [fields.Command.set(self.ids)]},
        }

    def action_open_household(self):
        """The page of the household to which this person belongs today."""
        self.ensure_one()
        return self.household_id._constituent_page()

    def action_add_relationship(self):
        """Open the form of a new relationship with this constituent on the first side."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Add a relationship"),
            'res_model': 'constituent.relationship',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_left_id': self.id},
        }

    def action_open_constituent(self):
        """Open the page of this constituent."""
        self.check_access('read')
        return self._constituent_page()

    def _constituent_page(self):
        """Action that opens the page of this constituent, of the one they were merged into where they were."""
        self.ensure_one()
        person = self._constituent_survivor()
        return {
            'type': 'ir.actions.act_window',
            'name': person.display_name,
            'res_model': 'res.partner',
            'res_id': person.id,
            'views': [(self.env.ref('crm_constituents.res_partner_view_form').id, 'form')],
        }

    @api.model
    def _constituent_new_page(self, target='current', **values):
        """Action that opens the page of a new person, with these values."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("New person"),
            'res_model': 'res.partner',
            'views': [(self.env.ref('crm_constituents.res_partner_view_form').id, 'form')],
            'target': target,
            'context': {'default_constituent_type': 'individual', **{
                f'default_{name}': value for name, value in values.items()}},
        }

    def _constituent_log_interaction(self, channel, subject, **values):
        """Record one contact with these people together, and return it.

        For other addons: a thank-you letter, a call from a call list. `values` are further fields of
        `constituent.interaction`; pass `res_model` and `res_id` for what it came from.
        """
        return self.env['constituent.interaction'].create({
            'channel': channel, 'subject': subject, 'partner_ids': [fields.Command.set(self.ids)], **values})
