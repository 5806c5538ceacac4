from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

MONTHS = 12


class KitHome(models.AbstractModel):
    """The home of those who look after constituents: whom nobody can reach, whose day it is, who is new."""
    _inherit = 'kit.home'

    @api.model
    def _home_roles(self):
        return [*super()._home_roles(), {
            'role': 'constituents', 'name': self.env._("Constituents"),
            'groups': 'crm_constituents.group_constituent_viewer', 'sequence': 10,
        }]

    @api.model
    def _home_cards(self, role):
        cards = super()._home_cards(role)
        if role == 'constituents':
            cards = (cards + self._home_cards_constituent_queues() + self._home_cards_constituent_emails()
                     + self._home_cards_constituent_figures())
        return cards

    @api.model
    def _home_action_constituents(self, name, domain):
        """Action that opens constituents in the lists and on the page of this app."""
        view = self.env.ref
        return {
            **self._home_action(name, 'res.partner', domain),
            'views': [
                (view('crm_constituents.res_partner_view_list').id, 'list'),
                (view('crm_constituents.res_partner_view_kanban').id, 'kanban'),
                (view('crm_constituents.res_partner_view_form').id, 'form'),
            ],
            'search_view_id': [view('crm_constituents.res_partner_view_search').id, 'search'],
        }

    @api.model
    def _home_cards_constituent_emails(self):
        if not self.env['constituent.mailbox'].search_count([], limit=1):
            return []
        return self._home_queues([(
            'constituent_emails', self.env._("E-mails to file"),
            self.env._("E-mails to a mailbox that could not be filed by themselves: nobody has the address, or too "
                       "many share it."),
            'constituent.email', Domain('state', '=', 'open'), 'date', 'warning', 15)])

    @api.model
    def _home_cards_constituent_queues(self):
        Partner = self.env['res.partner']
        Membership = self.env['constituent.household.membership']
        today = self.env['res.company']._constituent_today()
        people = Partner._domain_constituent('individual')
        unreachable = people & Domain('is_deceased', '=', False) & Domain([
            ('email', '=', False), ('phone', '=', False), ('street', '=', False)])
        birthdays = people & Domain('born_this_week', '=', True)
        recent = Partner._domain_constituent() & Domain(
            'create_date', '>=', fields.Datetime.to_datetime(today - timedelta(days=7)))
        empty = Partner._domain_constituent('household') & Domain(
            'household_member_ids', 'not any', Membership._domain_on(today))
        [(count, oldest)] = Partner._read_group(unreachable, aggregates=['__count', 'create_date:min'])
        cards = []
        for key, title, text, domain, tone, sequence, known in (
            ('constituent_unreachable', self.env._("Without any way of contact"),
             self.env._("Living people with no e-mail address, no telephone number and no street."),
             unreachable, 'warning', 10, (count, oldest)),
            ('constituent_empty_households', self.env._("Households without members"),
             self.env._("Households to which nobody belongs today: add members, or archive them."),
             empty, 'warning', 20, None),
            ('constituent_birthdays', self.env._("Birthdays within a week"),
             self.env._("Living people with a birthday today or on one of the six days after."),
             birthdays, 'info', 30, None),
            ('constituent_recent', self.env._("Added within a week"),
             self.env._("People, households and organisations added today or on one of the seven days before."),
             recent, 'info', 40, None),
        ):
            number, since = known or (Partner.search_count(domain), False)
            cards.append({
                'key': key, 'section': 'queue', 'title': title, 'help': text, 'count': number, 'oldest': since,
                'tone': tone if number else 'muted', 'sequence': sequence,
                'action': self._home_action_constituents(title, domain),
            })
        return cards

    @api.model
    def _home_cards_constituent_figures(self):
        Partner = self.env['res.partner']
        texts = {
            'individual': (self.env._("People"), self.env._("Individuals on record who are not archived.")),
            'household': (self.env._("Households"), self.env._("Households on record which are not archived.")),
            'organisation': (
                self.env._("Organisations"), self.env._("Organisations on record which are not archived.")),
        }
        totals = dict(Partner._read_group(
            Partner._domain_constituent(*texts), groupby=['constituent_type'], aggregates=['__count']))
        trends = self._home_constituent_trends(list(texts))
        return [{
            'key': f'constituent_total_{kind}', 'section': 'figure', 'title': title, 'help': text,
            'value': totals.get(kind, 0), 'sequence': 60 + 10 * position, 'trend': trends[kind],
            'trend_help': self.env._("On record at the end of each of the last %(count)s months.", count=MONTHS),
            'action': self._home_action_constituents(title, Partner._domain_constituent(kind)),
        } for position, (kind, (title, text)) in enumerate(texts.items())]

    @api.model
    def _home_constituent_trends(self, kinds):
        """`{kind: how many were on record at the end of each of the last months}`, the present month last."""
        Partner = self.env['res.partner']
        today = self.env['res.company']._constituent_today()
        first = today.replace(day=1) - relativedelta(months=MONTHS - 1)
        since = fields.Datetime.to_datetime(first)
        earlier = dict(Partner._read_group(
            Partner._domain_constituent(*kinds) & Domain('create_date', '<', since),
            groupby=['constituent_type'], aggregates=['__count']))
        added = {
            (kind, month.date().replace(day=1)): count
            for kind, month, count in Partner._read_group(
                Partner._domain_constituent(*kinds) & Domain('create_date', '>=', since),
                groupby=['constituent_type', 'create_date:month'], aggregates=['__count'])
        }
        trends = {}
        for kind in kinds:
            running, trends[kind] = earlier.get(kind, 0), []
            for step in range(MONTHS):
                running += added.get((kind, first + relativedelta(months=step)), 0)
                trends[kind].append(running)
        return trends
