"""May we? The judgement on one person, from facts and the law that holds for them.

The SQL form (`res.partner._privacy_gate_query`) makes the same checks in the same order over the same facts; a property
test holds the two equal. Worked table: docs/algorithms/gate.md. Source: regulation.md 1.4.
"""

from collections import namedtuple

# What a rule asks for, from the mildest to the strictest: of two that apply the later one holds.
REQUIREMENTS = ('basis', 'optout', 'implied', 'soft', 'consent', 'explicit', 'forbidden')
RANK = {name: rank for rank, name in enumerate(REQUIREMENTS)}

# What the law says for people of one country: see `privacy.rule`. None where no rule stands: the gate says no.
Law = namedtuple('Law', 'requirement rule_id child_age registers quiet_from quiet_to')

# A preference service that a law names; `overridden` by a consent for the very address.
Register = namedtuple('Register', 'service_id screening_days overridden')

# What is asked, the same for everybody.
Question = namedtuple('Question', 'service basis needs_explicit is_active kinds channel is_answer', defaults=(False,))

# What is known of one person at that moment; `looks`: {service id: (listed, days since the last look)}.
Facts = namedtuple(
    'Facts',
    'partner_id kind deceased restricted suppressed objected given explicit soft implied outdated other_recipient '
    'looks call_consent minor guarded contact contact_kept bouncing confidential paused capped '
    'hour')

NEVER = (False, None)  # the look into a register that nobody has looked into

# Channels by which data leaves for others.
LEAVING = ('disclose', 'publish')


def asks_consent(question):
    """Whether only a consent will do, whatever the law of the channel says: by the basis of the purpose, or because a
    special category would be told to others. A body of belief may use its members' data, not disclose them.
    Source: GDPR Art. 9(2)(d).
    """
    return question.basis == 'consent' or question.needs_explicit and question.channel in LEAVING


def evidence(facts, law):
    """Id of the event on which a yes would stand, None for a basis that needs no event."""
    requirement = law.requirement if law else None
    if requirement == 'explicit':
        return facts.explicit
    if requirement == 'soft':
        return facts.given or facts.soft
    if requirement == 'implied':
        return facts.given or facts.implied
    return facts.given


def judge(facts, question, law):  # noqa: C901 - the order of the checks is the content
    """Reason code: `allowed`, or the first check that fails."""
    marketing = not question.service
    needs = asks_consent(question)
    if facts.deceased:
        return 'deceased'
    if facts.restricted and not question.is_answer:
        return 'restricted'
    if facts.suppressed and not question.is_answer:
        return 'suppressed'
    if facts.objected:
        return 'objected'
    if marketing and law:
        asked = [register for register in law.registers if not (register.overridden and facts.call_consent)]
        if any(facts.looks.get(register.service_id, NEVER)[0] for register in asked):
            return 'listed'
        if any(_is_due(register, facts.looks.get(register.service_id, NEVER)[1]) for register in asked):
            return 'unscreened'
    if facts.minor and not facts.guarded:
        return 'minor'
    if not question.is_active:
        return 'inactive'
    if facts.kind not in question.kinds:
        return 'kind'
    given = facts.explicit if question.needs_explicit else facts.given
    if needs and not given:
        return 'outdated' if facts.outdated else 'no_basis'
    if not law:
        return 'no_rule'
    if law.requirement == 'forbidden':
        return 'forbidden'
    if law.requirement == 'explicit' and not facts.explicit:
        return 'other_recipient' if facts.other_recipient else 'needs_explicit'
    if law.requirement in ('consent', 'soft', 'implied') and not evidence(facts, law):
        return 'outdated' if facts.outdated else 'needs_consent'
    if not facts.contact:
        return 'no_contact'
    if not facts.contact_kept and (needs or RANK[law.requirement] > RANK['optout']):
        return 'contact_changed'
    if facts.bouncing:
        return 'bouncing'
    if facts.confidential:
        return 'confidential'
    if marketing:
        if facts.paused:
            return 'paused'
        if facts.capped:
            return 'capped'
        if law.quiet_from is not None and _is_quiet(facts.hour, law.quiet_from, law.quiet_to):
            return 'quiet'
    return 'allowed'


def _is_due(register, age):
    """Whether a register has to be looked into again, so many days after the last look; None for never.

    >>> [_is_due(Register(1, 28, True), age) for age in (None, 28, 29)], _is_due(Register(2, 0, False), None)
    ([True, False, True], False)
    """
    return bool(register.screening_days) and (age is None or age > register.screening_days)


def _is_quiet(hour, start, end):
    """Whether an hour (a float, local) falls into the quiet ones, which may span midnight.

    >>> _is_quiet(23.5, 21, 8), _is_quiet(8.0, 21, 8), _is_quiet(12, 21, 8), _is_quiet(13, 12, 14)
    (True, False, False, True)
    """
    return start <= hour < end if start < end else hour >= start or hour < end


def stricter(first, second):
    """The law that asks for more; with the registers of both, and the higher age."""
    if first is None or second is None:
        return None
    law = max(first, second, key=lambda law: RANK[law.requirement])
    other = second if law is first else first
    return law._replace(
        child_age=max(law.child_age, other.child_age),
        registers=tuple(sorted({*law.registers, *other.registers})),
        quiet_from=law.quiet_from if law.quiet_from is not None else other.quiet_from,
        quiet_to=law.quiet_to if law.quiet_from is not None else other.quiet_to,
    )
