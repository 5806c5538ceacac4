from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_amount, formatLang

SECTIONS = ('queue', 'figure')
WHOLE_FROM = 10000  # an amount from here on is told without its cents
TONES = ('success', 'info', 'warning', 'danger', 'muted')


class KitHome(models.AbstractModel):
    """The home of each role: the queues of today, then the figures it answers for.

    Nothing is stored here. Addons add roles and cards by super(); the component shows what it gets.
    """
    _name = 'kit.home'
    _description = "Home"

    @api.model
    def _home_roles(self):
        """Roles that have a home: dicts of `role`, `name`, `groups` (as in a view: any of them) and `sequence`."""
        return [{
            'role': 'operations', 'name': self.env._("Operations"), 'groups': 'crm_kit.group_kit_operator',
            'sequence': 900,
        }]

    @api.model
    def _home_cards(self, role):
        """Cards of a role, for the user at hand and with their rights: dicts of

        - `key`, `section` ('queue' or 'figure'), `title`, `help` (the definition, one sentence), `sequence`
        - `count` of a queue, or `value` of a figure with `format` (integer, decimal, percent (0-1), days, money with
          `currency`, a record)
        - `tone`: success, info, warning, danger or muted; `oldest`: date of the oldest in the queue
        - `action`: what is behind it, from `_home_action()`
        - `trend`: numbers, oldest first, and `trend_help` saying what they are
        """
        return self._home_cards_own_work() + (self._home_cards_operations() if role == 'operations' else [])

    @api.model
    def _home_action(self, name, model, domain, views=('list', 'form'), context=None):
        """Action that opens the records behind a card."""
        return {
            'type': 'ir.actions.act_window', 'name': name, 'res_model': model, 'domain': list(domain),
            'views': [(False, view) for view in views], 'context': context or {},
        }

    @api.model
    def _home_queues(self, rows):
        """Cards of queues, one grouped query each; a queue whose model the user may not read is left out.

        :param rows: `(key, title, help, model, domain, field of the oldest or False, tone when there are any,
            sequence)`; a row may end with a dict of what is otherwise in its card
        """
        cards = []
        for key, title, text, model, domain, oldest, tone, sequence, *more in rows:
            if not self.env[model].has_access('read'):
                continue
            [(count, *first)] = self.env[model]._read_group(
                domain, aggregates=['__count', *([f'{oldest}:min'] if oldest else [])])
            cards.append({
                'key': key, 'section': 'queue', 'title': title, 'help': text, 'count': count,
                'oldest': first[0] if first else False, 'tone': tone if count else 'muted', 'sequence': sequence,
                'action': self._home_action(title, model, domain), **(more[0] if more else {})})
        return cards

    # ---- for the component ----

    @api.model
    def _get_home(self, role=None):
        """What the component shows: the roles of the user, the one that is open, and its cards."""
        roles = [
            {'role': each['role'], 'name': each['name']}
            for each in sorted(self._home_roles(), key=lambda each: each.get('sequence', 100))
            if not each.get('groups') or self.env.user.has_groups(self._groups_spec(each['groups']))
        ]
        mine = [each['role'] for each in roles]
        role = role if role in mine else next(iter(mine), False)
        cards = [self._prepare_card(card) for card in self._home_cards(role)] if role else []
        cards.sort(key=lambda card: card['sequence'])
        return {
            'user': self.env.user.name,
            'roles': roles,
            'role': role,
            **{section: [card for card in cards if card['section'] == section] for section in SECTIONS},
        }

    @api.model
    def _groups_spec(self, groups):
        return groups if isinstance(groups, str) else ','.join(groups)

    @api.model
    def _prepare_card(self, card):
        """A card as the component wants it: complete, and with its number as text in the user's language."""
        tone = card.get('tone') or ('info' if card.get('count') else 'muted')
        if tone not in TONES or card['section'] not in SECTIONS:
            raise ValueError(f"card {card['key']}: no such tone or section: {tone}, {card['section']}")
        number = card['count'] if 'count' in card else card.get('value')
        oldest = card.get('oldest')
        return {
            'key': card['key'], 'section': card['section'], 'title': card['title'], 'help': card.get('help', ''),
            'sequence': card.get('sequence', 100), 'action': card.get('action'), 'tone': tone,
            'text': self._format(number, card.get('format', 'integer'), card),
            'is_empty': not number,
            'oldest': fields.Date.to_string(fields.Date.to_date(oldest)) if oldest else False,
            'trend': card.get('trend') or [], 'trend_help': card.get('trend_help', ''),
        }

    @api.model
    def _format(self, number, kind, card):
        if number is None or number is False:
            return "–"
        if kind == 'money':
            if abs(number) >= WHOLE_FROM:
                return format_amount(self.env, round(number), card['currency'], trailing_zeroes=False)
            return format_amount(self.env, number, card['currency'])
        if kind == 'percent':
            return self.env._("%(number)s %%", number=formatLang(self.env, number * 100, digits=1))
        if kind == 'days':
            return self.env._("%(number)s days", number=formatLang(self.env, number, digits=0))
        if kind == 'decimal':
            return formatLang(self.env, number, digits=1)
        return formatLang(self.env, number, digits=0)

    # ---- the kit's own cards ----

    @api.model
    def _home_cards_own_work(self):
        """One's own background work, where it needs a look."""
        Batch = self.env['kit.batch']
        mine = [('user_id', '=', self.env.uid)]
        counts = dict(Batch._read_group(
            [*mine, ('state', 'in', ('waiting', 'running', 'stopping', 'failed'))], ['state'], ['__count']))
        cards = []
        if running := sum(counts.get(state, 0) for state in ('waiting', 'running', 'stopping')):
            cards.append({
                'key': 'kit_my_running', 'section': 'queue', 'title': self.env._("My work under way"),
                'help': self.env._("Long work that I started and that goes on in the background."),
                'count': running, 'tone': 'info', 'sequence': 950,
                'action': self._home_action(
                    self.env._("My work under way"), 'kit.batch',
                    [*mine, ('state', 'in', ('waiting', 'running', 'stopping'))]),
            })
        if failed := counts.get('failed'):
            cards.append({
                'key': 'kit_my_failed', 'section': 'queue', 'title': self.env._("My work that failed"),
                'help': self.env._("Long work that I started and that met an error. It can go on from where it is."),
                'count': failed, 'tone': 'danger', 'sequence': 940,
                'action': self._home_action(
                    self.env._("My work that failed"), 'kit.batch', [*mine, ('state', '=', 'failed')]),
            })
        return cards

    @api.model
    def _home_cards_operations(self):
        Batch, Intent = self.env['kit.batch'], self.env['kit.intent']
        batches = {state: (count, since) for state, count, since in Batch._read_group(
            [('state', '!=', 'done')], ['state'], ['__count', 'create_date:min'])}
        deeds = {state: (count, since) for state, count, since in Intent._read_group(
            [('state', 'in', ('unknown', 'failed'))], ['state'], ['__count', 'create_date:min'])}
        since = fields.Datetime.now() - timedelta(days=7)
        done = [('state', '=', 'done'), ('ended_at', '>=', since)]
        confirmed = [('state', '=', 'done'), ('confirmed_at', '>=', since)]

        def queue(key, title, text, model, found, state, tone, sequence):
            count, oldest = found.get(state, (0, False))
            return {
                'key': key, 'section': 'queue', 'title': title, 'help': text, 'count': count, 'oldest': oldest,
                'tone': tone if count else 'muted', 'sequence': sequence,
                'action': self._home_action(title, model, [('state', '=', state)]),
            }

        def figure(key, title, text, model, domain, day, sequence):
            trend = self._daily_trend(model, domain, day, 7)
            return {
                'key': key, 'section': 'figure', 'title': title, 'help': text, 'value': sum(trend), 'trend': trend,
                'trend_help': self.env._("per day, the last 7 days"), 'sequence': sequence,
                'action': self._home_action(title, model, domain),
            }

        return [
            queue('kit_unknown', self.env._("External actions, outcome unknown"),
                  self.env._("Nobody here knows whether these happened: look on the other side, then settle each."),
                  'kit.intent', deeds, 'unknown', 'danger', 10),
            queue('kit_failed_batches', self.env._("Background work that failed"),
                  self.env._("Long work of anybody that met an error and waits to be resumed or deleted."),
                  'kit.batch', batches, 'failed', 'danger', 20),
            queue('kit_failed_intents', self.env._("External actions refused"),
                  self.env._("Charges, notices and the like that the other side refused for good."),
                  'kit.intent', deeds, 'failed', 'warning', 30),
            queue('kit_running', self.env._("Background work running"),
                  self.env._("Long work of anybody that goes on now."),
                  'kit.batch', batches, 'running', 'info', 40),
            figure('kit_done', self.env._("Background work done"),
                   self.env._("Long work that ended well in the last 7 days."),
                   'kit.batch', done, 'ended_at', 10),
            figure('kit_confirmed', self.env._("External actions confirmed"),
                   self.env._("Charges, notices and the like that the other side confirmed in the last 7 days."),
                   'kit.intent', confirmed, 'confirmed_at', 20),
        ]

    @api.model
    def _daily_trend(self, model, domain, day, days):
        """Counts per day up to today in the user's time zone, oldest first; a day without any counts 0."""
        counts = {
            start.date(): count
            for start, count in self.env[model]._read_group(domain, [f'{day}:day'], ['__count'])
        }
        today = fields.Date.context_today(self)
        return [counts.get(today - timedelta(days=back), 0) for back in range(days - 1, -1, -1)]
