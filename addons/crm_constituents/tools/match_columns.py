"""Which column of a file is which field of `match_prepare`: as the import suggests it, and what only matching knows."""
import re

from .import_suggest import SYNONYMS, normal, suggest
from .match_prepare import FIELDS
from .match_words import LEGAL_FORMS, ORGANISATION_WORDS

_MORE = {
    'birth_year': 'birth_year by yob year_of_birth geburtsjahr annee_de_naissance ano_de_nacimiento birthyear b_year',
    'birth_month': 'birth_month bm mob month_of_birth geburtsmonat mois_de_naissance mes_de_nacimiento birthmonth',
    'birth_day': 'birth_day bd day_of_birth geburtstag_tag jour_de_naissance dia_de_nacimiento birthday_day b_day',
    'gender': 'gender sex geschlecht sexe sexo genre genero',
    'birth_place': 'birth_place place_of_birth birthplace pob geburtsort lieu_de_naissance lugar_de_nacimiento',
    'street_number': 'street_number house_number housenumber hausnummer street_no house_no numero_de_rue num_rue',
    'city': 'suburb place locality village wohnsitz',
    'zip': 'zip5 plz5 postal pcode',
    'last_name': 'lname surname sname second_name_last family',
    'first_name': 'fname gname given',
    'middle_name': 'mname',
    'job_title': 'occupation profession',
    'website': 'site homepage_url domain',
    'vat': 'tax_number tax_no steuernummer siret siren',
}
_BY_WORD = {word: field for field, words in _MORE.items() for word in words.split()}
# words that stand in headers by the way, and headers that tell who somebody is
_BY_THE_WAY = re.compile(r'_(fake|clean|cleaned|norm|std|orig|raw|new|old|main|primary|c?\d|value|text|str)$')
_TELLS = re.compile(r'(^|_)(id|ids|uuid|guid|key|cluster|truth|label|entity|match|dup|duplicate|group)(_|$)')
_VAGUE = frozenset([
    'name', 'title', 'type', 'kind', 'number', 'state', 'first', 'last', 'middle', 'address', 'note', 'notes', 'tags',
    'position', 'role', 'language', 'company', 'country', 'family', 'given', 'place', 'domain', 'site'])


def map_columns(header, given=None):
    """`{column: field}` of the columns that are used; a field is given once, and an id never.

    :param given: `{column: field}` that somebody has named; '' or '-' leaves a column out

    >>> found = map_columns(['rec_id', 'given_name', 'surname', 'suburb', 'postcode_fake', 'dob', 'soc_sec_id'])
    >>> list(found.items())
    [('given_name', 'first_name'), ('surname', 'last_name'), ('dob', 'birthdate'), ('suburb', 'city'),
     ('postcode_fake', 'zip')]
    >>> sorted(map_columns(['fname_c1', 'fname_c2', 'by', 'ent_id'], {'fname_c2': 'middle_name'}))
    ['by', 'fname_c1', 'fname_c2']
    >>> map_columns(['EIN', 'NAME', 'ICO', 'STREET', 'CITY', 'STATE', 'ZIP', 'SORT_NAME'])
    {'NAME': 'name', 'STREET': 'street', 'CITY': 'city', 'STATE': 'state', 'ZIP': 'zip'}
    """
    found = {column: field for column, field in (given or {}).items() if field and field != '-'}
    if unknown := set(found.values()) - set(FIELDS):
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}; known: {', '.join(FIELDS)}")
    free = [column for column in header if column not in (given or {})]
    taken = set(found.values())
    for guess in (dict(zip(free, suggest(free), strict=True)), {c: _BY_WORD.get(normal(c)) for c in free},
                  {c: _nearly(c) for c in free}):
        for column in free:
            field = guess[column]
            if column not in found and field in FIELDS and field not in taken and not _TELLS.search(normal(column)):
                found[column] = field
                taken.add(field)
    return found


def _nearly(column):
    """The field of a header that says a little more: postcode_fake, primary_email."""
    word = normal(column)
    for _n in range(3):
        word = _BY_THE_WAY.sub('', word)
    known = {**{w: f for f, words in SYNONYMS.items() for w in words.split()}, **_BY_WORD}
    if word in known:
        return known[word]
    parts = word.split('_')
    pieces = [part for size in range(len(parts) - 1, 0, -1) for part in (
        '_'.join(parts[:size]), '_'.join(parts[-size:]))]
    return next((known[piece] for piece in pieces if piece in known and piece not in _VAGUE and len(piece) > 3), None)


def guess_kind(mapping, names):
    """'individual' or 'organisation', by the fields that there are, else by the words of some names.

    >>> guess_kind({'a': 'name'}, ['Whitby Library Association', 'Acme Ltd', 'Ada Okafor'])
    'organisation'
    """
    if {'first_name', 'last_name', 'birthdate', 'birth_year', 'gender'} & set(mapping.values()):
        return 'individual'
    words = LEGAL_FORMS | set(ORGANISATION_WORDS) | set(ORGANISATION_WORDS.values())
    names = [name for name in names if name][:2000]
    telling = sum(1 for name in names if {*re.findall(r'[a-z]{3,}', name.lower())} & words)
    return 'organisation' if telling * 3 >= len(names) > 0 else 'individual'
