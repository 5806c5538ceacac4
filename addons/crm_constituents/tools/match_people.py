"""The model of people: what is compared, how it can agree, and what each agreement tells.

The chances are of the house and the same for every file; those of `same` move with what a file shows, within limits
(`Comparison.firm`). docs/algorithms/duplicates.md says where they come from.
"""
from .match_model import Block, Comparison, Level, Like, Model

FAMILY, PLACE, NAMESAKE = 'family', 'place', 'namesake'


def _chances(same, family, place, namesake):
    return {'same': same, FAMILY: family, PLACE: place, NAMESAKE: namesake}


_ANY = Like(1)
_NEVER = Like(0.05)
_SWAPPED = (
    "(l.f = r.l AND l.l = r.f) OR (l.fc <> r.fc AND l.l <> r.l AND jaro_winkler_similarity(l.f, r.l) >= 0.9"
    " AND jaro_winkler_similarity(l.l, r.f) >= 0.9)")


def edits(a, b, most=1, alike=.8):
    """At most so many letters more, less, other or turned round; asked only of what is roughly alike: it is slow."""
    return (
        f"(CASE WHEN jaro_winkler_similarity({a}, {b}) >= {alike}"
        f" THEN damerau_levenshtein({a}, {b}) <= {most} END)")


def _close(a, b):
    """One letter; in short words that is too much."""
    return f"(least(length({a}), length({b})) >= 4 AND {edits(a, b)})"


FIRST = Comparison('first', "l.f IS NOT NULL AND r.f IS NOT NULL", (
    Level(9, "l.f = r.f", 'same', _chances(.66, Like(.08), _ANY, .76), exact=True),
    Level(8, _SWAPPED, 'swapped', _chances(.02, _NEVER, _ANY, .02), exact=True),
    Level(7, "list_has_any(l.ff, r.ff)", 'short_form', _chances(.08, Like(.1), _ANY, .05)),
    Level(6, "(length(l.f) = 1 OR length(r.f) = 1) AND l.f[1] = r.f[1]", 'initial',
          _chances(.02, _ANY, _ANY, .015)),
    Level(5, _close('l.f', 'r.f'), 'typo', _chances(.10, Like(.2), _ANY, .08)),
    Level(4, "jaro_winkler_similarity(l.f, r.f) >= 0.9 OR starts_with(l.f, r.f) OR starts_with(r.f, l.f)", 'similar',
          _chances(.05, Like(.5), _ANY, .03)),
    Level(3, f"jaro_winkler_similarity(l.f, r.f) >= 0.84 OR l.fk = r.fk OR {edits('l.f', 'r.f', alike=.7)}",
          'somewhat',
          _chances(.03, _ANY, _ANY, .02)),
    Level(2, "l.m IS NOT NULL AND r.m IS NOT NULL AND (l.m = r.f OR r.m = l.f)", 'middle',
          _chances(.01, _ANY, _ANY, .001)),
    Level(0, '', 'differs', _chances(.035, _ANY, _ANY, .005)),
), 'f')

LAST = Comparison('last', "l.l IS NOT NULL AND r.l IS NOT NULL", (
    Level(9, "l.l = r.l", 'same', _chances(.725, .80, _ANY, .80), exact=True),
    Level(8, _SWAPPED, 'swapped', _chances(.02, _NEVER, _ANY, .02), exact=True),
    Level(7, f"replace(l.l, ' ', '') = replace(r.l, ' ', '') OR {_close('l.l', 'r.l')}", 'typo',
          _chances(.12, .06, _ANY, .10)),
    Level(5, "list_has_any(string_split(l.l, ' '), string_split(r.l, ' ')) AND least(length(l.l), length(r.l)) > 3",
          'part', _chances(.02, .03, _ANY, .01)),
    Level(4, "jaro_winkler_similarity(l.l, r.l) >= 0.9", 'similar', _chances(.04, .015, _ANY, .025)),
    Level(3, "jaro_winkler_similarity(l.l, r.l) >= 0.8 OR l.lk = r.lk", 'somewhat', _chances(.02, .01, _ANY, .01)),
    Level(0, '', 'differs', _chances(.06, .15, _ANY, .02)),
), 'l')

MIDDLE = Comparison('middle', "l.m IS NOT NULL AND r.m IS NOT NULL", (
    Level(9, "l.m = r.m", 'same', _chances(.75, _ANY, _ANY, .3), exact=True),
    Level(6, "(length(l.m) = 1 OR length(r.m) = 1) AND l.m[1] = r.m[1]", 'initial',
          _chances(.1, _ANY, _ANY, .1)),
    Level(5, f"{_close('l.m', 'r.m')} OR jaro_winkler_similarity(l.m, r.m) >= 0.88", 'typo',
          _chances(.08, _ANY, _ANY, .02)),
    Level(0, '', 'differs', _chances(.07, _ANY, _ANY, .58)),
), 'm')

BIRTH = Comparison('birth', "l.dob IS NOT NULL AND r.dob IS NOT NULL", (
    Level(9, "l.dob = r.dob", 'same', _chances(.72, .012, _ANY, .002), exact=True),
    Level(8, "l.y = r.y AND length(l.dob) = 8 AND length(r.dob) = 8 AND l.dob[5:6] = r.dob[7:8]"
          " AND l.dob[7:8] = r.dob[5:6]", 'day_month', _chances(.02, _ANY, _ANY, .0005)),
    Level(7, f"length(l.dob) = 8 AND length(r.dob) = 8 AND {edits('l.dob', 'r.dob')}", 'digit',
          _chances(.12, _ANY, _ANY, .001)),
    Level(6, "length(l.dob) <> length(r.dob) AND l.y = r.y", 'year_only', _chances(.03, _ANY, _ANY, .002)),
    Level(5, "length(l.dob) = 8 AND length(r.dob) = 8 AND (l.dob[1:6] = r.dob[1:6] OR l.dob[5:8] = r.dob[5:8]"
          " OR (l.y = r.y AND l.dob[7:8] = r.dob[7:8]))", 'two_parts', _chances(.05, _ANY, _ANY, .01)),
    Level(4, f"length(l.dob) = 8 AND length(r.dob) = 8 AND {edits('l.dob', 'r.dob', 2, .75)}", 'two_digits',
          _chances(.02, _ANY, _ANY, .01)),
    Level(3, "l.y = r.y", 'year', _chances(.012, _ANY, _ANY, .004)),
    Level(2, "abs(try_cast(l.y AS INTEGER) - try_cast(r.y AS INTEGER)) <= 12", 'years',
          _chances(.010, Like(1.6), _ANY, .12)),
    Level(0, '', 'differs', _chances(.012, _ANY, _ANY, .8635)),
), 'dob')

# What stands before the @ is often made of the name: then it is as alike as the names are, and says nothing more.
EMAIL = Comparison('email', "l.e IS NOT NULL AND r.e IS NOT NULL", (
    Level(9, "l.e = r.e", 'same', _chances(.57, .40, .25, .42), exact=True),
    Level(8, "l.el = r.el AND length(l.el) >= 5 AND NOT l.ep AND NOT r.ep", 'mailbox',
          _chances(.06, .02, Like(2), .05)),
    Level(6, f"l.ek <> l.eletters AND r.ek <> r.eletters AND {edits('l.e', 'r.e')}", 'typo',
          _chances(.05, .002, Like(2), .01)),
    Level(7, "l.eletters = r.eletters AND (l.eo OR r.eo)", 'mailbox_of_name', _chances(_ANY, _ANY, _ANY, Like(.6))),
    Level(5, f"l.e[1] = r.e[1] AND CASE WHEN NOT l.eo OR NOT r.eo THEN {edits('l.e', 'r.e', 2)}"
          f" WHEN l.f = r.f AND l.l = r.l THEN {edits('l.e', 'r.e')} END", 'typo', _chances(.05, .002, Like(2), .01)),
    Level(3, "NOT l.eo AND NOT r.eo AND jaro_winkler_similarity(l.el, r.el) >= 0.92", 'similar',
          _chances(.03, .01, Like(2), .05)),
    Level(0, '', 'differs', _chances(.24, .59, .74, .46)),
), 'e', noise=.02)

PHONE = Comparison('phone', "l.ph IS NOT NULL AND r.ph IS NOT NULL", (
    Level(9, "l.ph = r.ph", 'same', _chances(.77, .55, .30, .135), exact=True),
    Level(5, edits('l.ph', 'r.ph'), 'digit', _chances(.03, .005, .005, .005)),
    Level(0, '', 'differs', _chances(.20, .445, .695, .86)),
), 'ph', noise=.02)

# Who lives in another town lives in another street: that is not told twice.
ELSEWHERE = (
    "(((l.z IS NOT NULL AND r.z IS NOT NULL) OR (l.c IS NOT NULL AND r.c IS NOT NULL))"
    " AND NOT coalesce(l.za = r.za, false) AND NOT coalesce(l.c = r.c, false))")
STREET = Comparison('street', f"l.s IS NOT NULL AND r.s IS NOT NULL AND (l.s = r.s OR NOT {ELSEWHERE})", (
    Level(9, "l.s = r.s", 'same', _chances(.56, .86, .75, .88), exact=True),
    Level(7, f"l.sn = r.sn AND (jaro_winkler_similarity(l.sw, r.sw) >= 0.9 OR {edits('l.sw', 'r.sw', 2)})",
          'typo', _chances(.14, .05, .05, .05)),
    Level(6, f"l.sw = r.sw AND coalesce({edits('l.sn', 'r.sn', alike=.6)}, true)", 'number_typo',
          _chances(.04, .01, .01, .01)),
    Level(5, "l.sw = r.sw", 'number', _chances(.05, .01, .02, .01)),
    Level(4, "jaro_winkler_similarity(l.sw, r.sw) >= 0.9", 'similar', _chances(.03, _ANY, _ANY, _ANY)),
    Level(3, "l.sn = r.sn", 'number_only', _chances(.03, _ANY, _ANY, _ANY)),
    Level(0, '', 'differs', _chances(.15, .06, .12, .04)),
), 's', noise=.15)

ADDITION = Comparison('addition', "l.s2 IS NOT NULL AND r.s2 IS NOT NULL", (
    Level(9, "l.s2 = r.s2", 'same', _chances(.65, .7, .5, .8), exact=True),
    Level(5, f"jaro_winkler_similarity(l.s2, r.s2) >= 0.88 OR {edits('l.s2', 'r.s2', 2)}", 'similar',
          _chances(.15, .05, .05, .05)),
    Level(0, '', 'differs', _chances(.2, .25, .45, .15)),
), 's2', noise=.5)

_CITY = "(l.c = r.c OR jaro_winkler_similarity(l.c, r.c) >= 0.9)"
PLACE_ = Comparison('place', "(l.z IS NOT NULL AND r.z IS NOT NULL) OR (l.c IS NOT NULL AND r.c IS NOT NULL)", (
    Level(9, "l.z = r.z", 'same_zip', _chances(.64, .92, .90, .93), exact=True),
    Level(7, f"l.c IS NOT NULL AND r.c IS NOT NULL AND l.z IS NOT NULL AND r.z IS NOT NULL AND {_CITY}"
          f" AND (l.za = r.za OR {edits('l.z', 'r.z', alike=.7)})", 'city_zip_typo', _chances(.09, .02, .02, .02)),
    Level(6, edits('l.z', 'r.z', alike=.7), 'zip_typo',
          _chances(.04, .01, .01, .01)),
    Level(5, "l.c = r.c", 'city', _chances(.08, .02, .02, .02)),
    Level(4, f"{_CITY} AND l.c IS NOT NULL", 'city_typo', _chances(.03, _ANY, _ANY, _ANY)),
    Level(3, "l.za = r.za", 'area', _chances(.02, _ANY, _ANY, _ANY)),
    Level(0, '', 'differs', _chances(.10, .03, .05, .02)),
), 'z', noise=.5)

GENDER = Comparison('gender', "l.g IS NOT NULL AND r.g IS NOT NULL", (
    Level(9, "l.g = r.g", 'same', _chances(_ANY, _ANY, _ANY, _ANY)),  # given names have told that
    Level(0, '', 'differs', _chances(.04, _ANY, _ANY, Like(.3))),
))

BIRTHPLACE = Comparison('birthplace', "l.bp IS NOT NULL AND r.bp IS NOT NULL", (
    Level(9, "l.bp = r.bp", 'same', _chances(.74, _ANY, _ANY, _ANY), exact=True),
    Level(5, "jaro_winkler_similarity(l.bp, r.bp) >= 0.88 OR contains(l.bp, r.bp) OR contains(r.bp, l.bp)", 'similar',
          _chances(.08, _ANY, _ANY, _ANY)),
    Level(0, '', 'differs', _chances(.18, _ANY, _ANY, _ANY)),
), 'bp')

JOB = Comparison('job', "l.o IS NOT NULL AND r.o IS NOT NULL", (
    Level(9, "l.o = r.o", 'same', _chances(.60, _ANY, _ANY, _ANY), exact=True),
    Level(0, '', 'differs', _chances(.40, _ANY, _ANY, _ANY)),
), 'o')

_NAMES = "least({0}, {1}) || '|' || greatest({0}, {1})"
BLOCKS = (
    Block('email', "e", 2, 60),
    Block('phone', "ph", 2, 60),
    Block('mailbox', "CASE WHEN length(el) >= 6 THEN el END"),
    Block('birth and family name', "dob || '|' || lk[1:4]", 2),
    Block('birth and given name', "dob || '|' || fk[1:3]", 2),
    Block('birth and place', "dob || '|' || coalesce(z, c)"),
    Block('birth', "dob"),
    Block('birthday, names', "y || '|' || " + _NAMES.format('fk[1:2]', 'lk[1:3]')),
    Block('day, names', "dob[5:8] || '|' || " + _NAMES.format('fk[1:2]', 'lk[1:3]')),
    Block('name', _NAMES.format('fc', 'l')),
    Block('sound of the name', _NAMES.format('fk', 'lk')),
    Block('family name and postcode', "z || '|' || lk"),
    Block('given name and postcode', "z || '|' || fk"),
    Block('family name and city', "c || '|' || lk || '|' || f[1]"),
    Block('address', "s || '|' || coalesce(z, c, '')", 2, 60),
    Block('street and family name', "s || '|' || lk"),
    Block('street and given name', "s || '|' || fk"),
    Block('street words, given name', "sw || '|' || fk || '|' || coalesce(c, z)"),
    Block('address addition', "s2 || '|' || coalesce(z, c)"),
    Block('birthplace and given name', "bp || '|' || fc"),
    Block('birthplace and family name', "bp || '|' || lk"),
)

_NAME = "g_first = 9 AND g_last = 9"
PEOPLE = Model(
    sure=.7,
    rules={
        'name_email': f"{_NAME} AND g_email = 9",
        'name_phone': f"{_NAME} AND g_phone = 9",
        'name_birth': f"{_NAME} AND g_birth = 9",
        'name_address': f"{_NAME} AND g_street = 9 AND g_place = 9",
    },
    kinds={'same': .05, FAMILY: .05, PLACE: .02, NAMESAKE: .012},
    kept=(NAMESAKE,),
    comparisons=(FIRST, LAST, MIDDLE, BIRTH, EMAIL, PHONE, STREET, ADDITION, PLACE_, GENDER, BIRTHPLACE, JOB),
    blocks=BLOCKS,
    columns=('f', 'l', 'm', 'dob', 'e', 'ph', 's', 's2', 'z', 'c', 'bp', 'o'),
)
