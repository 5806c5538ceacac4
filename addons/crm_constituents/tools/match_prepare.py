"""Records as they come, in one form: the table `p` that everything later reads.

Whatever has few distinct values is normalised once per value in Python, the rest by DuckDB, in parallel. Columns of
`p`, all NULL where nothing is known:

- `row`, `src`: position and source of the record
- people: `f`, `fc`, `ff`, `fk` given name (folded, canonical, all formal names, skeleton), `m` middle name, `l`, `lk`
  family name and skeleton, `dob`, `y` date and year of birth, `g` gender, `bp` place of birth, `o` occupation
- organisations: `n`, `nw`, `nn` name (core, its words, its numbers), `nk` words and numbers, `ni` bits of its words,
  `r1` to `r3` its most telling words, `w` site, `v` tax number
- both: `e`, `el`, `ek`, `eletters` e-mail (all of it, mailbox, its letters and digits, its letters), `ph` phone, `s`,
  `sn`, `sw` street (all, number, words), `s2` addition, `z`, `za` postal code and its area, `c` city, `st` state
"""
from . import match_text
from .match_words import OFFICE_MAILBOXES

# What a record can say. A column goes to one of these, or is not read at all.
FIELDS = (
    'name', 'first_name', 'middle_name', 'last_name', 'birthdate', 'birth_year', 'birth_month', 'birth_day', 'email',
    'phone', 'street', 'street_number', 'street2', 'city', 'zip', 'state', 'country', 'gender', 'birth_place',
    'job_title', 'website', 'vat',
)

_BIRTH = (
    "coalesce(birthdate, CASE WHEN birth_year IS NOT NULL THEN concat_ws('-', birth_year, birth_month, birth_day) END)")
_FULL_STREET = "nullif(concat_ws(' ', street_number, street), '')"
_WORDS = f"regexp_replace({_FULL_STREET}, '[0-9]+[a-zA-Z]?\\b', ' ', 'g')"
_DIGITS = "regexp_replace(g.phone, '[^0-9]', '', 'g')"
_MAILBOX = "split_part(split_part(lower(trim(g.email)), '@', 1), '+', 1)"
_OFFICES = ', '.join(f"'{word}'" for word in sorted(OFFICE_MAILBOXES))
_PERSONAL = f"g.email LIKE '%_@_%' AND {_MAILBOX} NOT IN ({_OFFICES})"
_CONTACT = f"""
    CASE WHEN {_PERSONAL} THEN lower(trim(g.email)) END AS e,
    CASE WHEN {_PERSONAL} THEN {_MAILBOX} END AS el,
    CASE WHEN {_PERSONAL} THEN regexp_replace({_MAILBOX}, '[^a-z0-9]', '', 'g') END AS ek,
    CASE WHEN length({_DIGITS}) >= 6 THEN right({_DIGITS}, 9) END AS ph"""
_NUMBER = f"nullif(ltrim(regexp_extract({_FULL_STREET}, '[0-9]+'), '0'), '')"
_STREET = f"{_NUMBER} AS sn, sw, nullif(concat_ws(' ', {_NUMBER}, sw), '') AS s"
_PLACE_JOINS = f"""
    LEFT JOIN n_street ON n_street.raw = {_WORDS}
    LEFT JOIN n_street2 ON n_street2.raw = g.street2
    LEFT JOIN n_zip ON n_zip.raw = g.zip
    LEFT JOIN n_city ON n_city.raw = g.city
    LEFT JOIN n_state ON n_state.raw = g.state"""
# whether the mailbox is made of the name, and whether nearly: ada.okafor, aokafor, okafor; adaokafor1, ada.okafr
_LETTERS = "regexp_replace(ek, '[0-9]', '', 'g')"
_MADE_OF_NAME = [
    f"replace({words}, ' ', '')"
    for words in ('f || l', 'l || f', 'f[1] || l', 'l || f[1]', 'fc || l', 'f || l[1]', 'l', 'f')]
_NEARLY = ' OR '.join(f"jaro_winkler_similarity({_LETTERS}, {words}) >= 0.93" for words in _MADE_OF_NAME)
_OWN_MAILBOX = f"{_LETTERS} AS eletters, ek IN ({', '.join(_MADE_OF_NAME)}) AS ep, ({_NEARLY}) AS eo"
_SITE = "CASE WHEN g.email LIKE '%@%' THEN split_part(g.email, '@', 2) END"
_SITE = f"nullif(regexp_extract(lower(coalesce(g.website, {_SITE})), '^(?:https?://)?(?:www\\.)?([^/:?]+)', 1), '')"


def _by_value(store, expression, table, outputs, function):
    """Make `table` of `raw` and what `function` gives for each distinct value of `expression` over the records."""
    values = store.rows(f"SELECT DISTINCT {expression} AS raw FROM given WHERE {expression} IS NOT NULL")
    rows = ((raw, *(_text(value) for value in function(raw))) for (raw,) in values)
    store.load(table, ('raw', *outputs), rows)


def _text(value):
    return ' '.join(value) if isinstance(value, tuple) else value


def _single(function):
    return lambda text: (function(text),)


def prepare_people(store):
    _by_value(store, "CASE WHEN first_name IS NULL AND last_name IS NULL THEN name END", 'n_name',
              ('n_first', 'n_middle', 'n_last'), match_text.person_name)
    store.run("""
        CREATE OR REPLACE TABLE given AS
        SELECT g.* REPLACE (coalesce(g.first_name, n.n_first) AS first_name,
                            coalesce(g.last_name, n.n_last) AS last_name,
                            coalesce(g.middle_name, n.n_middle) AS middle_name)
          FROM given g LEFT JOIN n_name n ON g.first_name IS NULL AND g.last_name IS NULL AND n.raw = g.name""")
    _by_value(store, 'first_name', 'n_first', ('f', 'fc', 'ff', 'fk'), match_text.given_name)
    _by_value(store, 'last_name', 'n_last', ('l', 'lk'), match_text.family_name)
    _by_value(store, 'middle_name', 'n_middle', ('m',), _single(match_text.blank))
    _by_value(store, _BIRTH, 'n_birth', ('dob',), _single(match_text.date_digits))
    _by_value(store, 'gender', 'n_gender', ('g',), lambda text: (match_text.blank(text)[:1],))
    _by_value(store, 'birth_place', 'n_birth_place', ('bp',), _single(match_text.blank))
    _by_value(store, 'job_title', 'n_job', ('o',), _single(match_text.blank))
    _places(store)
    store.run(f"""
        CREATE OR REPLACE TABLE p AS
        SELECT g.row::INTEGER AS row, g.src, f, fc, string_split(ff, ' ') AS ff, fk, m, l, lk, dob, dob[1:4] AS y,
               gd.g AS g, bp, o, {_CONTACT}, {_STREET}, s2, z, za, c
          FROM given g
          LEFT JOIN n_first ON n_first.raw = g.first_name
          LEFT JOIN n_last ON n_last.raw = g.last_name
          LEFT JOIN n_middle ON n_middle.raw = g.middle_name
          LEFT JOIN n_birth ON n_birth.raw = {_BIRTH}
          LEFT JOIN n_gender gd ON gd.raw = g.gender
          LEFT JOIN n_birth_place ON n_birth_place.raw = g.birth_place
          LEFT JOIN n_job ON n_job.raw = g.job_title
          {_PLACE_JOINS}""")
    store.run(f"CREATE OR REPLACE TABLE p AS SELECT *, {_OWN_MAILBOX} FROM p")


def prepare_organisations(store):
    name = "coalesce(name, last_name, first_name)"
    _by_value(store, name, 'n_name', ('n', 'nw', 'nn'), match_text.organisation_name)
    _places(store)
    store.run(f"""
        CREATE OR REPLACE TABLE p AS
        SELECT g.row::INTEGER AS row, g.src, n, string_split(nw, ' ') AS nw, nn, concat_ws('#', nw, nn) AS nk,
               {_CONTACT}, {_STREET}, s2, z, za, c, st, {_SITE} AS w,
               nullif(regexp_replace(upper(g.vat), '[^A-Z0-9]', '', 'g'), '') AS v
          FROM given g
          LEFT JOIN n_name ON n_name.raw = {name}
          {_PLACE_JOINS}""")
    _weigh_words(store)


def _weigh_words(store):
    """Make `word` of how telling each word of a name is, and add its sum and its three most telling words to `p`."""
    store.run("CREATE OR REPLACE TABLE w AS SELECT row, unnest(list_distinct(nw)) AS word FROM p")
    store.run("""
        CREATE OR REPLACE TABLE word AS
        SELECT w.row, w.word, log2(1 + (SELECT count(*) FROM p) / n) AS bits
          FROM w JOIN (SELECT word, count(*) AS n FROM w GROUP BY word) USING (word) WHERE w.word <> ''""")
    store.run("""
        CREATE OR REPLACE TABLE p AS
        SELECT p.* REPLACE (nullif(nk, '') AS nk), coalesce(ni, 1) AS ni, top[1] AS r1, top[2] AS r2, top[3] AS r3
          FROM p LEFT JOIN (SELECT row, sum(bits) AS ni, list(word ORDER BY bits DESC, word)[1:3] AS top
                              FROM word GROUP BY row) USING (row)""")
    store.run("DROP TABLE w")


def _places(store):
    _by_value(store, _WORDS, 'n_street', ('sw',), _single(match_text.street_words))
    _by_value(store, 'street2', 'n_street2', ('s2',), _single(match_text.street_words))
    _by_value(store, 'zip', 'n_zip', ('z', 'za'), match_text.postcode)
    _by_value(store, 'state', 'n_state', ('st',), _single(match_text.blank))
    _by_value(store, 'city', 'n_city', ('c',), _single(match_text.blank))


def count_values(store, columns):
    """Add to `p` how many records have the same value, `n_…` of each column."""
    joins = ' '.join(
        f"LEFT JOIN (SELECT {column}, count(*)::INTEGER AS n_{column} FROM p WHERE {column} IS NOT NULL GROUP BY 1)"
        f" t_{column} ON t_{column}.{column} = p.{column}" for column in columns)
    counts = ', '.join(f"n_{column}" for column in columns)
    store.run(f"CREATE OR REPLACE TABLE p AS SELECT p.*, {counts} FROM p {joins}")
