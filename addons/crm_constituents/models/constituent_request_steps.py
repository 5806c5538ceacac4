from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.request_flow import OPEN

CLOSE_DAYS = 7  # a resolved request that nobody takes up again is closed after so many days


class ConstituentRequest(models.Model):
    """The deeds that take a request from step to step."""
    _inherit = 'constituent.request'

    can_open_privacy = fields.Boolean(compute='_compute_can_open_privacy')

    def action_take(self):
        """These requests are mine."""
        self.write({'user_id': self.env.uid})
        return True

    def _wait(self, reason):
        """Wait for somebody else: the clock stands still."""
        self._move('waiting')
        # sudo: pauses are written by the deeds only
        self.env['constituent.request.pause'].sudo().create([
            {'request_id': request.id, 'reason': reason} for request in self])

    def _end_pause(self):
        # sudo: as above
        self.sudo().pause_ids.filtered(lambda pause: not pause.ends_at).ends_at = fields.Datetime.now()

    def action_go_on(self):
        """What was waited for has come: the clock runs again."""
        for request in self:
            if request.state != 'waiting':
                raise UserError(self.env._("%(number)s does not wait for anything.", number=request.name))
            request._end_pause()
            request._move('assigned' if request.user_id else 'new')
        return True

    def _resolve(self, outcome, resolution):
        """What was asked for is done, or it is clear that it will not be."""
        if not outcome or not (resolution or '').strip():
            raise UserError(self.env._("Choose the outcome, and write down in a sentence what was done."))
        self._check_move('resolved')
        self._end_pause()
        self._move('resolved', resolved_at=fields.Datetime.now(), outcome=outcome, resolution=resolution)

    def action_close(self):
        """Nothing more is to come; the person is asked how it was, where the category says so."""
        self._move('closed', closed_at=fields.Datetime.now())
        # sudo: the category decides, whoever closes
        self.filtered(lambda request: request.sudo().category_id.asks_satisfaction and not request.asked_at)._ask()
        return True

    def action_reopen(self):
        """It was not settled after all: the time between counts for nobody."""
        for request in self:
            if request.state in OPEN:
                raise UserError(self.env._("%(number)s is open already.", number=request.name))
            resolved = request.resolved_at
            request._move('assigned', resolved_at=False, closed_at=False,
                          outcome=False, reopen_count=request.reopen_count + 1)
            # sudo: pauses are written by the deeds only
            self.env['constituent.request.pause'].sudo().create({
                'request_id': request.id, 'reason': self.env._("Resolved"), 'begins_at': resolved,
                'ends_at': fields.Datetime.now()})
        return True

    @api.model
    def _cron_close(self, batch_size=100):
        """Close what has been resolved for a week. Safe to stop and to run twice: what is closed leaves the domain."""
        before = fields.Datetime.now() - timedelta(days=CLOSE_DAYS)
        domain = [('state', '=', 'resolved'), ('resolved_at', '<', before)]
        progress = self.env['ir.cron']._commit_progress
        time_left, last_id = progress(remaining=self.search_count(domain)), 0
        while time_left and (batch := self.search([*domain, ('id', '>', last_id)], order='id', limit=batch_size)):
            last_id = batch[-1].id
            batch.try_lock_for_update().action_close()
            time_left = progress(len(batch))

    # -- the forms that ask for words -------------------------------------

    def _action_step(self, step, name):
        return {
            'type': 'ir.actions.act_window', 'name': name, 'res_model': 'constituent.request.step',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_request_ids': [fields.Command.set(self.ids)], 'default_step': step}}

    def action_wait(self):
        """Ask what is waited for."""
        return self._action_step('wait', self.env._("Wait"))

    def action_resolve(self):
        """Ask how it was resolved."""
        return self._action_step('resolve', self.env._("Resolve"))

    def action_log_answer(self):
        """Open the short form for a contact with those who ask: it counts as an answer."""
        self.ensure_one()
        people = self.partner_id | self.other_partner_ids
        action = people.with_context(constituent_channel='call').action_log_contact()
        return {**action, 'name': self.env._("Log the answer"), 'context': {
            **action['context'], 'default_request_id': self.id, 'default_direction': 'out',
            'default_subject': self.subject}}

    def action_open_privacy(self):
        """Hand a request about personal data to the data officer, where that app is installed."""
        self.ensure_one()
        self.check_access('write')
        if not self._offers_privacy():
            raise UserError(self.env._(
                "Nothing is installed that keeps requests about personal data. Answer %(number)s here.",
                number=self.name))
        return self._open_privacy()

    @api.model
    def _offers_privacy(self):
        """Whether an addon keeps requests about personal data. For that addon, with the next."""
        return False

    def _open_privacy(self):
        """Enter this request as one about personal data, once, and return the action that follows."""
        return True

    @api.depends('is_privacy')
    def _compute_can_open_privacy(self):
        offered = self._offers_privacy()
        for request in self:
            request.can_open_privacy = offered and request.is_privacy

    # -- from a contact ----------------------------------------------------

    @api.model
    def _request_new_from_interaction(self, interaction, **values):
        """Make a request out of a contact: a call, a letter, an e-mail that was filed. A contact makes one only.

        :param values: fields of the request that are known better than from the contact
        :return: the `constituent.request`, the one that is there already when there is one
        :raise UserError: nobody stands on the contact
        """
        interaction.ensure_one()
        if interaction.request_id:
            return interaction.request_id
        people = interaction.partner_ids or interaction.organisation_id
        if not people:
            raise UserError(self.env._(
                "“%(subject)s” is about nobody. Name who asks first.", subject=interaction.subject))
        request = self.create({
            'subject': interaction.subject, 'description': interaction.summary, 'channel': interaction.channel,
            'received_at': min(interaction.date, fields.Datetime.now()), 'partner_id': people[0].id,
            'other_partner_ids': [fields.Command.set(people[1:].ids)], **values})
        interaction.request_id = request
        return request

    def _message_post_after_hook(self, message, msg_vals):
        """An e-mail that an officer writes here to those who asked is a contact with them, and an answer."""
        result = super()._message_post_after_hook(message, msg_vals)
        people = (self.partner_id | self.other_partner_ids) & message.partner_ids
        if people and message.message_type == 'comment' and not message.is_internal and self.env.user._is_internal():
            people._constituent_log_interaction(
                'email', message.subject or self.subject, direction='out', request_id=self.id,
                res_model='mail.message', res_id=message.id)
        return result
