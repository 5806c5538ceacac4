from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.request_flow import OPEN, least_loaded, next_in_turn


class ConstituentRequestTeam(models.Model):
    """Those who answer requests together, and how a new one finds its officer."""
    _name = 'constituent.request.team'
    _description = "Team for requests"
    _order = 'sequence, name, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', index='btree_not_null', ondelete='restrict', help="Empty: for all companies.")
    member_ids = fields.Many2many(
        'res.users', 'constituent_request_team_user_rel', 'team_id', 'user_id', string="Members",
        domain="[('share', '=', False)]")
    routing = fields.Selection([
        ('manual', "By hand"),
        ('turn', "In turn"),
        ('load', "Fewest open requests first"),
    ], string="New requests go", required=True, default='manual')
    calendar_id = fields.Many2one(
        'resource.calendar', string="Working hours", ondelete='restrict', index='btree_not_null',
        help="In which hours the clock of a request runs. Empty: those of the company.")
    last_user_id = fields.Many2one(
        'res.users', string="Last given to", readonly=True, copy=False, ondelete='set null')
    turn = fields.Integer("Given so far", readonly=True, copy=False)
    open_count = fields.Integer("Open requests", compute='_compute_open_count')

    def _compute_open_count(self):
        counts = dict(self.env['constituent.request']._read_group(
            [('team_id', 'in', self.ids), ('state', 'in', OPEN)], ['team_id'], ['__count']))
        for team in self:
            team.open_count = counts.get(team._origin, 0)

    @api.constrains('routing', 'member_ids')
    def _check_members(self):
        for team in self:
            if team.routing != 'manual' and not team.member_ids:
                raise ValidationError(self.env._(
                    "“%(name)s” is to share out its requests and has no members. Add at least one, or let requests be "
                    "given by hand.", name=team.name))

    def _next_officer(self):
        """Who of this team gets the next request; nobody where requests are given by hand, or all are away.

        Safe with several at once: each takes its turn with one statement on the row of the team. Of two at the same
        instant the second waits, is refused its old view of the queue, and is run again by the framework.

        :return: a `res.users`, of one or none
        """
        self.ensure_one()
        Users = self.env['res.users']
        if self.routing == 'manual':
            return Users
        # sudo: whoever enters a request needs no right to the team, nor sees all users and the queue of each
        team = self.sudo()
        members = team.member_ids.filtered('active')
        if not members:
            return Users
        team.flush_recordset()
        [(last,)] = self.env.execute_query(SQL(
            "UPDATE constituent_request_team SET turn = COALESCE(turn, 0) + 1 WHERE id = %s RETURNING last_user_id",
            self.id))
        if self.routing == 'turn':
            chosen = next_in_turn(members.ids, last)
        else:
            load = {user.id: count for user, count in team.env['constituent.request']._read_group(
                [('user_id', 'in', members.ids), ('state', 'in', OPEN)], ['user_id'], ['__count'])}
            chosen = least_loaded(members.ids, load, last)
        self.env.cr.execute(SQL(
            "UPDATE constituent_request_team SET last_user_id = %s WHERE id = %s", chosen, self.id))
        self.invalidate_recordset(['turn', 'last_user_id'])
        return Users.browse(chosen)
