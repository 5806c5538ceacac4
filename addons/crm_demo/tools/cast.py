"""The people whose story is told by hand: founders, staff, those who part and those who marry."""

from datetime import timedelta

from .cast_cases import add_cases, settle
from .places import PLACES

STAFF = {  # role of the user: key of the person
    'manager': 'henning-luebcke',
    'officer': 'agnieszka-wojcik',
    'viewer': 'philippa-storr',
    'operations': 'deepa-nair',
    'portal': 'erwan-kermarrec',
}
FOUNDERS = ('juergen-brueggemann', 'rosalind-thackray', 'maelle-le-goff', 'covadonga-alvarez', 'hakan-lindqvist')


def add_cast(world):
    """All of the story's own people. Run before the crowd, which fills the chapters up around them."""
    rng = world.chance('cast')
    for tell in (_founders, _staff, _divorce, _wedding, _wedding_in_gijon):
        tell(world, rng)
    add_cases(world, rng)


def _founders(world, rng):
    """Five people of five harbours who signed the statutes; one has died since, a son has left home."""
    day = world.founded
    world.person(
        'juergen-brueggemann',
        "Jürgen",
        "Brüggemann",
        'de',
        'stralsund',
        day,
        rng,
        woman=False,
        age=78,
        job="Schiffbaumeister i. R.",
        died=world.ago(years=2, days=12),
        death_source="Family",
        comment="First treasurer of the association.",
    )
    world.person(
        'hannelore-brueggemann',
        "Hannelore",
        "Brüggemann",
        'de',
        'stralsund',
        day,
        rng,
        age=75,
        channel='post',
        alert="Verwitwet seit zwei Jahren. Keine Post mehr an „Herrn und Frau Brüggemann“.",
    )
    home = settle(
        world,
        rng,
        'household-brueggemann',
        'stralsund',
        day,
        ('juergen-brueggemann', 'head'),
        ('hannelore-brueggemann', 'partner'),
    )
    world.leave('juergen-brueggemann', home, world.people['juergen-brueggemann'].died)
    world.stays[-1].primary = True
    world.tie('juergen-brueggemann', 'spouse', 'hannelore-brueggemann', until=world.people['juergen-brueggemann'].died)

    world.person(
        'rosalind-thackray',
        "Rosalind",
        "Thackray",
        'en',
        'whitby',
        day,
        rng,
        age=61,
        job="Marine biologist",
        prefix="Prof.",
        channel='email',
        comment="Chair of the association since its founding.",
    )
    world.person(
        'arthur-thackray',
        "Arthur",
        "Thackray",
        'en',
        'whitby',
        day,
        rng,
        woman=False,
        age=66,
        job="Harbour pilot, retired",
    )
    settle(
        world, rng, 'household-thackray', 'whitby', day, ('rosalind-thackray', 'head'), ('arthur-thackray', 'partner')
    )
    world.tie('rosalind-thackray', 'spouse', 'arthur-thackray')

    world.person(
        'maelle-le-goff',
        "Maëlle",
        "Le Goff",
        'fr',
        'douarnenez',
        day,
        rng,
        age=47,
        job="Ostréicultrice",
        channel='phone',
    )
    world.person(
        'ronan-le-goff', "Ronan", "Le Goff", 'fr', 'douarnenez', day, rng, woman=False, age=49, job="Patron pêcheur"
    )
    world.person('yann-le-goff', "Yann", "Le Goff", 'fr', 'douarnenez', day, rng, woman=False, age=20, job="Étudiant")
    world.person('enora-le-goff', "Enora", "Le Goff", 'fr', 'douarnenez', day, rng, age=14, contact=False)
    home = settle(
        world,
        rng,
        'household-le-goff',
        'douarnenez',
        day,
        ('maelle-le-goff', 'head'),
        ('ronan-le-goff', 'partner'),
        ('yann-le-goff', 'child'),
        ('enora-le-goff', 'child'),
    )
    world.tie('maelle-le-goff', 'spouse', 'ronan-le-goff')
    for parent in ('maelle-le-goff', 'ronan-le-goff'):
        for child in ('yann-le-goff', 'enora-le-goff'):
            world.tie(parent, 'parent', child)
    gone = world.ago(months=14)
    world.leave('yann-le-goff', home, gone)
    settle(
        world,
        rng,
        'household-yann-le-goff',
        'douarnenez',
        gone + timedelta(days=1),
        ('yann-le-goff', 'head'),
        address=PLACES['douarnenez'].address(rng),
    )

    world.person('covadonga-alvarez', "Covadonga", "Álvarez Peláez", 'es', 'gijon', day, rng, age=58, job="Maestra")
    settle(world, rng, 'household-covadonga', 'gijon', day, ('covadonga-alvarez', 'head'))
    world.person('hakan-lindqvist', "Håkan", "Lindqvist", 'sv', 'marstrand', day, rng, woman=False, age=54, job="Lots")
    world.person('asa-lindqvist', "Åsa", "Lindqvist", 'sv', 'marstrand', day, rng, age=52)
    settle(
        world, rng, 'household-lindqvist', 'marstrand', day, ('hakan-lindqvist', 'head'), ('asa-lindqvist', 'partner')
    )
    world.tie('hakan-lindqvist', 'spouse', 'asa-lindqvist')


def _staff(world, rng):
    """Those who work with the CRM; each of them has a login."""
    for key, first, last, culture, place, woman, age, job in (
        ('henning-luebcke', "Henning", "Lübcke", 'de', 'stralsund', False, 45, "Head of office"),
        ('agnieszka-wojcik', "Agnieszka", "Wójcik", 'pl', 'stralsund', True, 34, "Constituent officer"),
        ('philippa-storr', "Philippa", "Storr", 'en', 'whitby', True, 57, "Honorary auditor"),
        ('deepa-nair', "Deepa", "Nair", 'hi', 'whitby', True, 29, "Keeper of the machines"),
        ('erwan-kermarrec', "Erwan", "Kermarrec", 'fr', 'douarnenez', False, 38, "Libraire"),
    ):
        joined = world.between(rng, world.founded, world.ago(years=3))
        world.person(key, first, last, culture, place, joined, rng, woman=woman, age=age, job=job)
        settle(world, rng, f'household-{key}', place, joined, (key, 'head'))


def _divorce(world, rng):
    """Beth and Colin part after three years; she takes her old name again, the children stay with her."""
    joined, parted = world.ago(years=4, months=7), world.ago(months=19)
    world.person(
        'beth-mead',
        "Beth",
        "Mead",
        'en',
        'whitby',
        joined,
        rng,
        age=41,
        former="Dobson",
        job="Nurse",
        alert="Letters to Beth alone: she and Colin Dobson live apart.",
    )
    world.person('colin-dobson', "Colin", "Dobson", 'en', 'whitby', joined, rng, woman=False, age=43)
    for key, first, woman, age in (('alfie-dobson', "Alfie", False, 12), ('poppy-dobson', "Poppy", True, 9)):
        world.person(key, first, "Dobson", 'en', 'whitby', joined, rng, woman=woman, age=age, contact=False)
    home = settle(
        world,
        rng,
        'household-dobson',
        'whitby',
        joined,
        ('beth-mead', 'head'),
        ('colin-dobson', 'partner'),
        ('alfie-dobson', 'child'),
        ('poppy-dobson', 'child'),
    )
    world.tie('beth-mead', 'spouse', 'colin-dobson', until=parted)
    for parent in ('beth-mead', 'colin-dobson'):
        for child in ('alfie-dobson', 'poppy-dobson'):
            world.tie(parent, 'parent', child)
    world.leave('colin-dobson', home, parted)
    settle(
        world,
        rng,
        'household-colin-dobson',
        'whitby',
        parted + timedelta(days=1),
        ('colin-dobson', 'head'),
        address=PLACES['whitby'].address(rng),
    )


def _wedding(world, rng):
    """Mareike Petersen marries Ole Voß and takes his name; two households become one."""
    day = world.ago(months=13)
    world.person(
        'mareike-voss',
        "Mareike",
        "Voß",
        'de',
        'stralsund',
        world.ago(years=4),
        rng,
        age=33,
        former="Petersen",
        preferred="Mieke",
        job="Meeresbiologin",
    )
    world.person('ole-voss', "Ole", "Voß", 'de', 'stralsund', world.ago(years=3), rng, woman=False, age=35)
    flat = settle(world, rng, 'household-mareike', 'stralsund', world.ago(years=4), ('mareike-voss', 'head'))
    other_flat = settle(world, rng, 'household-ole', 'stralsund', world.ago(years=3), ('ole-voss', 'head'))
    world.leave('mareike-voss', flat, day)
    world.leave('ole-voss', other_flat, day)
    settle(
        world,
        rng,
        'household-voss',
        'stralsund',
        day + timedelta(days=1),
        ('mareike-voss', 'head'),
        ('ole-voss', 'partner'),
        address=PLACES['stralsund'].address(rng),
    )
    world.tie('mareike-voss', 'spouse', 'ole-voss', since=day + timedelta(days=1))


def _wedding_in_gijon(world, rng):
    """Xana and Belén marry; both keep their names."""
    joined, day = world.ago(years=3, months=4), world.ago(months=6)
    world.person('xana-menendez', "Xana", "Menéndez Suárez", 'es', 'gijon', joined, rng, age=36)
    world.person('belen-cuervo', "Belén", "Cuervo Arango", 'es', 'gijon', joined, rng, age=39, prefix="Dra.")
    settle(
        world, rng, 'household-menendez-cuervo', 'gijon', joined, ('xana-menendez', 'head'), ('belen-cuervo', 'partner')
    )
    world.tie('xana-menendez', 'partner', 'belen-cuervo', since=joined, until=day)
    world.tie('xana-menendez', 'spouse', 'belen-cuervo', since=day + timedelta(days=1))
