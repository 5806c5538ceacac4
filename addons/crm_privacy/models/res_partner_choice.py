from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .res_partner_gate import NO_STATES
from .res_partner_record import ADDRESS_OF

LINK_DAYS = 400  # a link in a letter is still pressed a year later
PAUSES = (1, 3, 6, 12)  # months
MOST = (1, 2, 4)  # messages a month
HOLDS = ('allowed', 'paused', 'capped', 'quiet')  # reasons of the gate with which a yes stands, now or later
# Everything that is ours to stop: what is objected to when somebody wants to hear nothing any more.
STOPPED = {
    'charity': ['post', 'call', 'autocall', 'email', 'sms'], 'trading': ['post', 'call', 'autocall', 'email', 'sms'],
    'sharing': ['disclose'], 'publishing': ['publish'], 'profiling': ['post', 'call', 'autocall', 'email', 'sms'],
}


class ResPartner(models.Model):
    """What a supporter sees of the own choices, and changes (P-04, P-06)."""
    _inherit = 'res.partner'

    def _privacy_choice_url(self, days=LINK_DAYS):
        """Address of the page on which this person decides, for a message to them. Each call makes a link."""
        self.ensure_one()
        Link = self.env['kit.link']
        return Link._url(Link._make('privacy_preferences', self, days))

    # -- showing -----------------------------------------------------------

    def _privacy_choice_values(self):
        """Values of the page of choices; reads only."""
        self.ensure_one()
        person = self.sudo()  # sudo: the person sees the own choices
        preference = person._privacy_preference()
        return {
            'title': self.env._("What you hear from us"),
            'topics': [topic for topic in map(person._privacy_choice_topic, person._privacy_offered()) if topic],
            'addresses': person._privacy_masked_addresses(),
            'pause': person._privacy_pause_options(preference),
            'most': person._privacy_most_options(preference),
            'languages': [(code, name) for code, name in self.env['res.lang'].get_installed()],
            'language': person.lang or self.env.lang, 'kept': person._privacy_kept(),
            'is_minor': person._privacy_is_minor(['email']),
        }

    def _privacy_offered(self):
        """Purposes that this person can decide about."""
        kind = 'for_organisations' if self.constituent_type == 'organisation' else 'for_individuals'
        # sudo: what is offered to the public
        offered = self.env['privacy.purpose'].sudo().search([('is_offered', '=', True), (kind, '=', True)])
        return offered.filtered(lambda purpose: purpose._privacy_is_asked())

    def _privacy_choice_topic(self, purpose):
        question = self.env['privacy.capture']._capture_question(purpose)
        boxes = []
        for box in question['boxes']:
            standing = self._privacy_standing(purpose, box['channel'])
            if standing['has_address'] or standing['choice']:
                boxes.append({**box, **standing, 'name': f"choice-{purpose.code}-{box['channel']}"})
        return boxes and {**question, 'boxes': boxes}

    def _privacy_standing(self, purpose, channel):
        """Where the person stands: `choice` (yes, no, or None for no decision that counts), `today` in words,
        `is_outdated`, `is_allowed` and `has_address`.
        """
        self.ensure_one()
        ask = self._privacy_ask(purpose, channel, None, None)
        marks, objected = self._privacy_states(self.ids, ask).get(self.id, NO_STATES)
        given = marks[1] if purpose.needs_explicit else marks[0]
        address = self[ADDRESS_OF[channel]] if channel in ADDRESS_OF else channel != 'post' or self.street or self.zip
        kept = given and self._privacy_event_contacts([given]).kept(given, address if channel in ADDRESS_OF else None)
        verdict = self._privacy_gate(purpose, channel)[self.id]
        choice = 'no' if objected else 'yes' if given and kept else None
        return {
            'choice': choice, 'today': self._privacy_today(purpose, channel, choice, given, verdict),
            'is_outdated': bool(marks[4]) or bool(given and not kept), 'is_allowed': verdict['allowed'],
            'has_address': bool(address),
        }

    def _privacy_today(self, purpose, channel, choice, given, verdict):
        if choice == 'yes':
            day = format_date(self.env, self.env['privacy.consent.event'].browse(given).event_time)
            if verdict['reason'] in HOLDS:
                return self.env._("Today: yes. You agreed on %(day)s.", day=day)
            return self.env._(
                "You agreed on %(day)s. At present we do not use this, for another reason: please ask us.", day=day)
        if choice == 'no':
            ask = self._privacy_ask(purpose, channel, None, None)
            last = self.env['privacy.consent.state'].search([
                ('subject', 'in', self.privacy_subject_ids.mapped('uuid')), ('purpose', 'in', ask.ancestors),
                ('channel', '=', channel), ('blocked_event', '>', 0)], order='blocked_event DESC', limit=1)
            said = self.env['privacy.consent.event'].browse(last.blocked_event).event_time
            return self.env._("Today: no. You told us on %(day)s.", day=format_date(self.env, said))
        if verdict['reason'] in HOLDS:
            return self.env._("Today: yes, until you say no. You have not been asked yet.")
        return self.env._("Today: no, unless you say yes.")

    def _privacy_masked_addresses(self):
        """Addresses that we use, so that their owner knows them and nobody else learns them."""
        self.ensure_one()
        found = []
        if self.email_normalized:
            local, _at, host = self.email_normalized.partition('@')
            found.append((self.env._("E-mail"), f"{local[:1]}•••@{host[:1]}•••.{host.rpartition('.')[2]}"))
        if self.phone_sanitized:
            found.append((self.env._("Telephone"), f"••• {self.phone_sanitized[-2:]}"))
        if self.zip or self.city:
            found.append((self.env._("Post"), f"{(self.zip or '')[:2]}••• {(self.city or '')[:1]}•••"))
        return found

    def _privacy_pause_options(self, preference):
        """`[(value, words)]`, the first one is what holds now."""
        today = fields.Date.context_today(self)
        months = [(str(count), self.env._("Pause for %(count)s months", count=count) if count > 1
                   else self.env._("Pause for a month")) for count in PAUSES]
        if preference.paused_until and preference.paused_until > today:
            return [('keep', self.env._("Paused until %(day)s", day=format_date(self.env, preference.paused_until))),
                    ('none', self.env._("End the pause")), *months]
        return [('none', self.env._("No pause")), *months]

    def _privacy_most_options(self, preference):
        """`[(value, words, holds now)]`."""
        now = preference.most_per_month
        counts = sorted({0, *MOST, now}, key=lambda count: count or 1000, reverse=True)
        return [(str(count), self.env._("At most %(count)s in 30 days", count=count) if count
                 else self.env._("As many as there are"), count == now) for count in counts]

    def _privacy_kept(self):
        """What we use without asking, in words: `[(name, why and how long)]`."""
        why = {
            'contract': self.env._("because it belongs to what you have asked us for"),
            'legal': self.env._("because a law obliges us"),
            'interest': self.env._("because we need it to keep our systems safe"),
        }
        purposes = self.env['privacy.purpose'].sudo().search(  # sudo: what is told to the public
            [('purpose_class', '=', 'service'), ('is_abstract', '=', False), ('basis', 'in', list(why))])
        return [(purpose.name, self.env._(
            "%(reason)s. How long we keep it: %(period)s.", reason=why[purpose.basis], period=purpose.retention)
            if purpose.retention else f'{why[purpose.basis]}.') for purpose in purposes]

    def _privacy_preference(self):
        # sudo: the own one
        return self.env['privacy.preference'].sudo().search([('partner_id', '=', self.id)], order='id DESC', limit=1)

    # -- deciding ----------------------------------------------------------

    def _privacy_choice_by_link(self, post):
        """What the holder of the link has decided."""
        return self._privacy_choice_save(post, 'link')

    def _privacy_choice_save(self, post, method):
        """Put down what differs from what holds, and tell it: values of the page that follows.

        Nothing is recorded twice, however often it is pressed; all of it holds from this transaction on (P-06).
        """
        self.ensure_one()
        person = self.sudo()  # sudo: the person decides about the own data
        evidence = {
            'method': method, 'actor': 'subject', 'notice': self.env['privacy.capture']._capture_notice_name(),
            **self.env['privacy.capture']._capture_traces()}
        if post.get('act') == 'stop':
            facts = person._privacy_choice_stop(evidence)
            title, lead = self.env._("You will hear nothing more from us"), self.env._(
                "We have put down that you do not want this. What you have asked us for yourself, such as receipts, "
                "still reaches you. If you change your mind, open this page again.")
        else:
            facts = person._privacy_choice_topics(post, evidence) + person._privacy_choice_manner(post)
            title, lead = self.env._("Your choices are saved"), self.env._("They hold from now on.")
        if not facts:
            lead = self.env._("Nothing had to be changed: everything was as you have chosen.")
        return {'title': title, 'lead': lead, 'facts': facts}

    def _privacy_choice_topics(self, post, evidence):
        facts, names = [], self.env['privacy.capture']._capture_channel_names()
        for purpose in self._privacy_offered():
            by_state = {}
            for channel in self.env['privacy.capture']._capture_channels(purpose):
                wish = post.get(f'choice-{purpose.code}-{channel}')
                standing = wish in ('yes', 'no') and self._privacy_standing(purpose, channel)
                if not standing or wish == standing['choice']:
                    continue
                by_state.setdefault(self._privacy_choice_state(wish, standing), []).append(channel)
                facts.append((self.env._(
                    "%(topic)s, %(channel)s", topic=purpose.name, channel=names[channel]),
                    self.env._("Yes") if wish == 'yes' else self.env._("No")))
            for state, channels in by_state.items():
                agreed = state in ('given', 'renewed')
                if agreed and self._privacy_is_minor(channels):
                    # P-27
                    raise UserError(self.env._(
                        "Nothing was changed. At your age a parent or guardian has to agree: please ask them to write "
                        "to us. You can say no by yourself at any time."))
                self._privacy_record(purpose, channels, state, explicit=agreed and purpose.needs_explicit, **{
                    **evidence, 'statement': purpose._privacy_words_shown(post.get(f'words-{purpose.code}'))})
        return facts

    def _privacy_choice_state(self, wish, standing):
        if wish == 'yes':
            return 'renewed' if standing['is_outdated'] else 'given'
        if standing['choice'] == 'yes':
            return 'withdrawn'
        return 'objected' if standing['is_allowed'] else 'refused'

    def _privacy_choice_stop(self, evidence):
        """Objection to all that is not a service: by the headings, and by what stands below none."""
        facts = []
        purposes = self.env['privacy.purpose'].sudo().search(  # sudo: a person may object to all of them
            [('purpose_class', 'in', list(STOPPED)), ('parent_id', '=', False)])
        for purpose in purposes:
            channels = [channel for channel in STOPPED[purpose.purpose_class]
                        if not self._privacy_is_stopped(purpose, channel)]
            if channels:
                self._privacy_record(purpose, channels, 'objected', **evidence)
                facts.append((purpose.name, self.env._("No")))
        return facts

    def _privacy_is_stopped(self, purpose, channel):
        """Whether an objection stands here, and nothing below it was agreed to since."""
        # sudo: a person may object to all of them
        below = self.env['privacy.purpose'].sudo().search([('id', 'child_of', purpose.id)])
        return all(self._privacy_states(self.ids, self._privacy_ask(each, channel, None, None)).get(
            self.id, NO_STATES)[1] for each in below)

    def _privacy_choice_manner(self, post):
        """Pause, how often, which language."""
        facts, vals, preference = [], {}, self._privacy_preference()
        today = fields.Date.context_today(self)
        pause = post.get('pause')
        if pause in map(str, PAUSES):
            until = today + relativedelta(months=int(pause))
            if until != preference.paused_until:
                vals['paused_until'] = until
                facts.append((self.env._("Pause"), self.env._("until %(day)s", day=format_date(self.env, until))))
        elif pause == 'none' and preference.paused_until and preference.paused_until > today:
            vals['paused_until'] = False
            facts.append((self.env._("Pause"), self.env._("ended")))
        options = {value: words for value, words, _now in self._privacy_most_options(preference)}
        most = post.get('most')
        if most in options and int(most) != preference.most_per_month:
            vals['most_per_month'] = int(most)
            facts.append((self.env._("How often"), options[most]))
        if vals and preference:
            preference.write(vals)
        elif vals:
            # sudo: the own one
            self.env['privacy.preference'].sudo().create({'partner_id': self.id, **vals})
        languages = dict(self.env['res.lang'].get_installed())
        if post.get('lang') in languages and post['lang'] != (self.lang or self.env.lang):
            self.lang = post['lang']
            facts.append((self.env._("Language"), languages[post['lang']]))
        return facts
