from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.names import clean_name, is_blank, titled_names
from .res_partner import VIEWER

ROLE_ORDER = ('head', 'partner', 'parent', 'other', 'child')


class ResPartner(models.Model):
    """Households: partners of kind household, whose members are dated rows, and whose name follows from them."""
    _inherit = 'res.partner'

    household_membership_ids = fields.One2many(
        'constituent.household.membership', 'person_id', string="Households", groups=VIEWER, copy=False)
    household_member_ids = fields.One2many(
        'constituent.household.membership', 'household_id', string="Members", groups=VIEWER, copy=False)
    household_id = fields.Many2one(
        'res.partner', string="Household", compute='_compute_household_id', search='_search_household_id',
        groups=VIEWER, help="Household to which this person belongs today.")
    household_role = fields.Selection(
        selection=lambda self: self.env['constituent.household.membership']._fields['role'].selection,
        string="Role in the household", compute='_compute_household_id', groups=VIEWER)
    household_size = fields.Integer(
        "Members today", compute='_compute_household_size', groups=VIEWER, aggregator=None)
    household_people_ids = fields.Many2many(
        'res.partner', string="Live here today", compute='_compute_household_people_ids', groups=VIEWER)
    household_naming = fields.Selection([
        ('family', "The Okafor-Lindqvist household"),
        ('members', "Ada Okafor and Björn Lindqvist"),
        ('titles', "Ms Okafor and Mr Lindqvist"),
        ('custom', "A name of its own"),
    ], string="Named as", groups=VIEWER, copy=False,
        help="The name follows from the members and changes with them, unless it is a name of its own.")
    household_greeting_formal = fields.Char(
        "Formal greeting", compute='_compute_household_greetings', groups=VIEWER)
    household_greeting_informal = fields.Char(
        "Informal greeting", compute='_compute_household_greetings', groups=VIEWER)

    # -- state by date ---------------------------------------------------

    @api.depends('household_membership_ids.household_id', 'household_membership_ids.date_from',
                 'household_membership_ids.date_to', 'household_membership_ids.is_primary',
                 'household_membership_ids.role')
    def _compute_household_id(self):
        Membership = self.env['constituent.household.membership']
        current = {
            membership.person_id: membership
            for membership in Membership.search(
                Membership._domain_primary_on(self.env['res.company']._constituent_today())
                & Domain('person_id', 'in', self._origin.ids))
        }
        for partner in self:
            membership = current.get(partner._origin, Membership)
            partner.household_id = membership.household_id
            partner.household_role = membership.role

    @api.model
    def _search_household_id(self, operator, value):
        if operator not in ('in', 'any', 'any!', 'ilike', '=ilike', 'like', '=like'):
            return NotImplemented
        Membership = self.env['constituent.household.membership']
        belongs = Membership._domain_primary_on(self.env['res.company']._constituent_today())
        if operator != 'in':
            return Domain('household_membership_ids', 'any', belongs & Domain('household_id', operator, value))
        wanted = [household for household in value if household]
        domain = Domain('household_membership_ids', 'any', belongs & Domain('household_id', 'in', wanted))
        if False in value:
            domain |= Domain('household_membership_ids', 'not any', belongs)
        return domain

    def _field_to_sql(self, alias, field_expr, query=None):
        """The current household as one expression over the dates, so that lists can be grouped by it."""
        if field_expr != 'household_id':
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields['household_id'], 'read')
        today = self.env['res.company']._constituent_today()
        Membership = self.env['constituent.household.membership']
        Membership.flush_model(['person_id', 'household_id', 'date_from', 'date_to', 'is_primary'])
        return SQL(
            "(SELECT m.household_id FROM constituent_household_membership m"
            " WHERE m.person_id = %(person)s AND m.is_primary"
            " AND (m.date_from IS NULL OR m.date_from <= %(today)s)"
            " AND (m.date_to IS NULL OR m.date_to >= %(today)s) LIMIT 1)",
            person=SQL.identifier(alias, 'id'), today=today)

    @api.depends('household_member_ids.date_from', 'household_member_ids.date_to', 'household_member_ids.person_id')
    def _compute_household_size(self):
        Membership = self.env['constituent.household.membership']
        today = self.env['res.company']._constituent_today()
        sizes = dict(Membership._read_group(
            Membership._domain_on(today) & Domain('household_id', 'in', self._origin.ids),
            groupby=['household_id'], aggregates=['person_id:count_distinct']))
        for partner in self:
            partner.household_size = sizes.get(partner._origin, 0)

    @api.depends('household_member_ids.date_from', 'household_member_ids.date_to', 'household_member_ids.person_id')
    def _compute_household_people_ids(self):
        Membership = self.env['constituent.household.membership']
        today = self.env['res.company']._constituent_today()
        people = dict(Membership._read_group(
            Membership._domain_on(today) & Domain('household_id', 'in', self._origin.ids),
            groupby=['household_id'], aggregates=['person_id:recordset']))
        for partner in self:
            partner.household_people_ids = people.get(partner._origin, False)

    # -- names and greetings ---------------------------------------------

    def _household_members_to_name(self):
        """`{household: people}` who give the household its name today, in the order in which they are named.

        Without those excluded from it and the deceased; when nobody is left, everybody counts.
        """
        Membership = self.env['constituent.household.membership']
        today = self.env['res.company']._constituent_today()
        # sudo: the name must not depend on who changed the household last
        rows = Membership.sudo().search(
            Membership._domain_on(today) & Domain('household_id', 'in', self._origin.ids))
        rows = rows.sorted(lambda row: (ROLE_ORDER.index(row.role or 'other'), row.date_from or row.create_date.date(),
                                        row.id))
        named = {}
        for household, memberships in rows.grouped('household_id').items():
            living = memberships.filtered(lambda row: not row.person_id.is_deceased)
            chosen = living.filtered(lambda row: not row.exclude_from_name) or living
            named[household.id] = chosen.person_id
        return {household: named.get(household._origin.id, self.browse()).with_env(self.env) for household in self}

    def _household_title_goes_with_first(self, person):
        """Whether the title of a person is said with the first name, by the language of this household: Sir John."""
        pattern, _titles = self.env['constituent.pattern']._pattern(
            'formal', self.lang or self.env.lang, person.name_prefix.split())
        return '{first_name}' in pattern and '{last_name}' not in pattern

    def _household_pattern_values(self, people, pattern, written=False):
        """Values of the placeholders of a household's pattern; `people` in order.

        :param written: for a name of the household, in which no family name is left out; else for a greeting
        """
        conjunction = self.env['constituent.pattern']._pattern('and', self.lang or self.env.lang)[0] or '&'

        def join(words):
            words = list(words)
            if len(words) < 2:
                return ''.join(words)
            return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"

        families = list(dict.fromkeys(person.last_name or person.name for person in people))
        same_family = len(families) == 1 and len(people) > 1 and people[0].last_name
        if same_family:
            members = f"{join(person.first_name or person.name for person in people)} {families[0]}"
        else:
            members = join(person.name for person in people)
        if all(person.name_prefix and person.last_name for person in people):
            title_members = join(titled_names([
                (person.name_prefix, person.first_name, person.last_name, self._household_title_goes_with_first(person))
                for person in people], written=written))
        else:
            title_members = members
        # costly, and of no use to a name
        salutations = [person.salutation_formal for person in people] if 'salutations' in pattern else []
        lowered = [text[:1].lower() + text[1:] for text in salutations]
        return {
            'family_names': '-'.join(families[:3]),
            'members': members,
            'title_members': title_members,
            'given_names': join(person._constituent_given_name() for person in people),
            'salutations': ', '.join(salutations),
            'salutations_lower': ', '.join([*salutations[:1], *lowered[1:]]),
        }

    def _household_phrase(self, key, people):
        self.ensure_one()
        pattern = self.env['constituent.pattern']._pattern(key, self.lang or self.env.lang)[0]
        written = key not in ('household_formal', 'household_informal')
        return clean_name(self._constituent_fill(pattern, self._household_pattern_values(people, pattern, written)))

    @api.depends('lang', 'household_member_ids', 'salutation_formal_custom', 'salutation_informal_custom')
    def _compute_household_greetings(self):
        households = self.filtered(lambda partner: partner.constituent_type == 'household')
        (self - households).update({'household_greeting_formal': False, 'household_greeting_informal': False})
        for household, people in households._household_members_to_name().items():
            household.household_greeting_formal = household.salutation_formal_custom or (
                household._household_phrase('household_formal', people) if people else household.name)
            household.household_greeting_informal = household.salutation_informal_custom or (
                household._household_phrase('household_informal', people) if people else household.name)

    def _household_refresh_names(self):
        """Give households that follow their members the name that is right today. Changes nothing that is right.

        :return: the households whose name changed
        """
        renamed = self.browse()
        # sudo: whoever moves a person need not be allowed to write the household
        for household, name in self.sudo()._household_due_names().items():
            household.with_context(constituent_household_naming=True).name = name
            renamed |= household
        return renamed

    def _household_due_names(self):
        """`{household: name}` of those that follow their members and do not have the name that is right today."""
        followers = self.filtered(lambda partner: (
            partner.constituent_type == 'household' and partner.household_naming not in (False, 'custom')))
        due = {}
        for household, people in followers._household_members_to_name().items():
            if not people:
                continue  # an empty household keeps the name under which it is known
            name = household._household_phrase(f'household_{household.household_naming}', people)
            if name and name != household.name:
                due[household] = name
        return due

    # -- values ----------------------------------------------------------

    @api.model
    def _constituent_watched_fields(self):
        return super()._constituent_watched_fields() | {'household_naming'}

    @api.model
    def _constituent_complete_create(self, vals):
        vals = super()._constituent_complete_create(vals)
        if vals.get('constituent_type') == 'household':
            nameless = is_blank(vals.get('name'))
            if not vals.get('household_naming'):
                vals['household_naming'] = 'family' if nameless else 'custom'
            if nameless:
                vals['name'] = self.env._("New household")
        return vals

    def _constituent_complete_write(self, vals):
        vals = super()._constituent_complete_write(vals)
        if vals.get('constituent_type', self.constituent_type) == 'household':
            if 'name' in vals and 'household_naming' not in vals and vals['name'] != self.name and (
                    not self.env.context.get('constituent_household_naming')):
                vals['household_naming'] = 'custom'  # a name typed by hand is kept
            # sudo: whoever may change the kind keeps the name, whether the way of naming is shown or not
            elif 'constituent_type' in vals and not vals.get('household_naming', self.sudo().household_naming):
                vals['household_naming'] = 'custom'
        return vals

    def write(self, vals):
        result = super().write(vals)
        if vals.get('household_naming') or {'lang'} & vals.keys():
            self._household_refresh_names()
        if {'name', 'first_name', 'last_name', 'name_prefix', 'is_deceased'} & vals.keys():
            self._household_of_people()._household_refresh_names()
        return result

    def _household_of_people(self):
        """Households, present ones, whose name may follow from the names of these people."""
        people = self.filtered(lambda partner: partner.constituent_type == 'individual')
        if not people:
            return self.browse()
        Membership = self.env['constituent.household.membership'].sudo()  # sudo: naming is no matter of access
        today = self.env['res.company']._constituent_today()
        return Membership.search(
            Membership._domain_on(today) & Domain('person_id', 'in', people.ids)).household_id.with_env(self.env)
