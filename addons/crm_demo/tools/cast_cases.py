"""Cases that a CRM must get right, each of them somebody's life: told by hand like the rest of the cast."""

from datetime import timedelta

from .names import Name
from .places import PLACES


def add_cases(world, rng):
    for tell in (
        _guardian,
        _mentor,
        _shared_mailbox,
        _safe_address,
        _summer_people,
        _long_and_short_names,
        _patchwork,
        _twice_in_the_books,
        _newcomers,
        _illegible,
    ):
        tell(world, rng)


def settle(world, rng, key, place, since, *people, address=None):
    """A household of `(person, role)` pairs at one address; the first person heads it."""
    address = address or world.people[people[0][0]].address
    world.household(key, address)
    for number, (person, role) in enumerate(people):
        world.people[person].address = address
        world.stay(key, person, role, max(since, world.people[person].joined), primary=not number)
    return key


def _guardian(world, rng):
    """Despina brings up her grandson."""
    joined = world.ago(years=2, months=9)
    world.person(
        'despina-papadopoulou', "Δέσποινα|Despina", "Παπαδοπούλου|Papadopoulou", 'el', 'stralsund', joined, rng, age=67
    )
    world.person(
        'nikos-papadopoulos',
        "Νίκος|Nikos",
        "Παπαδόπουλος|Papadopoulos",
        'el',
        'stralsund',
        joined,
        rng,
        woman=False,
        age=11,
        contact=False,
    )
    settle(
        world,
        rng,
        'household-papadopoulou',
        'stralsund',
        joined,
        ('despina-papadopoulou', 'head'),
        ('nikos-papadopoulos', 'child'),
    )
    world.tie(
        'despina-papadopoulou', 'guardian', 'nikos-papadopoulos', since=joined, note="By order of the family court."
    )
    world.tie('despina-papadopoulou', 'grandparent', 'nikos-papadopoulos')


def _mentor(world, rng):
    """Arthur Thackray teaches Folákẹ́ how a harbour works; she changes her job because of it."""
    joined, changed = world.ago(years=3, months=2), world.ago(months=11)
    world.person(
        'folake-adeyemi', "Folákẹ́|Folake", "Adéyẹmí|Adeyemi", 'yo', 'whitby', joined, rng, age=31, job="Coast officer"
    )
    settle(world, rng, 'household-adeyemi', 'whitby', joined, ('folake-adeyemi', 'head'))
    world.tie('arthur-thackray', 'mentor', 'folake-adeyemi', since=world.ago(years=2, months=8))
    world.post('folake-adeyemi', 'caedmon-bay-school', "Teacher of geography", joined, changed)
    world.post(
        'folake-adeyemi',
        'whitby-coast-office',
        "Coast officer",
        changed + timedelta(days=1),
        department="Harbour and coast",
    )


def _shared_mailbox(world, rng):
    """The Nguyễns read one mailbox between the four of them."""
    joined = world.ago(years=4, months=1)
    shared = world.email(Name('', 'famille'), Name('', 'nguyen'))
    for key, first, woman, age in (
        ('nguyen-van-hung', "Văn Hùng", False, 48),
        ('nguyen-bich-thuy', "Bích Thủy", True, 46),
        ('nguyen-minh-duc', "Minh Đức", False, 19),
        ('nguyen-my-linh', "Mỹ Linh", True, 16),
    ):
        person = world.person(
            key, first, "Nguyễn", 'vi', 'douarnenez', joined, rng, woman=woman, age=age, contact=False
        )
        person.email = shared
    world.people['nguyen-van-hung'].phone = world.phone(rng, 'douarnenez')
    settle(
        world,
        rng,
        'household-nguyen',
        'douarnenez',
        joined,
        ('nguyen-van-hung', 'head'),
        ('nguyen-bich-thuy', 'partner'),
        ('nguyen-minh-duc', 'child'),
        ('nguyen-my-linh', 'child'),
    )
    world.tie('nguyen-van-hung', 'spouse', 'nguyen-bich-thuy')
    for parent in ('nguyen-van-hung', 'nguyen-bich-thuy'):
        for child in ('nguyen-minh-duc', 'nguyen-my-linh'):
            world.tie(parent, 'parent', child)


def _safe_address(world, rng):
    """Grażyna fled from her home; where she lives now must not leave the office."""
    joined, left = world.ago(years=3, months=10), world.ago(months=8)
    world.person(
        'grazyna-luczak',
        "Grażyna",
        "Łuczak",
        'pl',
        'stralsund',
        joined,
        rng,
        age=38,
        confidential=True,
        channel='email',
        alert="Safe address. Tell nobody where she lives, not even family. Letters only through her lawyer.",
    )
    world.person('zbigniew-luczak', "Zbigniew", "Łuczak", 'pl', 'stralsund', joined, rng, woman=False, age=44)
    home = settle(
        world, rng, 'household-luczak', 'stralsund', joined, ('zbigniew-luczak', 'head'), ('grazyna-luczak', 'partner')
    )
    world.tie('zbigniew-luczak', 'spouse', 'grazyna-luczak', until=left)
    world.leave('grazyna-luczak', home, left)
    settle(
        world,
        rng,
        'household-grazyna-luczak',
        'stralsund',
        left + timedelta(days=1),
        ('grazyna-luczak', 'head'),
        address=PLACES['stralsund'].address(rng) | {'street': "c/o Kanzlei am Alten Markt"},
    )


def _summer_people(world, rng):
    """The van der Meers live in Harlingen and spend May to September in Douarnenez."""
    joined = world.ago(years=2, months=5)
    summer = PLACES['douarnenez'].address(rng)
    for key, first, woman, age in (
        ('saskia-van-der-meer', "Saskia", True, 69),
        ('joost-van-der-meer', "Joost", False, 71),
    ):
        world.person(
            key,
            first,
            "van der Meer",
            'nl',
            'harlingen',
            joined,
            rng,
            woman=woman,
            age=age,
            chapter='douarnenez',
            phone='',
            summer_address=summer,
            comment="From May to September in Douarnenez, the rest of the year in Harlingen.",
        )
    settle(
        world,
        rng,
        'household-van-der-meer',
        'harlingen',
        joined,
        ('saskia-van-der-meer', 'head'),
        ('joost-van-der-meer', 'partner'),
    )
    world.tie('saskia-van-der-meer', 'spouse', 'joost-van-der-meer')


def _long_and_short_names(world, rng):
    """Names that break layouts and rules: very long, a single one, family name first, and a pronoun of one's own."""
    joined = world.ago(years=2)
    world.person(
        'friederike-charlotte',
        "Friederike-Charlotte",
        "von Hagemeister-Wulffenstein zu Barth",
        'de',
        'stralsund',
        joined,
        rng,
        age=72,
        prefix="Prof. Dr.",
        suffix="M.A.",
        middle="Auguste Wilhelmine",
        preferred="Fritzi",
        anonymous=True,
    )
    world.person('rukmini', "रुक्मिणी|Rukmini", "", 'hi', 'whitby', joined, rng, age=26)
    world.person(
        'robin-sievers',
        "Robin",
        "Sievers",
        'de',
        'stralsund',
        joined,
        rng,
        age=24,
        pronouns="they/them",
        preferred="Rob",
    )
    world.person('misaki-unno', "美咲|Misaki", "海野|Unno", 'ja', 'douarnenez', joined, rng, age=40)
    for key, place in (
        ('friederike-charlotte', 'stralsund'),
        ('rukmini', 'whitby'),
        ('robin-sievers', 'stralsund'),
        ('misaki-unno', 'douarnenez'),
    ):
        settle(world, rng, f'household-{key}', place, joined, (key, 'head'))


def _patchwork(world, rng):
    """Layla and Göran each brought a child; the half sister of both was born since."""
    joined = world.ago(years=3, months=6)
    world.person('layla-haddad', "ليلى|Layla", "حداد|Haddad", 'ar', 'marstrand', joined, rng, age=37, job="Journalist")
    world.person('goran-sjoberg', "Göran", "Sjöberg", 'sv', 'marstrand', joined, rng, woman=False, age=42)
    world.person(
        'sami-haddad', "سامي|Sami", "حداد|Haddad", 'ar', 'marstrand', joined, rng, woman=False, age=13, contact=False
    )
    world.person('saga-sjoberg', "Saga", "Sjöberg", 'sv', 'marstrand', joined, rng, age=10, contact=False)
    born = world.ago(months=15)
    world.person('nour-sjoberg', "Nour", "Haddad Sjöberg", 'sv', 'marstrand', born, rng, contact=False, birthdate=born)
    settle(
        world,
        rng,
        'household-haddad-sjoberg',
        'marstrand',
        joined,
        ('layla-haddad', 'head'),
        ('goran-sjoberg', 'partner'),
        ('sami-haddad', 'child'),
        ('saga-sjoberg', 'child'),
        ('nour-sjoberg', 'child'),
    )
    world.tie('layla-haddad', 'partner', 'goran-sjoberg', since=joined)
    for parent, child in (
        ('layla-haddad', 'sami-haddad'),
        ('goran-sjoberg', 'saga-sjoberg'),
        ('layla-haddad', 'nour-sjoberg'),
        ('goran-sjoberg', 'nour-sjoberg'),
    ):
        world.tie(parent, 'parent', child)


def _twice_in_the_books(world, rng):
    """Six people who wrote in anew and were not found: the second record says nearly, not quite, the same."""
    for key, first, last, culture, place, woman, twin in (
        ('juergen-brueggeman', "Juergen", "Brueggemann", 'de', 'stralsund', False, 'juergen-brueggemann'),
        ('arthur-thackery', "Arthur", "Thackery", 'en', 'whitby', False, 'arthur-thackray'),
        ('maelle-legoff', "Maelle", "Legoff", 'fr', 'douarnenez', True, 'maelle-le-goff'),
        ('mareike-petersen', "Mareike", "Petersen", 'de', 'stralsund', True, 'mareike-voss'),
        ('c-alvarez', "C.", "Alvarez Pelaez", 'es', 'gijon', True, 'covadonga-alvarez'),
        ('hung-nguyen', "Hùng", "Nguyễn Văn", 'vi', 'douarnenez', False, 'nguyen-van-hung'),
    ):
        original = world.people[twin]
        joined = world.between(rng, world.ago(years=3), world.ago(months=26))
        copy = world.person(
            key,
            first,
            last,
            culture,
            place,
            joined,
            rng,
            woman=woman,
            contact=False,
            comment="Entered from the sign-up sheet of a clean-up day.",
        )
        same = rng.choice(('email', 'phone', 'address'))
        copy.email = original.email if same == 'email' or not original.phone else ''
        copy.phone = original.phone if same != 'email' else ''
        if same == 'address':
            copy.address = dict(original.address)
        if original.birthdate and rng.random() < 0.5:
            copy.birthdate = original.birthdate


def _newcomers(world, rng):
    """Three who joined in the last days, so that the office has somebody to welcome."""
    for key, first, last, culture, place, woman, age, days in (
        ('bohdan-honcharuk', "Богдан|Bohdan", "Гончарук|Honcharuk", 'uk', 'stralsund', False, 41, 5),
        ('elin-hallgren', "Elin", "Hallgren", 'sv', 'marstrand', True, 27, 3),
        ('ji-woo-park', "지우|Ji-woo", "박|Park", 'ko', 'whitby', True, 33, 1),
    ):
        joined = world.ago(days=days)
        world.person(
            key, first, last, culture, place, joined, rng, woman=woman, age=age, comment="Joined through the website."
        )
        settle(world, rng, f'household-{key}', place, joined, (key, 'head'))


def _illegible(world, rng):
    """Two of whom the sign-up sheet of a clean-up day gave no more than the name: nobody can reach them yet."""
    for key, first, last, culture, place, woman in (
        ('tove-illegible', "Tove", "Engström", 'sv', 'marstrand', True),
        ('keith-illegible', "Keith", "Pennock", 'en', 'whitby', False),
    ):
        world.person(
            key,
            first,
            last,
            culture,
            place,
            world.ago(months=7, days=-1),
            rng,
            woman=woman,
            contact=False,
            address=PLACES[place].address(rng) | {'street': '', 'zip': ''},
            comment="Entered from the sign-up sheet of a clean-up day; the rest could not be read.",
        )
