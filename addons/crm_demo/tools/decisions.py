"""What the people of the story agreed to, refused and took back over five years, and by which way they said so."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

STAFF = {  # role of the user: key of the person; founders who look after it beside their own work
    'data_officer': 'covadonga-alvarez',
    'privacy_auditor': 'hakan-lindqvist',
    'privacy_manager': 'maelle-le-goff',
}
LASTS = relativedelta(months=24)  # a consent to the newsletter
CHARITABLE = date(2026, 2, 5)  # from here on addresses in the United Kingdom may stand on a soft opt-in for charities
JOINING = (('web', 45), ('paper', 35), ('person', 20))
LEAVING = (('link', 60), ('email', 15), ('phone', 20), ('paper', 5))


def add_decisions(world):
    """Draws on everybody who is there; run last."""
    rng = world.chance('decisions')
    adults = [person for person in world.people.values() if _is_asked(world, person)]
    for person in adults:
        _newsletter(world, rng, person)
    for person in rng.sample([person for person in adults if person.email], 60):
        _appeals(world, rng, person)
    for person in rng.sample(adults, 24):
        _objection(world, rng, person)
    for person in rng.sample(adults, 30):
        _publishing(world, rng, person)
    _soft_opt_in(world, rng, adults)
    _implied(world, rng)
    _guardians(world)
    _sharing(world)


def _is_asked(world, person):
    grown = not person.birthdate or person.birthdate <= world.today - relativedelta(years=17)
    return grown and not person.contact_only and person.joined < world.today - timedelta(days=2)


def _pick(rng, weights):
    return rng.choices([name for name, _weight in weights], weights=[weight for _name, weight in weights])[0]


def _last_day(world, person):
    """The day before which somebody may have decided something."""
    return min(person.died or world.today, world.today) - timedelta(days=1)


def _newsletter(world, rng, person):
    """Asked for when joining, renewed when it was about to run out, or taken back, or left to run out."""
    if not person.email or rng.random() > 0.7 or person.joined > _last_day(world, person):
        return
    if rng.random() < 0.12:
        world.decide(person.joined, person.key, 'NEWSLETTER', 'email', 'refused', method='paper')
        return
    day = person.joined
    method = _pick(rng, JOINING)
    world.decide(day, person.key, 'NEWSLETTER', 'email', 'given', method=method, until=day + LASTS)
    while True:
        fate = rng.random()
        if fate < 0.07:
            gone = world.between(rng, day + timedelta(days=20), day + timedelta(days=500))
            if gone <= _last_day(world, person):
                way = _pick(rng, LEAVING)
                world.decide(gone, person.key, 'NEWSLETTER', 'email', 'withdrawn', method=way)
            return
        again = day + LASTS - timedelta(days=rng.randint(12, 80))
        if fate > 0.82 or again > _last_day(world, person):
            return
        day = again
        world.decide(day, person.key, 'NEWSLETTER', 'email', 'renewed', method='link', until=day + LASTS)


def _appeals(world, rng, person):
    """Agreed, on a form at a stall or over the telephone, to be asked for gifts."""
    day = world.between(rng, person.joined, _last_day(world, person))
    ways = rng.choice(('email', 'email,post', 'email,post,call' if person.phone else 'post', 'post'))
    world.decide(day, person.key, 'FUNDRAISING_APPEAL', ways, 'given', method=_pick(rng, JOINING))


def _objection(world, rng, person):
    """Wants no appeals any more, or no marketing at all; told the office, which wrote it down."""
    day = world.between(rng, person.joined, _last_day(world, person))
    purpose, ways = rng.choice((
        ('FUNDRAISING_APPEAL', 'post'), ('FUNDRAISING_APPEAL', 'email,post'), ('FUNDRAISING_APPEAL', 'call'),
        ('MARKETING', 'autocall,call,email,post,sms'),
    ))
    method = _pick(rng, LEAVING)
    world.decide(day, person.key, purpose, ways, 'objected', method=method)


def _publishing(world, rng, person):
    day = world.between(rng, person.joined, _last_day(world, person))
    purpose = rng.choice(('PHOTO_STORY', 'MEMBER_DIRECTORY'))
    world.decide(day, person.key, purpose, 'publish', 'given' if rng.random() < 0.8 else 'refused', method='paper')


def _soft_opt_in(world, rng, adults):
    """Some in Whitby left their address when they asked about the tide walks, and did not say no to more."""
    first = max(CHARITABLE, world.ago(months=9))
    if first >= world.today:
        return
    asked = {decision.person for decision in world.decisions}
    british = [
        person for person in adults
        if person.address['country'] == 'GB' and person.email and not person.died and person.key not in asked
    ]
    for person in british[:8]:
        day = world.between(rng, max(first, person.joined), world.today - timedelta(days=1))
        world.decide(
            day, person.key, 'FUNDRAISING_APPEAL', 'email', 'noted', method='web', actor='system', basis='soft_opt_in',
            facts={
                'kind': 'charity', 'sole_purpose': 'yes', 'obtained_directly': 'yes', 'opt_out_offered': 'yes',
                'context': "Asked about the tide walks", 'captured_on': str(day),
            },
        )


def _implied(world, rng):
    """Friends in Canada who gave: their consent is implied for two years."""
    for person in world.people.values():
        if person.address['country'] == 'CA' and person.email:
            day = world.between(rng, max(person.joined, world.ago(months=20)), world.today - timedelta(days=1))
            world.decide(
                day, person.key, 'FUNDRAISING_APPEAL', 'email', 'noted', method='system', actor='system',
                basis='implied', until=day + relativedelta(years=2), facts={'kind': 'gift', 'captured_on': str(day)},
            )


def _guardians(world):
    """Those who bring children up say what may be published of them."""
    for guardian, child, purpose, channel, state, months in (
        ('despina-papadopoulou', 'nikos-papadopoulos', 'PHOTO_STORY', 'publish', 'given', 14),
        ('beth-mead', 'poppy-dobson', 'PHOTO_STORY', 'publish', 'given', 30),
        ('beth-mead', 'poppy-dobson', 'PHOTO_STORY', 'publish', 'withdrawn', 6),
        ('beth-mead', 'alfie-dobson', 'PHOTO_STORY', 'publish', 'given', 30),
    ):
        world.decide(
            world.ago(months=months), child, purpose, channel, state, method='paper', actor='guardian',
            guardian=guardian)


def _sharing(world):
    """Three who let their details go to the Coast Office, by name, for the volunteers on call; two think again."""
    for person, months in (('folake-adeyemi', 10), ('arthur-thackray', 9), ('beth-mead', 4)):
        world.decide(
            world.ago(months=months), person, 'PARTNER_SHARE', 'disclose', 'given', method='paper', explicit=True,
            recipient='whitby-coast-office')
    for person, days in (('arthur-thackray', 20), ('beth-mead', 2)):
        world.decide(
            world.ago(days=days), person, 'PARTNER_SHARE', 'disclose', 'withdrawn', method='email',
            recipient='whitby-coast-office')
