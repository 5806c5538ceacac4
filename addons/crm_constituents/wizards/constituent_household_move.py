from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ConstituentHouseholdMove(models.TransientModel):
    """People move together to another household, or split off into a new one, from a day on.

    Their earlier main membership ends the day before; nothing is overwritten. Running it twice moves nobody twice.
    """
    _name = 'constituent.household.move'
    _description = "Move to another household"

    state = fields.Selection([
        ('choose', "Choose"),
        ('preview', "Preview"),
        ('result', "Result"),
    ], default='choose', required=True)
    person_ids = fields.Many2many(
        'res.partner', 'constituent_household_move_person_rel', 'move_id', 'person_id', string="Who moves",
        required=True, domain="[('constituent_type', '=', 'individual'), ('active', '=', True)]",
        context={'active_test': False})  # whoever was archived is shown, and refused in words
    companion_ids = fields.Many2many(
        'res.partner', string="Live with them today", compute='_compute_companion_ids')
    target = fields.Selection([
        ('existing', "To a household we know"),
        ('new', "To a household of their own"),
        ('none', "To no household"),
    ], string="Where", default='existing', required=True)
    household_id = fields.Many2one(
        'res.partner', string="Household", domain="[('constituent_type', '=', 'household')]", ondelete='cascade')
    date = fields.Date(
        "First day there", required=True, default=lambda self: self.env['res.company']._constituent_today())
    role = fields.Selection(
        selection=lambda self: self.env['constituent.household.membership']._fields['role'].selection,
        string="Role there", help="Empty: everybody keeps the role they have.")
    preview = fields.Text(compute='_compute_preview', string="What will happen")
    result = fields.Text(readonly=True)
    result_household_id = fields.Many2one('res.partner', readonly=True, ondelete='cascade')

    @api.depends('person_ids')
    def _compute_companion_ids(self):
        for move in self:
            people = move.person_ids._origin
            households = people.household_id
            together = self.env['res.partner'].search([('household_id', 'in', households.ids)])
            move.companion_ids = together - people if households else False

    def _memberships_to_end(self):
        """Main memberships of those who move that hold on the day of the move or begin later."""
        Membership = self.env['constituent.household.membership']
        rows = Membership.search(
            Domain('person_id', 'in', self.person_ids._origin.ids) & Domain('is_primary', '=', True)
            & Membership._domain_overlapping(self.date, False))
        if self.target == 'existing':
            rows = rows.filtered(lambda row: row.household_id != self.household_id)
        return rows

    def _people_to_join(self):
        """Those who do not live there on the day already."""
        people = self.person_ids._origin
        if self.target == 'existing':
            Membership = self.env['constituent.household.membership']
            return people - Membership.search(
                Membership._domain_primary_on(self.date) & Domain('household_id', '=', self.household_id.id)).person_id
        return people if self.target == 'new' else people.browse()

    @api.depends('person_ids', 'target', 'household_id', 'date', 'role')
    def _compute_preview(self):
        for move in self:
            move.preview = '\n'.join(move._preview_lines()) if move.date and move.person_ids else ''

    def _preview_lines(self):
        last_day = self.date - timedelta(days=1)
        later = self.env._("from the beginning, as it would begin later")
        format_date = self.env['ir.qweb.field.date'].value_to_html
        lines = []
        for row in self._memberships_to_end():
            begun = not row.date_from or row.date_from <= last_day
            lines.append(self.env._(
                "%(person)s leaves %(household)s; last day there: %(day)s.", person=row.person_id.name,
                household=row.household_id.name, day=format_date(last_day, {}) if begun else later))
        joining = self._people_to_join()
        name = self.household_id.name if self.target == 'existing' else self._new_household_name(joining)
        for person in joining:
            lines.append(self.env._(
                "%(person)s joins %(household)s on %(day)s.", person=person.name, household=name,
                day=format_date(self.date, {})))
        for household in self._memberships_to_end().household_id:
            Membership = self.env['constituent.household.membership']
            staying = Membership.search(
                Membership._domain_on(self.date) & Domain('household_id', '=', household.id)
            ).person_id - self.person_ids._origin
            if not staying:
                lines.append(self.env._(
                    "Nobody stays in %(household)s: it keeps its name and its history.", household=household.name))
        for person in self.person_ids._origin - joining if self.target == 'existing' else []:
            lines.append(self.env._(
                "%(person)s lives in %(household)s on that day already: nothing to do.",
                person=person.name, household=self.household_id.name))
        return lines

    def _new_household_name(self, people):
        household = self.env['res.partner'].new({'constituent_type': 'household', 'lang': people[:1].lang})
        return household._household_phrase('household_family', people) if people else ''

    def action_preview(self):
        self.ensure_one()
        if self.target == 'existing' and not self.household_id:
            raise UserError(self.env._(
                "Choose the household to which %(names)s move, or let them have one of their own.",
                names=', '.join(self.person_ids.mapped('name'))))
        self._check_archived()
        self.state = 'preview'
        return self._reopen()

    def _check_archived(self):
        """Say before the preview what the memberships would say afterwards."""
        household = self.household_id if self.target == 'existing' else self.env['res.partner']
        for person in self._people_to_join():
            row = self.env['constituent.household.membership'].new(
                {'person_id': person.id, 'household_id': household.id, 'date_from': self.date})
            row._refuse_archived(person | household)

    def action_back(self):
        self.ensure_one()
        self.state = 'choose'
        return self._reopen()

    def action_move(self):
        """End the earlier memberships, begin the new ones, and show what was done."""
        self.ensure_one()
        Membership = self.env['constituent.household.membership']
        lines = self._preview_lines()
        joining = self._people_to_join()
        ending = self._memberships_to_end()
        roles = {row.person_id: row.role for row in ending}
        last_day = self.date - timedelta(days=1)
        begun = ending.filtered(lambda row: not row.date_from or row.date_from <= last_day)
        (ending - begun).unlink()  # they would begin on a day on which the person lives elsewhere
        begun.date_to = last_day
        household = self.household_id if self.target == 'existing' else self.env['res.partner']
        if self.target == 'new' and joining:
            household = household.create({'constituent_type': 'household', 'lang': joining[:1].lang})
        later = Membership.search([
            ('household_id', '=', household.id), ('person_id', 'in', joining.ids), ('date_from', '>', self.date)])
        later.unlink()  # the move brings forward what was planned for later
        Membership.create([{
            'household_id': household.id, 'person_id': person.id, 'date_from': self.date,
            'role': self.role or roles.get(person, 'other'),
        } for person in joining])
        self.write({
            'state': 'result', 'result_household_id': household.id,
            'result': '\n'.join(lines) or self.env._("There was nothing to do."),
        })
        return self._reopen()

    def action_open_household(self):
        self.ensure_one()
        return self.result_household_id._constituent_page()

    def _reopen(self):
        return {
            'type': 'ir.actions.act_window', 'name': self._description, 'res_model': self._name, 'res_id': self.id,
            'views': [(False, 'form')], 'target': 'new',
        }
