from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

MOST = 10  # people who share a number; more than that is a switchboard


class HubCall(models.Model):
    """A telephone call as the telephone system tells of it, in whatever order. What is known of it is put together from
    its dated facts; once it has ended it stands as one contact on the timeline of everybody who has the number.
    """
    _name = 'hub.call'
    _description = "Telephone call"
    _order = 'started_at desc, id desc'
    _rec_name = 'other_number'

    endpoint_id = fields.Many2one('hub.endpoint', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(
        'res.company', related='endpoint_id.company_id', store=True, index='btree_not_null', copy=False)
    key = fields.Char("Number of the call", required=True, readonly=True)
    direction = fields.Selection([('in', "Incoming"), ('out', "Outgoing")], required=True, readonly=True)
    other_number = fields.Char("Number", readonly=True, index='btree_not_null', help="Of the other side.")
    extension = fields.Char(readonly=True)
    user_id = fields.Many2one('res.users', string="Colleague", readonly=True, index='btree_not_null',
                              ondelete='set null')
    started_at = fields.Datetime("Began", readonly=True)
    answered_at = fields.Datetime("Answered", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    reason = fields.Selection([
        ('completed', "Completed"), ('missed', "Missed"), ('busy', "Busy"), ('voicemail', "Left a message"),
    ], readonly=True)
    minutes = fields.Integer(compute='_compute_minutes', help="From the answer to the end, rounded up.")
    partner_ids = fields.Many2many(
        'res.partner', 'hub_call_partner_rel', 'call_id', 'partner_id', string="People",
        domain="[('constituent_type', '!=', False)]", copy=False)
    interaction_id = fields.Many2one(
        'constituent.interaction', string="Contact", readonly=True, index='btree_not_null', ondelete='set null',
        copy=False)

    _once = models.UniqueIndex('(endpoint_id, key)', "This call is there already.")
    _unknown_idx = models.Index("(started_at) WHERE interaction_id IS NULL")

    @api.depends('answered_at', 'ended_at')
    def _compute_minutes(self):
        for call in self:
            talked = call.answered_at and call.ended_at and (call.ended_at - call.answered_at).total_seconds()
            call.minutes = -(-int(talked) // 60) if talked and talked > 0 else 0

    @api.model
    def _people_of(self, number):
        """All living constituents with this number; nobody when they are too many to be a family."""
        # not in sudo, so with the rights of the user of the endpoint
        found = self.env['res.partner'].sudo(False)._constituent_by_phone(number, limit=MOST + 1).filtered(
            lambda one: one.constituent_type and not one.is_deceased)
        return found if len(found) <= MOST else found.browse()

    def _settle(self):
        """Put a call that has ended down as one contact, or bring that contact up to date."""
        for call in self:
            people = call.partner_ids.sudo(False)  # no sudo: with the rights of whoever files it
            if not call.ended_at or not people:
                continue
            values = {
                'date': call.started_at or call.answered_at or call.ended_at, 'duration': call.minutes,
                'user_id': call.user_id.id, 'outcome': call._outcome()}
            if call.interaction_id:
                # no sudo: the same rights
                call.interaction_id.sudo(False).write(values)
            else:
                call.interaction_id = people._constituent_log_interaction(
                    'call', self.env._("Telephone call"), direction=call.direction, res_model=self._name,
                    res_id=call.id, **values)

    def _outcome(self):
        if self.answered_at:
            return 'reached'
        return 'left_message' if self.reason == 'voicemail' else 'no_answer'

    def action_file(self):
        """Put it down with the people chosen."""
        self.check_access('write')
        for call in self:
            if not call.partner_ids:
                raise UserError(self.env._("Choose with whom the call of %(number)s was.", number=call.other_number))
            if not call.ended_at:
                raise UserError(self.env._("The call of %(number)s has not ended yet.", number=call.other_number))
            if call.interaction_id:
                call.interaction_id.partner_ids = [Command.set(call.partner_ids.ids)]
            call._settle()
        return True
