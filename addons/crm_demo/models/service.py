from datetime import timedelta

from odoo import Command, api, fields, models

from ..tools import service


class DemoMaker(models.AbstractModel):
    """Requests and complaints, alerts that stop, stances, and the stages that follow from all of it."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (210, 'service', self.env._("Requests and stances"), '_make_service')]

    @api.model
    def _make_service(self, making):
        team = self.env.ref('crm_constituents.request_team_care')
        team.sudo().write({  # sudo: set up by an administrator of constituents
            'routing': 'turn',
            'member_ids': [Command.set([self._user_of(making, key).id for key in ('officer', 'manager')])],
        })
        asked = service.requests(making.world)
        requests = [self._make_request(making, fact) for fact in asked]
        making.register({f'service-{fact.key}': request for fact, request in zip(asked, requests, strict=True)})
        stances = self.env['constituent.stance'].with_user(self._user_of(making, 'officer')).create([
            {'partner_id': making.id(belief.partner), 'date_from': belief.day, 'stance': belief.stance or False,
             'closeness': belief.closeness or False, 'source': belief.source, 'evidence': belief.evidence}
            for belief in service.beliefs(making.world)])
        making.record('grazyna-luczak').write({
            'alert_stops': True, 'alert_officer_id': self._user_of(making, 'manager').id,
            'alert_set_by_id': self._user_of(making, 'officer').id, 'alert_from': making.world.ago(months=8)})
        # sudo: stages are stored by the system
        people = self.env['res.partner'].sudo()
        changed = people._lifecycle_refresh(making.world.today, 0, people.search([], order='id DESC', limit=1).id)
        return self.env._(
            "%(requests)s requests, %(stances)s stances, %(stages)s stages", requests=len(requests),
            stances=len(stances), stages=changed)

    @api.model
    def _make_request(self, making, fact):
        """One request with what was done about it, on the days of the story."""
        officer = self._user_of(making, fact.officer or 'officer')
        request = self.env['constituent.request'].with_user(officer).create({
            'subject': fact.subject, 'description': fact.text or False, 'channel': fact.channel,
            # made in the morning, the day of the story has not come to its end
            'received_at': min(fact.received, fields.Datetime.now()), 'partner_id': making.id(fact.partner),
            'other_partner_ids': [Command.set([making.id(key) for key in fact.others])],
            'category_id': self.env.ref(f'crm_constituents.request_category_{fact.category}').id,
            'user_id': officer.id if fact.officer else False})
        if not fact.officer and request.user_id:
            request.user_id = False  # nobody has looked at it yet
        people = request.partner_id | request.other_partner_ids
        if fact.answered and fact.answered > fact.received:
            people.with_user(officer)._constituent_log_interaction(
                'call', fact.subject, direction='out', outcome='reached', date=fact.answered, request_id=request.id)
        told = request.sudo()  # sudo: the steps are dated back, which no button does
        if fact.waits_for:
            told.write({'state': 'waiting'})
            self.env['constituent.request.pause'].sudo().create({  # sudo: as above
                'request_id': request.id, 'reason': fact.waits_for, 'begins_at': fact.answered or fact.received})
        if fact.resolved:
            told.write({'state': 'resolved', 'resolved_at': fact.resolved, 'outcome': fact.outcome,
                        'resolution': fact.done})
        if fact.closed:
            told.write({'state': 'closed', 'closed_at': fact.resolved})
        if fact.reopened:
            told.write({'state': 'assigned', 'resolved_at': False, 'outcome': False, 'reopen_count': 1})
            self.env['constituent.request.pause'].sudo().create({  # sudo: as above
                'request_id': request.id, 'reason': self.env._("Resolved"), 'begins_at': fact.resolved,
                'ends_at': fact.resolved + timedelta(days=12)})
        if fact.score:
            told.write({'satisfaction': fact.score, 'satisfaction_comment': fact.comment or False,
                        'asked_at': fact.resolved, 'satisfied_at': fact.resolved + timedelta(hours=20)})
        return request
