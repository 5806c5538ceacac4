from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools.request_flow import OPEN, STATES, TRANSITIONS
from .constituent_interaction import CHANNELS

# What only the deeds of this model set: not a form, not an import, not another program.
BY_DEED = {
    'name', 'state', 'resolved_at', 'closed_at', 'reopen_count', 'satisfaction', 'satisfaction_comment', 'satisfied_at',
    'asked_at',
}
OUTCOMES = [
    ('solved', "Solved"),
    ('explained', "Explained"),
    ('partly', "Solved in part"),
    ('not_possible', "Not possible"),
    ('withdrawn', "Withdrawn"),
    ('double', "Asked twice"),
]


class ConstituentRequest(models.Model):
    """What somebody asks of us or complains about, from the day it came in to the day it is settled."""
    _name = 'constituent.request'
    _description = "Request"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'priority DESC, due_at, id'
    _mail_post_access = 'read'

    name = fields.Char("Number", readonly=True, copy=False, index=True)
    subject = fields.Char(required=True)
    partner_id = fields.Many2one(
        'res.partner', string="From", required=True, index=True, ondelete='restrict',
        domain="[('constituent_type', '!=', False)]", help="A person, a household or an organisation.")
    other_partner_ids = fields.Many2many(
        'res.partner', 'constituent_request_partner_rel', 'request_id', 'partner_id', string="With them", copy=False,
        domain="[('constituent_type', '!=', False), ('id', '!=', partner_id)]",
        help="Others who ask the same together with them.")
    category_id = fields.Many2one(
        'constituent.request.category', string="Category", required=True, index=True, ondelete='restrict',
        default=lambda self: self.env['constituent.request.category']._default_for('question', self.env.company),
        tracking=True)
    kind = fields.Selection(related='category_id.kind', store=True)
    is_complaint = fields.Boolean(
        "Complaint", compute='_compute_from_category', store=True, readonly=False, precompute=True,
        help="While it is open, whoever is about to ask this person for something is told of it.")
    is_privacy = fields.Boolean(related='category_id.is_privacy')
    channel = fields.Selection(CHANNELS, string="Came by", required=True, default='call')
    received_at = fields.Datetime("Received", required=True, default=fields.Datetime.now, index=True)
    description = fields.Text("What is asked", copy=False)
    priority = fields.Selection([('0', "Normal"), ('1', "Urgent")], default='0', required=True)
    interaction_ids = fields.One2many('constituent.interaction', 'request_id', string="Contacts", copy=False)

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict', compute='_compute_company_id', store=True,
        readonly=False, precompute=True)
    team_id = fields.Many2one(
        'constituent.request.team', string="Team", compute='_compute_from_category', store=True, readonly=False,
        precompute=True, index='btree_not_null', ondelete='restrict', tracking=True,
        domain="[('company_id', 'in', [company_id, False])]")
    user_id = fields.Many2one(
        'res.users', string="Officer", index='btree_not_null', ondelete='restrict', copy=False, tracking=True,
        domain="[('share', '=', False)]")
    state = fields.Selection(
        STATES, string="Step", required=True, readonly=True, default='new', copy=False, tracking=True,
        group_expand='_group_expand_state')

    pause_ids = fields.One2many('constituent.request.pause', 'request_id', string="Pauses", copy=False, readonly=True)
    waiting_for = fields.Char("Waits for", compute='_compute_waiting')
    resolved_at = fields.Datetime("Resolved", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed", readonly=True, copy=False)
    reopen_count = fields.Integer("Taken up again", readonly=True, copy=False, help="How often.")
    outcome = fields.Selection(OUTCOMES, copy=False, tracking=True)
    resolution = fields.Text("What was done", copy=False)

    _number_unique = models.UniqueIndex('(name, company_id)', "Another request has this number already.")
    _open_due = models.Index("(due_at) WHERE state IN ('new', 'assigned', 'waiting')")
    _open_complaints = models.Index(
        "(partner_id) WHERE is_complaint AND state IN ('new', 'assigned', 'waiting')")

    def _group_expand_state(self, _states, _domain):
        """All columns, in the order of the steps."""
        return [code for code, _name in STATES]

    # -- who and where ---------------------------------------------------

    @api.model
    def _domain_about(self, people):
        """Requests of some of `people`, alone or with others."""
        return Domain('partner_id', 'in', people.ids) | Domain('other_partner_ids', 'in', people.ids)

    @api.model
    def _domain_open(self):
        return Domain('state', 'in', OPEN)

    @api.depends('partner_id')
    def _compute_company_id(self):
        for request in self:
            request.company_id = request.partner_id.company_id or request.company_id or self.env.company

    @api.depends('category_id')
    def _compute_from_category(self):
        for request in self:
            category = request.category_id
            request.is_complaint = category.is_complaint
            request.team_id = category.team_id or request.team_id

    @api.depends('name', 'subject')
    def _compute_display_name(self):
        for request in self:
            request.display_name = ' '.join(part for part in (request.name, request.subject) if part)

    @api.depends('pause_ids.ends_at', 'pause_ids.reason')
    def _compute_waiting(self):
        for request in self:
            request.waiting_for = request.pause_ids.filtered(lambda pause: not pause.ends_at)[:1].reason

    @api.constrains('received_at')
    def _check_received(self):
        for request in self:
            if request.received_at > fields.Datetime.now().replace(microsecond=0) and not self.env.context.get(
                    'constituent_any_time'):
                raise ValidationError(self.env._(
                    "“%(subject)s” cannot have come in on %(moment)s, which is yet to come. Mend the time.",
                    subject=request.subject, moment=request.received_at))

    @api.constrains('company_id', 'partner_id', 'team_id')
    def _check_companies(self):
        for request in self.sudo():  # sudo: only whether the companies agree
            for record in (request.partner_id, request.team_id):
                if record.company_id and record.company_id != request.company_id:
                    raise ValidationError(self.env._(
                        "%(number)s is a request to %(company)s; “%(name)s” belongs to %(other)s. Choose another, or "
                        "enter the request there.", number=request.name, company=request.company_id.name,
                        name=record.name, other=record.company_id.name))

    # -- what only deeds set ---------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and (forged := BY_DEED & {name for name in vals if vals[name]} - {'state'}
                                    or vals.get('state', 'new') != 'new'):
                raise AccessError(self.env._(
                    "A request begins as new, with a number of its own. Leave these out: %(names)s.",
                    names=', '.join(sorted(forged)) if isinstance(forged, set) else 'state'))
            if not self.env.su:  # said outright, so that no default of a context comes in their place
                vals.update(dict.fromkeys(BY_DEED - {'state'}, False), state='new')
            # sudo: whoever enters a request takes the next number, and reads no series
            vals['name'] = self.env['ir.sequence'].sudo().next_by_code('constituent.request') or '/'
        requests = super().create(vals_list)
        requests.filtered(lambda request: not request.user_id and request.state == 'new')._route()
        requests.filtered(lambda request: request.user_id and request.state == 'new')._move('assigned')
        return requests

    def write(self, vals):
        if not self.env.su and (forged := BY_DEED & vals.keys()):
            raise AccessError(self.env._(
                "These are set by the buttons of a request and by nothing else: %(names)s.",
                names=', '.join(sorted(forged))))
        if 'state' in vals:
            self._check_move(vals['state'])
        done = super().write(vals)
        if 'user_id' in vals and 'state' not in vals:
            self.filtered(lambda request: request.user_id and request.state == 'new')._move('assigned')
            self.filtered(lambda request: not request.user_id and request.state == 'assigned')._move('new')
        return done

    def _check_move(self, state):
        for request in self:
            if state != request.state and state not in TRANSITIONS[request.state]:
                steps = dict(self._fields['state']._description_selection(self.env))
                raise UserError(self.env._(
                    "%(number)s stands at “%(step)s”; from there it cannot go to “%(wanted)s”. Take the steps in "
                    "order.", number=request.name, step=steps[request.state], wanted=steps[state]))

    def _move(self, state, **vals):
        """Take these requests to another step, with the facts that belong to it.

        :raise UserError: the step does not follow from the present one
        """
        self.check_access('write')
        # sudo: checked in the line above; these fields are set by deeds alone
        self.sudo().write({'state': state, **vals})

    def _route(self):
        """Give new requests to the officer of their category, else to the next of their team."""
        for request in self:
            officer = request.sudo().category_id.user_id  # sudo: who it is, whoever enters the request
            if not officer or not officer.active:
                officer = request.team_id._next_officer() if request.team_id else officer.browse()
            if officer:
                # sudo: a program that enters requests for visitors has no right to change one
                request.sudo().user_id = officer

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_administrator(self):
        if not self.env.su and not self.env.user.has_group('crm_constituents.group_constituent_manager'):
            raise UserError(self.env._(
                "%(number)s stays on record: only an administrator of constituents deletes requests. Resolve it as "
                "“Asked twice” or “Withdrawn” instead.", number=self[:1].name))
