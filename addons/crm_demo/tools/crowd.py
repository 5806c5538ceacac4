"""The many: households of one, couples and families in the five chapters, and what happened to them in five years."""

from datetime import timedelta
from itertools import combinations

from .names import CULTURES
from .places import ABROAD, CHAPTERS

# Households per chapter, the hand-written ones of cast.py among them.
HOUSEHOLDS = {'stralsund': 80, 'whitby': 60, 'douarnenez': 52, 'gijon': 34, 'marstrand': 24}
FRIENDS_ABROAD = {  # place: culture
    'gloucester': 'en',
    'lunenburg': 'en',
    'fremantle': 'el',
    'kamakura': 'ja',
    'busan': 'ko',
    'haifa': 'he',
    'piraeus': 'el',
    'qingdao': 'zh',
    'danang': 'vi',
    'kochi': 'hi',
    'odesa': 'uk',
    'alexandria': 'ar',
}
CULTURES_OF = {  # per hundred households
    'stralsund': {'de': 66, 'pl': 8, 'uk': 6, 'ru': 3, 'ar': 5, 'vi': 5, 'tr': 4, 'el': 2, 'he': 1},
    'whitby': {'en': 72, 'hi': 7, 'yo': 5, 'pl': 5, 'zh': 4, 'ko': 2, 'uk': 3, 'he': 2},
    'douarnenez': {'fr': 74, 'ar': 8, 'vi': 7, 'es': 4, 'en': 4, 'ja': 3},
    'gijon': {'es': 80, 'ar': 5, 'zh': 5, 'uk': 5, 'en': 5},
    'marstrand': {'sv': 76, 'de': 8, 'ar': 6, 'el': 5, 'ko': 5},
}
JOBS = {  # woman, man
    'de': (
        ("Lehrerin", "Lehrer"),
        ("Fischerin", "Fischer"),
        ("Krankenpflegerin", "Krankenpfleger"),
        ("Bootsbauerin", "Bootsbauer"),
        ("Buchhändlerin", "Buchhändler"),
        ("Meeresbiologin", "Meeresbiologe"),
    ),
    'fr': (
        ("enseignante", "enseignant"),
        ("marin pêcheuse", "marin pêcheur"),
        ("infirmière", "infirmier"),
        ("libraire", "libraire"),
        ("ostréicultrice", "ostréiculteur"),
        ("boulangère", "boulanger"),
    ),
    'es': (
        ("maestra", "maestro"),
        ("marinera", "marinero"),
        ("enfermera", "enfermero"),
        ("librera", "librero"),
        ("bióloga marina", "biólogo marino"),
        ("camarera", "camarero"),
    ),
    'en': (
        ("teacher", "teacher"),
        ("fisher", "fisherman"),
        ("nurse", "nurse"),
        ("boatbuilder", "boatbuilder"),
        ("bookseller", "bookseller"),
        ("potter", "potter"),
    ),
}
RETIRED = {
    'de': ("Rentnerin", "Rentner"),
    'fr': ("retraitée", "retraité"),
    'es': ("jubilada", "jubilado"),
    'en': ("retired", "retired"),
}
ALERTS = {
    'en': ("Hard of hearing: write, or speak slowly and wait.", "Call after 6 pm only, works nights."),
    'de': ("Schwerhörig: bitte schreiben, nicht anrufen.", "Erst nach 18 Uhr anrufen."),
    'fr': ("Malentendante : écrire plutôt que téléphoner.", "Ne pas appeler avant 18 h."),
    'es': ("Llamar solo por la tarde.", "Prefiere cartas en letra grande."),
}
TITLES = {  # woman, man
    'en': ("Ms", "Mr"),
    'de': ("Frau", "Herr"),
    'fr': ("Mme", "M."),
    'es': ("Sra.", "Sr."),
}
SHARES = (('one', 71), ('couple', 22), ('family', 7))


def add_crowd(world):
    """Fill every chapter up to its number of households, then let five years pass over them."""
    rng = world.chance('crowd')
    for chapter, number in HOUSEHOLDS.items():
        present = sum(
            world.people[stay.person].chapter == chapter
            for stay in {stay.household: stay for stay in world.stays}.values()
        )
        for _number in range(number - present):
            _add_household(world, rng, chapter)
    for place, culture in FRIENDS_ABROAD.items():
        _add_friend_abroad(world, rng, place, culture)
    for change, times in ((_die, 7), (_split, 4), (_child_leaves, 4), (_move_in, 5), (_move, 8)):
        for _time in range(times):
            change(world, rng)
    _give_titles(world)
    _acquaint(world, rng)


def _pick(rng, weights):
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def _key(world, prefix='p'):
    return f'{prefix}{len(world.people) + 1:03d}'


def _add_household(world, rng, chapter):
    kind = _pick(rng, dict(SHARES))
    culture = CULTURES[_pick(rng, CULTURES_OF[chapter])]
    # Most joined in the first years, some every month since.
    joined = world.between(rng, world.founded, world.between(rng, world.ago(years=4), world.ago(days=10)))
    town = CHAPTERS[chapter]
    address = town.address(rng)
    household = f'h{len(world.households) + 1:03d}'
    world.household(household, address, world.phone(rng, chapter, landline=True) if rng.random() < 0.25 else '')
    common = {'address': address, 'joined': joined}
    if kind == 'one':
        adult = _add_adult(world, rng, chapter, culture, rng.randint(19, 90), rng.random() < 0.55, None, common)
        world.stay(household, adult.key, 'head', joined, primary=True)
        return
    age = rng.randint(29, 52) if kind == 'family' else rng.randint(24, 84)
    alike = rng.random() < 0.07
    woman = rng.random() < 0.5
    family = rng.choice(culture.families)
    head = _add_adult(world, rng, chapter, culture, age, woman, family, common)
    world.stay(household, head.key, 'head', joined, primary=True)
    alone = kind == 'family' and rng.random() < 0.2
    parents = [head]
    if not alone:
        theirs = family if culture.shares_family_name and rng.random() < 0.7 else rng.choice(culture.families)
        other = _add_adult(
            world,
            rng,
            chapter,
            culture,
            max(age + rng.randint(-6, 6), 20),
            woman if alike else not woman,
            theirs,
            common,
        )
        world.stay(household, other.key, 'partner', joined)
        world.tie(head.key, 'spouse' if age > 30 else 'partner', other.key)
        parents.append(other)
    if kind == 'family':
        _add_children(world, rng, culture, family, household, parents, min(age - 22, 20), common)


def _add_adult(world, rng, place, culture, age, woman, family, common):
    families = family or rng.choice(culture.families)
    lang = CHAPTERS[place].lang if place in CHAPTERS else 'en'
    values = dict(common)
    if rng.random() < 0.12:
        values['contact'] = False  # known by post alone
    elif rng.random() < 0.22:
        values['phone'] = ''
    if rng.random() < 0.06:
        values['alert'] = rng.choice(ALERTS[lang])
    if rng.random() < 0.05:
        values['prefix'] = {'de': "Dr.", 'fr': "Dr", 'es': "Dra." if woman else "Dr.", 'en': "Dr"}[lang]
    if rng.random() < 0.04:
        values['anonymous'] = True
    if rng.random() < 0.10:
        values['birth_precision'] = rng.choice(('year', 'month'))
    if rng.random() < 0.16:
        values['birth_precision'], age_known = 'day', None
    else:
        age_known = age
    if rng.random() < 0.3:
        values['channel'] = rng.choice(('email', 'phone', 'post'))
    if rng.random() < 0.35:
        values['job'] = (RETIRED[lang] if age > 66 else rng.choice(JOBS[lang]))[0 if woman else 1]
    if rng.random() < 0.05:
        values['pronouns'] = rng.choice(('she/her' if woman else 'he/him', 'they/them'))
    return world.person(
        _key(world),
        _given_name(world, rng, culture, woman, families),
        families[0 if woman else 1],
        culture.code,
        place,
        woman=woman,
        age=age_known,
        rng=rng,
        **values,
    )


def _given_name(world, rng, culture, woman, families):
    """A given name that nobody of this family name has yet, as long as there is one."""
    names = culture.women if woman else culture.men
    family = families[0 if woman else 1]
    taken = {person.first for person in world.people.values() if person.last == family}
    return rng.choice([name for name in names if name not in taken] or names)


def _add_children(world, rng, culture, family, household, parents, oldest, common):
    number = rng.choice((1, 1, 2, 2, 3))
    for age in sorted((rng.randint(0, max(oldest, 0)) for _child in range(number)), reverse=True):
        woman = rng.random() < 0.5
        first = _given_name(world, rng, culture, woman, family)
        child = world.person(
            _key(world),
            first,
            family[0 if woman else 1],
            culture.code,
            parents[0].chapter,
            rng=rng,
            woman=woman,
            age=age,
            contact=age >= 16,
            **common,
        )
        since = max(common['joined'], child.birthdate)
        child.joined = since
        world.stay(household, child.key, 'child', since)
        for parent in parents:
            world.tie(parent.key, 'parent', child.key)


def _add_friend_abroad(world, rng, place, culture):
    woman = rng.random() < 0.5
    families = rng.choice(CULTURES[culture].families)
    home = 'whitby' if place in ('gloucester', 'lunenburg', 'fremantle', 'kochi') else rng.choice(list(CHAPTERS))
    world.person(
        _key(world, 'abroad'),
        rng.choice(CULTURES[culture].women if woman else CULTURES[culture].men),
        families[0 if woman else 1],
        culture,
        place,
        world.between(rng, world.founded, world.ago(months=8)),
        rng,
        woman=woman,
        age=rng.randint(24, 75),
        chapter=home,
        lang=ABROAD[place].lang,
        comment="Met the association on a voyage and stayed in touch.",
    )


def _acquaint(world, rng):
    """Brothers and sisters of the families; friends, neighbours, and who brought whom along."""
    children = {}
    for tie in world.ties:
        if tie.kind == 'parent':
            children.setdefault(tie.left, []).append(tie.right)
    for left, right in sorted({pair for siblings in children.values() for pair in combinations(sorted(siblings), 2)}):
        world.tie(left, 'sibling', right)
    pairs = set()
    for chapter in CHAPTERS:
        grown = [
            person for person in world.people.values() if person.chapter == chapter and not person.died and person.email
        ]
        for kind, number in (('friend', 4), ('neighbour', 3), ('introduced', 5)):
            for _time in range(number):
                left, right = rng.sample(grown, 2)
                pair = frozenset((left.key, right.key))
                if (
                    pair not in pairs
                    and world.home_of(left.key) != world.home_of(right.key)
                    and not (left.confidential or right.confidential)
                ):
                    pairs.add(pair)
                    newer, older = sorted((left, right), key=lambda person: person.joined, reverse=True)
                    world.tie(newer.key, kind, older.key, since=newer.joined)


def _give_titles(world):
    """Most grown people told how they are to be addressed: those who live together did it together."""
    rng = world.chance('titles')
    told = {household: rng.random() < 0.7 for household in world.households}
    home = {}
    for stay in world.stays:
        home.setdefault(stay.person, stay.household)
    for person in world.people.values():
        grown = not person.birthdate or world.today.year - person.birthdate.year >= 18
        if not grown or person.pronouns == 'they/them' or not told.get(home.get(person.key), True):
            continue
        title = TITLES[person.lang][0 if person.woman else 1]
        if not person.prefix:
            person.prefix = title
        elif person.lang == 'de':
            person.prefix = f'{title} {person.prefix}'


# -- what happens to them


def _homes(world, fits, start='h'):
    """`(household key, stays)` of the households nothing has happened to yet whose open stays fit."""
    by_home = {}
    for stay in world.stays:
        if stay.household.startswith(start) and stay.household[1:].isdigit():
            by_home.setdefault(stay.household, []).append(stay)
    return [
        (home, stays)
        for home, stays in by_home.items()
        if all(stay.until is None and not world.people[stay.person].died for stay in stays)
        and fits(stays)
        and len({stay.since for stay in stays if stay.role != 'child'}) == 1
    ]


def _ages(world, stays):
    return [
        world.today.year - world.people[stay.person].birthdate.year if world.people[stay.person].birthdate else 50
        for stay in stays
    ]


def _die(world, rng):
    """Somebody old dies; the household goes on without them, or stays as it was."""
    home, stays = rng.choice(_homes(world, lambda stays: len(stays) <= 2 and max(_ages(world, stays)) >= 74))
    stay = max(stays, key=lambda stay: _ages(world, [stay])[0])
    person = world.people[stay.person]
    person.died = world.between(rng, max(world.ago(years=4), person.joined + timedelta(days=30)), world.ago(days=20))
    person.death_source = rng.choice(("Family", "Newspaper notice", "Returned letter"))
    stay.until = person.died
    for tie in world.ties:
        if person.key in (tie.left, tie.right) and tie.kind in ('spouse', 'partner'):
            tie.until = person.died
    for other in stays:
        if other is not stay:
            other.primary, other.role = True, 'head'


def _split(world, rng):
    """A couple parts: one stays, the other takes a flat in the same town."""
    home, stays = rng.choice(
        _homes(
            world,
            lambda stays: (
                sum(stay.role == 'partner' for stay in stays) == 1
                and max(_ages(world, stays)) < 65
                and stays[0].since < world.ago(years=1)
            ),
        )
    )
    gone = next(stay for stay in stays if stay.role == 'partner')
    day = world.between(rng, gone.since + timedelta(days=60), world.ago(months=2))
    for tie in world.ties:
        if {tie.left, tie.right} == {gone.person, stays[0].person} and tie.kind in ('spouse', 'partner'):
            tie.until = day
    _go(world, rng, gone, day)


def _child_leaves(world, rng):
    """A grown child takes a room of their own."""
    homes = _homes(
        world,
        lambda stays: any(
            stay.role == 'child' and 17 < age < 27 for stay, age in zip(stays, _ages(world, stays), strict=True)
        ),
    )
    if not homes:
        return
    home, stays = rng.choice(homes)
    gone = next(
        stay for stay, age in zip(stays, _ages(world, stays), strict=True) if stay.role == 'child' and 17 < age < 27
    )
    _go(world, rng, gone, world.between(rng, max(gone.since, world.ago(years=1)), world.ago(days=25)))


def _go(world, rng, stay, last_day):
    """End the stay on `last_day`; from the next day the person heads a household of their own."""
    person = world.people[stay.person]
    stay.until = last_day
    person.address = CHAPTERS[person.chapter].address(rng)
    home = world.household(f'h{len(world.households) + 1:03d}', person.address)
    world.stay(home, person.key, 'head', last_day + timedelta(days=1), primary=True)


def _move_in(world, rng):
    """Two who lived alone in one chapter become a couple; the one household ends, the other grows."""
    alone = _homes(world, lambda stays: len(stays) == 1 and 22 <= _ages(world, stays)[0] <= 60)
    home, stays = rng.choice(alone)
    chapter = world.people[stays[0].person].chapter
    others = [entry for entry in alone if entry[0] != home and world.people[entry[1][0].person].chapter == chapter]
    if not others:
        return
    _old_home, (moving,) = rng.choice(others)
    day = world.between(rng, max(stays[0].since, moving.since) + timedelta(days=20), world.ago(days=15))
    if day >= world.today:
        return
    moving.until = day
    mover = world.people[moving.person]
    mover.address = world.households[home].address
    world.stay(home, mover.key, 'partner', day + timedelta(days=1))
    world.tie(stays[0].person, 'partner', mover.key, since=day + timedelta(days=1))


def _move(world, rng):
    """A household moves within its town: one household, a new address."""
    home, stays = rng.choice(_homes(world, lambda stays: True))
    address = CHAPTERS[world.people[stays[0].person].chapter].address(rng)
    world.households[home].address = address
    for stay in stays:
        world.people[stay.person].address = address
