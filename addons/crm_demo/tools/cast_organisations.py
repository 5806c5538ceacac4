"""The organisations of the story, who speaks for them, and the boards of the chapters."""

from datetime import timedelta

from .cast import FOUNDERS
from .names import CULTURES

ASSOCIATION = 'harbour-commons'  # stands for the company of the installation

CHAPTER_NAMES = {
    'stralsund': "Harbour Commons Stralsund",
    'whitby': "Harbour Commons Whitby",
    'douarnenez': "Harbour Commons Douarnenez",
    'gijon': "Harbour Commons Gijón",
    'marstrand': "Harbour Commons Marstrand",
}

# key, name, kind, place, parent
ORGANISATIONS = (
    ('caedmon-bay-school', "Caedmon Bay School", 'school', 'whitby', ''),
    ('east-cliff-primary', "East Cliff Primary School", 'school', 'whitby', 'caedmon-bay-school'),
    ('ecoles-de-la-baie', "Réseau des écoles de la Baie", 'school', 'douarnenez', ''),
    ('ecole-des-plomarch', "École des Plomarc'h", 'school', 'douarnenez', 'ecoles-de-la-baie'),
    ('lycee-du-mole', "Lycée maritime du Môle", 'school', 'douarnenez', 'ecoles-de-la-baie'),
    ('sundschule', "Sundschule Stralsund", 'school', 'stralsund', ''),
    ('colegio-cimavilla', "Colegio Cimadevilla", 'school', 'gijon', ''),
    ('baltic-institute', "Institut für Küstenforschung am Sund", 'research', 'stralsund', ''),
    ('seagrass-lab', "Seegraslabor", 'research', 'stralsund', 'baltic-institute'),
    ('northern-tides', "Northern Tides Institute", 'research', 'whitby', ''),
    ('sundtor-holding', "Sundtor Getränke Holding AG", 'sponsor', 'stralsund', ''),
    ('sundtor-brewery', "Brauhaus Sundtor GmbH", 'sponsor', 'stralsund', 'sundtor-holding'),
    ('sundtor-spirits', "Brennerei Sundtor GmbH", 'sponsor', 'stralsund', 'sundtor-holding'),
    ('bank-of-the-quay', "Sparkontor am Kai eG", 'sponsor', 'stralsund', ''),
    ('jet-works', "Whitby Jet Works Ltd", 'sponsor', 'whitby', ''),
    ('conserverie-penmarch', "Conserverie Tromeur & Filles", 'sponsor', 'douarnenez', ''),
    ('sidreria-la-llosa', "Sidrería La Llosa, S.L.", 'sponsor', 'gijon', ''),
    ('stralsund-umweltamt', "Stadt am Sund, Amt für Küste und Umwelt", 'municipality', 'stralsund', ''),
    ('whitby-coast-office', "Town of Whitby, Coast Office", 'municipality', 'whitby', ''),
    ('mairie-littoral', "Mairie, service du littoral", 'municipality', 'douarnenez', ''),
    ('ayuntamiento-costas', "Ayuntamiento, Servicio de Costas", 'municipality', 'gijon', ''),
    ('marstrand-hamn', "Marstrands hamnkontor", 'municipality', 'marstrand', ''),
    ('tide-gazette', "The Tide Gazette", 'media', 'whitby', 'north-sea-media'),
    ('north-sea-media', "North Sea Media plc", 'media', 'whitby', ''),
    ('sundblick', "Sundblick, Zeitung für die Küste", 'media', 'stralsund', 'north-sea-media'),
    ('radio-an-aod', "Radio an Aod", 'media', 'douarnenez', ''),
    ('la-voz-del-muelle', "La Voz del Muelle", 'media', 'gijon', ''),
    ('druckerei-lotse', "Druckerei Lotse", 'supplier', 'stralsund', ''),
    ('seilerei-kuehl', "Seilerei Kühl & Töchter", 'supplier', 'stralsund', ''),
    ('pennock-skips', "Pennock Skip Hire", 'supplier', 'whitby', ''),
    ('voilerie-jaouen', "Voilerie Jaouen", 'supplier', 'douarnenez', ''),
    ('varvet', "Varvet på Koön AB", 'supplier', 'marstrand', ''),
    ('open-coast-foundation', "Open Coast Foundation", 'funder', 'whitby', ''),
    ('stiftung-wattenlicht', "Stiftung Wattenlicht", 'funder', 'stralsund', ''),
    ('fundacion-cantabrica', "Fundación Cantábrica", 'funder', 'gijon', ''),
    ('rowing-club', "Whitby Friendship Rowing Club", 'partner', 'whitby', ''),
    ('seenotretter-freunde', "Freunde der Seenotretter am Sund e. V.", 'partner', 'stralsund', ''),
    ('amis-du-port-rhu', "Les Amis du Port Rhu", 'partner', 'douarnenez', ''),
    ('kobe-umi-kai', "海の会 神戸", 'partner', 'kamakura', ''),
    ('hellenic-blue', "Γαλάζια Ακτή", 'partner', 'piraeus', ''),
)
TITLES = {
    'school': ("Headteacher", "Teacher of geography"),
    'research': ("Head of research", "Research fellow"),
    'sponsor': ("Managing director", "Head of marketing"),
    'municipality': ("Head of department", "Clerk"),
    'media': ("Editor", "Reporter"),
    'supplier': ("Owner", "Orders"),
    'funder': ("Director", "Programme officer"),
    'partner': ("Chair", "Secretary"),
}
CULTURE_OF = {
    'stralsund': 'de',
    'whitby': 'en',
    'douarnenez': 'fr',
    'gijon': 'es',
    'marstrand': 'sv',
    'kamakura': 'ja',
    'piraeus': 'el',
}
# Titles of other languages where the books are kept in that language.
TITLES_IN = {
    'de': {
        "Headteacher": "Schulleitung",
        "Teacher of geography": "Erdkundelehrer",
        "Head of research": "Forschungsleitung",
        "Research fellow": "Wissenschaftliche Mitarbeit",
        "Managing director": "Geschäftsführung",
        "Head of marketing": "Marketingleitung",
        "Head of department": "Amtsleitung",
        "Clerk": "Sachbearbeitung",
        "Editor": "Redaktionsleitung",
        "Reporter": "Redaktion",
        "Owner": "Inhaber",
        "Orders": "Bestellungen",
        "Director": "Vorstand",
        "Programme officer": "Förderreferat",
        "Chair": "Vorsitz",
        "Secretary": "Schriftführung",
    },
    'fr': {
        "Headteacher": "Direction",
        "Teacher of geography": "Professeur de géographie",
        "Managing director": "Gérance",
        "Head of marketing": "Responsable communication",
        "Head of department": "Chef de service",
        "Clerk": "Secrétariat",
        "Editor": "Rédaction en chef",
        "Reporter": "Journaliste",
        "Owner": "Patron",
        "Orders": "Commandes",
        "Chair": "Présidence",
        "Secretary": "Secrétariat",
    },
    'es': {
        "Headteacher": "Dirección",
        "Teacher of geography": "Profesorado de geografía",
        "Managing director": "Gerencia",
        "Head of marketing": "Comunicación",
        "Head of department": "Jefatura de servicio",
        "Clerk": "Administración",
        "Editor": "Dirección",
        "Reporter": "Redacción",
        "Director": "Dirección",
        "Programme officer": "Proyectos",
    },
}


def add_organisations(world):
    """Chapters, organisations and their own people; needs cast and crowd, whose members hold some of the posts."""
    rng = world.chance('organisations')
    for place, name in CHAPTER_NAMES.items():
        world.organisation(f'chapter-{place}', name, 'chapter', place, rng, parent=ASSOCIATION, since=world.founded)
    for key, name, kind, place, parent in ORGANISATIONS:
        since = world.between(rng, world.founded, world.ago(years=1, months=6))
        world.organisation(key, name, kind, place, rng, parent=parent, since=since)
    for key, _name, kind, place, _parent in ORGANISATIONS:
        _speakers(world, rng, key, kind, place)
    _boards(world, rng)
    _careers(world, rng)
    _staff_posts(world)


def _speakers(world, rng, key, kind, place):
    """One or two people who answer the telephone there; now and then one has handed over to another."""
    organisation, culture = world.organisations[key], CULTURES[CULTURE_OF[place]]
    titles = [TITLES_IN.get(organisation.lang, {}).get(title, title) for title in TITLES[kind]]
    first = _speaker(world, rng, organisation, culture, place)
    change = world.between(rng, organisation.since + timedelta(days=120), world.ago(months=2))
    if rng.random() < 0.25:
        second = _speaker(world, rng, organisation, culture, place)
        world.post(first, key, titles[0], organisation.since, change)
        world.post(second, key, titles[0], change + timedelta(days=1))
        return
    world.post(first, key, titles[0], organisation.since)
    members = [
        person.key
        for person in world.people.values()
        if person.chapter == place
        and person.key[1:].isdigit()
        and person.birthdate
        and not person.died
        and 22 < world.today.year - person.birthdate.year < 64
        and person.joined < change
        and not any(post.person == person.key for post in world.posts)
    ]
    if members and rng.random() < 0.6:
        # A member who earns a living there: the two stories of one person meet.
        world.post(rng.choice(members), key, titles[1], change)


def _speaker(world, rng, organisation, culture, place):
    woman = rng.random() < 0.5
    key = f'speaker-{len(world.people) + 1:03d}'
    world.person(
        key,
        rng.choice(culture.women if woman else culture.men),
        rng.choice(culture.families)[0 if woman else 1],
        culture.code,
        place,
        organisation.since,
        rng,
        woman=woman,
        contact_only=True,
        address=dict(organisation.address),
        phone=organisation.phone,
    )
    return key


def _boards(world, rng):
    """Chair, treasurer and secretary of each chapter, elected for two years; founders first, then others."""
    for place, founder in zip(CHAPTER_NAMES, FOUNDERS, strict=True):
        members = sorted(
            person.key
            for person in world.people.values()
            if person.chapter == place
            and not person.died
            and not person.contact_only
            and person.birthdate
            and world.today.year - person.birthdate.year > 25
            and person.joined < world.ago(years=3)
            and person.key not in FOUNDERS
            and not person.confidential
            and not person.key.startswith('abroad')
        )
        drawn = iter(rng.sample(members, min(len(members), 8)))
        terms = (
            (world.founded, world.ago(years=3, days=1)),
            (world.ago(years=3), world.ago(years=1, days=1)),
            (world.ago(years=1), None),
        )
        for number, (since, until) in enumerate(terms):
            for title in ("Chair", "Treasurer", "Secretary"):
                person = (
                    founder if title == "Chair" and (number == 0 or founder == 'rosalind-thackray') else next(drawn)
                )
                first = max(since, world.people[person].joined)
                last = min(filter(None, (until, world.people[person].died)), default=None)
                world.post(person, f'chapter-{place}', title, first, last, department="Board", primary=False)
                world.role(person, 'board', first, last)


def _careers(world, rng):
    """Told by hand: a journalist goes free, a brewer's heir takes over."""
    changed = world.ago(years=1, months=4)
    world.post('layla-haddad', 'tide-gazette', "Reporter", world.people['layla-haddad'].joined, changed)
    world.post('layla-haddad', 'radio-an-aod', "Correspondent", changed + timedelta(days=1))
    world.post(
        'mareike-voss',
        'seagrass-lab',
        "Wissenschaftliche Mitarbeit",
        world.ago(years=2),
        department="Seegras und Muscheln",
    )
    world.post('rosalind-thackray', 'northern-tides', "Professor of marine biology", world.founded)


def _staff_posts(world):
    for key, title, department in (
        ('henning-luebcke', "Head of office", "Office"),
        ('agnieszka-wojcik', "Constituent officer", "Office"),
        ('deepa-nair', "Keeper of the machines", "Office"),
    ):
        world.post(key, ASSOCIATION, title, world.people[key].joined, department=department)
    world.post('philippa-storr', ASSOCIATION, "Honorary auditor", world.people['philippa-storr'].joined, primary=False)
