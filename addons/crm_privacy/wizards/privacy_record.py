from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_kit.tools.uploads import DOCUMENTS, RECORDINGS

from ..models.privacy_consent_event import GIVEN
from ..models.privacy_purpose import BASES

MOST = 5000  # people in one go
CHANNEL_FIELDS = {
    'by_email': 'email', 'by_post': 'post', 'by_call': 'call', 'by_sms': 'sms', 'by_disclose': 'disclose',
    'by_publish': 'publish'}


class PrivacyRecord(models.TransientModel):
    """Put down what people have told us by paper, telephone, in person or by e-mail; of many, with where it is from.

    Of one person: who took it down, by which way, which words. Of several, or taken over from a list, also source,
    legal basis and the day on which they were told (P-35): a list without these is no consent.
    """
    _name = 'privacy.record'
    _description = "Record a decision"

    partner_ids = fields.Many2many(
        'res.partner', string="People", required=True, readonly=True,
        default=lambda self: self.env.context.get('active_ids', []))
    person_count = fields.Integer("Number of people", compute='_compute_person_count')
    needs_source = fields.Boolean(compute='_compute_needs_source')
    purpose_id = fields.Many2one('privacy.purpose', string="For", required=True, ondelete='cascade')
    state = fields.Selection([
        ('given', "Agrees"),
        ('refused', "Refuses"),
        ('withdrawn', "Withdraws"),
        ('objected', "Objects"),
        ('noted', "Soft opt-in"),
    ], string="Decision", required=True, default='given')
    by_email = fields.Boolean("E-mail")
    by_post = fields.Boolean("Post")
    by_call = fields.Boolean("Telephone call")
    by_sms = fields.Boolean("Text message")
    by_disclose = fields.Boolean("Passing on")
    by_publish = fields.Boolean("Publishing")
    method = fields.Selection([
        ('paper', "Paper"),
        ('phone', "Telephone"),
        ('person', "In person"),
        ('email', "E-mail"),
        ('import', "Taken over from a list"),
    ], string="Came in by", required=True, default='paper')
    decided_on = fields.Date("Decided on", required=True, default=lambda self: self._today())
    statement_version_id = fields.Many2one(
        'privacy.statement.version', string="Words shown or read out", ondelete='cascade',
        compute='_compute_statement_version_id', store=True, readonly=False,
        domain="[('statement_id.kind', '=', 'consent')]")
    words = fields.Text(related='statement_version_id.body', string="The words")
    scan = fields.Binary("Scan or recording", attachment=False)
    scan_name = fields.Char()
    soft_context = fields.Selection([
        ('gift', "Gave"), ('interest', "Asked about our work"), ('support', "Helped in another way"),
        ('purchase', "Bought something"),
    ], string="How we know them")
    soft_sole_purpose = fields.Boolean(
        "Only for our own purposes", help="The messages further our purposes, or offer similar goods, alone.")
    soft_obtained_directly = fields.Boolean("They gave us the address themselves")
    soft_opt_out_offered = fields.Boolean("They could say no when they gave it")
    guardian_id = fields.Many2one(
        'res.partner', string="Parent or guardian", ondelete='cascade',
        domain="[('constituent_type', '=', 'individual')]", help="Who agrees for a child.")
    recipient_id = fields.Many2one(
        'res.partner', string="Only to", ondelete='cascade', domain="[('constituent_type', '=', 'organisation')]",
        help="The organisation that the person has named: nobody else may get the data.")
    source = fields.Char(help="Where it is from: the list of the fair of May 2026, the old system.")
    basis = fields.Selection(BASES, string="Legal basis")
    notice_date = fields.Date("Told on", help="The day on which these people were told that we have their data.")

    @api.model
    def _today(self):
        return self.env['res.company']._constituent_today()

    @property
    def _soft_facts(self):
        """The six facts of a soft opt-in (P-12)."""
        return {
            'kind': self.purpose_id.purpose_class, 'context': self.soft_context or '',
            'sole_purpose': self.soft_sole_purpose, 'obtained_directly': self.soft_obtained_directly,
            'opt_out_offered': self.soft_opt_out_offered, 'captured_on': str(self.decided_on)}

    @api.depends('partner_ids')
    def _compute_person_count(self):
        for wizard in self:
            wizard.person_count = len(wizard.partner_ids)

    @api.depends('partner_ids', 'method')
    def _compute_needs_source(self):
        for wizard in self:
            wizard.needs_source = len(wizard.partner_ids) > 1 or wizard.method == 'import'

    @api.depends('purpose_id')
    def _compute_statement_version_id(self):
        for wizard in self:
            code = wizard.purpose_id._privacy_statement_code() if wizard.purpose_id else False
            wizard.statement_version_id = self.env['privacy.statement']._current(code) if code else False

    def action_record(self):
        """Record the decision in the ledger, of all these people at once or of none."""
        self.ensure_one()
        channels = [channel for field, channel in CHANNEL_FIELDS.items() if self[field]]
        self._check_complete(channels)
        scan = self.scan and self._keep_scan()
        facts = {'decided_on': str(self.decided_on), **({
            'basis': self.basis, 'notice_date': str(self.notice_date)} if self.needs_source else {}),
            **(self._soft_facts if self.state == 'noted' else {})}
        events = self.partner_ids._privacy_record(
            self.purpose_id, channels, self.state, method=self.method, statement=self.statement_version_id,
            actor='guardian' if self.guardian_id else 'import' if self.method == 'import' else 'staff',
            guardian=self.guardian_id or None, recipient=self.recipient_id or None, attachment=scan or None,
            source=self.source, facts=facts, basis='soft_opt_in' if self.state == 'noted' else None,
            explicit=self.state in GIVEN and self.purpose_id.needs_explicit)
        if scan:
            # sudo: whoever may read the event may open its scan; nobody may write events
            scan.sudo().write({'res_model': events._name, 'res_id': events[0].id})
        return {'type': 'ir.actions.act_window_close'}

    def _keep_scan(self):
        name, content = self.env['kit.upload']._take(self.scan_name, self.scan, (*DOCUMENTS, *RECORDINGS))
        return self.env['ir.attachment'].create({
            'name': name if self.scan_name else self.env._("Scan of a decision"), 'raw': content})

    def _check_complete(self, channels):
        if not channels:
            raise UserError(self.env._("Choose at least one way of contact that the decision is about."))
        if self.state == 'noted' and set(channels) - {'email', 'sms'}:
            raise UserError(self.env._(
                "A soft opt-in is for e-mail and text messages only. Take the other ways out: they have rules of their "
                "own."))
        if self.state in GIVEN and self.purpose_id.purpose_class == 'sharing' and not self.recipient_id:
            raise UserError(self.env._(
                "An agreement to pass data on names who gets them. Choose the organisation that was named."))
        if len(self.partner_ids) > MOST:
            raise UserError(self.env._(
                "%(count)s people are too many for one go. Choose at most %(most)s, and go on with the rest.",
                count=len(self.partner_ids), most=MOST))
        if self.decided_on > self._today():
            raise ValidationError(self.env._(
                "%(day)s is still to come: nobody has decided then. Enter the day on which it came in.",
                day=self.decided_on))
        missing = [self._fields[name]._description_string(self.env) for name in ('source', 'basis', 'notice_date')
                   if not self[name]]
        if self.needs_source and missing:
            # P-35
            raise ValidationError(self.env._(
                "A decision of several people, or from a list, is not recorded without its origin. Enter: "
                "%(missing)s.", missing=', '.join(missing)))
        if self.needs_source and self.notice_date > self._today():
            raise ValidationError(self.env._(
                "%(day)s is still to come: these people have not been told yet. Tell them first.",
                day=self.notice_date))
        if self.needs_source and self.state in GIVEN and self.basis != 'consent':
            raise ValidationError(self.env._(
                "People who agree do so by consent. Choose “Consent” as the legal basis; what rests on another one "
                "needs no agreement."))
        if self.guardian_id and len(self.partner_ids) > 1:
            raise ValidationError(self.env._(
                "A parent or guardian agrees for one child at a time. Record the decision from the page of each "
                "child."))
