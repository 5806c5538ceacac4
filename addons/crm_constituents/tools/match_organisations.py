"""The model of organisations: what is compared, how it can agree, and what each agreement tells.

A name says the more, the rarer its words are: "Friends of the Library" is held by hundreds, "Whitby" tells them apart.
Organisations at one address are often strangers (an agent, an office building), and a name with another number or
another town is a sister, not the same.
"""
from .match_model import Block, Comparison, Level, Like, Model
from .match_people import ELSEWHERE, edits

BRANCH, PLACE, TOWN, SISTER = 'branch', 'place', 'town', 'sister'


def _chances(same, branch, place, town, sister):
    return {'same': same, BRANCH: branch, PLACE: place, TOWN: town, SISTER: sister}


_ANY = Like(1)
_LARGER, _SMALLER = "greatest(l.ni, r.ni)", "least(l.ni, r.ni)"

NAME = Comparison('name', "l.nk IS NOT NULL AND r.nk IS NOT NULL", (
    Level(9, "l.nk = r.nk", 'same', _chances(.85, .25, _ANY, _ANY, Like(.1)), exact=True),
    Level(1, "l.nn <> r.nn", 'number', _chances(.002, .15, _ANY, _ANY, .10)),
    Level(2, "(l.nn IS NULL) <> (r.nn IS NULL)", 'number_missing', _chances(.01, .10, _ANY, _ANY, .08)),
    Level(8, f"pair.common >= 0.9 * {_LARGER} OR replace(l.n, ' ', '') = replace(r.n, ' ', '')", 'words',
          _chances(.05, .05, _ANY, _ANY, .01)),
    Level(7, f"jaro_winkler_similarity(l.n, r.n) >= 0.96 OR {edits('l.n', 'r.n', 2, .9)}", 'typo',
          _chances(.03, .05, _ANY, .01, .02)),
    Level(6, f"pair.common >= 0.95 * {_SMALLER} AND len(l.nw) > 1 AND len(r.nw) > 1", 'part',
          _chances(.02, .05, _ANY, .03, .12)),
    Level(5, f"pair.common >= 0.6 * {_LARGER}", 'most', _chances(.010, .10, _ANY, .05, .20)),
    Level(4, f"pair.common >= 0.4 * {_SMALLER} OR jaro_winkler_similarity(l.n, r.n) >= 0.88", 'some',
          _chances(.015, .25, _ANY, .35, .30)),
    Level(0, '', 'differs', _chances(.013, Like(.5), _ANY, .55, .17)),
), 'nk', noise="0.01 + {records} * pow(2, -least(l.ni, r.ni))")  # the rarer its words, the less by chance

STREET = Comparison('street', f"l.s IS NOT NULL AND r.s IS NOT NULL AND (l.s = r.s OR NOT {ELSEWHERE})", (
    Level(9, "l.s = r.s", 'same', _chances(.52, Like(3), .85, _ANY, .85), exact=True),
    Level(7, f"l.sn = r.sn AND (jaro_winkler_similarity(l.sw, r.sw) >= 0.9 OR {edits('l.sw', 'r.sw', 2)})",
          'typo', _chances(.05, _ANY, .05, _ANY, .05)),
    Level(5, "l.sw = r.sw", 'number', _chances(.08, _ANY, .02, Like(1.5), .02)),
    Level(3, "l.sn = r.sn", 'number_only', _chances(.03, _ANY, .02, _ANY, .02)),
    Level(0, '', 'differs', _chances(.32, _ANY, .06, _ANY, .06)),
), 's', noise=.3)

_CITY = "(l.c = r.c OR jaro_winkler_similarity(l.c, r.c) >= 0.9)"
PLACE_ = Comparison('place', "(l.z IS NOT NULL AND r.z IS NOT NULL) OR (l.c IS NOT NULL AND r.c IS NOT NULL)", (
    Level(9, "l.z = r.z", 'same_zip', _chances(.70, Like(.5), .95, .90, .95), exact=True),
    Level(4, f"l.c IS NOT NULL AND r.c IS NOT NULL AND {_CITY} AND l.st <> r.st", 'city_elsewhere',
          _chances(.004, .30, .001, Like(.1), .001)),
    Level(5, f"l.c IS NOT NULL AND r.c IS NOT NULL AND {_CITY}", 'city', _chances(.08, Like(.5), .03, .09, .03)),
    Level(3, "l.za = r.za", 'area', _chances(.08, _ANY, .01, _ANY, .01)),
    Level(2, "l.st = r.st", 'state', _chances(.09, _ANY, .005, _ANY, .005)),
    Level(0, '', 'differs', _chances(.05, _ANY, .005, Like(.1), .005)),
), 'z', noise=.5)

PHONE = Comparison('phone', "l.ph IS NOT NULL AND r.ph IS NOT NULL", (
    Level(9, "l.ph = r.ph", 'same', _chances(.6, .1, .2, _ANY, .4), exact=True),
    Level(5, edits('l.ph', 'r.ph'), 'digit', _chances(.04, .01, .01, _ANY, .02)),
    Level(0, '', 'differs', _chances(.36, .89, .79, _ANY, .58)),
), 'ph', noise=.02)

EMAIL = Comparison('email', "l.e IS NOT NULL AND r.e IS NOT NULL", (
    Level(9, "l.e = r.e", 'same', _chances(.55, .05, .1, _ANY, .2), exact=True),
    Level(5, edits('l.e', 'r.e', 2), 'typo', _chances(.05, .01, .01, _ANY, .02)),
    Level(0, '', 'differs', _chances(.40, .94, .89, _ANY, .78)),
), 'e', noise=.02)

SITE = Comparison('site', "l.w IS NOT NULL AND r.w IS NOT NULL", (
    Level(9, "l.w = r.w", 'same', _chances(.75, .4, .1, _ANY, .5), exact=True),
    Level(0, '', 'differs', _chances(.25, .6, .9, _ANY, .5)),
), 'w', noise=.1)

TAX = Comparison('tax', "l.v IS NOT NULL AND r.v IS NOT NULL", (
    Level(9, "l.v = r.v", 'same', _chances(.95, .1, .001, _ANY, .01), exact=True),
    Level(0, '', 'differs', _chances(.05, .9, .999, _ANY, .99)),
), 'v', noise=.02)

_WORDS = "least(r1, r2) || ' ' || greatest(r1, r2)"
BLOCKS = (
    Block('name', "nk", 2, 60),
    Block('telling words', _WORDS),
    Block('most telling word', "r1", 2, 60),
    Block('most telling word and postcode', "r1 || '|' || z"),
    Block('second word and postcode', "r2 || '|' || z"),
    Block('third word and postcode', "r3 || '|' || z"),
    Block('most telling word and city', "r1 || '|' || c"),
    Block('second word and city', "r2 || '|' || c"),
    Block('beginning of the name', "replace(n, ' ', '')[1:8] || '|' || coalesce(nn, '') || '|' || coalesce(st, '')"),
    Block('address', "s || '|' || coalesce(z, c, '')", 2, 40),
    Block('street and city', "s || '|' || c", 1, 40),
    Block('phone', "ph", 2, 60),
    Block('email', "e", 2, 60),
    Block('site', "w", 2, 60),
    Block('tax number', "v", 2, 60),
)

ORGANISATIONS = Model(
    sure=.5,
    rules={
        'tax': "g_tax = 9",
        'name_email': "g_name = 9 AND g_email = 9",
        'name_phone': "g_name = 9 AND g_phone = 9",
        'name_site': "g_name = 9 AND g_site = 9",
        'name_place': "g_name = 9 AND g_place = 9",
    },
    kinds={'same': .05, BRANCH: .02, PLACE: .1, TOWN: 1, SISTER: .05},
    kept=(BRANCH,),
    comparisons=(NAME, STREET, PLACE_, PHONE, EMAIL, SITE, TAX),
    blocks=BLOCKS,
    columns=('nk', 'e', 'ph', 's', 'z', 'w', 'v'),
    words='nw',
)
