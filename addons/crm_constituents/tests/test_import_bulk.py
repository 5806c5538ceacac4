import random

import phonenumbers

from odoo.exceptions import AccessError, UserError

from odoo.addons.phone_validation.tools import phone_validation

from ..tools.phones import NORTH_AMERICAN, READ_BACK, is_valid, parse, sanitised
from .import_common import ImportCase

NAMES = (
    '  Zoë  O’Brien',
    'Dr. Ludwig van der Berg Jr.',
    '王小明',
    'Okafor, Ada',
    'Олена Коваль',
    'محمد علي',
    'Nguyễn Văn An',
)
OWN = {'id', 'constituent_no'}  # what two rows can never share


class TestImportBulk(ImportCase):
    """The bulk kernel leaves the rows that the ORM leaves."""

    def setUp(self):
        super().setUp()
        self.Partner = self.env['res.partner'].with_context(tracking_disable=True, mail_create_nosubscribe=True)
        self.env.company.sudo().country_id = self.env.ref('base.de')
        self.env.transaction.default_env = (
            self.env
        )  # else a flush writes in the name of the superuser who began the test
        self.tags = self.env['res.partner.category'].create([{'name': name} for name in ('Vorstand', 'ボランティア')])

    def _values(self, count, seed=11):
        rand, rows = random.Random(seed), []
        countries = [self.env.ref('base.us').id, self.env.ref('base.de').id, self.env.ref('base.fr').id, False]
        states = self.env.ref('base.us').state_ids.ids
        for number in range(count):
            kind = rand.choice(['individual', 'individual', 'organisation', 'household', False])
            vals = {
                'constituent_type': kind,
                'street': f'{number} Main\tStreet\\n',
                'street2': rand.choice([False, 'c/o "Bo"\n2']),
                'city': rand.choice(['Bern', 'São Paulo', False, '']),
                'zip': f'{number:05d}',
                'state_id': rand.choice([*states, False]),
                'country_id': rand.choice(countries),
                'vat': rand.choice([False, f'X{number}']),
                'email': rand.choice(
                    [
                        f'Ada{number}@Example.org',
                        f'"X Y" <x{number}@y.de>',
                        False,
                        'Ünï@exämple.org',
                        'a@b.c, d@e.f',
                        'no-address',
                        f'ada.{number}+x@sub.example.co.uk',
                    ]
                ),
                'phone': rand.choice(
                    [
                        f'(212) 555-{number % 9999:04d}',
                        '+49 30 901820',
                        False,
                        '12',
                        '030 901820',
                        '0049 30 901820',
                        '+33 6 12 34 56 78',
                        'call me',
                    ]
                ),
                'website': rand.choice([False, 'example.org', 'https://x.example/z']),
                'comment': rand.choice([False, '<p>hi</p>', 'a < b & c\nd', '<script>x</script>']),
            }
            if kind == 'individual' and rand.random() < 0.6:
                vals.update(
                    first_name=f'Ada {number}',
                    last_name=rand.choice(['Okafor', 'van der Berg', '王']),
                    name_prefix=rand.choice([False, 'Dr.']),
                )
            else:
                vals['name'] = f'{rand.choice(NAMES)} {number}'
            if kind == 'individual' and rand.random() < 0.5:
                vals.update(
                    birthdate=f'19{rand.randint(10, 99)}-0{rand.randint(1, 9)}-1{rand.randint(0, 9)}',
                    birthdate_precision=rand.choice(['day', 'month', 'year', False]),
                )
            if rand.random() < 0.1:
                vals.update(deceased_date='2020-01-31', deceased_source='family')
            if rand.random() < 0.2:
                vals['category_id'] = [(6, 0, self.tags.ids)]
            if rand.random() < 0.1:
                vals.update(
                    lang='en_US', color=3, ref=f'R{number}', user_id=self.env.uid, function='x', alert_note='deaf\tleft'
                )
            rows.append(vals)
        return rows

    def _table(self, partners):
        """Rows of the table, with links to themselves told as such."""
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM res_partner WHERE id = ANY(%s) ORDER BY id", [partners.ids])
        rows = self.env.cr.dictfetchall()
        for row in rows:
            for name in ('partner_latitude', 'partner_longitude'):  # of base_geolocalize: nowhere is 0.0 or nothing
                if name in row:
                    row[name] = row[name] or None
            if 'calendar_last_notif_ack' in row:  # of calendar: the moment of creation
                row['calendar_last_notif_ack'] = bool(row['calendar_last_notif_ack'])
            row['commercial_partner_id'] = row['commercial_partner_id'] == row['id']
        return rows

    def _assert_same(self, by_orm, by_kernel):
        self.assertEqual(len(by_orm), len(by_kernel))
        for one, two in zip(self._table(by_orm), self._table(by_kernel), strict=True):
            different = {name: (one[name], two[name]) for name in one if name not in OWN and one[name] != two[name]}
            self.assertFalse(different, one)
            self.assertEqual(bool(one['constituent_no']), bool(two['constituent_no']))
        for one, two in zip(by_orm, by_kernel, strict=True):
            self.assertEqual(one.category_id, two.category_id)

    def test_a_thousand_new_rows_equal_those_of_create(self):
        rows = self._values(1000)
        by_orm = self.Partner.create([dict(vals) for vals in rows])
        by_kernel = self.Partner._constituent_bulk_create([dict(vals) for vals in rows])
        self._assert_same(by_orm, by_kernel)
        self.assertFalse(by_kernel.message_ids or by_kernel.message_follower_ids)

    def test_changed_rows_equal_those_of_write(self):
        rows = self._values(300)
        by_orm = self.Partner.create([dict(vals) for vals in rows])
        by_kernel = self.Partner.create([dict(vals) for vals in rows])
        rand = random.Random(3)
        pool = {
            'name': lambda n: f'{rand.choice(NAMES)} neu {n}',
            'email': lambda n: rand.choice([f'Neu{n}@x.org', False]),
            'phone': lambda n: rand.choice(['+49 30 901821', False, '212 555 0199']),
            'city': lambda n: f'Ulm {n}',
            'country_id': lambda n: self.env.ref('base.us').id,
            'zip': lambda n: f'N{n}',
            'first_name': lambda n: f'Neo {n}',
            'website': lambda n: 'neu.example',
            'comment': lambda n: f'<p>neu {n}</p>',
            'birthdate': lambda n: '1970-05-05',
        }
        changes = [
            {name: pool[name](number) for name in rand.sample(list(pool), rand.randint(1, 4))} for number in range(300)
        ]
        for partner, vals in zip(by_orm, changes, strict=True):
            if not partner.constituent_type:
                vals.pop('first_name', None)
            partner.write(dict(vals))
        self.Partner._constituent_bulk_update(list(zip(by_kernel.ids, changes, strict=True)))
        self._assert_same(by_orm, by_kernel)

    def test_children_follow_a_change_of_their_parent(self):
        parent = self._organisation('Alte Mühle e.V.')
        child = self.env['res.partner'].create({'name': 'Ада', 'parent_id': parent.id})
        self.Partner._constituent_bulk_update([(parent.id, {'name': 'Neue Mühle e.V.', 'city': 'Ulm'})])
        self.assertEqual(
            (child.commercial_company_name, child.complete_name, child.city),
            ('Neue Mühle e.V.', 'Neue Mühle e.V., Ада', 'Ulm'),
        )

    def test_what_is_the_same_is_not_written(self):
        person = self._person('Ада Ковальська', city='Київ')
        self.assertFalse(
            self.Partner._constituent_bulk_update([(person.id, {'city': 'Київ', 'name': 'Ада Ковальська'})])
        )

    def test_one_bad_row_is_refused_alone(self):
        rows = self._values(40, seed=5)
        rows[7] = {'constituent_type': 'individual', 'name': 'X', 'preferred_channel': 'pigeon'}
        rows[30] = {'constituent_type': 'individual', 'name': 'Y', 'birthdate': '2199-01-01'}
        ids, errors = self.Partner._constituent_bulk_create_each(rows)
        self.assertEqual(set(errors), {7, 30})
        self.assertEqual(sum(bool(id_) for id_ in ids), 38)
        self.assertIn('2199', errors[30])

    def test_a_viewer_may_not(self):
        with self.assertRaises(AccessError):
            self.Partner.with_user(self.viewer)._constituent_bulk_create(self._values(2))

    def test_telephones_and_addresses_are_normalised_as_by_the_orm(self):
        for phone in ('030 901820', '+1 212 555 0100', '0049 30 901820', '49 30 901820', '1', 'x', '+55 11 91234-5678'):
            for country in (self.env.ref('base.de'), self.env.ref('base.br'), self.env['res.country']):
                partner = self.env['res.partner'].new({'name': 'x', 'phone': phone, 'country_id': country.id})
                self.assertEqual(
                    self.Partner._constituent_bulk_phone(phone, country.id), partner._phone_format(fname='phone')
                )

    def test_a_number_is_valid_by_the_short_way_when_it_is_by_the_long_one(self):
        rand, seen = random.Random(20261122), set()
        for dial in sorted(READ_BACK):
            for region in phonenumbers.region_codes_for_country_code(dial):
                example = str(phonenumbers.example_number(region).national_number)
                for _round in range(20):
                    digits = list(example)
                    for _digit in range(rand.randint(0, 4)):
                        digits[rand.randrange(len(digits))] = rand.choice('0123456789')
                    number = phonenumbers.PhoneNumber(country_code=dial, national_number=int(''.join(digits)))
                    expected = phonenumbers.is_valid_number(number)
                    self.assertEqual(is_valid(number), expected, number)
                    seen.add(expected)
        self.assertEqual(seen, {True, False})

    def test_a_north_american_number_is_read_as_by_the_long_way(self):
        rand, short = random.Random(20261122), 0
        forms = ('({0}) {1}-{2}', '{0}-{1}-{2}', '{0}.{1}.{2}', '{0} {1} {2}', '{0}{1}{2}', '({0}){1}-{2}',
                 '({0} {1}-{2}', '{0}) {1}{2}', '1 {0} {1} {2}', '{0}-{1}{2}', '{1}-{2}')
        for _round in range(600):
            numbers = rand.randint(100, 999), rand.randint(100, 999), f'{rand.randint(0, 9999):04d}'
            phone, region = rand.choice(forms).format(*numbers), rand.choice(['US', 'CA', 'DE'])
            short += region != 'DE' and bool(NORTH_AMERICAN.fullmatch(phone))
            self.assertEqual(parse(phone, region), phonenumbers.parse(phone, region=region), (phone, region))
            try:
                expected = phone_validation.phone_format(
                    phone, region, 49 if region == 'DE' else 1, force_format='E164', raise_exception=True)
            except UserError:
                expected = False
            self.assertEqual(sanitised(phone, region, 49 if region == 'DE' else 1), expected, (phone, region))
        self.assertGreater(short, 100)

    def test_the_short_way_of_telephones_equals_the_long_one(self):
        rand = random.Random(5)
        for region in ('US', 'GB', 'DE', 'FR', 'ES', 'NL', 'CH', 'AT', 'AU', 'IT', 'BR', 'MX', 'AR', 'UA', 'IE'):
            dial = phonenumbers.country_code_for_region(region)
            example = phonenumbers.example_number(region).national_number
            for _time in range(40):
                digits = str(example)[:rand.randint(2, 4)] + str(rand.randint(10**4, 10**8))
                for number in (
                    f'0{digits}', f'+{dial} {digits}', digits, f'00{dial}{digits}', f'({digits[:3]}) {digits[3:]}',
                ):
                    try:
                        expected = phone_validation.phone_format(number, region, dial, force_format='E164')
                    except UserError:
                        expected = False
                    self.assertEqual(sanitised(number, region, dial), expected, (number, region))
