import json
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

STATES = [
    ('draft', "Choose"),
    ('preview', "Preview"),
    ('requested', "Approval"),
    ('approved', "Approved"),
    ('generating', "Generating"),
    ('done', "Result"),
    ('refused', "Refused"),
]
# What a person chooses, while the release is still being chosen. All else follows from the buttons.
CHOSEN = frozenset({'agreement_id', 'purpose_id', 'domain', 'field_ids', 'format', 'note'})
PREVIEWED = ('draft', 'preview', 'requested', 'approved')
APPROVER = 'crm_privacy.group_privacy_approver'
OFFICER = 'crm_privacy.group_privacy_officer'


class PrivacyRelease(models.Model):
    """Data of a selection of people that leaves for one recipient, under an agreement and for one purpose.

    Chosen, previewed, confirmed by one person, approved by another one (P-30), and made into a file: at that moment
    the gate is asked again for each person. How the file is made: `privacy_release_generate.py`.
    """
    _name = 'privacy.release'
    _description = "Release of personal data"
    _order = 'id desc'

    agreement_id = fields.Many2one(
        'privacy.agreement', string="Agreement", required=True, index=True, ondelete='restrict',
        domain="[('status', '=', 'active')]")
    recipient_id = fields.Many2one(related='agreement_id.partner_id', string="Recipient")
    role = fields.Selection(related='agreement_id.role', string="Role of the recipient")
    company_id = fields.Many2one(
        'res.company', related='agreement_id.company_id', store=True, index='btree_not_null')
    purpose_id = fields.Many2one(
        'privacy.purpose', required=True, index=True, ondelete='restrict', domain="[('id', 'in', offered_purpose_ids)]")
    offered_purpose_ids = fields.Many2many(related='agreement_id.purpose_ids', string="Purposes of the agreement")
    domain = fields.Char(
        "Who", required=True, default="[('constituent_type', '=', 'individual')]",
        help="Selection of people; the gate decides on each.")
    field_ids = fields.Many2many(
        'privacy.share.field', string="Fields", compute='_compute_field_ids', store=True, readonly=False)
    stripped_ids = fields.Many2many(
        'privacy.share.field', string="Not in the agreement", compute='_compute_stripped_ids')
    format = fields.Selection([('xlsx', "XLSX"), ('csv', "CSV")], required=True, default='xlsx')
    note = fields.Text("Why")
    state = fields.Selection(STATES, required=True, default='draft', readonly=True, copy=False)

    selection = fields.Json("Ids of the people chosen", readonly=True, copy=False)
    selected_count = fields.Integer("Chosen", readonly=True, copy=False)
    allowed_count = fields.Integer("Would leave", readonly=True, copy=False)
    left_out_ids = fields.One2many('privacy.release.left.out', 'release_id', string="Left out", readonly=True)
    left_out_count = fields.Integer("How many are left out", compute='_compute_left_out_count')

    requester_id = fields.Many2one(
        'res.users', string="Asked for by", readonly=True, copy=False, index='btree_not_null', ondelete='restrict')
    requested_at = fields.Datetime("Asked for on", readonly=True, copy=False)
    approver_id = fields.Many2one(
        'res.users', string="Decided by", readonly=True, copy=False, index='btree_not_null', ondelete='restrict')
    approved_at = fields.Datetime("Decided on", readonly=True, copy=False)

    batch_id = fields.Many2one(
        'kit.batch', string="Progress", readonly=True, copy=False, index='btree_not_null', ondelete='set null')
    batch_state = fields.Selection(related='batch_id.state', string="State of the work")
    columns = fields.Json("Columns of the file", readonly=True, copy=False)
    file = fields.Binary(attachment=True, readonly=True, copy=False, groups=OFFICER)
    file_name = fields.Char("File name", readonly=True, copy=False)
    file_digest = fields.Char("SHA-256 of the file", readonly=True, copy=False)
    has_file = fields.Boolean(compute='_compute_has_file')
    generated_at = fields.Datetime("Passed on at", readonly=True, copy=False)
    sealed_to = fields.Integer("Seal of the ledger that it was judged on", readonly=True, copy=False)
    seal_cursor = fields.Integer("Seal up to which notices were made", readonly=True, copy=False)
    row_count = fields.Integer("How many were passed on", readonly=True, copy=False)
    line_ids = fields.One2many('privacy.release.line', 'release_id', string="People passed on", readonly=True)
    notice_ids = fields.One2many('privacy.recipient.notice', 'release_id', string="Notices", readonly=True)
    notice_count = fields.Integer("How many notices", compute='_compute_notice_count')

    # -- computed ------------------------------------------------------------

    @api.depends('recipient_id.name', 'purpose_id.name')
    def _compute_display_name(self):
        for release in self:
            release.display_name = self.env._(
                "Release %(number)s to %(name)s", number=release._origin.id or '',
                name=release.recipient_id.name or '…')

    @api.depends('agreement_id')
    def _compute_field_ids(self):
        for release in self:
            release.field_ids = release.agreement_id.field_ids

    @api.depends('field_ids', 'agreement_id.field_ids')
    def _compute_stripped_ids(self):
        for release in self:
            release.stripped_ids = release.field_ids - release.agreement_id.field_ids

    @api.depends('left_out_ids.count')
    def _compute_left_out_count(self):
        for release in self:
            release.left_out_count = sum(release.left_out_ids.mapped('count'))

    @api.depends('state', 'file_name')
    def _compute_has_file(self):
        # sudo: whether there is one, not what is in it
        with_file = self.env['ir.attachment'].sudo().search([
            ('res_model', '=', self._name), ('res_field', '=', 'file'), ('res_id', 'in', self.ids)]).mapped('res_id')
        for release in self:
            release.has_file = release._origin.id in with_file

    def _compute_notice_count(self):
        counts = dict(self.env['privacy.recipient.notice']._read_group(
            [('release_id', 'in', self.ids)], ['release_id'], ['__count']))
        for release in self:
            release.notice_count = counts.get(release, 0)

    def _reference(self, position=None):
        """The name of the release, or of one row of it, in its file and in what is written about it later."""
        self.ensure_one()
        return f'R{self.id}' if position is None else f'R{self.id}-{position}'

    # -- guard -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_kept(vals)
                vals['state'] = 'draft'  # said outright, so that no default of a context comes in its place
        releases = super().create(vals_list)
        for release in releases:
            release.agreement_id._check_usable(release.purpose_id)
        return releases

    def write(self, vals):
        if not self.env.su:
            self._refuse_kept(vals)
            if closed := self.filtered(lambda release: release.state != 'draft'):
                raise UserError(self.env._(
                    "“%(name)s” is past choosing. Press “Back” to change what is chosen.", name=closed[0].display_name))
        result = super().write(vals)
        if {'agreement_id', 'purpose_id'} & vals.keys():
            for release in self:
                release.agreement_id._check_usable(release.purpose_id)
        return result

    @api.model
    def _refuse_kept(self, vals):
        if wrong := vals.keys() - CHOSEN:
            raise AccessError(self.env._(
                "What a release has become is not entered (%(fields)s). Use its buttons.",
                fields=', '.join(sorted(wrong))))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_past(self):
        for release in self:
            if release.state not in ('draft', 'preview'):
                raise UserError(self.env._(
                    "“%(name)s” has been asked for and stays on record.", name=release.display_name))

    def _expect(self, *states):
        """Refuse unless it is in one of these states, as it stands now; nobody else moves it meanwhile."""
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(['state'])
        if self.state not in states:
            labels = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "“%(name)s” is at “%(state)s” by now; this step does not apply there. Reload the page.",
                name=self.display_name, state=labels[self.state]))

    # -- choose and preview --------------------------------------------------------

    def _chosen_people(self):
        """The people of the selection whom this user may see."""
        self.ensure_one()
        try:
            domain = Domain(literal_eval(self.domain or '[]'))
            return self.env['res.partner'].search(domain)
        except (ValueError, SyntaxError, TypeError) as error:
            raise UserError(self.env._(
                "The selection of people of “%(name)s” cannot be read (%(reason)s). Choose the people again.",
                name=self.display_name, reason=error)) from error

    def _reason_query(self, people):
        """SQL of `id` and `reason`: what the gate says of these people for this release now."""
        return people._privacy_reason_query(self.purpose_id, 'disclose', recipient=self.recipient_id)

    def action_preview(self):
        """How many would leave, who is left out, and why."""
        self.check_access('write')
        self._expect('draft')
        self.agreement_id._check_usable(self.purpose_id)
        if not self.field_ids & self.agreement_id.field_ids:
            raise UserError(self.env._(
                "None of the fields chosen stands in the agreement with %(name)s. Choose at least one of: %(fields)s.",
                name=self.recipient_id.name, fields=', '.join(self.agreement_id.field_ids.mapped('label'))))
        people = self._chosen_people()
        if not people:
            raise UserError(self.env._(
                "Nobody is chosen for “%(name)s”. Change the selection of people.", name=self.display_name))
        counts = dict(self.env.execute_query(SQL(
            "SELECT reason, count(*) FROM (%s) judged GROUP BY reason", self._reason_query(people))))
        self.sudo().write({  # sudo: what a release has become is written by its buttons only
            'state': 'preview', 'selection': people.ids, 'selected_count': len(people),
            'allowed_count': counts.pop('allowed', 0), 'left_out_ids': self._left_out_commands(counts)})
        return True

    @api.model
    def _left_out_commands(self, counts):
        return [Command.clear(), *(
            Command.create({'reason': reason, 'count': count})
            for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))]

    def action_back(self):
        """Choose again; a request that was made is withdrawn with it."""
        self.check_access('write')
        self._expect('preview', 'requested', 'approved')
        self.sudo().write({  # sudo: see action_preview
            'state': 'draft', 'selection': False, 'selected_count': 0, 'allowed_count': 0, 'requester_id': False,
            'requested_at': False, 'approver_id': False, 'approved_at': False, 'left_out_ids': [Command.clear()]})
        return True

    # -- four eyes -------------------------------------------------------------------

    def action_request(self):
        """Ask for approval: from here on somebody else decides (P-30)."""
        self.check_access('write')
        self._expect('preview')
        self.agreement_id._check_usable(self.purpose_id)
        if not self.allowed_count:
            raise UserError(self.env._(
                "Nobody of the %(count)s people chosen may be passed on to %(name)s; the list says why. Nothing was "
                "asked for.", count=self.selected_count, name=self.recipient_id.name))
        self.sudo().write({  # sudo: see action_preview
            'state': 'requested', 'requester_id': self.env.uid, 'requested_at': fields.Datetime.now()})
        return True

    def _decide(self, state):
        self.check_access('read')
        self._check_approver()
        self._expect('requested')
        if self.env.user in (self.requester_id, self.create_uid):
            raise UserError(self.env._(
                "“%(name)s” was asked for by you. Somebody else with the right to approve must decide on it.",
                name=self.display_name))
        self.sudo().write({  # sudo: the right to decide was checked; approvers have no right to write
            'state': state, 'approver_id': self.env.uid, 'approved_at': fields.Datetime.now()})

    def _check_approver(self):
        if not self.env.user.has_group(APPROVER):
            raise AccessError(self.env._(
                "Only who has the right “Privacy: approve exports and releases” decides on a release."))

    def action_approve(self):
        self.agreement_id.sudo()._check_usable(self.purpose_id)  # sudo: whether it is in force, for whoever decides
        self._decide('approved')
        return True

    def action_refuse(self):
        self._decide('refused')
        return True

    # -- links -------------------------------------------------------------------------

    def action_download(self):
        self.ensure_one()
        if not self.has_file:
            raise UserError(self.env._(
                "The file of “%(name)s” is not kept any more, or was not made yet. Its SHA-256 and the log of who was "
                "in it stay.", name=self.display_name))
        self._check_may_be_given()
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/web/content/{self._name}/{self.id}/file/{self.file_name}?download=true'}

    def _check_may_be_given(self):
        """A-25: the file as it was made is not handed over when today it would be another one."""
        self.ensure_one()
        self.agreement_id._check_usable(self.purpose_id)
        people = self.sudo().line_ids.partner_id  # sudo: who is in the file, whoever fetches it
        held = self.env.execute_query(SQL(
            "SELECT count(*) FROM (%s) judged WHERE reason <> 'allowed'", self._reason_query(people)))[0][0] if (
                people) else 0
        if held or len(people) < self.row_count:
            raise UserError(self.env._(
                "Of the people in the file of “%(name)s” %(count)s may not be passed on any more. Make a new release: "
                "they will not be in it.", name=self.display_name, count=max(held, self.row_count - len(people))))

    def action_open_lines(self):
        return self._open(self.env._("People passed on"), 'privacy.release.line')

    def action_open_notices(self):
        return self._open(self.env._("Notices"), 'privacy.recipient.notice')

    def _open(self, name, model):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': name, 'res_model': model,
            'views': [(False, 'list'), (False, 'form')], 'domain': [('release_id', '=', self.id)]}

    def _people_left_out(self, reason):
        """Those who are left out for a reason: as the gate says now, or, of a file that was made, as it said then."""
        self.ensure_one()
        if self.state in PREVIEWED:
            people = self.env['res.partner'].browse(self.selection or [])
            if not people:
                return people
            return people.browse([id_ for (id_,) in self.env.execute_query(SQL(
                "SELECT id FROM (%s) judged WHERE reason = %s", self._reason_query(people), reason))])
        # sudo: which of the chosen people; what of them may be seen is asked of the people themselves
        log = self.env['privacy.contact.log'].sudo().search([
            ('reference', '=', f'privacy.release,{self.id}'), ('reason', '=', reason),
            ('is_allowed', '=', False)])
        return log.partner_id.with_env(self.env)

    @api.model
    def _hashed(self, cells):
        """The text of a row that its hash stands for."""
        return json.dumps(cells, ensure_ascii=False, separators=(',', ':'))
