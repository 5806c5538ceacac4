from odoo import fields, models
from odoo.exceptions import AccessError

from .res_partner_privacy import VIEWER

MESSAGES = ('post', 'call', 'autocall', 'email', 'sms')
# Ways that make sense for a purpose of each class; what is studied or passed on is not sent to the person.
WAYS = {
    'service': MESSAGES, 'charity': MESSAGES, 'trading': MESSAGES, 'sharing': ('disclose',),
    'profiling': ('disclose',), 'research': ('disclose',), 'publishing': ('publish',),
}


class ResPartner(models.Model):
    """“May we contact this person?”: the answers of the gate on the page of a person, and the decisions behind them."""
    _inherit = 'res.partner'

    privacy_decision_count = fields.Integer(
        "Decisions", compute='_compute_privacy_decision_count', groups=VIEWER,
        help="Events that the consent ledger holds of this person.")

    def _compute_privacy_decision_count(self):
        # sudo: which names the ledger has for these people; the events are counted with the rights of the reader
        subjects = self.env['privacy.subject'].sudo().search([('partner_id', 'in', self._origin.ids)])
        counts = dict(self.env['privacy.consent.event']._read_group(
            [('subject', 'in', subjects.mapped('uuid'))], ['subject'], ['__count'])) if subjects else {}
        for partner in self:
            partner.privacy_decision_count = sum(
                counts.get(subject.uuid, 0) for subject in subjects if subject.partner_id == partner._origin)

    def action_open_privacy_decisions(self):
        """All events of the ledger of these people."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id('crm_privacy.privacy_consent_event_action'),
            'domain': [('partner_id', 'in', self.ids)], 'context': {},
        }

    def action_privacy_answers(self):
        """What the page of a person shows: each purpose with the answer of the gate for each way.

        :return: `{'channels': [{'code', 'name'}], 'purposes': [{'code', 'name', 'under', 'cells': {channel: cell}}]}`;
            a cell has `allowed`, `reason`, `words`, `basis`, `since`, `until`, `method`, `event_id`, `rule_id`,
            `asks` and `source` (what the law asks for, and where that stands)
        """
        self.ensure_one()
        if not self.env.user.has_groups(VIEWER):
            raise AccessError(self.env._("Only those who may see constituents are told what may be sent to them."))
        self.check_access('read')
        kind = 'for_organisations' if self.constituent_type == 'organisation' else 'for_individuals'
        purposes = self.env['privacy.purpose'].search([('is_abstract', '=', False), (kind, '=', True)])
        verdicts = {
            (purpose, channel): self._privacy_gate(purpose, channel)[self.id]
            for purpose in purposes for channel in WAYS[purpose.purpose_class]}
        blocking = self._privacy_blocking_events()
        for (purpose, channel), verdict in verdicts.items():
            if verdict['reason'] == 'objected':
                verdict['event_id'] = self._privacy_block_of(blocking, purpose, channel) or verdict['event_id']
        cells = self._privacy_cells(verdicts)
        names = dict(self.env['privacy.rule']._fields['channel']._description_selection(self.env))
        return {
            'channels': [{'code': code, 'name': name} for code, name in names.items()],
            'purposes': [{
                'code': purpose.code, 'name': purpose.name, 'under': purpose.parent_id.name or '',
                'cells': {channel: cells[purpose, channel] for channel in WAYS[purpose.purpose_class]},
            } for purpose in purposes.sorted(lambda purpose: (
                purpose.purpose_class == 'service', purpose.parent_id.sequence or 9999, purpose.sequence,
                purpose.code))],
        }

    def _privacy_blocking_events(self):
        """`{(purpose code, channel): id of the event}` by which this person has said no."""
        rows = self.env['privacy.consent.state'].search([
            ('partner_id', 'in', self.ids), ('blocked_event', '>', 0)], order='blocked_event')
        return {(row.purpose, row.channel): row.blocked_event for row in rows}

    def _privacy_block_of(self, blocking, purpose, channel):
        """The latest of the refusals that stand against a purpose: those of the purpose itself and of all above it."""
        found, above = [], purpose
        while above:
            found.append(blocking.get((above.code, channel), 0))
            above = above.parent_id
        return max(found)

    def _privacy_cells(self, verdicts):
        """The verdicts in words, with what is known of the event and the rule behind each."""
        Event, Rule = self.env['privacy.consent.event'], self.env['privacy.rule']
        events = {event.id: event for event in Event.browse(
            {verdict['event_id'] for verdict in verdicts.values() if verdict['event_id']}).exists()}
        rules = {rule.id: rule for rule in Rule.browse(
            {verdict['rule_id'] for verdict in verdicts.values() if verdict['rule_id']}).exists()}
        bases = dict(Event._fields['basis']._description_selection(self.env))
        methods = dict(Event._fields['method']._description_selection(self.env))
        states = dict(Event._fields['state']._description_selection(self.env))
        asks = dict(Rule._fields['requirement']._description_selection(self.env))
        words = self.env['privacy.reason']._all()
        found = {}
        for key, verdict in verdicts.items():
            event, rule = events.get(verdict['event_id']), rules.get(verdict['rule_id'])
            found[key] = {
                'allowed': verdict['allowed'], 'reason': verdict['reason'],
                'words': words.get(verdict['reason'], verdict['reason']),
                'basis': bases.get(verdict['basis'], ''),
                'event_id': event.id if event else False,
                'decision': states[event.state] if event else '',
                'since': fields.Datetime.to_string(event.event_time) if event else False,
                'until': fields.Datetime.to_string(event.valid_until) if event and event.valid_until else False,
                'method': methods.get(event.method, '') if event else '',
                'rule_id': rule.id if rule else False, 'asks': asks.get(rule.requirement, '') if rule else '',
                'source': rule.source if rule else '',
            }
        return found

    # -- timeline ------------------------------------------------------------

    def _constituent_timeline_sources(self):
        return [*super()._constituent_timeline_sources(), {
            'kind': 'decision', 'label': self.env._("Decisions"), 'icon': 'fa-check-square-o',
            'model': 'privacy.consent.event', 'items': self._constituent_timeline_decisions,
        }]

    def _constituent_timeline_decisions(self, partner, before, limit):
        people = partner._constituent_timeline_people()
        events = self.env['privacy.consent.event'].search(
            [('partner_id', 'in', people.ids), *self._constituent_timeline_before('event_time', before)],
            limit=limit, order='event_time DESC, id DESC')
        labels = {name: dict(events._fields[name]._description_selection(self.env))
                  for name in ('state', 'method', 'actor')}
        return [{
            'id': event.id, 'date': event.event_time,
            'title': self.env._(
                "%(purpose)s: %(state)s", purpose=event.purpose_id.name or event.purpose,
                state=labels['state'][event.state]),
            'text': event.channels_text, 'badges': [labels['method'][event.method], labels['actor'][event.actor]],
            'people': [(event.partner_id.id, event.partner_id.name)] if event.partner_id != partner else [],
            'model': 'privacy.consent.event', 'res_id': event.id,
        } for event in events]
