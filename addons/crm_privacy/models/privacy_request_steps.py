from odoo import api, fields, models
from odoo.exceptions import UserError

IDENTIFIED = ('verified', 'dispensed')
# Requests whose answer hands over, changes or deletes data: collected, reviewed, approved by a second person.
COLLECTED = ('access', 'portability', 'rectification', 'erasure')
NOTIFIED = ('rectification', 'erasure', 'restriction')  # GDPR Art. 19


class PrivacyRequest(models.Model):
    """The steps of a request, each a button with a verb."""
    _inherit = 'privacy.request'

    def action_ask_identity(self):
        """Ask the person to show who they are."""
        for request in self:
            request._set({'state': 'identify', **(
                {'identity_state': 'asked'} if request.identity_state == 'open' else {})},
                self.env._("Identity asked for."))
        return True

    def action_extend(self):
        """Take the longer period, before the first one is over and when the person knows (P-18).

        :raise UserError: it was extended already, or the law of the place gives no more time
        """
        today = self.env['res.company']._constituent_today()
        for request in self:
            if request.extended_on:
                raise UserError(self.env._(
                    "%(number)s has been extended already; the law extends once.", number=request.name))
            if refused := request._no_extension():
                raise UserError(refused)
            request._set({'extended_on': today}, self.env._("Extended."))
        return True

    def action_pause(self):
        """Ask the person for clarification; the clock stands still where the law says so (P-19)."""
        today = self.env['res.company']._constituent_today()
        for request in self:
            if request.pause_ids.filtered(lambda pause: not pause.date_to):
                raise UserError(self.env._(
                    "For %(number)s clarification is awaited already.", number=request.name))
            self.env['privacy.request.pause'].create({'request_id': request.id, 'date_from': today})
            request._log(self.env._("Clarification asked for."))
        return True

    def action_go_on(self):
        """The clarification has come."""
        today = self.env['res.company']._constituent_today()
        for request in self:
            request.pause_ids.filtered(lambda pause: not pause.date_to).date_to = today
            request._log(self.env._("Clarification received."))
        return True

    def action_acknowledge(self):
        """Put down that the person knows that the complaint has come in (P-43)."""
        self._set({'acknowledged_on': self.env['res.company']._constituent_today()}, self.env._("Acknowledged."))
        return True

    def action_collect(self):
        """Look through the whole system for what is there about the person, in the background."""
        for request in self:
            request._check_identity_shown()
            request._check_person()
            if request.state != 'collect':
                request._set({'state': 'collect'}, self.env._("Collecting."))
            request._start_discovery()
        return True

    def action_review(self):
        """What was found goes to review; Art. 19 tasks are made."""
        for request in self:
            if request.batch_id.state in ('waiting', 'running', 'stopping'):
                raise UserError(self.env._(
                    "The search for %(number)s is still at work. Wait for it to end, or stop it.", number=request.name))
            request._set({'state': 'review', 'submitted_by_id': False, 'approved_by_id': False, 'approved_on': False},
                         self.env._("In review."))
            request._make_recipient_tasks()
        return True

    def action_submit(self):
        """Everything is reviewed: somebody else approves it."""
        for request in self:
            if todo := request.item_ids.filtered(lambda item: not item.is_reviewed):
                raise UserError(self.env._(
                    "%(count)s findings of %(number)s are not reviewed yet; the first is %(first)s. Decide about each "
                    "of them.", count=len(todo), number=request.name, first=todo[0].display_name))
            request._set({'state': 'approve', 'submitted_by_id': self.env.uid}, self.env._("Submitted for approval."))
        return True

    def action_approve(self):
        """Four eyes: whoever submitted it cannot approve it."""
        for request in self:
            if request.state != 'approve':
                raise UserError(self.env._("%(number)s is not submitted for approval yet.", number=request.name))
            if request.submitted_by_id == self.env.user:
                raise UserError(self.env._(
                    "You have submitted %(number)s yourself. Somebody else must approve it.", number=request.name))
            request._set({'approved_by_id': self.env.uid, 'approved_on': fields.Datetime.now()},
                         self.env._("Approved."))
        return True

    def action_deliver(self):
        """Answer: hand over the package, or carry out the erasure."""
        for request in self:
            request._check_identity_shown()
            if request.state in ('delivered', 'closed'):
                raise UserError(self.env._("%(number)s has been answered already.", number=request.name))
            if not request.approved_by_id:
                raise UserError(self.env._(
                    "%(number)s is not approved. Let a second person look at it first.", number=request.name))
            request._answer()
            request._set({'state': 'delivered'}, self.env._("Delivered."))
        return True

    def _answer(self):
        """Do what the request asks for, once it is approved."""
        self.ensure_one()
        if self.type == 'erasure':
            self._erase()
        elif self.type in ('access', 'portability'):
            self._make_package()

    def action_close(self):
        """The end: with an outcome, with who it was, and with every task done (P-20, P-26)."""
        for request in self:
            if not request.outcome:
                raise UserError(self.env._("Say what became of %(number)s before you close it.", number=request.name))
            if request.outcome in ('fulfilled', 'partly'):
                request._check_identity_shown()
                if request.type in COLLECTED and request.state != 'delivered':
                    raise UserError(self.env._(
                        "%(number)s has not been delivered: its outcome cannot be that it was fulfilled.",
                        number=request.name))
            if todo := request.task_ids.filtered(lambda task: not task.done_on):
                raise UserError(self.env._(
                    "“%(task)s” of %(number)s is still to do.", task=todo[0].name, number=request.name))
            if request.acknowledge_by and not request.acknowledged_on:
                raise UserError(self.env._(
                    "The complaint %(number)s was never acknowledged. Do so first.", number=request.name))
            request._end('closed', self.env._("Closed."))
        return True

    def action_refuse(self):
        """Refuse, with a ground and with where the person may complain (GDPR Art. 12(4))."""
        for request in self:
            if not (request.refusal_ground and request.refusal_text and request.complaint_text):
                raise UserError(self.env._(
                    "%(number)s can be refused only with a ground, a reason in words, and where the person may "
                    "complain. Enter them on the page “Refusal”.", number=request.name))
            request._end('refused', self.env._("Refused."))
        return True

    def _end(self, state, text):
        self.ensure_one()
        # P-20: what showed who it was is not kept once the request has ended
        self._set({'state': state, 'closed_on': self.env['res.company']._constituent_today(), 'identity_file': False,
                   **(self._contact_forgotten() if self.erased_on else {})}, text)

    @api.model
    def _contact_forgotten(self):
        """What an ended request forgets of an erased person."""
        gone = self.env._("No longer kept")
        words = ('requester_name', 'requester_email', 'requester_phone', 'details', 'identity_file', 'identity_address')
        return {**dict.fromkeys(words, False), 'identity_method': gone, 'identity_reason': gone}

    def action_reopen(self):
        """Take up what was refused again."""
        self._set({'state': 'identify', 'closed_on': False}, self.env._("Taken up again."))
        return True

    # -- checks and tasks -----------------------------------------------------

    def _check_identity_shown(self):
        for request in self:
            if request.identity_state not in IDENTIFIED:
                raise UserError(self.env._(
                    "It is not known for certain who asks in %(number)s. Verify the identity, or write down why that "
                    "is not needed.", number=request.name))
            if request.identity_state == 'verified' and not request.identity_method or (
                    request.identity_state == 'dispensed' and not request.identity_reason):
                raise UserError(self.env._(
                    "Enter for %(number)s how the identity was verified, or why it was not needed.",
                    number=request.name))

    def _check_person(self):
        for request in self:
            if not request.partner_id:
                raise UserError(self.env._("Choose the person that %(number)s is about.", number=request.name))

    def _request_recipients(self):
        """`[(record of the recipient, what they got)]` of those who got data of the person: named in the answer
        (Art. 15(1)(c)) and told (Art. 19). Of a release: the references of the rows.
        """
        self.ensure_one()
        found = {}
        # sudo: whoever answers a request names all recipients
        for line in self.sudo().env['privacy.release.line'].search([
                ('partner_id', 'in', self.partner_id.ids), ('release_id.state', '=', 'done')], order='id'):
            found.setdefault(line.recipient_id, []).append(line.reference)
        for row in self.partner_id._privacy_passed_by_programs():
            found.setdefault(row['recipient'], []).append(row['what'])
        return [(recipient.with_env(self.env), ', '.join(dict.fromkeys(rows))) for recipient, rows in found.items()]

    def _make_recipient_tasks(self):
        """P-26: one task for each recipient, once."""
        for request in self.filtered(lambda request: request.type in NOTIFIED and request.partner_id):
            known = set(request.task_ids.mapped('recipient_id').ids)
            for recipient, what in request._request_recipients():
                if recipient.id not in known:
                    known.add(recipient.id)
                    self.env['privacy.request.task'].create({
                        'request_id': request.id, 'recipient_id': recipient.id, 'needs_proof': True,
                        'name': self.env._(
                            "Tell %(name)s (%(what)s)", name=recipient.display_name, what=what)})

    # -- at once -----------------------------------------------------------------

    def action_restrict(self):
        """Restrict the data of the person now (GDPR Art. 18): every exit is closed from this moment."""
        Restriction = self.env['privacy.restriction']
        today = self.env['res.company']._constituent_today()
        for request in self:
            request._check_person()
            request.check_access('write')
            if request.partner_id._privacy_restricted_on(today):
                raise UserError(self.env._(
                    "The data of %(name)s is restricted already.", name=request.partner_id.display_name))
            Restriction.create({
                'partner_id': request.partner_id.id, 'date_from': today, 'note': request.name,
                'ground': 'objection' if request.type == 'objection' else 'accuracy'})
            request._make_recipient_tasks()
            request._log(self.env._("Restricted."))
        return True

    def action_object(self):
        """Record the objection to all marketing in the ledger now; nobody weighs it (GDPR Art. 21(3))."""
        for request in self:
            request._check_person()
            request.check_access('write')
            request._record_objection()
            request._log(self.env._("Objection recorded."))
        return True

    def _record_objection(self):
        self.ensure_one()
        heads = self.env['privacy.purpose'].search([('parent_id', '=', False), ('purpose_class', '!=', 'service')])
        channels = [code for code, _name in self.env['privacy.rule']._fields['channel'].selection]
        ways = {'web': 'web', 'portal': 'portal', 'email': 'email', 'post': 'paper', 'phone': 'phone'}
        for purpose in heads:
            # sudo: a data officer records what a person demands by right, also without a role with constituents
            self.sudo().partner_id._privacy_record(
                purpose, channels, 'objected', method=ways.get(self.received_by, 'person'), actor='subject',
                source=self.name)
