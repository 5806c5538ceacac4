from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import agreements

STATES = [
    ('draft', "Draft"),
    ('review', "In review"),
    ('active', "Active"),
    ('suspended', "Suspended"),
    ('ended', "Ended"),
    ('terminated', "Terminated"),
]
STATUSES = [
    *STATES[:2],
    ('upcoming', "Not begun"),
    STATES[2],
    ('expired', "Expired"),
    *STATES[3:],
]
ROLES = [
    ('processor', "Processor: works for us"),
    ('joint', "Joint controller"),
    ('controller', "Controller of its own"),
    ('research', "Research"),
    ('reciprocal', "Exchange of lists"),
]
MECHANISMS = [
    ('adequacy', "Adequacy decision"),
    ('scc', "Standard contractual clauses"),
    ('bcr', "Binding corporate rules"),
    ('derogation', "Derogation of Art. 49"),
]
# What was agreed. Written in draft and review only; afterwards a new version is made.
TERMS = frozenset({
    'partner_id', 'company_id', 'role', 'purpose_ids', 'field_ids', 'country_id', 'mechanism', 'mechanism_review_date',
    'date_from', 'date_to', 'onward', 'onward_terms', 'return_duty', 'file', 'file_name'})
KEPT_BY_BUTTONS = frozenset({'state', 'version', 'previous_id', 'seal_cursor', 'compared_at'})


class PrivacyAgreement(models.Model):
    """What may be passed on to an organisation: for which purposes, which fields, from a first to a last day.

    Nothing is passed on without one that is active today (P-29). The terms of an active agreement do not change: a
    change is a new version, and what was released under the old one still names the old one.
    """
    _name = 'privacy.agreement'
    _description = "Sharing agreement"
    _inherit = ['mail.thread']
    _order = 'id desc'
    _rec_names_search = ['reference', 'partner_id.name']

    partner_id = fields.Many2one(
        'res.partner', string="Recipient", required=True, index=True, ondelete='restrict',
        domain="[('constituent_type', '=', 'organisation')]")
    contact_id = fields.Many2one(
        'res.partner', string="Notices go to", index='btree_not_null', ondelete='restrict',
        help="Who at the recipient is told that somebody has withdrawn. Empty: the organisation itself.")
    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company, index=True, ondelete='restrict')
    reference = fields.Char(help="The number of the contract.")
    role = fields.Selection(ROLES, required=True, default='processor', tracking=True)
    purpose_ids = fields.Many2many(
        'privacy.purpose', string="Purposes", domain="[('is_abstract', '=', False)]")
    field_ids = fields.Many2many('privacy.share.field', string="Fields that may be passed on")
    country_id = fields.Many2one(
        'res.country', string="Data goes to", compute='_compute_country_id', store=True, readonly=False,
        precompute=True, ondelete='restrict')
    is_third_country = fields.Boolean("Third country", compute='_compute_is_third_country')
    mechanism = fields.Selection(MECHANISMS, string="Transfer rests on")
    mechanism_review_date = fields.Date(
        "To be reviewed by", help="Last day on which the transfer may rest on it without a new look.")
    date_from = fields.Date("First day")
    date_to = fields.Date("Last day", help="Empty: until it is ended.")
    onward = fields.Boolean("May be passed on further")
    onward_terms = fields.Char("To whom", help="Sub-processors or other recipients, as the agreement names them.")
    return_duty = fields.Selection([
        ('delete', "Deletes the data"),
        ('return', "Returns the data"),
        ('keep', "Keeps what its own law asks for"),
    ], string="At the end the recipient", default='delete', required=True)
    file = fields.Binary("Signed agreement", attachment=True, copy=False)
    file_name = fields.Char("File name", copy=False)
    note = fields.Text()
    # What programs read under it was compared with the ledger up to this seal, and when.
    seal_cursor = fields.Integer(readonly=True, copy=False)
    compared_at = fields.Datetime(readonly=True, copy=False)
    notice_years = fields.Integer(
        "Tell the recipient for … years", default=6, required=True,
        help="Of withdrawals, restrictions, corrections and erasures after a release (GDPR Art. 19).")
    notice_at_once = fields.Boolean(
        "Send notices at once", default=True, help="Otherwise they wait in the queue for somebody to send them.")
    state = fields.Selection(STATES, required=True, default='draft', readonly=True, copy=False, tracking=True)
    status = fields.Selection(STATUSES, compute='_compute_status', search='_search_status')
    version = fields.Integer(default=1, readonly=True, copy=False, required=True)
    previous_id = fields.Many2one(
        'privacy.agreement', string="Earlier version", readonly=True, copy=False, index='btree_not_null',
        ondelete='restrict')
    next_ids = fields.One2many('privacy.agreement', 'previous_id', string="Later versions")
    release_ids = fields.One2many('privacy.release', 'agreement_id', string="Releases")
    release_count = fields.Integer("How many releases", compute='_compute_release_count')
    fault = fields.Char(
        "What is missing", compute='_compute_fault', help="Why nothing can be passed on under it today.")

    _dates_order = models.Constraint(
        'CHECK (date_from <= date_to)', "An agreement ends on or after its first day. Move one of the two dates.")
    _years_positive = models.Constraint(
        'CHECK (notice_years > 0)', "Recipients are told for a year at least. Enter a number above 0.")

    # -- computed ------------------------------------------------------------

    @api.depends('partner_id', 'version', 'reference')
    def _compute_display_name(self):
        for agreement in self:
            name = agreement.partner_id.name or self.env._("New agreement")
            if agreement.reference:
                name = f'{name} · {agreement.reference}'
            agreement.display_name = self.env._(
                "%(name)s (version %(version)s)", name=name, version=agreement.version)

    @api.depends('partner_id')
    def _compute_country_id(self):
        for agreement in self:
            agreement.country_id = agreement.partner_id.country_id or agreement.country_id

    @api.depends('country_id', 'company_id.country_id')
    def _compute_is_third_country(self):
        places = self.env['privacy.jurisdiction'].sudo().search([])  # sudo: law is the same for everybody
        of = {country: place for place in places for country in place.country_ids}
        for agreement in self:
            here, there = agreement.company_id.country_id, agreement.country_id
            agreement.is_third_country = bool(there) and there != here and (
                there not in of or of[there] != of.get(here))

    @api.depends('state', 'date_from', 'date_to')
    def _compute_status(self):
        today = self.env['res.company']._constituent_today()
        for agreement in self:
            agreement.status = agreements.status(agreement.state, agreement.date_from, agreement.date_to, today)

    @api.model
    def _search_status(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = self.env['res.company']._constituent_today()
        begun = Domain('date_from', '=', False) | Domain('date_from', '<=', today)
        over = Domain('date_to', '<', today)
        runs = Domain('date_to', '=', False) | Domain('date_to', '>=', today)
        of_active = {'upcoming': ~begun, 'expired': begun & over, 'active': begun & runs}
        found = Domain('state', 'in', [state for state in value if state not in of_active])
        for status, domain in of_active.items():
            if status in value:
                found |= Domain('state', '=', 'active') & domain
        return found

    def _field_to_sql(self, alias, field_expr, query=None):
        """The status as one CASE over the dates, so that lists can be grouped by it."""
        if field_expr != 'status':
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields['status'], 'read')
        today = self.env['res.company']._constituent_today()
        state, first, last = (
            super(PrivacyAgreement, self)._field_to_sql(alias, name, query)
            for name in ('state', 'date_from', 'date_to'))
        return SQL(
            "(CASE WHEN %(state)s <> 'active' THEN %(state)s WHEN %(first)s > %(today)s THEN 'upcoming'"
            " WHEN %(last)s < %(today)s THEN 'expired' ELSE 'active' END)",
            state=state, first=first, last=last, today=today)

    def _compute_release_count(self):
        counts = dict(self.env['privacy.release']._read_group(
            [('agreement_id', 'in', self.ids)], ['agreement_id'], ['__count']))
        for agreement in self:
            agreement.release_count = counts.get(agreement, 0)

    @api.depends('state', 'file', 'purpose_ids', 'field_ids', 'country_id', 'mechanism', 'mechanism_review_date',
                 'date_from', 'date_to', 'company_id')
    def _compute_fault(self):
        for agreement in self:
            known = agreement.partner_id and agreement.state in ('draft', 'review', 'active')
            agreement.fault = bool(known) and (
                agreement._find_fault_of_terms() or agreement.state == 'active' and agreement._find_fault_of_today())

    # -- may it be used? ---------------------------------------------------------

    def _find_fault_of_terms(self):
        """Why it cannot be activated, in words; False when it can (P-29)."""
        self.ensure_one()
        _, name = self.env._, self.partner_id.name
        if not self.with_context(bin_size=True).file:
            return _("The agreement with %(name)s has no signed file. Attach the signed agreement.", name=name)
        if not self.purpose_ids:
            return _("The agreement with %(name)s names no purpose. Choose what the data may be used for.", name=name)
        if not self.field_ids:
            return _("The agreement with %(name)s names no fields. Choose which may be passed on.", name=name)
        if not self.date_from:
            return _("The agreement with %(name)s has no first day. Enter when it begins.", name=name)
        if not self.country_id:
            return _("The agreement with %(name)s does not say to which country the data goes. Enter it.", name=name)
        if self.is_third_country:
            return self._find_fault_of_transfer()
        return False

    def _find_fault_of_transfer(self):
        """GDPR Art. 44 to 49: a third country needs a mechanism that is valid today."""
        today = self.env['res.company']._constituent_today()
        names = {'name': self.partner_id.name, 'country': self.country_id.name}
        if not self.mechanism:
            return self.env._(
                "%(name)s is in a third country (%(country)s), and nothing says what the transfer rests on. Choose it, "
                "or choose a recipient nearer by.", **names)
        if not self.mechanism_review_date or self.mechanism_review_date < today:
            return self.env._(
                "What the transfer to %(name)s (%(country)s) rests on was to be reviewed by %(day)s. Review it and "
                "enter the next date.", day=self.mechanism_review_date or '–', **names)
        return False

    def _find_fault_of_today(self):
        """Why nothing may be passed on under it today, in words; False when it may."""
        self.ensure_one()
        names = {'name': self.partner_id.name, 'status': dict(
            self._fields['status']._description_selection(self.env))[self.status], 'day': self.date_to}
        if self.status == 'expired':
            return self.env._(
                "The agreement with %(name)s ended on %(day)s. Make a new version with a later last day, have it "
                "signed and activate it.", **names)
        if self.status != 'active':
            return self.env._(
                "The agreement with %(name)s is not in force (%(status)s). Nothing can be passed on under it.", **names)
        return self._find_fault_of_terms()

    def _check_usable(self, purpose):
        """Refuse unless data may be passed on under this agreement today for the purpose (P-29)."""
        for agreement in self:
            if fault := agreement._find_fault_of_today():
                raise UserError(fault)
            if purpose not in agreement.purpose_ids:
                raise UserError(self.env._(
                    "The agreement with %(name)s does not cover “%(purpose)s”. Choose one of: %(purposes)s.",
                    name=agreement.partner_id.name, purpose=purpose.name,
                    purposes=', '.join(agreement.purpose_ids.mapped('name'))))

    @api.model
    def _allows(self, recipient, purpose):
        """Whether data may be passed on to an organisation for a purpose today without a file: by its program, by a
        webhook. Our own organisations need no agreement with themselves (P-29).
        """
        # sudo: which agreements there are is asked for every reader
        me = self.sudo()
        if recipient in me.env['res.company'].search([]).partner_id:
            return True
        return any(not agreement._find_fault_of_today() for agreement in me._covering(recipient, purpose)
                   if agreement.status == 'active')

    @api.model
    def _covering(self, recipient, purpose):
        """Agreements with the recipient that name the purpose and have been in force: those in force first, of these
        the company's own, then the latest.
        """
        company = self.env.company
        return self.search([
            ('partner_id', '=', recipient.id), ('purpose_ids', 'in', purpose.ids),
            ('state', 'not in', list(agreements.OPEN))],
        ).sorted(lambda agreement: (agreement.status != 'active', agreement.company_id != company, -agreement.id))

    # -- the life of an agreement ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._refuse_kept(name for vals in vals_list for name in vals)
            # said outright, so that no default of a context comes in their place
            vals_list = [{**vals, 'state': 'draft', 'version': 1, 'previous_id': False} for vals in vals_list]
        Upload = self.env['kit.upload']
        return super().create([Upload._take_values(vals, 'file', 'file_name') for vals in vals_list])

    def write(self, vals):
        if not self.env.su:
            self._refuse_kept(vals)
        if changed := TERMS & vals.keys():
            for agreement in self:
                if agreement.state not in agreements.OPEN:
                    labels = ', '.join(sorted(self._fields[name]._description_string(self.env) for name in changed))
                    raise UserError(self.env._(
                        "The terms of the agreement with %(name)s are fixed (%(fields)s). Press “New version”, change "
                        "that one and activate it.", name=agreement.partner_id.name, fields=labels))
        return super().write(self.env['kit.upload']._take_values(vals, 'file', 'file_name'))

    @api.model
    def _refuse_kept(self, names):
        if wrong := KEPT_BY_BUTTONS.intersection(names):
            raise AccessError(self.env._(
                "The state of an agreement is not entered (%(fields)s). Use its buttons.",
                fields=', '.join(sorted(wrong))))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for agreement in self:
            if agreement.state not in agreements.OPEN:
                raise UserError(self.env._(
                    "The agreement with %(name)s has been in force and stays on record. End it instead.",
                    name=agreement.partner_id.name))

    def _go(self, verb):
        self.check_access('write')
        for agreement in self:
            state = agreements.after(agreement.state, verb)
            if not state:
                labels = dict(self._fields['state']._description_selection(self.env))
                raise UserError(self.env._(
                    "The agreement with %(name)s is %(state)s; this step does not lead on from there. Reload the page.",
                    name=agreement.partner_id.name, state=labels[agreement.state]))
            agreement.sudo().state = state  # sudo: access was checked; the state follows its table only

    def action_submit(self):
        self._go('submit')
        return True

    def action_take_back(self):
        self._go('take_back')
        return True

    def action_activate(self):
        """Put it into force; the version before it ends."""
        for agreement in self:
            if fault := agreement._find_fault_of_terms():
                raise UserError(fault)
            if agreement.date_to and agreement.date_to < self.env['res.company']._constituent_today():
                raise UserError(self.env._(
                    "The term of the agreement with %(name)s ended on %(day)s. Enter a later last day.",
                    name=agreement.partner_id.name, day=agreement.date_to))
            agreement._go('activate')
            agreement._end_previous()
        return True

    def _end_previous(self):
        """The version before ends: now, or on the day before this one begins."""
        previous, today = self.previous_id, self.env['res.company']._constituent_today()
        if previous.state not in ('active', 'suspended'):
            return
        if self.date_from <= today:
            previous._go('end')
        elif not previous.date_to or previous.date_to >= self.date_from:
            # sudo, and past the guard of the terms: that it gives way was agreed with the new version
            super(PrivacyAgreement, previous.sudo()).write({
                'date_to': max(previous.date_from, self.date_from - timedelta(days=1))})

    def action_suspend(self):
        self._go('suspend')
        return True

    def action_resume(self):
        self._go('resume')
        return True

    def action_end(self):
        self._go('end')
        return True

    def action_terminate(self):
        self._go('terminate')
        return True

    def action_new_version(self):
        """A draft with the same terms; it takes the place of this one when it is activated."""
        self.ensure_one()
        self.check_access('write')
        waiting = self.next_ids.filtered(lambda version: version.state in agreements.OPEN)[:1]
        if not waiting:
            # sudo: access was checked; version and predecessor are not entered by hand
            waiting = self.sudo().copy({'version': self.version + 1, 'previous_id': self.id}).with_env(self.env)
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': waiting.id, 'views': [(False, 'form')]}

    def action_open_releases(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Releases"), 'res_model': 'privacy.release',
            'views': [(False, 'list'), (False, 'form')], 'domain': [('agreement_id', '=', self.id)],
            'context': {'default_agreement_id': self.id}}
