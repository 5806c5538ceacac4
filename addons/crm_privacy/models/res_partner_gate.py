from collections import namedtuple
from datetime import timedelta
from functools import reduce

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.gate import Facts, Question, evidence, judge, stricter
from .privacy_child_age import UNKNOWN
from .privacy_consent_event import GIVEN
from .privacy_consent_state import FROM_EVENTS

BOUNCES = 3  # undelivered messages in a row from which an address counts as dead
PHONES = ('call', 'autocall', 'sms')
NOTHING_TO_WITHDRAW = ('contract', 'legal', 'vital', 'public')
# Of one person: the events on which a yes may stand, and whether there was one that is no longer good, or for another.
Marks = namedtuple('Marks', 'given explicit soft implied outdated other')
NO_STATES = (Marks(None, None, None, None, False, False), False)

# What a question comes down to: the same for everybody who is judged.
Ask = namedtuple('Ask', 'question purpose channel recipients at day now ancestors')


class ResPartner(models.Model):
    """The gate: may we use this channel for this purpose with this person? Every exit asks it at the last step.

    The answer here is put together person by person (`tools/gate.py`); `_privacy_gate_query` gives the same as SQL.
    """
    _inherit = 'res.partner'

    @api.private
    def _privacy_gate(self, purpose, channel, recipient=None, at=None):
        """Whether these people may be contacted, or their data passed on, each with the reason.

        :param purpose: code, id or record of a purpose
        :param channel: post, call, autocall, email, sms, disclose or publish
        :param recipient: organisation that would get the data
        :param at: moment (naive UTC) at which it is asked; as the ledger stood then. None: now
        :return: `{partner id: {'allowed', 'reason', 'basis', 'event_id', 'rule_id'}}`, for each of `self`
        """
        ask = self._privacy_ask(purpose, channel, recipient, at)
        if not ask:
            return {id_: _verdict('purpose_unknown') for id_ in self.ids}
        found = {}
        for batch in (self.ids[start:start + 20_000] for start in range(0, len(self.ids), 20_000)):
            people = self._privacy_facts(batch, ask)
            for id_ in batch:
                if id_ not in people:
                    found[id_] = _verdict('out_of_sight')
                    continue
                facts, law, event_id = people[id_]
                reason = judge(facts, ask.question, law)
                found[id_] = _verdict(
                    reason, event_id, law and law.rule_id, _basis(ask, facts, law, event_id))
        return found

    @api.model
    def _privacy_ask(self, purpose, channel, recipient, at):
        purpose = self.env['privacy.purpose']._find(purpose)
        if not purpose:
            return None
        zone = self.env.company.sudo().partner_id.tz or 'UTC'  # sudo: the time zone of the organisation
        moment = at or fields.Datetime.now()
        day = pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()
        kinds = {kind for kind, fits in (
            ('individual', purpose.for_individuals), ('organisation', purpose.for_organisations)) if fits}
        recipients = ['']
        if recipient:
            # sudo: the ledger's names of the recipient
            recipients = self.env['privacy.subject'].sudo().search(
                [('partner_id', '=', recipient.id)]).mapped('uuid') or ['-']
        ids = [int(part) for part in purpose.parent_path.split('/') if part]
        return Ask(
            Question(purpose.purpose_class == 'service', purpose.basis, purpose.needs_explicit,
                     purpose.active and not purpose.is_abstract, frozenset(kinds), channel, purpose.is_answer),
            purpose, channel, recipients, moment, day, at is None,
            [above.code for above in self.env['privacy.purpose'].sudo().browse(ids)])  # sudo: see _find

    # -- facts -----------------------------------------------------------------

    @api.model
    def _privacy_facts(self, ids, ask):
        """`{partner id: (Facts, Law or None, event on which a yes would stand or None)}` of those who exist."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL("""
            SELECT id, COALESCE(constituent_type, CASE WHEN is_company THEN 'organisation' ELSE 'individual' END),
                   is_deceased, deceased_date, country_id, email_normalized, phone_sanitized,
                   (street <> '' AND (zip <> '' OR city <> '')), birthdate, confidential, message_bounce, tz
              FROM res_partner WHERE id = ANY(%s)""", _ints(ids)))
        states = self._privacy_states(ids, ask)
        law_of = self._privacy_law_finder(ask)
        restricted = self.browse(ids)._privacy_restricted_on(ask.day)
        suppressed = self._privacy_suppressed(rows, ask)
        paused, capped = self._privacy_paused(ids, ask), self._privacy_capped(ids, ask)
        screened = self._privacy_screened(rows, ask)
        contacts = self._privacy_event_contacts(
            {event for marks, _objected in states.values() for event in marks[:4] if event})
        company_zone = self.env.company.sudo().partner_id.tz or 'UTC'  # sudo: the time zone of the organisation
        found, hours = {}, {}
        question, channel = ask.question, ask.channel
        for id_, kind, dead, death, country, email, phone, posted, birth, confidential, bounced, zone in rows:
            marks, objected = states.get(id_, NO_STATES)
            law = law_of(country, 'organisation' if kind == 'organisation' else 'individual', phone)
            point = email if channel == 'email' else phone if channel in PHONES else None
            contact = bool(point) if channel in ('email', *PHONES) else bool(posted) if channel == 'post' else True
            zone = zone or company_zone
            if zone not in hours:
                local = pytz.utc.localize(ask.at).astimezone(pytz.timezone(zone))
                hours[zone] = (local.hour * 3600 + local.minute * 60 + local.second) / 3600
            event = marks.explicit if question.needs_explicit else evidence(marks, law)
            facts = Facts(
                id_, kind, bool(dead and (not death or death <= ask.day)), id_ in restricted, id_ in suppressed,
                objected and not (question.service and question.basis in NOTHING_TO_WITHDRAW), marks.given,
                marks.explicit, marks.soft, marks.implied, bool(marks.outdated), bool(marks.other),
                screened(law, id_, point), bool(marks.given) and contacts.kept(marks.given, point),
                bool(birth) and kind == 'individual' and (not question.service or question.basis == 'consent')
                and _is_younger(birth, law.child_age if law else UNKNOWN, ask.day),
                bool(event) and contacts.guarded(event), contact, not event or contacts.kept(event, point),
                channel == 'email' and (bounced or 0) >= BOUNCES,
                bool(confidential) and channel in ('disclose', 'publish'), id_ in paused, id_ in capped, hours[zone])
            found[id_] = facts, law, event
        return found

    @api.model
    def _privacy_states(self, ids, ask):
        """`{partner id: (Marks, objected)}`."""
        rows = self.env.execute_query(SQL("""
            SELECT m.partner_id, s.subject, s.purpose = %(purpose)s, s.recipient, s.track, s.event_id, s.state,
                   s.event_type = 'explicit', s.valid_until IS NULL OR s.valid_until > %(at)s,
                   v.invalid_from IS NULL OR v.invalid_from > %(day)s, s.blocked_event
              FROM %(source)s s
              JOIN privacy_subject m ON m.uuid = s.subject
         LEFT JOIN privacy_statement_version v ON v.id = s.statement_version_id
             WHERE m.partner_id = ANY(%(ids)s) AND s.purpose = ANY(%(purposes)s) AND s.channel = %(channel)s
            """, source=self._privacy_state_source(ask), purpose=ask.purpose.code, at=ask.at, day=ask.day,
            ids=_ints(ids), purposes=ask.ancestors, channel=ask.channel))
        people, blocks, opened = {}, {}, {}
        for partner, subject, own, recipient, track, event, state, is_explicit, in_time, in_words, block in rows:
            marks = people.setdefault(partner, [None] * 4 + [False, False])
            named = recipient in ask.recipients
            if track != 'decision':
                if own and named and state == 'noted' and in_time:
                    place = 2 if track == 'soft_opt_in' else 3
                    marks[place] = max(marks[place] or 0, event)
                continue
            if block and (named or recipient == ''):  # a no, whatever came after it (P-07)
                blocks[partner, subject] = max(blocks.get((partner, subject), 0), block)
            if state in GIVEN and own:
                if in_time and in_words and named:
                    marks[0] = max(marks[0] or 0, event)
                    if is_explicit:
                        marks[1] = max(marks[1] or 0, event)
                    opened[partner, subject] = max(opened.get((partner, subject), 0), event)
                elif in_time and in_words:
                    marks[5] = True
                elif named:
                    marks[4] = True
        objected = {key[0] for key, event in blocks.items() if event > opened.get(key, 0)}
        return {partner: (Marks(*marks), partner in objected) for partner, marks in people.items()}

    @api.model
    def _privacy_state_source(self, ask):
        """Where each subject stood: the derived states for now, the ledger itself for an earlier moment."""
        if ask.now:
            return SQL("privacy_consent_state")
        condition = SQL("AND e.event_time <= %s AND e.purpose = ANY(%s)", ask.at, ask.ancestors)
        before, after = FROM_EVENTS.split('%s')
        return SQL("(%s %s %s)", SQL(before), condition, SQL(after))

    @api.model
    def _privacy_event_contacts(self, events):
        """For which address each of these events stands, and whether a guardian made it."""
        if not events:
            return _Contacts({})
        rows = self.env.execute_query(SQL(
            "SELECT e.id, e.contact_hash IS NULL, d.contact, e.actor = 'guardian' FROM privacy_consent_event e"
            " LEFT JOIN privacy_consent_detail d ON d.event_id = e.id WHERE e.id = ANY(%s)", _ints(events)))
        return _Contacts({row[0]: row[1:] for row in rows})

    @api.model
    def _privacy_suppressed(self, rows, ask):
        """Ids of those whose address is on the suppression list, or on one of Odoo's own for this channel."""
        Suppression = self.env['privacy.suppression']
        fits = Suppression._fits_sql(ask)
        found = Suppression._people_named(fits, [row[0] for row in rows])
        digests = {}
        if self.env.execute_query(SQL("SELECT FROM privacy_suppression LIMIT 1")):
            for id_, *_rest in rows:
                for kind, point in (('email', _rest[4]), ('phone', _rest[5])):
                    if point:
                        digests.setdefault(Suppression._digest(kind, point), []).append(id_)
            # looked up by their hashes: one message asks for one person, however long the list is
            for (digest,) in self.env.execute_query(SQL(
                    "SELECT digest FROM privacy_suppression WHERE digest = ANY(%s) AND %s", _texts(digests), fits)):
                found.update(digests[digest])
        place = 4 if ask.channel == 'email' else 5
        if black := self._privacy_blacklist(ask, {_rest[place] for _id, *_rest in rows if _rest[place]}):
            found.update(id_ for id_, *_rest in rows if _rest[place] in black)
        return found

    @api.model
    def _privacy_blacklist(self, ask, points):
        """Those of these addresses that are on Odoo's own blacklist of the channel; none for service messages."""
        if ask.question.service or ask.channel not in ('email', *PHONES):
            return set()
        table = SQL("mail_blacklist") if ask.channel == 'email' else SQL("phone_blacklist")
        column = SQL("email") if ask.channel == 'email' else SQL("number")
        return {value for (value,) in self.env.execute_query(SQL(
            "SELECT %s FROM %s WHERE active AND %s = ANY(%s)", column, table, column, _texts(points)))}

    @api.model
    def _privacy_paused(self, ids, ask):
        return {id_ for (id_,) in self.env.execute_query(SQL(
            "SELECT partner_id FROM privacy_preference WHERE partner_id = ANY(%s) AND paused_until > %s",
            _ints(ids), ask.day))}

    @api.model
    def _privacy_capped(self, ids, ask):
        """Ids of those who have had as many messages as the purpose, or they themselves, permit."""
        if ask.channel in ('disclose', 'publish'):
            return set()
        caps = [(ask.purpose.cap_count, ask.purpose.cap_days)] if ask.purpose.cap_count else []
        own = dict(self.env.execute_query(SQL(
            "SELECT partner_id, min(most_per_month) FROM privacy_preference"
            " WHERE partner_id = ANY(%s) AND most_per_month > 0 GROUP BY partner_id", _ints(ids))))
        found = set()
        for most, days in [*caps, (None, 30)] if own else caps:
            counts = self.env.execute_query(SQL(
                "SELECT partner_id, count(*) FROM privacy_contact_log WHERE is_allowed AND is_marketing"
                " AND channel NOT IN ('disclose', 'publish') AND partner_id = ANY(%s) AND at > %s AND at <= %s"
                " GROUP BY partner_id",
                _ints(ids if most else own), ask.at - timedelta(days=days), ask.at))
            found |= {id_ for id_, count in counts if count >= (most or own[id_])}
        return found

    @api.model
    def _privacy_screened(self, rows, ask):
        """Function of law, id and number: the last look into each register that the law names, as `Facts.looks`."""
        points = {row[6] for row in rows if row[6]} | {row[5] for row in rows if row[5]}
        ids = [row[0] for row in rows]
        by_point, by_person = {}, {}
        for service, partner, point, listed, day, id_ in self.env.execute_query(SQL(
                "SELECT service_id, partner_id, point, is_listed, checked_on, id FROM privacy_screening"
                " WHERE (point = ANY(%s) OR (point IS NULL AND partner_id = ANY(%s))) AND checked_on <= %s"
                " AND (channel IS NULL OR channel = %s) ORDER BY checked_on, id",
                _texts(points), _ints(ids), ask.day, ask.channel)):
            (by_point if point else by_person)[service, point or partner] = (day, id_, listed)

        def screened(law, id_, point):
            found = {}
            for service_id, _days, _overridden in law.registers if law else ():
                looks = [look for look in (
                    by_point.get((service_id, point)), by_person.get((service_id, id_))) if look]
                if looks:
                    day, _id, listed = max(looks)
                    found[service_id] = listed, (ask.day - day).days
            return found
        return screened

    # -- law ---------------------------------------------------------------------

    @api.model
    def _privacy_law_finder(self, ask):
        """Function of country, kind and number: the law that holds. The person's country, else that of the number,
        else the organisation's; of two that apply the stricter.
        """
        laws = self.env['privacy.rule']._laws(ask.purpose.purpose_class, ask.channel, ask.day)
        own = self.env.company.country_id.id or None
        dials = self._privacy_dial_codes() if ask.channel in PHONES else {}

        def law_of(country, kind, phone):
            places = self._privacy_dialled(dials, phone) if dials and phone else ()
            if country and (not places or country in places):
                return laws.get((country, kind), laws[None, kind])
            if places:
                law = reduce(stricter, [laws.get((place, kind), laws[None, kind]) for place in places])
                return stricter(law, laws.get((country, kind), laws[None, kind])) if country else law
            return laws.get((own, kind), laws[None, kind])
        return law_of

    @api.model
    def _privacy_dial_codes(self):
        """`{dial code: ids of its countries}`."""
        found = {}
        for id_, code in self.env.execute_query(SQL(
                "SELECT id, phone_code FROM res_country WHERE phone_code > 0 ORDER BY id")):
            found.setdefault(str(code), []).append(id_)
        return {code: tuple(ids) for code, ids in found.items()}

    @api.model
    def _privacy_dialled(self, dials, phone):
        """Countries of a number in E.164 form, by the longest dial code that fits."""
        for length in (4, 3, 2, 1):
            if (places := dials.get(phone[1:length + 1])) and len(phone) > length:
                return places
        return ()

    @api.model
    def _privacy_reason_text(self, reason):
        """A reason code in words, in the user's language."""
        return self.env['privacy.reason']._words(reason)


class _Contacts:
    """`{event id: (names no address, address, by a guardian)}`."""

    def __init__(self, rows):
        self.rows = rows

    def kept(self, event, point):
        row = self.rows.get(event)
        return bool(row) and (row[0] or point is None or row[1] == point)

    def guarded(self, event):
        row = self.rows.get(event)
        return bool(row) and bool(row[2])


def _ints(ids):
    """An array as one literal: PostgreSQL reads it at once, where it would plan a constant for each of 20,000."""
    return SQL("%s::int[]", f"{{{','.join(map(str, ids))}}}")


def _texts(values):
    """The same of texts."""
    quoted = (value.replace('\\', '\\\\').replace('"', '\\"') for value in values)
    together = ','.join(f'"{value}"' for value in quoted)
    return SQL("%s::text[]", f'{{{together}}}')


def _is_younger(birth, age, day):
    """Whether somebody is below an age on a day; who is born on 29 February comes of age on the 28th where there is no
    29th.
    """
    years = day.year - birth.year
    return years < age if years != age else birth + relativedelta(years=age) > day


def _verdict(reason, event_id=False, rule_id=False, basis=False):
    allowed = reason == 'allowed'
    return {'allowed': allowed, 'reason': reason, 'basis': basis if allowed else False,
            'event_id': event_id or False, 'rule_id': rule_id or False}


def _basis(ask, facts, law, event_id):
    if not event_id:
        return ask.question.basis
    if event_id == facts.soft and event_id != facts.given:
        return 'soft_opt_in'
    if event_id == facts.implied and event_id != facts.given:
        return 'implied'
    return 'consent'
