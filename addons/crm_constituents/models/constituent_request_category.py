from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ('question', "Question"),
    ('complaint', "Complaint"),
    ('change', "Change of details"),
    ('feedback', "Thanks and feedback"),
    ('other', "Other"),
]
UNITS = [('hour', "working hours"), ('day', "working days")]


class ConstituentRequestCategory(models.Model):
    """What requests are about: which team they go to, and how soon they are answered."""
    _name = 'constituent.request.category'
    _description = "Category of requests"
    _order = 'sequence, name, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', index='btree_not_null', ondelete='restrict', help="Empty: for all companies.")
    kind = fields.Selection(KINDS, required=True, default='question')
    is_complaint = fields.Boolean(
        "Complaint", compute='_compute_is_complaint', store=True, readonly=False, precompute=True,
        help="While such a request is open, whoever is about to ask its person for something is told of it.")
    is_privacy = fields.Boolean(
        "About personal data", help="The officer is offered to open a request to the data officer out of it.")
    team_id = fields.Many2one(
        'constituent.request.team', string="Team", index='btree_not_null', ondelete='restrict')
    user_id = fields.Many2one(
        'res.users', string="Always goes to", index='btree_not_null', ondelete='restrict',
        domain="[('share', '=', False)]", help="Empty: the team shares its requests out.")
    response_count = fields.Float("First answer within", default=2, digits=(8, 1))
    response_unit = fields.Selection(UNITS, required=True, default='day', string="Unit of the first answer")
    resolution_count = fields.Float("Resolved within", default=10, digits=(8, 1))
    resolution_unit = fields.Selection(UNITS, required=True, default='day', string="Unit of the resolution")
    asks_satisfaction = fields.Boolean(
        "Ask how it was", default=True, help="When such a request is closed, its person is sent a link to say so.")

    @api.depends('kind')
    def _compute_is_complaint(self):
        for category in self:
            category.is_complaint = category.kind == 'complaint'

    @api.constrains('response_count', 'resolution_count')
    def _check_counts(self):
        for category in self:
            if category.response_count <= 0 or category.resolution_count <= 0:
                raise ValidationError(self.env._(
                    "“%(name)s” needs a time to answer and a time to resolve above 0. Enter both in working hours or "
                    "working days.", name=category.name))

    @api.model
    def _default_for(self, kind, company):
        """The first category of a kind in a company, else the first of all; may be empty."""
        found = self.search([('company_id', 'in', [False, company.id])])
        return (found.filtered(lambda category: category.kind == kind) or found)[:1]

    def _limits(self, hours_per_day):
        """Hours of work until the first answer and until it is resolved: `(float, float)`."""
        self.ensure_one()
        factor = {'hour': 1, 'day': hours_per_day}
        return (self.response_count * factor[self.response_unit],
                self.resolution_count * factor[self.resolution_unit])
