from datetime import timedelta
from functools import reduce
from itertools import zip_longest

from odoo import api, models
from odoo.tools import SQL

from ..tools.gate import RANK, asks_consent, stricter
from .privacy_consent_event import GIVEN
from .res_partner_gate import BOUNCES, NOTHING_TO_WITHDRAW, PHONES

FALSE = SQL("false")
POINTS = {'email': SQL("p.email_normalized"), **dict.fromkeys(PHONES, SQL("p.phone_sanitized"))}


class ResPartner(models.Model):
    """The gate as one SQL statement, for lists of a million. The same order of checks over the same facts as
    `_privacy_gate`, written a second time on purpose: a property test holds the two equal.
    """
    _inherit = 'res.partner'

    @api.private
    def _privacy_gate_query(self, purpose, channel, recipient=None, at=None):
        """SQL that selects the ids of the people who may be contacted, of `self` or, when it is empty, of all.

        Parameters as of `_privacy_gate`. Record rules do not enter: use it inside of a search.
        """
        return SQL("SELECT id FROM (%s) judged WHERE reason = 'allowed'", self._privacy_reason_query(
            purpose, channel, recipient, at))

    @api.private
    def _privacy_reason_query(self, purpose, channel, recipient=None, at=None):
        """SQL that selects `id` and `reason` of the people of `self` or, when it is empty, of all."""
        ask = self._privacy_ask(purpose, channel, recipient, at)
        mine = SQL("p.id = ANY(%s)", self.ids) if self else SQL("true")
        if not ask:
            return SQL("SELECT p.id, 'purpose_unknown' AS reason FROM res_partner p WHERE %s", mine)
        self.env.flush_all()
        laws, tables, joins = self._privacy_law_sql(ask)
        point = POINTS.get(channel)
        evidence = self._privacy_evidence_sql(ask)
        return SQL(
            """
            WITH %(tables)s, subject_state AS (%(subjects)s), person_state AS (
                SELECT partner_id, max(given) AS given, max(explicit) AS explicit, max(soft) AS soft,
                       max(implied) AS implied, bool_or(outdated) AS outdated, bool_or(other) AS other,
                       bool_or(block > COALESCE(given, 0)) AS objected
                  FROM subject_state GROUP BY partner_id)
            SELECT p.id, CASE %(cases)s ELSE 'allowed' END AS reason
              FROM (SELECT x.*, COALESCE(x.constituent_type,
                           CASE WHEN x.is_company THEN 'organisation' ELSE 'individual' END) AS kind
                      FROM res_partner x) p
              %(joins)s
         LEFT JOIN person_state s ON s.partner_id = p.id
         LEFT JOIN LATERAL (SELECT %(evidence)s AS id) chosen ON true
         LEFT JOIN privacy_consent_event e ON e.id = chosen.id
         LEFT JOIN privacy_consent_detail d ON d.event_id = chosen.id
         %(given_joins)s
         %(look)s
         LEFT JOIN (SELECT partner_id, max(paused_until) AS until, min(most_per_month) FILTER (
                    WHERE most_per_month > 0) AS most FROM privacy_preference GROUP BY partner_id) pref
                ON pref.partner_id = p.id
             WHERE %(mine)s
            """,
            tables=tables, subjects=self._privacy_subject_state_sql(ask), joins=joins, evidence=evidence, mine=mine,
            given_joins=SQL(
                "LEFT JOIN privacy_consent_event ge ON ge.id = s.given"
                " LEFT JOIN privacy_consent_detail gd ON gd.event_id = s.given"),
            look=self._privacy_look_sql(ask, point, laws),
            cases=SQL(' ').join(
                SQL("WHEN %s THEN %s", condition, reason)
                for reason, condition in self._privacy_checks_sql(ask, point, laws)))

    @api.model
    def _privacy_checks_sql(self, ask, point, laws):
        """`[(reason, condition)]` in the order of the checks."""
        question, channel, day = ask.question, ask.channel, ask.day
        marketing, needs = not question.service, asks_consent(question)
        law_asks = SQL("law.requirement")
        given = SQL("s.explicit") if question.needs_explicit else SQL("s.given")
        kept = SQL("(e.contact_hash IS NULL OR d.contact = %s)", point) if point else SQL("true")
        contact = (
            SQL("%s <> ''", point) if point
            else SQL("(p.street <> '' AND (p.zip <> '' OR p.city <> ''))") if channel == 'post' else SQL("true"))
        checks = [
            ('deceased', SQL("p.is_deceased AND (p.deceased_date IS NULL OR p.deceased_date <= %s)", day)),
            ('restricted', FALSE if question.is_answer else SQL(
                "EXISTS (SELECT FROM privacy_restriction r WHERE r.partner_id = p.id AND r.date_from <= %s"
                " AND (r.date_to IS NULL OR r.date_to >= %s))", day, day)),
            ('suppressed', FALSE if question.is_answer else self._privacy_suppressed_sql(ask)),
            ('objected', FALSE if question.service and question.basis in NOTHING_TO_WITHDRAW else SQL("s.objected")),
        ]
        if slots := self._privacy_register_slots(ask, laws):
            checks += self._privacy_register_checks_sql(ask, point, slots)
        if marketing or question.basis == 'consent':
            checks.append(('minor', SQL(
                "p.kind = 'individual' AND (p.birthdate + make_interval(years => COALESCE(law.child_age, 16)))::date"
                " > %s AND NOT COALESCE(e.actor = 'guardian', false)", day)))
        checks += [
            ('inactive', FALSE if question.is_active else SQL("true")),
            ('kind', SQL("p.kind <> ALL(%s)", list(question.kinds))),
        ]
        if needs:
            checks += [('outdated', SQL("%s IS NULL AND s.outdated", given)), ('no_basis', SQL("%s IS NULL", given))]
        checks += [
            ('no_rule', SQL("law.requirement IS NULL")),
            ('forbidden', SQL("%s = 'forbidden'", law_asks)),
            ('other_recipient', SQL("%s = 'explicit' AND s.explicit IS NULL AND s.other", law_asks)),
            ('needs_explicit', SQL("%s = 'explicit' AND s.explicit IS NULL", law_asks)),
            ('outdated', SQL(
                "%s IN ('consent', 'soft', 'implied') AND %s IS NULL AND s.outdated", law_asks,
                self._privacy_evidence_sql(ask, plain=True))),
            ('needs_consent', SQL(
                "%s IN ('consent', 'soft', 'implied') AND %s IS NULL", law_asks,
                self._privacy_evidence_sql(ask, plain=True))),
            ('no_contact', SQL("(%s) IS NOT TRUE", contact)),
            ('contact_changed', SQL(
                "chosen.id IS NOT NULL AND (%s) IS NOT TRUE%s", kept,
                SQL("") if needs else SQL(" AND law.rank > %s", RANK['optout']))),
            ('bouncing', SQL("p.message_bounce >= %s", BOUNCES) if channel == 'email' else FALSE),
            ('confidential', SQL("p.confidential") if channel in ('disclose', 'publish') else FALSE),
        ]
        if marketing:
            checks += [
                ('paused', SQL("pref.until > %s", day)),
                ('capped', self._privacy_capped_sql(ask)),
            ]
            if any(law and law.quiet_from is not None for law in laws):
                checks.append(('quiet', self._privacy_quiet_sql(ask)))
        return checks

    @api.model
    def _privacy_subject_state_sql(self, ask):
        in_time = SQL("(t.valid_until IS NULL OR t.valid_until > %s)", ask.at)
        valid = SQL("%s AND (v.invalid_from IS NULL OR v.invalid_from > %s)", in_time, ask.day)
        own = SQL("t.purpose = %s", ask.purpose.code)
        named = SQL("t.recipient = ANY(%s)", ask.recipients)
        agreed = SQL("%s AND t.track = 'decision' AND t.state = ANY(%s)", own, list(GIVEN))
        note = SQL("%s AND %s AND t.state = 'noted' AND %s", own, named, in_time)
        return SQL(
            """
            SELECT m.partner_id, t.subject,
                   max(t.event_id) FILTER (WHERE %(agreed)s AND %(valid)s AND %(named)s) AS given,
                   max(t.event_id) FILTER (WHERE %(agreed)s AND %(valid)s AND %(named)s
                                             AND t.event_type = 'explicit') AS explicit,
                   max(t.event_id) FILTER (WHERE %(note)s AND t.track = 'soft_opt_in') AS soft,
                   max(t.event_id) FILTER (WHERE %(note)s AND t.track = 'implied') AS implied,
                   bool_or(%(agreed)s AND %(named)s AND NOT (%(valid)s)) AS outdated,
                   bool_or(%(agreed)s AND NOT (%(named)s) AND %(valid)s) AS other,
                   max(t.blocked_event) FILTER (WHERE t.track = 'decision'
                                                  AND (%(named)s OR t.recipient = '')) AS block
              FROM %(source)s t
              JOIN privacy_subject m ON m.uuid = t.subject
         LEFT JOIN privacy_statement_version v ON v.id = t.statement_version_id
             WHERE m.partner_id IS NOT NULL AND t.purpose = ANY(%(purposes)s) AND t.channel = %(channel)s AND %(mine)s
          GROUP BY m.partner_id, t.subject
            """,
            agreed=agreed, valid=valid, named=named, note=note,
            source=self._privacy_state_source(ask), purposes=ask.ancestors, channel=ask.channel,
            mine=SQL("m.partner_id = ANY(%s)", self.ids) if self else SQL("true"))

    @api.model
    def _privacy_evidence_sql(self, ask, plain=False):
        """Id of the event on which a yes would stand; `plain`: whatever the purpose asks for beside the law."""
        if ask.question.needs_explicit and not plain:
            return SQL("s.explicit")
        return SQL("CASE law.requirement WHEN 'explicit' THEN s.explicit WHEN 'soft' THEN COALESCE(s.given, s.soft)"
                   " WHEN 'implied' THEN COALESCE(s.given, s.implied) ELSE s.given END")

    @api.model
    def _privacy_suppressed_sql(self, ask):
        parts = []
        Suppression = self.env['privacy.suppression']
        fits = Suppression._fits_sql(ask)
        kinds = self.env.execute_query(SQL("SELECT DISTINCT kind FROM privacy_suppression WHERE %s", fits))
        for kind, column in (('email', SQL("p.email_normalized")), ('phone', SQL("p.phone_sanitized"))):
            if (kind,) in kinds:
                parts.append(SQL(
                    "%s IN (SELECT digest FROM privacy_suppression WHERE kind = %s AND %s)",
                    Suppression._digest_sql(kind, column), kind, fits))
        if named := Suppression._people_named(fits):
            parts.append(SQL("p.id = ANY(%s)", list(named)))
        if not ask.question.service and ask.channel in POINTS:
            table, column = (
                ("mail_blacklist", "email") if ask.channel == 'email' else ("phone_blacklist", "number"))
            parts.append(SQL(
                "%s IN (SELECT %s FROM %s WHERE active)", POINTS[ask.channel], SQL.identifier(column),
                SQL.identifier(table)))
        return SQL("(%s)", SQL(" OR ").join(parts)) if parts else FALSE

    @api.model
    def _privacy_look_sql(self, ask, point, laws):
        """The last look into each register that the law names."""
        by_point = SQL("l.point = %s OR", point) if point else SQL("")
        return SQL(' ').join(
            SQL("""LEFT JOIN LATERAL (
                SELECT l.is_listed, l.checked_on FROM privacy_screening l
                 WHERE %(service)s IS NOT NULL AND l.service_id = %(service)s AND l.checked_on <= %(day)s
                   AND (l.channel IS NULL OR l.channel = %(channel)s)
                   AND (%(by_point)s (l.point IS NULL AND l.partner_id = p.id))
              ORDER BY l.checked_on DESC, l.id DESC LIMIT 1) %(look)s ON true""",
                look=look, service=service, day=ask.day, channel=ask.channel, by_point=by_point)
            for look, service, _days, _overridden in self._privacy_register_slots(ask, laws))

    @api.model
    def _privacy_register_checks_sql(self, ask, point, slots):
        # a consent whose address was purged is for no address that is known any more
        given_kept = SQL(
            "s.given IS NOT NULL AND (ge.contact_hash IS NULL OR %s IS NULL OR gd.contact = %s) IS TRUE", point, point
        ) if point else SQL("s.given IS NOT NULL")
        asks = [SQL("%s IS NOT NULL AND NOT (%s AND %s)", service, overridden, given_kept)
                for _look, service, _days, overridden in slots]
        listed = [SQL("(%s AND %s.is_listed)", asked, slot[0]) for asked, slot in zip(asks, slots, strict=True)]
        due = [
            SQL("(%(asked)s AND %(days)s > 0 AND (%(look)s.checked_on IS NULL"
                " OR %(day)s - %(look)s.checked_on > %(days)s))", asked=asked, look=look, days=days, day=ask.day)
            for asked, (look, _service, days, _overridden) in zip(asks, slots, strict=True)]
        return [('listed', SQL(" OR ").join(listed)), ('unscreened', SQL(" OR ").join(due))]

    @api.model
    def _privacy_register_slots(self, ask, laws):
        """Names of `(look, service, days, overridden)` of each register that a law has beside others; none for what no
        law asks a register about.
        """
        most = 0 if ask.question.service else max((len(law.registers) for law in laws if law), default=0)
        return [(SQL.identifier(f'look_{place}'), *(
            SQL.identifier('law', f'{name}_{place}') for name in ('service', 'days', 'overridden')))
            for place in range(most)]

    @api.model
    def _privacy_capped_sql(self, ask):
        if ask.channel in ('disclose', 'publish'):
            return FALSE
        counted = ("(SELECT count(*) FROM privacy_contact_log c WHERE c.is_allowed AND c.is_marketing"
                      " AND c.channel NOT IN ('disclose', 'publish')"
                   " AND c.partner_id = p.id AND c.at > %s AND c.at <= %s)")

        def count(days):
            return SQL(counted, ask.at - timedelta(days=days), ask.at)
        parts = [SQL("pref.most IS NOT NULL AND %s >= pref.most", count(30))]
        if ask.purpose.cap_count:
            parts.append(SQL("%s >= %s", count(ask.purpose.cap_days), ask.purpose.cap_count))
        return SQL("(%s)", SQL(" OR ").join(SQL("(%s)", part) for part in parts))

    @api.model
    def _privacy_quiet_sql(self, ask):
        zone = self.env.company.sudo().partner_id.tz or 'UTC'  # sudo: the time zone of the organisation
        hour = SQL(
            "extract(epoch FROM (%s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(NULLIF(p.tz, ''), %s))::time)"
            "::float8 / 3600", ask.at, zone)
        return SQL(
            "law.quiet_from IS NOT NULL AND CASE WHEN law.quiet_from < law.quiet_to"
            " THEN %(hour)s >= law.quiet_from AND %(hour)s < law.quiet_to"
            " ELSE %(hour)s >= law.quiet_from OR %(hour)s < law.quiet_to END", hour=hour)

    # -- law as tables -------------------------------------------------------------

    @api.model
    def _privacy_law_sql(self, ask):
        """`(laws, CTEs, joins)`: the law that holds for each person as `law`, by country and, for calls, by number."""
        by_place = self.env['privacy.rule']._laws(ask.purpose.purpose_class, ask.channel, ask.day)
        numbers, laws = {}, []

        def number(law):
            if law not in numbers:
                numbers[law] = len(laws)
                laws.append(law)
            return numbers[law]

        places = SQL(', ').join(
            SQL("(%s::int, %s, %s)", country, kind, number(law)) for (country, kind), law in by_place.items())
        own = self.env.company.country_id.id or None
        other = {kind: number(by_place[None, kind]) for kind in ('individual', 'organisation')}
        home = {kind: number(by_place.get((own, kind), by_place[None, kind])) for kind in other}
        kind = SQL("CASE WHEN p.kind = 'organisation' THEN 'organisation' ELSE 'individual' END")
        by_kind = ("CASE WHEN p.kind = 'organisation' THEN %s ELSE %s END")
        elsewhere = SQL(by_kind, other['organisation'], other['individual'])
        at_home = SQL(by_kind, home['organisation'], home['individual'])
        tables = [SQL("place(country_id, kind, law) AS (VALUES %s)", places)]
        joins = [SQL("LEFT JOIN place ON place.country_id = p.country_id AND place.kind = %s", kind)]
        chosen = SQL("CASE WHEN p.country_id IS NULL THEN %s ELSE COALESCE(place.law, %s) END", at_home, elsewhere)
        dials = self._privacy_dial_codes() if ask.channel in PHONES else {}
        if dials:
            rows = []
            for code, countries in dials.items():
                for each in other:
                    law = reduce(stricter, [by_place.get((c, each), by_place[None, each]) for c in countries])
                    rows.append(SQL("(%s, %s::int[], %s)", each[:1] + code, list(countries), number(law)))
            known = list(laws)
            mixed = SQL(', ').join(
                SQL("(%s, %s, %s)", number(one), number(two), number(stricter(one, two)))
                for one in known for two in known)
            tables += [SQL("dial(code, countries, law) AS (VALUES %s)", SQL(', ').join(rows)),
                       SQL("mixed(one, two, law) AS (VALUES %s)", mixed)]
            for length in (4, 3, 2, 1):
                alias = SQL.identifier(f'dial{length}')
                joins.append(SQL(  # one equality for kind and code: the planner hashes it
                    "LEFT JOIN dial %s ON %s.code = CASE WHEN length(p.phone_sanitized) > %s THEN CASE WHEN p.kind ="
                    " 'organisation' THEN 'o' ELSE 'i' END || substr(p.phone_sanitized, 2, %s) END",
                    alias, alias, length, length))
            number_law = SQL("COALESCE(dial4.law, dial3.law, dial2.law, dial1.law)")
            countries = SQL("CASE WHEN dial4.law IS NOT NULL THEN dial4.countries WHEN dial3.law IS NOT NULL THEN"
                            " dial3.countries WHEN dial2.law IS NOT NULL THEN dial2.countries ELSE dial1.countries END")
            joins.append(SQL(
                "LEFT JOIN mixed ON mixed.two = %s AND mixed.one = %s AND p.country_id IS NOT NULL"
                " AND NOT (p.country_id = ANY(%s))", SQL("COALESCE(place.law, %s)", elsewhere), number_law, countries))
            chosen = SQL(
                "CASE WHEN p.country_id IS NULL THEN COALESCE(%s, %s) ELSE COALESCE(mixed.law, place.law, %s) END",
                number_law, at_home, elsewhere)
        slots = len(self._privacy_register_slots(ask, laws))
        rows = SQL(', ').join(
            SQL("(%s, %s, %s::int, %s::int, %s::float8, %s::float8%s)", index, law and law.requirement,
                law and RANK[law.requirement], law and law.child_age, law and law.quiet_from, law and law.quiet_to,
                SQL('').join(
                    SQL(", %s::int, %s::int, %s::boolean", *register) for register, _place in zip_longest(
                        law.registers if law else (), range(slots), fillvalue=(None, None, None))))
            for index, law in enumerate(laws))
        names = SQL('').join(
            SQL(", %s", SQL.identifier(f'{name}_{place}'))
            for place in range(slots) for name in ('service', 'days', 'overridden'))
        tables.append(SQL(
            "laws(number, requirement, rank, child_age, quiet_from, quiet_to%s) AS (VALUES %s)", names, rows))
        joins.append(SQL("LEFT JOIN laws law ON law.number = %s", chosen))
        return laws, SQL(', ').join(tables), SQL(' ').join(joins)
