"""Made-up people and organisations with the errors, families and coincidences of real files; no data of anybody."""
import random
import string
from datetime import date, timedelta

FIELDS = ('first_name', 'last_name', 'birthdate', 'email', 'phone', 'street', 'city', 'zip')
ORGANISATION_FIELDS = ('name', 'street', 'city', 'state', 'zip')
_GIVEN = '''
    Robert Elizabeth William Margaret Thomas Katherine Edward Susanne James Barbara Ada Chidi Ingrid Lars Fatima Yusuf
    Mateo Elena Priya Arjun Hiro Mei Noor Omar Amara Nora Ruth Hannah Jakob Matthias Josef Lena Sofia Carlos Antonio
    Isabel Francisco Jean Pierre Claire Luc Anne Martin Eva Johan Karin Nils Astrid Pavel Olga
'''.split()  # noqa: SIM905
_SHORT = {
    'Robert': 'Bob', 'Elizabeth': 'Liz', 'William': 'Bill', 'Margaret': 'Peggy', 'Thomas': 'Tom', 'Katherine': 'Kate',
    'Edward': 'Ted', 'James': 'Jim', 'Josef': 'Sepp', 'Francisco': 'Paco', 'Matthias': 'Matze'}
_HEADS = 'Ash Brad Clay Dal East Fair Glen Hal Kirk Lang Mil Nor Pem Quin Red Stan Thorn Wal West Wood'.split()  # noqa: SIM905
_TAILS = 'ton ford ley well field burn croft dale ham hurst more ridge sen stead stone thorpe vale ward'.split()  # noqa: SIM905
_STREETS = [
    a + b for a in ('Maple', 'River', 'Mill', 'Church', 'Park', 'Garden') for b in ('', 'view', ' Grove', 'side')]
_KINDS = {'Street': 'St.', 'Avenue': 'Ave', 'Road': 'Rd', 'Lane': 'Ln', 'Drive': 'Dr'}
_HOSTS = ('mail.example', 'post.example', 'web.example')
_WORDS = '''
    Library Choir Harbour Museum Theatre Kindergarten Rowing Football Garden Heritage Rescue Lifeboat Orchestra Shelter
    Hospice Refuge Archive Bakery Mountain Railway Cycling Chess Drama Poetry Wildlife Orchard Lighthouse Canal
'''.split()  # noqa: SIM905


class Maker:
    """Records and who they are: `people()` and `organisations()` give `(records, truth)`."""

    def __init__(self, seed=7, wide=False):
        """
        :param wide: as many names, towns and mailboxes as a hundred thousand people have
        """
        self.random, self.wide, self.made = random.Random(seed), wide, 0
        pick = self.random
        self.cities = [
            (head + tail, f'{pick.randrange(10000, 99999)}')
            for head in _HEADS[:12] for tail in (_TAILS if wide else ('ton', 'ville'))]

    def typo(self, text):
        if len(text) < 4:
            return text
        at = self.random.randrange(1, len(text) - 1)
        return self.random.choice([
            text[:at] + text[at + 1:], text[:at] + text[at] + text[at:],
            text[:at] + self.random.choice(string.ascii_lowercase) + text[at + 1:],
            text[:at - 1] + text[at] + text[at - 1] + text[at + 1:]])

    def person(self, **known):
        pick = self.random
        first, last = pick.choice(_GIVEN), pick.choice(_HEADS) + pick.choice(_TAILS)
        if self.wide:
            first += pick.choice(['', '', 'a', 'ine', 'ette', 'us', 'o'])
            last = pick.choice(_HEADS) + pick.choice(['', 'ing', 'er', 'le', 'en', 'ar']) + last.lower()
        city, code = pick.choice(self.cities)
        person = {
            'first_name': first, 'last_name': last,
            'birthdate': str(date(1930, 1, 1) + timedelta(days=pick.randrange(28_000))),
            'phone': f'555{pick.randrange(10 ** 7):07}',
            'street': f'{pick.randrange(1, 900)} {pick.choice(_STREETS)} {pick.choice(list(_KINDS))}',
            'city': city, 'zip': code, **known}
        mailbox = pick.choice(['{0}.{1}', '{0}{1}', '{1}.{0}']).format(person['first_name'], person['last_name'])
        self.made += 1
        number = self.made if self.wide else pick.choice(['', pick.randrange(100)])
        return {'email': f'{mailbox}{number}@{pick.choice(_HOSTS)}'.lower(), **person}

    def again(self, person):
        """The same person as somebody else wrote it down."""
        pick, again = self.random, dict(person)
        for _n in range(pick.choice([1, 1, 2, 2, 3])):
            field = pick.choice(FIELDS)
            if field == 'first_name' and person['first_name'] in _SHORT and pick.random() < .6:
                again['first_name'] = _SHORT[person['first_name']]
            elif field == 'street' and again['street'] and pick.random() < .5:
                head, kind = person['street'].rsplit(' ', 1)
                again['street'] = f'{head} {_KINDS[kind]}'
            elif field == 'birthdate':
                year, month, day = person['birthdate'].split('-')
                again[field] = pick.choice(['', f'{year}-{day}-{month}', f'{int(year) + 10}-{month}-{day}'])
            elif field in ('email', 'phone', 'city', 'zip') and pick.random() < .5:
                again[field] = ''
            else:
                again[field] = self.typo(again[field])
        if pick.random() < .05:
            again['first_name'], again['last_name'] = again['last_name'], again['first_name']
        return again

    def people(self, count=1500, doubled=.25, families=.15):
        """Of a hundred, 25 stand there again, 15 share home and e-mail with a spouse, 1 the home with a namesake."""
        pick, rows = self.random, []
        for number in range(count):
            person = self.person()
            rows.append((person, number))
            while pick.random() < doubled:
                rows.append((self.again(person), number))
            home = {key: person[key] for key in ('last_name', 'street', 'city', 'zip', 'phone')}
            if pick.random() < families:
                spouse = self.person(**home, email=person['email'])
                if spouse['first_name'] != person['first_name']:
                    rows.append((spouse, f'spouse {number}'))
            elif pick.random() < .01:
                year = int(person['birthdate'][:4]) + 28
                child = self.person(
                    **home, first_name=person['first_name'], birthdate=f'{year}-0{pick.randrange(1, 9)}-17')
                rows.append((child, f'child {number}'))
        pick.shuffle(rows)
        return [tuple(row[field] for field in FIELDS) for row, _who in rows], [str(who) for _row, who in rows]

    def organisations(self, count=1200):
        """Two lists of the same organisations, some years apart: a third has moved, some are written otherwise."""
        pick, rows, taken = self.random, [], set()
        for number in range(count):
            city, code = pick.choice(self.cities)
            pattern = pick.choice([
                '{city} {a} Society Inc', 'Friends of the {city} {a}', '{a} and {b} Trust of {city}',
                '{surname} {a} Foundation', '{city} {a} Association', 'The {surname} {b} Fund'])
            name = pattern.format(
                city=city, a=pick.choice(_WORDS), b=pick.choice(_WORDS),
                surname=pick.choice(_HEADS) + pick.choice(_TAILS))
            if name in taken:
                continue
            taken.add(name)
            street = f'{pick.randrange(1, 900)} {pick.choice(_STREETS)} {pick.choice(list(_KINDS))}'
            record = {'name': name, 'street': street, 'city': city, 'state': 'XX', 'zip': code}
            rows.append((record, number, 'old'))
            if pick.random() < .8:
                later = dict(record)
                if pick.random() < .33:
                    later['street'] = f'PO Box {pick.randrange(1, 900)}'
                if pick.random() < .3:
                    later['name'] = name.upper().replace('ASSOCIATION', 'ASSOC').replace(' AND ', ' & ')
                rows.append((later, number, 'new'))
        pick.shuffle(rows)
        return (
            [(source, *(row[field] for field in ORGANISATION_FIELDS)) for row, _who, source in rows],
            [str(who) for _row, who, _source in rows])
