from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.deadlines import paused_days

OFFICER = 'crm_privacy.group_privacy_officer'
TYPES = [
    ('access', "Access"),
    ('portability', "Data to take along"),
    ('rectification', "Rectification"),
    ('erasure', "Erasure"),
    ('restriction', "Restriction"),
    ('objection', "Objection"),
    ('consent', "Question about a consent"),
    ('complaint', "Complaint"),
]
STATES = [
    ('new', "New"),
    ('identify', "Identify"),
    ('collect', "Collect"),
    ('review', "Review"),
    ('approve', "Approve"),
    ('delivered', "Delivered"),
    ('closed', "Closed"),
    ('refused', "Refused"),
]
# From each step to which others; whatever is not here is refused.
TRANSITIONS = {
    'new': ('identify', 'collect', 'closed', 'refused'),
    'identify': ('collect', 'closed', 'refused'),
    'collect': ('review', 'closed', 'refused'),
    'review': ('collect', 'approve', 'refused'),
    'approve': ('review', 'delivered', 'refused'),
    'delivered': ('closed',),
    'closed': (),
    'refused': ('identify',),
}
ENDED = ('closed', 'refused')
# What only the deeds of this model set: not a form, not an import, not another program.
BY_DEED = {'name', 'state', 'submitted_by_id', 'approved_by_id', 'approved_on', 'extended_on', 'closed_on', 'erased_on',
           'erasure_report', 'batch_id', 'is_confirmed', 'acknowledged_on', 'log_ids', 'identity_address'}
# what is collected, approved and done is about this person, and this is what they asked for.
FIXED = {'partner_id', 'type', 'company_id'}


class PrivacyRequest(models.Model):
    """What a person asks for by right: from the day it came in to the answer, with its clock and its proof.

    Source: GDPR Art. 12 and 15 to 21; UK GDPR Art. 12A; Data Protection Act 2018 s. 164A.
    """
    _name = 'privacy.request'
    _description = "Request of a person"
    _order = 'due_on, id'

    name = fields.Char("Number", readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict', default=lambda self: self.env.company)
    type = fields.Selection(TYPES, string="Asks for", required=True, default='access')
    state = fields.Selection(STATES, string="Step", required=True, readonly=True, default='new', copy=False,
                             group_expand='_group_expand_state')
    partner_id = fields.Many2one(
        'res.partner', string="Person", index=True, ondelete='restrict', help="Empty until it is known who asks.")
    requester_name = fields.Char("Name as given", copy=False)
    requester_email = fields.Char("E-mail as given", copy=False)
    requester_phone = fields.Char("Telephone as given", copy=False)
    details = fields.Text("What is asked", copy=False)
    is_confirmed = fields.Boolean(
        "Address confirmed", readonly=True, copy=False,
        help="Whoever asked by the web page has opened the link that was sent to the address given.")
    received_on = fields.Date("Received", required=True, default=fields.Date.context_today)
    received_by = fields.Selection([
        ('web', "Web page"),
        ('portal', "Portal"),
        ('email', "E-mail"),
        ('post', "Letter"),
        ('phone', "Telephone"),
        ('person', "In person"),
    ], string="By", required=True, default='email')
    user_id = fields.Many2one(
        'res.users', string="Handled by", index='btree_not_null', ondelete='restrict', copy=False,
        default=lambda self: self.env.user)

    jurisdiction_id = fields.Many2one(
        'privacy.jurisdiction', string="Law of", compute='_compute_jurisdiction_id', store=True, readonly=False,
        required=True, precompute=True, index='btree_not_null', ondelete='restrict',
        help="That of the country of the person, else of the organisation.")
    first_due_on = fields.Date("First due", compute='_compute_due', store=True)
    due_on = fields.Date("Due", compute='_compute_due', store=True, index=True)
    acknowledge_by = fields.Date("Acknowledge by", compute='_compute_due', store=True)
    acknowledged_on = fields.Date("Acknowledged", readonly=True, copy=False)
    days_left = fields.Integer(
        "Days left", compute='_compute_days_left',
        help="To the day on which the answer is due; below 0 when it is late.")
    is_overdue = fields.Boolean("Overdue", compute='_compute_days_left', search='_search_is_overdue')
    extension_reason = fields.Text("Why more time is needed", copy=False)
    extension_told_on = fields.Date("Person told on", copy=False)
    extended_on = fields.Date("Extended", readonly=True, copy=False)
    pause_ids = fields.One2many('privacy.request.pause', 'request_id', copy=False)
    is_paused = fields.Boolean("Clock stands still", compute='_compute_days_left')

    identity_state = fields.Selection([
        ('open', "Open"),
        ('asked', "Asked for"),
        ('verified', "Verified"),
        ('dispensed', "Not needed"),
    ], string="Identity", required=True, default='open', copy=False)
    identity_method = fields.Char("How it was verified", copy=False)
    identity_reason = fields.Text("Why it was not needed", copy=False)
    identity_address = fields.Char(
        "Address at that time", readonly=True, copy=False, groups=OFFICER,
        help="The answer goes to the address that was there when the identity was verified.")
    identity_file = fields.Binary("Document shown", copy=False, attachment=True, groups=OFFICER)

    submitted_by_id = fields.Many2one(
        'res.users', string="Submitted by", readonly=True, copy=False, index='btree_not_null', ondelete='restrict')
    approved_by_id = fields.Many2one(
        'res.users', string="Approved by", readonly=True, copy=False, index='btree_not_null', ondelete='restrict')
    approved_on = fields.Datetime("Approved", readonly=True, copy=False)
    outcome = fields.Selection([
        ('fulfilled', "Fulfilled"),
        ('partly', "Fulfilled in part"),
        ('nothing', "Nothing on record"),
        ('withdrawn', "Withdrawn by the person"),
    ], copy=False)
    closed_on = fields.Date("Closed", readonly=True, copy=False)
    refusal_ground = fields.Selection([
        ('unfounded', "Manifestly unfounded (Art. 12(5))"),
        ('excessive', "Excessive (Art. 12(5))"),
        ('identity', "Identity could not be shown (Art. 12(2))"),
        ('others', "Rights of others (Art. 15(4))"),
        ('law', "The law asks us to keep it (Art. 17(3))"),
        ('claims', "Legal claims (Art. 17(3)(e))"),
    ], copy=False)
    refusal_text = fields.Text("Reason given", copy=False)
    complaint_text = fields.Text(
        "Where to complain", copy=False, default=lambda self: self._default_complaint_text(),
        help="Supervisory authority and court; stands in the answer (GDPR Art. 12(4)).")

    task_ids = fields.One2many('privacy.request.task', 'request_id', copy=False)
    item_ids = fields.One2many('privacy.request.item', 'request_id', copy=False)
    log_ids = fields.One2many('privacy.request.log', 'request_id', copy=False, readonly=True)
    item_count = fields.Integer("Findings", compute='_compute_counts')
    open_item_count = fields.Integer("To review", compute='_compute_counts')
    open_task_count = fields.Integer(compute='_compute_counts')

    _number_unique = models.UniqueIndex('(name, company_id)', "Another request has this number already.")
    _open_lookup = models.Index("(due_on) WHERE state NOT IN ('closed', 'refused')")

    @api.model
    def _default_complaint_text(self):
        return self.env._(
            "You may complain to the supervisory authority of your country, and go to court (GDPR Art. 77 and 79).")

    def _group_expand_state(self, states, domain):
        """Columns in the order of the steps, with those at which nothing stands; the two ends only when shown."""
        return [code for code, _name in STATES if code in states or code not in ENDED]

    # -- clocks --------------------------------------------------------------

    @api.depends('partner_id.country_id', 'company_id')
    def _compute_jurisdiction_id(self):
        # sudo: law is the same for everybody, and of the person only the country is looked at
        places = self.env['privacy.jurisdiction'].sudo().search([])
        default = places.filtered('is_default')
        for request in self:
            country = request.sudo().partner_id.country_id or request.sudo().company_id.country_id  # sudo: same
            request.jurisdiction_id = places.filtered(lambda place, c=country: c in place.country_ids)[:1] or default

    @api.depends('received_on', 'jurisdiction_id', 'type', 'extended_on', 'pause_ids.date_from', 'pause_ids.date_to')
    def _compute_due(self):
        for request in self:
            if not (request.received_on and request.jurisdiction_id):
                request.first_due_on = request.due_on = request.acknowledge_by = False
                continue
            request.first_due_on = request._due_by(request._clock_code())
            longer = request.extended_on and not request._no_extension()
            request.due_on = request._due_by('REQUEST_EXTENDED') if longer else request.first_due_on
            acknowledge = request.type == 'complaint' and request._has_clock('COMPLAINT_ACK')
            request.acknowledge_by = acknowledge and request._due_by('COMPLAINT_ACK')

    def _clock_code(self):
        """Objections have a shorter clock where the law names one for opting out; complaints and the rest this one."""
        self.ensure_one()
        return 'OPT_OUT' if self.type == 'objection' and self._has_clock('OPT_OUT') else 'REQUEST'

    def _no_extension(self):
        """Why the law gives no more time for this request; nothing where it does."""
        self.ensure_one()
        if self._clock_code() == 'OPT_OUT':
            return self.env._(
                "%(number)s is an objection. The period in which it has to be carried out cannot be extended: it is "
                "due on %(due)s.", number=self.name, due=self.first_due_on)
        try:
            self.env['privacy.clock']._find('REQUEST_EXTENDED', self.jurisdiction_id._origin, self.received_on)
        except UserError as error:
            return str(error)
        return ''

    def _has_clock(self, code):
        """Whether the law of this very place names such a period."""
        # sudo: law is the same for everybody
        return bool(self.env['privacy.clock'].sudo().search_count([
            ('code', '=', code), ('jurisdiction_id', '=', self.jurisdiction_id._origin.id)], limit=1))

    def _due_by(self, code):
        self.ensure_one()
        clock = self.env['privacy.clock']._find(code, self.jurisdiction_id._origin, self.received_on)
        country = self.sudo().partner_id.country_id or self.sudo().company_id.country_id  # sudo: only for its holidays
        # P-19: time stands still only where the law of the place says so, and only for pauses that have ended
        ended = self.pause_ids.filtered('date_to') if self.jurisdiction_id.pauses_clocks else self.pause_ids[:0]
        paused = paused_days([(row.date_from, row.date_to) for row in ended], self.received_on)
        return clock._due(self.received_on, country, paused)

    @api.depends('due_on', 'state', 'closed_on', 'pause_ids.date_to', 'jurisdiction_id')
    def _compute_days_left(self):
        today = self.env['res.company']._constituent_today()
        for request in self:
            running = request.pause_ids.filtered(lambda pause: pause.date_from and not pause.date_to)
            request.is_paused = bool(request.jurisdiction_id.pauses_clocks and running)
            until = min(running.mapped('date_from')) if request.is_paused else today
            request.days_left = (request.due_on - (request.closed_on or until)).days if request.due_on else 0
            request.is_overdue = request.state not in (*ENDED, 'delivered') and request.days_left < 0

    def _search_is_overdue(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = self.env['res.company']._constituent_today()
        late = Domain('state', 'not in', (*ENDED, 'delivered')) & Domain('due_on', '<', today)
        paused = self.search(late & Domain('pause_ids.date_to', '=', False) & Domain('pause_ids', '!=', False))
        return late & Domain('id', 'not in', paused.filtered(lambda request: not request.is_overdue).ids)

    @api.constrains('extended_on', 'extension_reason', 'extension_told_on', 'received_on')
    def _check_extension(self):
        for request in self.filtered('extended_on'):
            # P-18; GDPR Art. 12(3)
            if request.extended_on > request.first_due_on:
                raise ValidationError(self.env._(
                    "%(number)s was due on %(due)s; an extension on %(day)s comes too late. Answer it now, and say "
                    "why it is late.", number=request.name, due=request.first_due_on, day=request.extended_on))
            told = request.extension_told_on
            if not request.extension_reason or not told or told > request.first_due_on:
                raise ValidationError(self.env._(
                    "%(number)s can be extended only with a reason, and when the person is told by %(due)s. Enter both "
                    "first.", number=request.name, due=request.first_due_on))

    @api.constrains('identity_state', 'identity_method', 'identity_reason')
    def _check_identity(self):
        for request in self:
            if request.identity_state == 'verified' and not request.identity_method:
                raise ValidationError(self.env._(
                    "The identity for %(number)s is verified: enter how.", number=request.name))
            if request.identity_state == 'dispensed' and not (request.identity_reason or '').strip():
                raise ValidationError(self.env._(
                    "The identity for %(number)s is not needed: write down why.", number=request.name))

    # -- what only deeds set ---------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and (forged := BY_DEED & set(vals) - {'state'} or vals.get('state', 'new') != 'new'):
                raise AccessError(self.env._(
                    "A request begins as new, with a number of its own. Leave these out: %(names)s.",
                    names=', '.join(sorted(forged)) if isinstance(forged, set) else 'state'))
            # said outright, so that no default of a context comes in their place
            if not self.env.su:
                vals.update(dict.fromkeys(BY_DEED - {'state', 'log_ids'}, False), state='new')
            # sudo: whoever enters a request takes the next number, and reads no series
            vals['name'] = self.env['ir.sequence'].sudo().next_by_code('privacy.request') or '/'
        Upload = self.env['kit.upload']
        requests = super().create([Upload._take_values(vals, 'identity_file') for vals in vals_list])
        requests._note_address()
        for request in requests:
            request._log(self.env._("Entered."))
        return requests

    def write(self, vals):
        if not self.env.su and (forged := BY_DEED & set(vals)):
            raise AccessError(self.env._(
                "These are set by the buttons of a request and by nothing else: %(names)s.",
                names=', '.join(sorted(forged))))
        if 'state' in vals:
            for request in self:
                if vals['state'] not in (request.state, *TRANSITIONS[request.state]):
                    steps = dict(self._fields['state']._description_selection(self.env))
                    raise UserError(self.env._(
                        "%(number)s stands at “%(step)s”; from there it cannot go to “%(wanted)s”. Take the steps in "
                        "order.", number=request.name, step=steps[request.state], wanted=steps[vals['state']]))
        if FIXED & vals.keys():
            self._check_fixed(vals)
        done = super().write(self.env['kit.upload']._take_values(vals, 'identity_file'))
        if {'identity_state', 'identity_method', 'identity_reason', 'partner_id'} & vals.keys():
            self._note_address()
        return done

    def _check_fixed(self, vals):
        for request in self.filtered(lambda request: request.state not in ('new', 'identify')):
            kept = {name: request[name].id if request._fields[name].relational else request[name] for name in FIXED}
            if any(vals[name] != kept[name] for name in FIXED & vals.keys()):
                raise UserError(self.env._(
                    "%(number)s is being answered: whose it is and what it asks for stay. Refuse it with the reason, "
                    "and enter another one.", number=request.name))

    def _note_address(self):
        """A-22: to which address the answer goes is settled with the identity."""
        for request in self.filtered(lambda request: request.identity_state in ('verified', 'dispensed')):
            # sudo: set by this deed alone
            request.sudo().identity_address = request._answer_address()

    def _answer_address(self):
        """The address on record, else the one that was given."""
        self.ensure_one()
        return email_normalize(self.sudo().partner_id.email or '') or email_normalize(  # sudo: only the address
            self.requester_email or '')

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        for request in self:
            if request.is_confirmed or request.received_by != 'web':
                raise UserError(self.env._(
                    "%(number)s stays in the register of requests: it proves that the person was answered. Close or "
                    "refuse it instead.", number=request.name))

    def _log(self, text):
        # sudo: the log is written by the deeds only
        self.env['privacy.request.log'].sudo().create([
            {'request_id': request.id, 'user_id': self.env.uid, 'text': text} for request in self])

    def _set(self, vals, text=None):
        """What a deed sets, after its checks."""
        self.check_access('write')
        self.sudo().write(vals)  # sudo: checked in the line above; these fields are set by deeds alone
        if text:
            self._log(text)

    def _compute_counts(self):
        Item, Task = self.env['privacy.request.item'], self.env['privacy.request.task']
        mine = Domain('request_id', 'in', self.ids)
        items = dict(Item._read_group(mine, ['request_id'], ['__count']))
        to_do = dict(Item._read_group(mine & Domain('is_reviewed', '=', False), ['request_id'], ['__count']))
        tasks = dict(Task._read_group(mine & Domain('done_on', '=', False), ['request_id'], ['__count']))
        for request in self:
            request.item_count = items.get(request._origin, 0)
            request.open_item_count = to_do.get(request._origin, 0)
            request.open_task_count = tasks.get(request._origin, 0)

    @api.autovacuum
    def _gc_unconfirmed(self):
        """What nobody has confirmed by the link within 30 days goes, with the address that was given."""
        before = fields.Date.today() - timedelta(days=30)
        gone = self.search([
            ('received_by', '=', 'web'), ('is_confirmed', '=', False), ('state', '=', 'new'),
            ('partner_id', '=', False), ('received_on', '<', before)], limit=1000)
        gone.unlink()
        return len(gone), len(gone) == 1000
