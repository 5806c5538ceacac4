import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import request_clock
from ..tools.request_flow import OPEN

TIMES = ('response_hours', 'resolution_hours', 'satisfaction')


class ConstituentRequest(models.Model):
    """The clock of a request: all of it follows from dated facts, in hours in which the team works."""
    _inherit = 'constituent.request'

    response_limit = fields.Float(
        "Hours to the first answer", compute='_compute_limits', store=True, readonly=False, precompute=True, copy=False,
        aggregator=None, help="Hours of work, from the category; a later change of the category changes nothing here.")
    resolution_limit = fields.Float(
        "Hours to the resolution", compute='_compute_limits', store=True, readonly=False, precompute=True, copy=False,
        aggregator=None)
    response_due_at = fields.Datetime("First answer by", compute='_compute_due', store=True)
    resolution_due_at = fields.Datetime("Resolve by", compute='_compute_due', store=True)
    due_at = fields.Datetime(
        "Due", compute='_compute_due_at', store=True,
        help="What is due next: the first answer, and once it is given the resolution.")
    first_response_at = fields.Datetime(
        "First answer", compute='_compute_first_response_at', store=True,
        help="The first contact from us about it, or its resolution.")
    response_hours = fields.Float(
        "Hours until the first answer", compute='_compute_hours', store=True, aggregator='avg', digits=(12, 2),
        help="Hours of work, without those in which we waited for somebody else.")
    resolution_hours = fields.Float(
        "Hours until resolved", compute='_compute_hours', store=True, aggregator='avg', digits=(12, 2),
        help="Hours of work, without those in which we waited for somebody else.")
    waiting_since = fields.Datetime("Waits since", compute='_compute_waiting_since', store=True)
    is_overdue = fields.Boolean("Overdue", compute='_compute_is_overdue', search='_search_is_overdue')

    # -- working time ----------------------------------------------------

    def _calendar(self):
        self.ensure_one()
        # sudo: in which hours an office works is no secret of the one who enters a request
        return self.sudo().team_id.calendar_id or self.sudo().company_id.resource_calendar_id

    def _plan(self, moment, hours):
        """The moment (naive, UTC) at which so many hours of work have passed; plain hours when nobody ever works."""
        planned = self._calendar().plan_hours(hours, pytz.utc.localize(moment), compute_leaves=True)
        return planned.astimezone(pytz.utc).replace(tzinfo=None) if planned else fields.Datetime.add(
            moment, hours=hours)

    def _worked(self, begin, end):
        """Hours of work between two moments (naive, UTC)."""
        return self._calendar().get_work_hours_count(begin, end)

    def _pauses(self):
        return [(pause.begins_at, pause.ends_at) for pause in self.pause_ids if pause.ends_at]

    # -- what is allowed and when it is due -------------------------------

    @api.depends('category_id')
    def _compute_limits(self):
        for request in self:
            if request.category_id:
                hours_per_day = request._calendar().hours_per_day or 8
                # sudo: the category decides, whoever enters the request
                request.response_limit, request.resolution_limit = request.category_id.sudo()._limits(hours_per_day)

    @api.depends('received_at', 'response_limit', 'resolution_limit', 'pause_ids.begins_at', 'pause_ids.ends_at',
                 'team_id', 'company_id')
    def _compute_due(self):
        for request in self:
            if not request.received_at or not request.category_id:
                request.response_due_at = request.resolution_due_at = False
                continue
            for name, limit in (('response_due_at', request.response_limit),
                                ('resolution_due_at', request.resolution_limit)):
                request[name] = request_clock.due(
                    request.received_at, limit, request._pauses(), request._plan, request._worked)

    @api.depends('response_due_at', 'resolution_due_at', 'first_response_at')
    def _compute_due_at(self):
        for request in self:
            answered = request.first_response_at
            request.due_at = request.resolution_due_at if answered else min(
                filter(None, (request.response_due_at, request.resolution_due_at)), default=False)

    @api.depends('interaction_ids.date', 'interaction_ids.direction', 'interaction_ids.channel', 'received_at',
                 'resolved_at')
    def _compute_first_response_at(self):
        for request in self:
            answers = [
                contact.date for contact in request.interaction_ids
                if contact.direction == 'out' and contact.channel != 'note' and contact.date > request.received_at]
            request.first_response_at = min(filter(None, (*answers, request.resolved_at)), default=False)

    @api.depends('first_response_at', 'resolved_at', 'pause_ids.begins_at', 'pause_ids.ends_at', 'received_at')
    def _compute_hours(self):
        for request in self:
            for name, moment in (('response_hours', request.first_response_at),
                                 ('resolution_hours', request.resolved_at)):
                # at least a hundredth: 0 stands for "not yet", and has no part in an average
                request[name] = moment and max(0.01, request_clock.taken(
                    request.received_at, moment, request._pauses(), request._worked))

    def _field_to_sql(self, alias, field_expr, query=None):
        """What has not happened yet has no part in averages."""
        sql = super()._field_to_sql(alias, field_expr, query)
        return SQL("NULLIF(%s, 0)", sql) if field_expr in TIMES else sql

    # -- late ------------------------------------------------------------

    @api.depends('pause_ids.begins_at', 'pause_ids.ends_at', 'state')
    def _compute_waiting_since(self):
        for request in self:
            request.waiting_since = request.state == 'waiting' and request.pause_ids.filtered(
                lambda pause: not pause.ends_at)[:1].begins_at

    @api.model
    def _domain_overdue(self, now=None):
        """Open requests that are late; what waits is late when it was so before it began to wait."""
        now = now or fields.Datetime.now()
        waited_late = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s < %s", *(model._field_to_sql(alias, name, query) for name in ('due_at', 'waiting_since'))),
            predicate=lambda request: bool(
                request.due_at and request.waiting_since and request.due_at < request.waiting_since))
        running = Domain('state', 'in', [state for state in OPEN if state != 'waiting'])
        return (running & Domain('due_at', '<', now)) | (Domain('state', '=', 'waiting') & waited_late)

    @api.depends('due_at', 'state', 'waiting_since')
    def _compute_is_overdue(self):
        late = self.filtered_domain(self._domain_overdue())
        for request in self:
            request.is_overdue = request in late

    @api.model
    def _search_is_overdue(self, operator, value):
        return self._domain_overdue() if operator == 'in' else NotImplemented
