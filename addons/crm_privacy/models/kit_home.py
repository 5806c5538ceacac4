from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .privacy_consent_event import GIVEN

SOON = 60  # days before a consent runs out in which it is time to ask again
WEEK = 7
REASONS = 4  # reasons of holding back that get a card of their own


class KitHome(models.AbstractModel):
    """The home of the data officer: what runs out, what is held back and why, and whether the ledger is sound."""
    _inherit = 'kit.home'

    @api.model
    def _home_roles(self):
        return [*super()._home_roles(), {
            'role': 'privacy', 'name': self.env._("Privacy"), 'groups': 'crm_privacy.group_privacy_auditor',
            'sequence': 5,
        }]

    @api.model
    def _home_cards(self, role):
        cards = super()._home_cards(role)
        if role == 'privacy':
            cards = (cards + self._home_cards_privacy_people() + self._home_cards_privacy_blocks()
                     + self._home_cards_privacy_ledger() + self._home_cards_privacy_coverage())
        return cards

    @api.model
    def _home_card_privacy(self, key, title, text, model, domain, tone, sequence, **more):
        """A queue of records of a model, counted."""
        count = self.env[model].search_count(list(domain))
        return {
            'key': key, 'section': 'queue', 'title': title, 'help': text, 'count': count, 'sequence': sequence,
            'tone': tone if count else 'muted', 'action': self._home_action(title, model, domain), **more}

    @api.model
    def _home_cards_privacy_people(self):
        now = fields.Datetime.now()
        expiring = Domain('state', 'in', GIVEN) & Domain('valid_until', '>', now) & Domain(
            'valid_until', '<=', now + timedelta(days=SOON))
        restricted = self.env['res.partner']._domain_constituent() & Domain('privacy_is_restricted', '=', True)
        title = self.env._("People whose data may only be stored")
        return [
            self._home_card_privacy(
                'privacy_expiring', self.env._("Consents that run out soon"),
                self.env._("Consents in force that end within %(days)s days. Ask again before they do.", days=SOON),
                'privacy.consent.state', expiring, 'warning', 20),
            self._home_card_privacy(
                'privacy_restricted', title,
                self.env._("People under a restriction of processing today (GDPR Art. 18): nothing may leave."),
                'res.partner', restricted, 'danger', 30,
                action=self._home_action_constituents(title, restricted)),
        ]

    @api.model
    def _home_cards_privacy_blocks(self):
        """What the gate held back within a week: in all, and by the reasons that were given most."""
        Log = self.env['privacy.contact.log']
        since = fields.Datetime.now() - timedelta(days=WEEK)
        held = Domain('is_allowed', '=', False) & Domain('at', '>=', since)
        words, short = self.env['privacy.reason']._all(), self.env['privacy.reason']._short()
        found = sorted(Log._read_group(held, ['reason'], ['__count']), key=lambda row: (-row[1], row[0]))
        cards = []
        for place, (reason, count) in enumerate(found[:REASONS]):
            title = self.env._("Held back: %(reason)s", reason=short.get(reason, reason))
            cards.append({
                'key': f'privacy_block_{reason}', 'section': 'queue', 'title': title, 'count': count,
                'help': self.env._("%(reason)s Within the last %(days)s days.",
                                   reason=words.get(reason, reason), days=WEEK),
                'tone': 'info', 'sequence': 50 + place,
                'action': self._home_action(title, 'privacy.contact.log', held & Domain('reason', '=', reason)),
            })
        for key, title, text, domain, sequence in (
            ('privacy_held', self.env._("Held back"),
             self.env._("Messages and disclosures that the gate refused, within the last %(days)s days.", days=WEEK),
             held, 30),
            ('privacy_left', self.env._("Sent or passed on"),
             self.env._("Messages and disclosures that the gate let pass, within the last %(days)s days.", days=WEEK),
             Domain('is_allowed', '=', True) & Domain('at', '>=', since), 40),
        ):
            cards.append({
                'key': key, 'section': 'figure', 'title': title, 'help': text, 'value': Log.search_count(domain),
                'trend': self._daily_trend('privacy.contact.log', list(domain), 'at', WEEK),
                'trend_help': self.env._("per day, the last %(days)s days", days=WEEK), 'sequence': sequence,
                'action': self._home_action(title, 'privacy.contact.log', domain),
            })
        return cards

    @api.model
    def _home_cards_privacy_ledger(self):
        now = fields.Datetime.now()
        cards = [self._home_card_privacy(
            'privacy_unsealed', self.env._("Decisions not sealed yet"),
            self.env._("Events of the ledger that wait for their seal. A seal comes within a minute: if this stays, "
                       "see that the scheduled actions run."),
            'privacy.consent.event', Domain('is_sealed', '=', False), 'warning', 70)]
        last = self.env['privacy.ledger.check'].search([('state', '!=', 'running')], limit=1)
        if last.state == 'broken':
            title = self.env._("The ledger is not as it was written")
            cards.append(self._home_card_privacy(
                'privacy_broken', title, self.env._("The last verification found faults. Read what to do."),
                'privacy.ledger.check', Domain('id', '=', last.id), 'danger', 1))
        seal = self.env['privacy.ledger.seal'].search([], limit=1)
        anchor = self.env['privacy.ledger.anchor'].search([], limit=1)
        for key, title, text, moment, model, sequence in (
            ('privacy_sealed', self.env._("Last seal"),
             self.env._("Days since the ledger was sealed last; it is sealed within a minute of a decision."),
             seal.sealed_at, 'privacy.ledger.seal', 50),
            ('privacy_anchored', self.env._("Last anchor"),
             self.env._("Days since a seal left the database. Up to there the end of the ledger is protected too."),
             anchor.anchored_at, 'privacy.ledger.anchor', 60),
            ('privacy_verified', self.env._("Ledger verified"),
             self.env._("Days since every hash of the ledger was computed anew."),
             last.checked_at, 'privacy.ledger.check', 70),
        ):
            cards.append({
                'key': key, 'section': 'figure', 'title': title, 'help': text, 'format': 'days', 'sequence': sequence,
                'value': (now - moment).days if moment else None, 'action': self._home_action(title, model, []),
            })
        return cards

    @api.model
    def _home_cards_privacy_coverage(self):
        Partner = self.env['res.partner']
        written = Partner._domain_constituent('individual') & Domain('is_deceased', '=', False) & Domain(
            'email', '!=', False)
        agreed = written & Domain('privacy_has_newsletter', '=', True)
        total, number = Partner.search_count(written), Partner.search_count(agreed)
        title, share = self.env._("Agreed to the newsletter"), self.env._("Coverage of consent")
        return [{
            'key': 'privacy_agreed', 'section': 'figure', 'title': title, 'value': number, 'sequence': 10,
            'help': self.env._("Living people with an e-mail address whose consent to the newsletter by e-mail is in "
                               "force. Whether a message goes out, the gate decides for each."),
            'action': self._home_action_constituents(title, agreed),
        }, {
            'key': 'privacy_coverage', 'section': 'figure', 'title': share, 'format': 'percent', 'sequence': 20,
            'value': number / total if total else None,
            'help': self.env._("The share of those among all living people with an e-mail address."),
            'action': self._home_action_constituents(share, written),
        }]
