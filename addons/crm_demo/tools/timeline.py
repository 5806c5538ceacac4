"""Roles over time, numbers of older lists, and everything that was said, written and done with people."""

from datetime import timedelta

from .cast import FOUNDERS, STAFF
from .cast_organisations import ASSOCIATION, CHAPTER_NAMES
from .places import PLACES
from .texts import IN_THEIR_OWN_WORDS, SMALL_TALK, WAVES
from .texts_organisations import WITH_ORGANISATIONS

OLD_LIST = 'spreadsheet 2019'
WEB_FORM = 'website'


def add_timeline(world):
    _roles(world)
    _old_numbers(world)
    _waves(world)
    _small_talk(world)
    _own_words(world)
    _organisation_talk(world)
    _turning_points(world)
    _notes(world)


def _alive_on(person, day):
    return person.joined <= day and (not person.died or person.died > day)


def _grown(world, person):
    return not person.birthdate or world.today.year - person.birthdate.year >= 16


def _roles(world):
    rng = world.chance('roles')
    for person in world.people.values():
        if person.contact_only:
            continue
        end = person.died
        if person.key in FOUNDERS:
            world.role(person.key, 'founder', person.joined, end)
        member_since = world.between(rng, person.joined, min(person.joined + timedelta(days=90), world.today))
        if rng.random() < 0.62 and (not end or member_since < end):
            left = world.between(rng, member_since + timedelta(days=330), world.today)
            lapsed = rng.random() < 0.15 and left < world.ago(months=1)
            world.role(
                person.key, 'member', member_since, min(filter(None, (end, left if lapsed else None)), default=None)
            )
        if not _grown(world, person) or end:
            continue
        for kind, share in (('volunteer', 0.28), ('donor', 0.34)):
            if rng.random() < share:
                since = world.between(rng, person.joined, world.ago(days=15))
                until = world.between(rng, since, world.today) if rng.random() < 0.25 else None
                world.role(person.key, kind, since, until)
    for organisation in world.organisations.values():
        kind = {'municipality': 'official'}.get(organisation.kind, organisation.kind)
        if kind in ('sponsor', 'supplier', 'media', 'funder', 'official'):
            world.role(organisation.key, kind, organisation.since)
        if organisation.kind == 'partner':
            world.tie(organisation.key, 'partner_organisation', ASSOCIATION, since=organisation.since)
        if organisation.parent:
            world.tie(organisation.parent, 'parent_organisation', organisation.key)
    for key in STAFF.values():
        if any(post.person == key and post.organisation == ASSOCIATION and post.primary for post in world.posts):
            world.role(key, 'staff', world.people[key].joined)


def _old_numbers(world):
    """Who was on the list of the campaign that came before the association keeps its number there."""
    rng = world.chance('numbers')
    number = 100
    for person in world.people.values():
        if person.contact_only or not _grown(world, person):
            continue
        if person.joined < world.ago(years=3, months=6) and (person.key in FOUNDERS or rng.random() < 0.7):
            number += rng.randint(1, 4)
            world.old_number(person.key, OLD_LIST, f'HC-{number:04d}')
        elif rng.random() < 0.35 and person.email:
            world.old_number(person.key, WEB_FORM, f'{rng.randrange(16**8):08x}')


def _officer(rng):
    return rng.choices(('officer', 'manager', 'operations'), weights=(70, 25, 5))[0]


def _say(world, rng, day, people, channel, incoming, subject, text, **values):
    """Add one contact at an hour of the working day."""
    values.setdefault('officer', _officer(rng))
    if channel == 'call' and not incoming:
        values['result'] = rng.choices(('reached', 'left_message', 'no_answer', 'call_back'), weights=(76, 12, 9, 3))[0]
        if values['result'] != 'reached':
            text, values['outcome'], values['minutes'] = '', '', 1
    elif values.get('outcome'):
        values['result'] = 'done'
    world.contact(
        day,
        people,
        channel,
        incoming,
        subject,
        text,
        hour=rng.randint(8, 18),
        minute=rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 50)),
        **values,
    )


def _say_to(world, rng, day, person, channel, incoming, texts, **values):
    """Add one contact with a person in their language: subject, text and, if there is one, outcome."""
    town = PLACES[person.chapter].city
    words = [part.format(first=person.first.native, town=town) for part in texts.get(person.lang, texts['en'])]
    subject, text, outcome = (*words, '')[:3]
    _say(world, rng, day, [person.key], channel, incoming, subject, text, outcome=outcome, **values)


def _waves(world):
    rng = world.chance('waves')
    for _name, years, months, share, channel, incoming, texts in WAVES:
        first = world.ago(years=years, months=months)
        for person in world.people.values():
            day = world.between(rng, first, min(first + timedelta(days=12), world.today))
            if person.contact_only or not _alive_on(person, day) or not _grown(world, person) or rng.random() > share:
                continue
            if channel == 'email' and not person.email or channel == 'call' and not person.phone:
                continue
            minutes = {'call': rng.randint(2, 14), 'meeting': 120, 'event': 240}.get(channel, 0)
            _say_to(world, rng, day, person, channel, incoming, texts, minutes=minutes)


def _small_talk(world):
    rng = world.chance('small talk')
    for person in world.people.values():
        if person.contact_only or not _grown(world, person):
            continue
        end = (person.died or world.today) - timedelta(days=1)
        most = 1 if end - person.joined < timedelta(days=90) else len(SMALL_TALK)
        wanted = rng.choices((0, 1, 2, 3, 5, 8), weights=(20, 28, 24, 16, 9, 3))[0]
        for channel, incoming, minutes, texts in rng.sample(SMALL_TALK, min(wanted, most)):
            day = world.between(rng, person.joined, end)
            if not _fits(world, person, channel, incoming):
                continue
            minutes = minutes and minutes + rng.randint(-3, 12)
            _say_to(world, rng, day, person, channel, incoming, texts, minutes=minutes)


def _fits(world, person, channel, incoming):
    """Whether a person may be in such a contact: has the means, and is old enough to remember the old harbour."""
    if channel in ('email', 'web'):
        return bool(person.email)
    if channel in ('call', 'sms'):
        return bool(person.phone)
    if (channel, incoming) == ('letter', True):
        return bool(person.birthdate) and world.today.year - person.birthdate.year >= 55
    return True


def _own_words(world):
    rng = world.chance('own words')
    for person in world.people.values():
        words = IN_THEIR_OWN_WORDS.get(person.culture)
        if not words or not person.email or person.died or not _grown(world, person) or rng.random() < 0.35:
            continue
        subject, text = words
        _say(
            world,
            rng,
            world.between(rng, person.joined, world.today),
            [person.key],
            'email',
            True,
            subject,
            text.format(first=person.first.native),
            result='done',
        )


def _organisation_talk(world):
    rng = world.chance('organisation talk')
    for organisation in world.organisations.values():
        if organisation.kind not in WITH_ORGANISATIONS:
            continue
        talks = WITH_ORGANISATIONS[organisation.kind]
        for channel, subject, text in rng.sample(talks, rng.randint(2, len(talks))):
            day = world.between(rng, organisation.since, world.today)
            speakers = [
                post.person
                for post in world.posts
                if post.organisation == organisation.key and post.since <= day and (not post.until or day <= post.until)
            ]
            _say(
                world,
                rng,
                day,
                speakers[:1],
                channel,
                rng.random() < 0.5,
                subject,
                text,
                organisation=organisation.key,
                minutes=60 if channel == 'meeting' else 0,
                officer='manager',
            )


def _turning_points(world):
    """The story's own moments, as the office noted them."""
    rng = world.chance('turning points')

    def say(day, people, channel, incoming, subject, text, **values):
        _say(
            world,
            rng,
            day,
            people if isinstance(people, list) else [people],
            channel,
            incoming,
            subject,
            text,
            **values,
        )

    died = world.people['juergen-brueggemann'].died
    say(
        died + timedelta(days=3),
        'hannelore-brueggemann',
        'call',
        True,
        "Jürgen ist gestorben",
        "Hannelore rief an. Trauerfeier in der Hafenkirche; der Vorstand kommt.",
        outcome="Kranz bestellt",
        minutes=25,
    )
    say(
        died + timedelta(days=10),
        'hannelore-brueggemann',
        'letter',
        False,
        "Beileid",
        "Handgeschriebener Brief von Rosalind im Namen aller fünf Häfen.",
        officer='manager',
    )
    say(
        world.ago(months=19),
        ['beth-mead', 'colin-dobson'],
        'email',
        True,
        "We are separating",
        "Beth writes for both: two households from now on, the children stay with her.",
        outcome="Household split",
        officer='officer',
    )
    say(
        world.ago(months=13),
        ['mareike-voss', 'ole-voss'],
        'meeting',
        False,
        "Hochzeit am Kai",
        "Mareike heißt jetzt Voß. Eine gemeinsame Anschrift für beide.",
        outcome="Name und Haushalt geändert",
    )
    say(
        world.ago(months=6),
        ['xana-menendez', 'belen-cuervo'],
        'letter',
        True,
        "¡Nos casamos!",
        "Invitación de boda para la sección de Gijón.",
    )
    say(
        world.ago(months=8),
        'grazyna-luczak',
        'meeting',
        True,
        "Safe address",
        "Asked in person that her whereabouts reach nobody. Identity checked; head of office informed.",
        outcome="Marked confidential",
        officer='manager',
        minutes=40,
    )
    say(
        world.ago(months=14),
        ['maelle-le-goff', 'yann-le-goff'],
        'call',
        True,
        "Yann part étudier",
        "Yann s'installe seul, il reste à la section de Douarnenez.",
        outcome="Nouveau foyer créé",
        minutes=8,
    )
    say(
        world.ago(years=1, months=6),
        'rosalind-thackray',
        'meeting',
        False,
        "Brewery: first talk",
        "The brewery offers a four-figure sum for the youth crew. Rosalind wants the assembly to decide.",
        organisation='sundtor-brewery',
        minutes=90,
        officer='manager',
    )
    say(
        world.ago(years=1),
        'rosalind-thackray',
        'letter',
        False,
        "Brewery: answer after the vote",
        "Accepted for the regatta, declined for the youth crew, as the assembly decided.",
        organisation='sundtor-brewery',
        officer='manager',
    )
    say(
        world.ago(months=11),
        ['folake-adeyemi', 'arthur-thackray'],
        'meeting',
        True,
        "A new post in the Coast Office",
        "Folákẹ́ leaves the school and becomes coast officer. Arthur came along.",
        outcome="Post changed",
        minutes=30,
    )
    for place in CHAPTER_NAMES:
        board = [post.person for post in world.posts if post.organisation == f'chapter-{place}' and not post.until]
        for months in (10, 7, 4, 1):
            say(
                world.ago(months=months, days=rng.randint(1, 9)),
                board,
                'meeting',
                False,
                "Board meeting",
                "Accounts, the next clean-up, and who holds the key of the boat house.",
                organisation=f'chapter-{place}',
                minutes=100,
                officer='manager',
            )


def _notes(world):
    """What colleagues wrote on the pages of the people of the story."""
    for months, partner, officer, text in (
        (58, 'rosalind-thackray', 'manager', "Signs for the association together with the treasurer."),
        (41, 'rosalind-thackray', 'officer', "Prefers e-mail; answers within the hour, at any hour."),
        (23, 'hannelore-brueggemann', 'officer', "Briefe nur noch an Hannelore. Das Jubiläum liegt ihr am Herzen."),
        (19, 'beth-mead', 'officer', "Old family name again. Both parents may be written to about the children."),
        (13, 'mareike-voss', 'officer', "Namensänderung nach Heiratsurkunde eingetragen."),
        (8, 'grazyna-luczak', 'manager', "Her address is known to two of us. Nothing about her over the telephone."),
        (27, 'arthur-thackray', 'officer', "Would teach others to read the tide. Ask him before the spring tides."),
        (15, 'sundtor-brewery', 'manager', "Board decided to let the assembly vote. No logo on children's things."),
        (12, 'sundtor-brewery', 'manager', "Vote: yes for the regatta, no for the youth crew. They took it well."),
        (30, 'maelle-le-goff', 'officer', "Le mieux est de l'appeler après la marée."),
        (5, 'xana-menendez', 'officer', "Enviar la felicitación de boda a las dos, con sus dos apellidos."),
        (33, 'despina-papadopoulou', 'officer', "Court order seen on paper; she may act for Νίκος in everything."),
    ):
        day = max(world.ago(months=months), world.people[partner].joined if partner in world.people else world.founded)
        world.note(day, partner, officer, text)
