"""What people asked of the association, where some of them stand, and who is to be called first."""
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta


@dataclass
class Asked:
    """A request: when it came in, what was done about it, and how it was for the person."""

    key: str
    partner: str
    category: str
    channel: str
    subject: str
    text: str
    received: datetime
    officer: str = ''
    others: tuple = ()
    answered: datetime | None = None
    waits_for: str = ''
    resolved: datetime | None = None
    outcome: str = ''
    done: str = ''
    closed: bool = False
    reopened: bool = False
    score: int = 0
    comment: str = ''


@dataclass
class Belief:
    """Where somebody stood from a day on, with what showed it."""

    partner: str
    day: datetime
    stance: str
    closeness: str
    source: str
    evidence: str = field(default='')


def working_moment(day, hour, minute=0):
    """A moment in the office: a weekend moves to the Friday before.

    >>> from datetime import date
    >>> str(working_moment(date(2026, 3, 1), 10))  # a Sunday
    '2026-02-27 10:00:00'
    """
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(hour, minute))


def requests(world):
    """The requests of the last months, by hand; then those that fill the figures, from a chance of their own."""

    def ago(days, hour=10, minute=0):
        return working_moment(world.today - timedelta(days=days), hour, minute)

    told = [
        Asked('thackray-receipt', 'arthur-thackray', 'question', 'letter', "Receipt for last year has not come",
              "He needs it for his tax return, and asks for a copy by post.", ago(1, 9), 'officer'),
        Asked('nguyen-four-letters', 'household-nguyen', 'complaint', 'email', "Four copies of the same letter",
              "All four of them got the summer letter in one envelope each. “Is that your idea of saving the sea?”",
              ago(6, 11), 'manager'),
        Asked('mead-both-names', 'beth-mead', 'complaint', 'call', "Letter to Beth and Colin again",
              "The invitation named them both, two years after they parted. She was upset.", ago(20, 14), 'officer',
              answered=ago(20, 15), resolved=ago(16, 10), outcome='solved', done="Salutation mended, apology sent.",
              reopened=True),
        Asked('haddad-walk', 'layla-haddad', 'feedback', 'email', "The harbour walk with the children",
              "“The best Sunday of the year.” They would like to help next time.", ago(12, 9), 'officer',
              ('goran-sjoberg',), answered=ago(11, 10), resolved=ago(11, 10), outcome='explained',
              done="Thanked, and put in touch with the chapter.", closed=True),
        Asked('van-der-meer-summer', 'saskia-van-der-meer', 'change', 'call', "Summer address earlier this year",
              "They move in April. The street number follows.", ago(3, 10), 'officer', answered=ago(3, 10, 30),
              waits_for="the street number, from Saskia"),
        Asked('adeyemi-coast-office', 'folake-adeyemi', 'change', 'email', "New telephone at the Coast Office", "",
              ago(40, 9), 'officer', answered=ago(40, 11), resolved=ago(40, 11), outcome='solved', done="Entered.",
              closed=True),
        Asked('rukmini-data', 'rukmini', 'data', 'letter', "What do you hold about me?",
              "Asks to see everything, and where it came from.", ago(0, 8)),
        Asked('unno-order', 'misaki-unno', 'change', 'email', "Family name first, please", "", ago(70, 13), 'manager',
              answered=ago(69, 9), resolved=ago(69, 9), outcome='solved', done="Name and salutations changed.",
              closed=True, score=5, comment="Thank you for asking how to say it."),
        Asked('sievers-pronouns', 'robin-sievers', 'complaint', 'web', "“Herr Sievers”, for the third time", "",
              ago(90, 16), 'officer', answered=ago(89, 10), resolved=ago(87, 12), outcome='solved',
              done="Pronouns and salutation entered; the badge was printed anew.", closed=True, score=4,
              comment="Quick in the end. Please do not make me ask three times."),
        Asked('kermarrec-badge', 'erwan-kermarrec', 'question', 'portal', "Badge for the beach clean-up",
              "Where do I get one?", ago(2, 15), 'officer', answered=ago(1, 9)),
        Asked('papadopoulou-nikos', 'despina-papadopoulou', 'complaint', 'call', "Appeals to an eleven-year-old",
              "Nikos got a letter that asked him for money.", ago(9, 9), 'manager', answered=ago(9, 11),
              resolved=ago(2, 14), outcome='solved', done="He is on no list any more; the segment leaves out minors."),
    ]
    rng = world.chance('service')
    crowd = sorted(key for key, person in world.people.items() if not person.died and person.joined < ago(330).date())
    subjects = {
        'question': ("When is the next clean-up?", "How do I change my donation?", "Opening hours of the office",
                     "Can my school take part?"),
        'complaint': ("Telephone call at supper time", "Receipt with the wrong year", "No answer to my letter"),
        'change': ("New address", "New e-mail address", "Married: new name"),
        'feedback': ("Thank you for the tour", "The magazine is hard to read"),
    }
    for number in range(36):
        category = rng.choice(('question', 'question', 'question', 'change', 'change', 'complaint', 'feedback'))
        days = rng.randrange(15, 320)
        received = ago(days, rng.randrange(8, 16), rng.choice((0, 15, 30, 45)))
        answered = received + timedelta(minutes=rng.randrange(20, 100))
        resolved = max(answered, ago(max(days - rng.choice((0, 1, 1, 2, 3, 6)), 1), 16))
        told.append(Asked(
            f'crowd-{number}', rng.choice(crowd), category, rng.choice(('call', 'call', 'email', 'letter', 'web')),
            rng.choice(subjects[category]), '', received, rng.choice(('officer', 'officer', 'manager')),
            answered=answered, resolved=resolved, outcome=rng.choice(('solved', 'solved', 'explained', 'not_possible')),
            done="Settled on the telephone.", closed=True,
            score=rng.choice((0, 0, 3, 4, 5, 5)) if category in ('question', 'complaint') else 0))
    return told


def beliefs(world):
    """Who is for us, who has turned away, and how we know."""
    return [
        Belief('rosalind-thackray', world.ago(years=4), 'champion', 'inner', 'observed',
               "Founder. Speaks for us at every parish council."),
        Belief('hakan-lindqvist', world.ago(years=3), 'champion', 'close', 'observed',
               "Brought in three of the five partners of the north."),
        Belief('arthur-thackray', world.ago(years=2), 'supporter', 'close', 'talk',
               "Teaches newcomers, and says that it keeps him young."),
        Belief('belen-cuervo', world.ago(years=3), 'supporter', 'known', 'talk', "Helps at the stall every summer."),
        Belief('belen-cuervo', world.ago(months=5), 'critic', '', 'public',
               "Wrote to the newspaper against our stand on the pier: “They talk to the council and not to the "
               "fishers.”"),
        Belief('goran-sjoberg', world.ago(months=8), 'neutral', 'known', 'guess', "Comes along with the children."),
        Belief('goran-sjoberg', world.ago(months=1), 'supporter', '', 'talk', "Asked how he could help."),
        Belief('colin-dobson', world.ago(years=1), '', 'distant', 'observed',
               "Has answered no call since the separation."),
    ]
