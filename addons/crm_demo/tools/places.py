"""Places where the people of the story live: how an address and a phone number look there.

Phone numbers come from ranges that the regulator keeps free for film and fiction (Ofcom, Bundesnetzagentur, Arcep, PTS,
the 555-01xx of North America, ACMA). Spain reserves none, so nobody there has a number. A British postcode ends in
letters that no real one has.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A town. `house` formats a street line; `landlines` and `mobiles` are (format, first, last) ranges."""

    key: str
    city: str
    country: str
    lang: str
    zips: tuple
    streets: tuple
    house: str = '{street} {number}'
    state: str = ''
    landlines: tuple = ()
    mobiles: tuple = ()
    last_number: int = 90

    def address(self, rng):
        return {
            'street': self.house.format(street=rng.choice(self.streets), number=rng.randint(1, self.last_number)),
            'zip': rng.choice(self.zips),
            'city': self.city,
            'country': self.country,
            'state': self.state,
        }


def _split(text):
    return tuple(part.strip() for part in text.split(','))


_DE_LAND = (('+49 30 23125{:03d}', 0, 999), ('+49 40 66969{:03d}', 0, 999))
_DE_MOBILE = (('+49 171 39200{:02d}', 0, 99), ('+49 176 040690{:02d}', 0, 99))

CHAPTERS = {
    place.key: place
    for place in [
        Place(
            'stralsund',
            'Stralsund',
            'DE',
            'de',
            ('18435', '18437', '18439'),
            _split(
                "Hafenstraße, Am Fischmarkt, Wasserstraße, Fährstraße, Mönchstraße, Badenstraße, Knieperdamm,"
                " Sarnowstraße, Große Parower Straße, Carl-Heydemann-Ring, Mühlenstraße, Langenstraße"
            ),
            landlines=_DE_LAND,
            mobiles=_DE_MOBILE,
        ),
        Place(
            'whitby',
            'Whitby',
            'GB',
            'en',
            ('YO21 1CK', 'YO21 3IM', 'YO22 4OV', 'YO22 5KC'),
            _split(
                "Church Street, Baxtergate, Flowergate, Pier Road, Henrietta Street, Upgang Lane, Mulgrave Road,"
                " Stakesby Road, Skinner Street, Cliff Street, Larpool Lane, Green Lane"
            ),
            house='{number} {street}',
            landlines=(('+44 191 498 {:04d}', 0, 999),),
        ),
        Place(
            'douarnenez',
            'Douarnenez',
            'FR',
            'fr',
            ('29100',),
            _split(
                "rue du Môle, quai du Grand Port, rue Anatole France, rue Jean Jaurès, rue de Port Rhu,"
                " place de l'Enfer, rue Duguay-Trouin,"
                " boulevard Richepin, rue Laennec, chemin des Plomarc'h, rue des Sables Blancs"
            ),
            house='{number} {street}',
            landlines=(('+33 2 61 91 {:02d} {:02d}', 0, 9999),),
        ),
        Place(
            'gijon',
            'Gijón',
            'ES',
            'es',
            ('33201', '33202', '33203', '33206'),
            _split(
                "Calle Corrida, Calle de la Merced, Calle Uría, Calle Cabrales, Avenida de la Costa, Calle Ezcurdia,"
                " Calle Marqués de San Esteban, Calle Rodríguez San Pedro, Calle Óscar Olavarría, Plaza de Arturo Arias"
            ),
            house='{street}, {number}',
            state='O',
        ),
        Place(
            'marstrand',
            'Marstrand',
            'SE',
            'en',
            ('442 66', '442 67'),
            _split(
                "Hamngatan, Kungsgatan, Långgatan, Drottninggatan, Varvsgatan, Rådhusgatan, Fiskaregatan,"
                " Hedvigsholmsvägen"
            ),
            landlines=(('+46 31 390 06 {:02d}', 0, 99),),
            mobiles=(('+46 70 174 06 {:02d}', 5, 99),),
            last_number=60,
        ),
    ]
}

ABROAD = {
    place.key: place
    for place in [
        Place(
            'gloucester',
            'Gloucester',
            'US',
            'en',
            ('01930',),
            ('Main Street', 'Rogers Street', 'Pleasant Street'),
            house='{number} {street}',
            state='MA',
            landlines=(('+1 978-555-01{:02d}', 0, 99),),
        ),
        Place(
            'lunenburg',
            'Lunenburg',
            'CA',
            'en',
            ('B0J 2C0',),
            ('Montague Street', 'Pelham Street', 'Lincoln Street'),
            house='{number} {street}',
            state='NS',
            landlines=(('+1 902-555-01{:02d}', 0, 99),),
        ),
        Place(
            'fremantle',
            'Fremantle',
            'AU',
            'en',
            ('6160',),
            ('High Street', 'Marine Terrace', 'Market Street'),
            house='{number} {street}',
            state='WA',
            landlines=(('+61 8 5550 {:04d}', 0, 9999),),
        ),
        Place(
            'kamakura',
            '鎌倉市',
            'JP',
            'en',
            ('248-0006', '248-0012'),
            ('小町1丁目', '由比ガ浜2丁目', '材木座3丁目'),
            house='{street}{number}番',
            state='14',
            last_number=20,
        ),
        Place('busan', '부산광역시', 'KR', 'en', ('48060',), ('해운대해변로', '달맞이길'), last_number=200),
        Place('haifa', 'חיפה', 'IL', 'en', ('3303139',), ('דרך העצמאות', 'שדרות הנשיא'), last_number=120),
        Place('piraeus', 'Πειραιάς', 'GR', 'en', ('185 35', '185 36'), ('Ακτή Μουτσοπούλου', 'Ηρώων Πολυτεχνείου')),
        Place(
            'qingdao', '青岛市', 'CN', 'en', ('266001',), ('太平路', '中山路'), house='{street}{number}号', state='SD'
        ),
        Place('danang', 'Đà Nẵng', 'VN', 'en', ('550000',), ('Bạch Đằng', 'Trần Phú'), house='{number} {street}'),
        Place(
            'kochi',
            'Kochi',
            'IN',
            'en',
            ('682001',),
            ('Bazaar Road', 'River Road'),
            house='{number}, {street}',
            state='KL',
        ),
        Place(
            'odesa',
            'Одеса',
            'UA',
            'en',
            ('65026',),
            ('вулиця Приморська', 'Дерибасівська вулиця'),
            house='{street}, {number}',
        ),
        Place('alexandria', 'الإسكندرية', 'EG', 'en', ('21500',), ('طريق الجيش', 'شارع النبي دانيال')),
        Place('harlingen', 'Harlingen', 'NL', 'en', ('8861',), ('Noorderhaven', 'Voorstraat', 'Zuiderhaven')),
    ]
}

PLACES = CHAPTERS | ABROAD


class PhoneBook:
    """Hands out each number once."""

    def __init__(self, rng):
        self._free = {}
        self._rng = rng

    def take(self, ranges):
        """A number of one of the ranges that nobody has yet, or '' when all are given away."""
        for pattern, first, last in self._rng.sample(ranges, len(ranges)):
            if pattern not in self._free:
                numbers = list(range(first, last + 1))
                self._rng.shuffle(numbers)
                self._free[pattern] = numbers
            if self._free[pattern]:
                number = self._free[pattern].pop()
                if pattern.count('{') == 2:
                    return pattern.format(*divmod(number, 100))
                return pattern.format(number)
        return ''
