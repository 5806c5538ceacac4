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
BY_COUNTRY = frozenset(['phone', 'zip', 'state'])  # mean something else in another country
BESIDE = frozenset(['external_id', 'tags', 'household', 'household_name', 'organisation', 'job_title'])
APART = BESIDE | {'birthdate', 'country', 'state'}  # are no value of the field of their name
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
    read: object = None  # set by the plan


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
        for spec in specs:
            spec.read = self._reader(spec)

    def convert(self, cells, wrong=None):
        """`(vals, extra, notes)` of the cells; raise `RowRefusal`.

        `vals` are fields of the person by name, `extra` what stands beside: external_id, tags, household, organisation,
        job_title. `notes` lists `(code, column, params)` of cells left empty because their mapping says so.
        With a list `wrong` all columns are looked at before the row is refused, and what is wrong is added to it.
        """
        vals, extra, notes = {}, {}, []
        first, clear = None, self.context.clear
        for spec in self.specs:
            index, target = spec.index, spec.target
            cell = spec.constant if index is None else cells[index]
            if not cell:
                if clear and index is not None and target not in vals:
                    self._put(vals, extra, spec, '')
                continue
            value = self._found(spec, cell, vals)
            if value.__class__ is Refusal:
                if wrong is not None:
                    wrong.append((value.code, index, value.params))
                if spec.on_error == 'blank':
                    notes.append((value.code, index, value.params))
                    continue
                first = first or RowRefusal(value.code, index, value.params)
                if wrong is None:
                    raise first
            elif value != '' and target not in vals and target not in APART:
                vals[target] = value
            elif value != '' or clear:
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
        found = self._found(spec, cell, {})
        return None if found.__class__ is Refusal else found or None

    def is_said(self, spec, cells):
        """True when the cell of this column holds a value, be it no."""
        found = self._found(spec, spec.constant if spec.index is None else cells[spec.index], {})
        return found.__class__ is not Refusal and found != ''

    def _found(self, spec, cell, vals):
        """The value of the cell or its `Refusal`, remembered: most columns say the same few things over and over."""
        country = (vals.get('country_id') or self.context.country_id) if spec.target in BY_COUNTRY else None
        if cell.__class__ is not str:
            return self._read(spec, cell, country)
        key = (cell, country) if country else cell
        found = spec.memo.get(key)
        if found is None:
            if len(spec.memo) >= MEMO_LIMIT:
                spec.memo.clear()
            found = spec.memo[key] = self._read(spec, cell, country)
        return found

    @staticmethod
    def _read(spec, cell, country):
        try:
            text = clean(cell, spec.target in NAME_TARGETS)
            return spec.read(text, country) if text else ''
        except Refusal as refusal:
            return refusal

    def _reader(self, spec):  # noqa: C901 - one line per kind of column
        """Function of the cleaned text of a cell, not empty, and the id of the country."""
        target, context = spec.target, self.context
        if target in NAME_TARGETS:
            return lambda text, country: values.name(text)
        if target == 'email':
            return lambda text, country: values.email(text)
        if target == 'phone':
            return self._phone
        if target == 'zip':
            return lambda text, country: values.postcode(text, context.country_codes.get(country, ''))
        if target in ('external_id', 'household'):
            return lambda text, country: values.identifier(text, spec.width)
        if target == 'birthdate':
            return lambda text, country: values.birthdate(text, spec.date_format, context.today)
        if target == 'deceased_date':
            return lambda text, country: self._past(text, spec.date_format)
        if target == 'country':
            return lambda text, country: self._country(text)
        if target == 'state':
            return self._state
        if target == 'lang':
            return lambda text, country: values.choice(text, context.languages)
        if target in WORDS:
            return lambda text, country: values.choice(text, WORDS[target])
        if target in BOOLEANS:
            return lambda text, country: values.boolean(text)
        if target == 'tags':
            return lambda text, country: tuple(
                dict.fromkeys(
                    values.text_line(part.strip(), TAG_LIMIT)
                    for part in text.replace('|', ',').replace(';', ',').split(',')
                    if part.strip()
                )
            )
        if target == 'comment':
            return lambda text, country: (
                '<p>' + html.escape(text, quote=False).replace('\r\n', '\n').replace('\n', '<br>') + '</p>')
        if target in LONG_TEXTS:
            return lambda text, country: text
        limit = TEXT_LIMITS.get(target, 256)
        return lambda text, country: values.text_line(text, limit)

    def _phone(self, text, country):
        if import_dates.is_shaped(text):
            raise Refusal('phone', value=text[:40])
        context = self.context
        known = context.sanitise and context.sanitise(text, country)
        if known and len(text) <= 40:
            return text
        return values.phone(text, context.country_codes.get(country, '') or context.home_country)

    def _past(self, text, date_format):
        day = values.date(text, date_format, self.context.today)
        if day > self.context.today:
            raise Refusal('date_future', value=text[:40])
        return day

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
        if target in BESIDE:
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
