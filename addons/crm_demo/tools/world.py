"""The story as plain facts: no database, no clock of its own, nothing left to chance but the seed.

Facts name one another by key (`'beth-mead'`, `'household-017'`). Every date lies between the founding of the
association, five years before the day of making, and that day; birth dates and deaths before it aside.
"""

import random
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from json import dumps

from dateutil.relativedelta import relativedelta

from .names import Name, latin
from .places import PLACES, PhoneBook

_NON_LATIN = {'uk', 'ru', 'el', 'ar', 'he', 'zh', 'ja', 'ko', 'hi'}


@dataclass
class Person:
    key: str
    first: Name
    last: Name
    culture: str
    woman: bool
    chapter: str
    lang: str
    joined: date
    address: dict
    birthdate: date | None = None
    birth_precision: str = 'day'
    middle: str = ''
    prefix: str = ''
    suffix: str = ''
    preferred: str = ''
    former: str = ''
    pronouns: str = ''
    email: str = ''
    phone: str = ''
    job: str = ''
    channel: str = ''
    alert: str = ''
    comment: str = ''
    confidential: bool = False
    anonymous: bool = False
    died: date | None = None
    death_source: str = ''
    contact_only: bool = False  # stands in the books for an organisation, belongs to no chapter
    summer_address: dict = field(default_factory=dict)


@dataclass
class Household:
    key: str
    address: dict
    phone: str = ''


@dataclass
class Stay:
    """One person in one household; `until` is the last day, None while it lasts."""

    household: str
    person: str
    role: str
    since: date
    until: date | None = None
    primary: bool = False
    unnamed: bool = False


@dataclass
class Organisation:
    key: str
    name: str
    kind: str
    place: str
    address: dict
    lang: str
    parent: str = ''
    email: str = ''
    phone: str = ''
    website: str = ''
    comment: str = ''
    since: date | None = None


@dataclass
class Post:
    """A person's place in an organisation."""

    person: str
    organisation: str
    title: str
    since: date
    until: date | None = None
    department: str = ''
    primary: bool = True


@dataclass
class Tie:
    """`left` is the KIND of `right`: parent of, guardian of, mentor of."""

    left: str
    right: str
    kind: str
    since: date | None = None
    until: date | None = None
    note: str = ''


@dataclass
class Role:
    partner: str
    kind: str
    since: date
    until: date | None = None


@dataclass
class Contact:
    """Something that was said or sent; `who` are keys of people, `officer` the key of the colleague."""

    day: date
    hour: int
    minute: int
    who: tuple
    channel: str
    incoming: bool
    subject: str
    text: str = ''
    outcome: str = ''
    result: str = ''
    minutes: int = 0
    organisation: str = ''
    officer: str = ''


@dataclass
class Note:
    """What a colleague wrote on somebody's page."""

    day: date
    partner: str
    officer: str
    text: str


@dataclass
class OldNumber:
    partner: str
    system: str
    value: str


@dataclass
class Decision:
    """What a person decided about their data, and how that came in; `ways` are channels by commas."""

    day: date
    person: str
    purpose: str
    ways: str
    state: str
    method: str
    actor: str = 'subject'
    basis: str = ''
    until: date | None = None
    guardian: str = ''
    recipient: str = ''
    explicit: bool = False
    facts: dict = field(default_factory=dict)


@dataclass
class Deed:
    """Something that the office did about somebody's data: verb `what` of the maker, on the record `key`."""

    day: date
    hour: int
    what: str
    key: str
    by: str = 'data_officer'  # role of the user
    values: dict = field(default_factory=dict)


class World:
    """The facts, and the few verbs that add them.

    Each area draws from a stream of chance of its own (`chance('crowd')`), so that a new area does not shift
    the others.
    """

    def __init__(self, seed, today):
        self.seed = seed
        self.today = today
        self.founded = today - relativedelta(years=5)
        self.people = {}
        self.households = {}
        self.organisations = {}
        self.stays = []
        self.posts = []
        self.ties = []
        self.roles = []
        self.contacts = []
        self.notes = []
        self.old_numbers = []
        self.decisions = []
        self.deeds = []
        self._phones = PhoneBook(self.chance('phones'))
        self._emails = set()

    def chance(self, area):
        return random.Random(f'{self.seed}/{area}')

    # -- time

    def ago(self, years=0, months=0, days=0):
        """That long before the day of making; never before the founding."""
        return max(self.today - relativedelta(years=years, months=months, days=days), self.founded)

    def between(self, rng, first, last):
        """A day from `first` to `last`, both included; `first` when the span is empty."""
        return first + timedelta(days=rng.randint(0, max((last - first).days, 0)))

    def born(self, rng, age):
        """A birth date of somebody who is `age` years old on the day of making."""
        return self.today - relativedelta(years=age) - timedelta(days=rng.randint(0, 364))

    # -- facts

    def person(self, key, first, last, culture, place, joined, rng, *, woman=True, age=None, contact=True, **values):
        """Add a person who lives at `place`; `contact=False` leaves out e-mail and phone (children)."""
        first = first if isinstance(first, Name) else Name.of(first)
        last = last if isinstance(last, Name) else Name.of(last)
        town = PLACES[place]
        values.setdefault('address', town.address(rng))
        values.setdefault('lang', town.lang)
        values.setdefault('chapter', place)
        if age is not None:
            values.setdefault('birthdate', self.born(rng, age))
        if culture in _NON_LATIN and not first.native.isascii():
            values.setdefault('preferred', first.latin)
        if contact:
            values.setdefault('email', self.email(first, last))
            values.setdefault('phone', self.phone(rng, place))
        if key in self.people:
            raise ValueError(f"There are two people with the key {key}.")
        self.people[key] = Person(
            key=key, first=first, last=last, culture=culture, woman=woman, joined=joined, **values
        )
        return self.people[key]

    def email(self, first, last):
        """An address at a domain kept for examples, one per person."""
        stem = '.'.join(part for part in (latin(first.latin), latin(last.latin)) if part).lower()
        domain = 'example.org' if len(stem) % 3 else 'example.com'
        address, number = f'{stem}@{domain}', 1
        while address in self._emails:
            number += 1
            address = f'{stem}{number}@{domain}'
        self._emails.add(address)
        return address

    def phone(self, rng, place, landline=False):
        town = PLACES[place]
        ranges = town.landlines if landline else town.mobiles + town.landlines
        return self._phones.take(ranges) if ranges else ''

    def household(self, key, address, phone=''):
        self.households[key] = Household(key, address, phone)
        return key

    def stay(self, household, person, role, since, until=None, **flags):
        self.stays.append(Stay(household, person, role, since, until, **flags))

    def leave(self, person, household, last_day):
        """End the open stay of a person in a household on that day."""
        for stay in self.stays:
            if (stay.person, stay.household, stay.until) == (person, household, None):
                stay.until = last_day

    def organisation(self, key, name, kind, place, rng, parent='', since=None, comment=''):
        town = PLACES[place]
        self.organisations[key] = Organisation(
            key,
            name,
            kind,
            place,
            town.address(rng),
            town.lang,
            parent=parent,
            comment=comment,
            since=since,
            email=f'office@{key}.example.org',
            phone=self.phone(rng, place, landline=True),
            website=f'https://{key}.example.org',
        )

    def post(self, person, organisation, title, since, until=None, **values):
        self.posts.append(Post(person, organisation, title, since, until, **values))

    def tie(self, left, kind, right, since=None, until=None, note=''):
        self.ties.append(Tie(left, right, kind, since, until, note))

    def role(self, partner, kind, since, until=None):
        self.roles.append(Role(partner, kind, since, until))

    def contact(self, day, who, channel, incoming, subject, text='', **values):
        day = max(min(day, self.today - timedelta(days=1)), self.founded)  # what is told is over
        self.contacts.append(
            Contact(
                day,
                values.pop('hour', 10),
                values.pop('minute', 0),
                tuple(who),
                channel,
                incoming,
                subject,
                text,
                **values,
            )
        )

    def note(self, day, partner, officer, text):
        day = max(min(day, self.today - timedelta(days=1)), self.founded)
        self.notes.append(Note(day, partner, officer, text))

    def old_number(self, partner, system, value):
        self.old_numbers.append(OldNumber(partner, system, value))

    def decide(self, day, person, purpose, ways, state, **values):
        day = max(min(day, self.today - timedelta(days=1)), self.founded)
        self.decisions.append(Decision(day, person, purpose, ways, state, **values))

    def deed(self, day, what, key, by='data_officer', hour=18, **values):
        """Office hours of the privacy office begin when the decisions of the day have come in."""
        day = max(min(day, self.today - timedelta(days=1)), self.founded)
        self.deeds.append(Deed(day, hour, what, key, by, values))

    # -- reading

    def home_of(self, person):
        """Key of the household a person lives in on the day of making, or None."""
        return next((stay.household for stay in self.stays if stay.person == person and stay.until is None), None)

    def facts(self):
        """Everything as plain lists and dicts, in a stable order."""
        return {
            name: [asdict(fact) for fact in (facts.values() if isinstance(facts, dict) else facts)]
            for name in (
                'people',
                'households',
                'organisations',
                'stays',
                'posts',
                'ties',
                'roles',
                'contacts',
                'notes',
                'old_numbers',
                'decisions',
                'deeds',
            )
            for facts in [getattr(self, name)]
        }

    def digest(self):
        """A fingerprint of all facts: equal for the same seed and day."""
        return sha256(dumps(self.facts(), default=str, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
