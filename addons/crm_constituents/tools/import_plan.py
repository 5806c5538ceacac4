"""The compiled form of a mapping: from the cells of a record to the values of a person.

A plan knows no database: what it must know of countries, states and languages is given to it as dictionaries.
"""

import datetime
import html
from dataclasses import dataclass, field

from . import import_dates
from . import import_values as values
from .import_tally import is_filled
from .import_text import Refusal, clean
from .names import PARTS, couple_line

NAME_TARGETS = {
    'name',
    'first_name',
    'middle_name',
    'last_name',
    'name_suffix',
    'preferred_name',
    'former_name',
    'household_name',
    'organisation',
}
TEXT_LIMITS = {
    'name_prefix': 64,
    'pronouns': 64,
    'job_title': 128,
    'function': 128,
    'city': 128,
    'street': 256,
    'street2': 256,
    'website': 512,
    'ref': 128,
    'vat': 64,
    'salutation_formal_custom': 256,
    'salutation_informal_custom': 256,
    'deceased_source': 256,
}
TAG_LIMIT = 120
LONG_TEXTS = {'comment', 'alert_note'}
BOOLEANS = {'is_deceased', 'confidential', 'anonymous_recognition'}
PERSON_ONLY = ('birthdate', 'name_prefix', 'name_suffix')  # organisations and households have none
FIRST = ('country', 'constituent_type')  # read before those that depend on them
MEMO_LIMIT = 50_000
KINDS = {
    'individual': 'individual i person p people contact personne persona natural einzelperson privatperson '
    'individuo particulier',
    'organisation': 'organisation organization o org company business firma unternehmen verein association '
    'société societe '
    'empresa organización organizacion institution stiftung foundation corporate',
    'household': 'household h family haushalt familie foyer famille hogar familia couple paar',
}
CHANNELS = {
    'email': 'email e-mail mail courriel correo',
    'phone': 'phone telephone telefon tel téléphone teléfono call',
    'sms': 'sms text handy mobile',
    'post': 'post letter brief courrier carta postal',
}
WORDS = {
    'constituent_type': {word: key for key, words in KINDS.items() for word in words.split()},
    'preferred_channel': {word: key for key, words in CHANNELS.items() for word in words.split()},
}


class RowRefusal(Exception):
    """A row that cannot be taken: the reason and the index of the column that gave it."""

    def __init__(self, code, column=None, params=None):
        super().__init__(code)
        self.code, self.column, self.params = code, column, params or {}


@dataclass
class Spec:
    """One line of a mapping. `index` None: `constant` stands for every row."""

    target: str
    index: int | None = None
    constant: str = ''
    date_format: str = 'iso'
    on_error: str = 'refuse'
    width: int = 0
    memo: dict = field(default_factory=dict)


@dataclass
class Context:
    """What a plan must know of the base."""

    kind: str = 'individual'
    country_id: int | None = None
    country_codes: dict = field(default_factory=dict)  # {id: ISO code}
    countries: dict = field(default_factory=dict)  # {lower case word: id}
    states: dict = field(default_factory=dict)  # {(country id, lower case code or name): id}
    languages: dict = field(default_factory=dict)  # {lower case word: code}
    home_country: str = ''  # of the company, for telephone numbers without country
    today: datetime.date = field(default_factory=datetime.date.today)
    sanitise: object = None  # function of number and country id that knows most numbers, and is asked again later
    clear: bool = False  # an empty cell empties the field


class Plan:
    def __init__(self, specs, context):
        self.context = context
        self.specs = sorted(
            specs, key=lambda spec: (spec.target not in FIRST, FIRST.index(spec.target) if spec.target in FIRST else 0)
        )
        self.targets = {spec.target for spec in specs}
        self.person_specs = [spec for spec in specs if spec.target in PERSON_ONLY and spec.index is not None]

    def convert(self, cells, wrong=None):
        """`(vals, extra, notes)` of the cells; raise `RowRefusal`.

        `vals` are fields of the person by name, `extra` what stands beside: external_id, tags, household, organisation,
        job_title. `notes` lists `(code, column, params)` of cells left empty because their mapping says so.
        With a list `wrong` all columns are looked at before the row is refused, and what is wrong is added to it.
        """
        vals, extra, notes = {}, {}, []
        first = None
        for spec in self.specs:
            index = spec.index
            cell = spec.constant if index is None else cells[index]
            if not cell:
                if self.context.clear and index is not None and spec.target not in vals:
                    self._put(vals, extra, spec, '')
                continue
            try:
                value = self._value(spec, cell, vals)
            except Refusal as refusal:
                if wrong is not None:
                    wrong.append((refusal.code, index, refusal.params))
                if spec.on_error == 'blank':
                    notes.append((refusal.code, index, refusal.params))
                    continue
                first = first or RowRefusal(refusal.code, index, refusal.params)
                if wrong is None:
                    raise first
                continue
            if value != '' or self.context.clear:
                self._put(vals, extra, spec, value)
        if first:
            raise first
        self._finish(vals, cells)
        if self.person_specs and vals['constituent_type'] != 'individual':
            notes += [('person_only', spec.index, {}) for spec in self.person_specs if is_filled(cells[spec.index])]
        return vals, extra, notes

    def key_spec(self):
        """The mapping of the external id when every row must have one."""
        return next((spec for spec in self.specs if spec.target == 'external_id' and spec.on_error == 'refuse'), None)

    def peek(self, spec, cell):
        """The value of one cell by itself, None when it has none."""
        try:
            return self._value(spec, cell, {}) or None
        except Refusal:
            return None

    def is_said(self, spec, cells):
        """True when the cell of this column holds a value, be it no."""
        try:
            return self._value(spec, spec.constant if spec.index is None else cells[spec.index], {}) != ''
        except Refusal:
            return False

    def _value(self, spec, cell, vals):
        """The value of the cell, remembered: most columns say the same few things over and over."""
        memo = spec.memo
        country = vals.get('country_id') or self.context.country_id
        key = (cell, country) if cell.__class__ is str else None
        found = memo.get(key) if key else None
        if found is None:
            try:
                text = clean(cell, spec.target in NAME_TARGETS)
                found = self._read(spec, text, country) if text else ''
            except Refusal as refusal:
                found = refusal
            if key:
                if len(memo) >= MEMO_LIMIT:
                    memo.clear()
                memo[key] = found
        if found.__class__ is Refusal:
            raise found
        return found

    def _read(self, spec, text, country):  # noqa: C901 - one line per kind of column
        target = spec.target
        context = self.context
        code = context.country_codes.get(country, '')
        if target in NAME_TARGETS:
            return values.name(text)
        if target == 'email':
            return values.email(text)
        if target == 'phone':
            if import_dates.is_shaped(text):
                raise Refusal('phone', value=text[:40])
            known = context.sanitise and context.sanitise(text, country)
            return text if known and len(text) <= 40 else values.phone(text, code or context.home_country)
        if target == 'zip':
            return values.postcode(text, code)
        if target in ('external_id', 'household'):
            return values.identifier(text, spec.width)
        if target == 'birthdate':
            return values.birthdate(text, spec.date_format, context.today)
        if target == 'deceased_date':
            day = values.date(text, spec.date_format, context.today)
            if day > context.today:
                raise Refusal('date_future', value=text[:40])
            return day
        if target == 'country':
            return self._country(text)
        if target == 'state':
            return self._state(text, country)
        if target == 'lang':
            return values.choice(text, context.languages)
        if target in WORDS:
            return values.choice(text, WORDS[target])
        if target in BOOLEANS:
            return values.boolean(text)
        if target == 'tags':
            return tuple(
                dict.fromkeys(
                    values.text_line(part.strip(), TAG_LIMIT)
                    for part in text.replace('|', ',').replace(';', ',').split(',')
                    if part.strip()
                )
            )
        if target == 'comment':
            return '<p>' + html.escape(text, quote=False).replace('\r\n', '\n').replace('\n', '<br>') + '</p>'
        if target in LONG_TEXTS:
            return text
        return values.text_line(text, TEXT_LIMITS.get(target, 256))

    def _country(self, text):
        word = text.casefold().strip('.')
        found = self.context.countries.get(word) or self.context.countries.get(
            values.country_words().get(word, '').casefold()
        )
        if not found:
            raise Refusal('country', value=text[:60])
        return found

    def _state(self, text, country):
        word = text.casefold()
        found = self.context.states.get((country, word))
        if not found and '-' in word:  # ISO 3166-2: US-ME
            found = self.context.states.get((country, word.partition('-')[2]))
        if not found:
            raise Refusal('state', value=text[:60], country=self.context.country_codes.get(country, ''))
        return found

    def _put(self, vals, extra, spec, value):
        target = spec.target
        if target in ('external_id', 'tags', 'household', 'household_name', 'organisation', 'job_title'):
            if target == 'tags' and extra.get('tags') and value:
                value = tuple(dict.fromkeys((*extra['tags'], *value)))
            if value != '':
                extra[target] = value
        elif target == 'birthdate':
            vals['birthdate'], vals['birthdate_precision'] = value or (False, False)
        elif target in ('country', 'state'):
            vals[target + '_id'] = value or False
        elif vals.get(target) and value and isinstance(value, str):
            vals[target] = vals[target] + (value if target in LONG_TEXTS else ' ' + value)
        else:
            vals[target] = value if value != '' else False

    def _finish(self, vals, cells):
        kind = vals.get('constituent_type') or self.context.kind
        vals['constituent_type'] = kind
        if (
            not vals.get('country_id')
            and self.context.country_id
            and ('state_id' in vals or 'city' in vals or 'zip' in vals)
        ):
            vals['country_id'] = self.context.country_id
        if kind != 'individual':
            parts = [vals.pop(part, '') or '' for part in ('first_name', 'middle_name', 'last_name')]
            if not vals.get('name'):
                vals['name'] = ' '.join(part for part in parts if part)
            for part in (*PERSON_ONLY, 'birthdate_precision'):
                vals.pop(part, None)
        elif line := couple_line(vals):  # as if it had stood in one line: whole, and no person's parts
            vals.update(dict.fromkeys((*PARTS, 'name'), False), last_name=line)
        if len(vals.get('name') or '') > values.NAME_LIMIT:
            raise RowRefusal('text_long', None, {'size': len(vals['name']), 'limit': values.NAME_LIMIT})
        if not (vals.get('name') or vals.get('first_name') or vals.get('last_name')):
            index = next((spec.index for spec in self.specs if spec.target in NAME_TARGETS), None)
            raise RowRefusal('name_missing', index)
        if not vals.get('name'):
            vals.pop('name', None)
        death = vals.get('deceased_date') or vals.get('deceased_source')
        if death and vals.get('is_deceased') is False:
            spec = next(spec for spec in self.specs if spec.target == 'is_deceased')
            if self.is_said(spec, cells):
                raise RowRefusal('death_denied', spec.index, {'value': str(death)[:60]})
            del vals['is_deceased']  # an empty cell denies nothing
        if vals.get('birthdate') and vals.get('deceased_date') and vals['deceased_date'] < vals['birthdate']:
            raise RowRefusal(
                'death_before_birth', None, {'birth': str(vals['birthdate']), 'death': str(vals['deceased_date'])}
            )
