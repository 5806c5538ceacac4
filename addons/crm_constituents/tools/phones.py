"""Telephone numbers, many at a time."""
import re
from functools import lru_cache

import phonenumbers

from odoo.exceptions import UserError

from odoo.addons.phone_validation.tools import phone_validation

# Dial codes of countries whose numbers Odoo's second parse leaves as they are.
READ_BACK = frozenset({1, 31, 32, 33, 34, 41, 43, 44, 45, 46, 47, 48, 49, 61, 64, 351, 353, 358, 380})

# Ten digits as they are written in North America, without the 1 before them: nothing is left to parse.
NORTH_AMERICAN = re.compile(r'\(?([2-9][0-9]{2})\)?[ .-]?([2-9][0-9]{2})[ .-]?([0-9]{4})')


def parse(phone, code):
    """As `phonenumbers.parse`, which takes long over the plain majority of North American numbers."""
    if code in ('US', 'CA') and (found := NORTH_AMERICAN.fullmatch(phone)):
        return phonenumbers.PhoneNumber(country_code=1, national_number=int(''.join(found.groups())))
    return phonenumbers.parse(phone, region=code or None)


@lru_cache(maxsize=1)
def _fixed_lines():
    """Patterns `(of any number, of a fixed line)` with the lengths of each, of the United States."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region('US')
    return [
        (re.compile(desc.national_number_pattern), frozenset(desc.possible_length))
        for desc in (metadata.general_desc, metadata.fixed_line)
    ]


def is_fixed_line(digits):
    """Whether these digits of a North American number are those of a fixed line in the United States, which makes them
    valid; `phonenumbers` asks first whether they are one of eight other kinds.
    """
    return all(len(digits) in lengths and pattern.fullmatch(digits) for pattern, lengths in _fixed_lines())


def is_valid(number):
    """As `phonenumbers.is_valid_number`, which looks for the region of a number before it asks the region. The main
    region of a dial code is the first it looks at: a number that is valid there needs no search.
    """
    main = phonenumbers.region_code_for_country_code(number.country_code)
    return phonenumbers.is_valid_number_for_region(number, main) or phonenumbers.is_valid_number(number)


@lru_cache(maxsize=50_000)
def sanitised(phone, code, dial):
    """The number in E.164 form, or False: as Odoo has it, which parses every number twice.

    Once is enough for a valid number of a country whose international form is read back to the same number; held equal
    by a test. All others take Odoo's way.
    """
    if code in ('US', 'CA') and (found := NORTH_AMERICAN.fullmatch(phone)) and is_fixed_line(''.join(found.groups())):
        return '+1' + ''.join(found.groups())
    try:
        number = parse(phone, code)
        if number.country_code in READ_BACK and not number.extension and is_valid(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        pass
    try:
        return phone_validation.phone_format(phone, code, dial, force_format='E164', raise_exception=True)
    except UserError:
        return False


def sanitised_in(countries, phone, country_id):
    """The number in E.164 form, or False.

    :param countries: `{country id: (ISO code, dial code)}`, with False for a country that is not among them
    """
    return bool(phone) and sanitised(phone, *(countries.get(country_id) or countries[False]))
