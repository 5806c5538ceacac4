from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

STANCES = [
    ('champion', "Champion"),
    ('supporter', "Supporter"),
    ('neutral', "Neutral"),
    ('critic', "Critic"),
    ('opponent', "Opponent"),
]
CLOSENESS = [
    ('inner', "Inner circle"),
    ('close', "Close"),
    ('known', "Known"),
    ('distant', "Distant"),
]
SOURCES = [
    ('talk', "Talk with them"),
    ('observed', "What they did"),
    ('others', "Told by others"),
    ('public', "Said in public"),
    ('guess', "Our impression"),
]


class ConstituentStance(models.Model):
    """Where somebody stood towards us from a day on, and how close; a row is added when it changes, none is mended.

    What we believe about people is sensitive, and they may ask to see it: it stands here with its source and evidence.
    """
    _name = 'constituent.stance'
    _description = "Stance and closeness"
    _order = 'date_from DESC, id DESC'
    _rec_name = 'stance'

    partner_id = fields.Many2one(
        'res.partner', string="Constituent", required=True, index=True, ondelete='cascade',
        domain="[('constituent_type', '!=', False)]")
    date_from = fields.Date("Since", required=True, default=lambda self: self.env['res.company']._constituent_today())
    stance = fields.Selection(STANCES, help="Empty: nothing new about it, what was known stays true.")
    closeness = fields.Selection(CLOSENESS, help="Empty: nothing new about it, what was known stays true.")
    source = fields.Selection(SOURCES, string="Learned from", required=True, default='talk')
    evidence = fields.Text(required=True, help="What they said or did, so that another officer can judge.")
    interaction_id = fields.Many2one(
        'constituent.interaction', string="Contact", index='btree_not_null', ondelete='set null',
        domain="[('partner_ids', 'in', partner_id)]", help="The talk or letter in which it showed.")
    user_id = fields.Many2one(
        'res.users', string="Noted by", required=True, readonly=True, index='btree_not_null', ondelete='restrict',
        default=lambda self: self.env.user)
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, precompute=True, index='btree_not_null',
        ondelete='restrict', help="Company of the person. Empty: shared by all companies.")

    _by_day = models.Index('(partner_id, date_from DESC, id DESC)')
    _says_something = models.Constraint(
        'CHECK (stance IS NOT NULL OR closeness IS NOT NULL)', "Choose a stance, a closeness, or both.")

    @api.depends('partner_id.company_id')
    def _compute_company_id(self):
        for row in self:
            row.company_id = row.partner_id.company_id

    @api.constrains('date_from')
    def _check_day(self):
        today = self.env['res.company']._constituent_today()
        for row in self:
            if row.date_from > today:
                raise ValidationError(self.env._(
                    "What %(name)s will think on %(day)s is not known yet. Give today or an earlier day.",
                    name=row.partner_id.name, day=row.date_from))

    @api.model
    def _domain_known_on(self, day):
        """Rows that were true on `day` or before."""
        return Domain('date_from', '<=', day)
