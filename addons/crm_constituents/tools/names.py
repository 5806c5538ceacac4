"""Names of people: from one line to its parts and back.

Plain functions on strings. What they promise:

* nothing typed is lost: `compose_name(split_name(text), titled=True)` gives the words of `text` back
  (a comma that turns "Okafor, Ada" round is a sign and not a word);
* composing is decided by the parts and the language alone, so that it can be done again at any time.

The rules, their tables and a worked table stand in `docs/algorithms/names.md`; a test asserts that table.
"""
import re
import unicodedata
from functools import lru_cache

PARTS = ('name_prefix', 'first_name', 'middle_name', 'last_name', 'name_suffix')


def _words(text):
    return frozenset(text.split())


# Languages that write the family name first.
FAMILY_FIRST = frozenset({'zh', 'ja', 'ko', 'hu', 'vi'})
# Languages whose people carry two family names.
TWO_FAMILY_NAMES = frozenset({'es', 'ca', 'gl'})

_PREFIXES = _words('''
    mr mrs ms miss mx dr prof professor rev reverend hon sir dame rabbi imam capt col gen lt sgt herr
    frau mme mlle madame monsieur señor señora señorita sra srta dña dr.a mag dipl.-ing ing
''')
# Titles that are a title in one language and a word or an initial in another.
_PREFIXES_BY_LANGUAGE = {
    'de': _words('med phil jur rer nat hc h.c freiherr graf'),
    'en': frozenset(['fr', 'lord', 'lady', 'sister', 'brother']),
    'es': frozenset(['sr', 'd', 'dª', 'don', 'doña']),
    'fr': frozenset(['m', 'me', 'pr', 'maître']),
    'it': frozenset(['sig', 'sig.ra', 'dott', 'dott.ssa', 'avv']),
    'pt': frozenset(['sr', 'dona', 'dom']),
}
_SUFFIXES = _words('''
    jr sr junior senior ii iii iv phd ph.d md m.d esq obe mbe cbe kc qc rn cpa sj s.j dds mba msc
''')
_NAMES_TOO = frozenset({'junior', 'senior'})

# Words that begin a family name of several words.
_PARTICLES = _words('''
    van von vom zum zur zu de del della dello degli di du des den der ter ten te la le el al bin bint
    ibn af av st st. saint mac ap
''')
# These do so in small letters only: with a capital they are initials or names of their own.
_SMALL_PARTICLES = frozenset(["da", "do", "dos", "das", "d'", "e", "y", "i", "und"])
# Words that join two family names: the word before them belongs to the family name too.
_JOINERS = frozenset({'y', 'e', 'i', 'und'})

# Given names that contain a particle: María del Carmen, José de Jesús, Juan de Dios.
_GIVEN_TAILS = (
    'del carmen', 'del pilar', 'del mar', 'del rosario', 'del rocío', 'del consuelo', 'del socorro', 'del sol',
    'de los ángeles', 'de los angeles', 'de los dolores', 'de la luz', 'de la paz', 'de la concepción',
    'de la cruz maría', 'de jesús', 'de jesus', 'de dios', 'de lourdes', 'de fátima', 'de guadalupe',
)

_COMPOUND_FAMILIES = {
    'zh': _words('''
    欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 皇甫 尉迟 尉遲 令狐 慕容 夏侯 长孫 长孙
'''),
    'ko': frozenset(['남궁', '황보', '제갈', '사공', '선우', '서문', '독고']),
}
# Beside one of these the title Lady is that of a wife.
_CONSORTS = frozenset({'sir', 'lord'})
# Signs between two people; the words do so between two titles, or (in English) between any two words.
_AND_SIGNS = frozenset('&+')
_AND_WORDS = _words('and und et y e i en og och')
# Words before a family name that stand for more than one of the family.
_FAMILIES = _words('family familie famille familia famiglia família eheleute ehepaar fam')
_HAN = re.compile(r'[\u3400-\u9fff\uf900-\ufaff々]')
_KANA = re.compile(r'[\u3040-\u30ff]')
_HANGUL = re.compile(r'[\uac00-\ud7af]')


@lru_cache(maxsize=1000)
def _language(lang):
    return (lang or '').replace('-', '_').split('_')[0].lower()


def _script_language(text):
    """Language told by the script, '' when the script tells none.

    >>> [_script_language(t) for t in ('山田 さくら', '王小明', '김민준', 'Ada', 'Ольга')]
    ['ja', 'zh', 'ko', '', '']
    """
    if text.isascii():
        return ''
    if _KANA.search(text):
        return 'ja'
    if _HANGUL.search(text):
        return 'ko'
    if _HAN.search(text):
        return 'zh'
    return ''


def name_language(text, lang=None):
    """Language that decides the order: the person's when it can be written in the script of `text`, else the script's.

    >>> name_language('山田太郎', 'ja_JP'), name_language('山田太郎', 'en_US'), name_language('Nagy Anna', 'hu_HU')
    ('ja', 'zh', 'hu')
    >>> name_language('Taro Yamada', 'ja_JP')
    'ja'
    """
    own, script = _language(lang), _script_language(text or '')
    if not script or (own in ('zh', 'ja') and script in ('zh', 'ja')):
        return own
    return script


def is_family_first(text, lang=None):
    """Whether the family name stands first in `text`.

    >>> is_family_first('Nagy Anna', 'hu_HU'), is_family_first('Anna Nagy', 'de_DE'), is_family_first('王小明')
    (True, False, True)
    """
    return name_language(text, lang) in FAMILY_FIRST


def clean_name(text):
    """`text` with single blanks, and none around it.

    >>> clean_name('  Ada \\u00a0 Okafor ')
    'Ada Okafor'
    """
    return ' '.join((text or '').split())


def is_blank(text):
    """Whether there is nothing to be read in `text`: blanks, commas, signs that nobody sees.

    >>> [is_blank(text) for text in ('', None, ' , ', '\\u200b', '?', '王')]
    [True, True, True, True, False, False]
    """
    return all(char.isspace() or char == ',' or unicodedata.category(char) in ('Cf', 'Cc') for char in text or '')


def is_couple(text, lang=None):
    """Whether `text` names two people.

    >>> [is_couple(text) for text in ('Mr. & Mrs. Smith', 'Herr und Frau Müller', 'Ada and Björn Lindqvist')]
    [True, True, True]
    >>> [is_couple(text) for text in ('José Ortega y Gasset', 'Anna von und zu Guttenberg', 'And Demir')]
    [False, False, False]
    """
    words = text.replace(',', ' ').split()
    if not _AND_SIGNS.isdisjoint(words) or (len(words) > 1 and _is_family(words[0])):
        return True
    between = [index for index, word in enumerate(words[:-1]) if index and word.lower() in _AND_WORDS]
    language = _language(lang)
    return any(words[index].lower() == 'and' or _is_prefix(words[index + 1], language) for index in between)


def couple_line(parts):
    """The line that is made of parts which name two people, or a family; '' when they name one person.

    :param parts: dict of `PARTS`, or of `name_prefix` and `name`

    >>> couple_line({'name_prefix': 'M. et Mme', 'first_name': 'Luc et Anne', 'last_name': 'Petit'})
    'M. et Mme Luc et Anne Petit'
    >>> couple_line({'name_prefix': 'Familie', 'name': 'Schröder'}), couple_line({'first_name': 'Ada &  Bo'})
    ('Familie Schröder', 'Ada & Bo')
    >>> couple_line({'first_name': 'Luc E', 'last_name': 'Petit'}), couple_line({'last_name': 'Ortega y Gasset'})
    ('', '')
    """
    title, first = parts.get('name_prefix') or '', (parts.get('first_name') or '').split()
    if not title and len(first) < 3:
        return ''
    title = re.sub(r'([&+])', r' \1 ', title).split()
    if not (
        any(word in _AND_SIGNS or word.lower() in _AND_WORDS for word in title[1:-1])
        or len(title) == 1 and (_is_family(title[0]) or _bare(title[0]) == 'fam')
        or any(word in _AND_SIGNS or word in _AND_WORDS for word in first[1:-1])
    ):
        return ''
    words = [parts.get(key) for key in ('name_prefix', 'first_name', 'middle_name', 'name', 'last_name', 'name_suffix')]
    return clean_name(' '.join(word for word in words if word))


def _is_family(word):
    return _bare(word) in _FAMILIES and (word.endswith('.') or _bare(word) != 'fam')  # Fam is a name, too


def _bare(word):
    return word.lower().strip('.,')


def _is_prefix(word, language):
    bare = _bare(word)
    return bare in _PREFIXES or bare in _PREFIXES_BY_LANGUAGE.get(language, ())


def _is_suffix(word):
    return _bare(word) in _SUFFIXES


def _is_particle(word):
    if word in _SMALL_PARTICLES or word.startswith(("d'", 'd’')):
        return True
    return word.lower() in _PARTICLES


def _take_prefixes(words, language):
    count = 0
    while count < len(words) - 1 and _is_prefix(words[count], language):
        count += 1
    return words[:count], words[count:]


def _take_suffixes(words, left=2):
    """`(words, suffixes)`; as long as `left` words stay."""
    count = len(words)
    while count > left and _is_suffix(words[count - 1]):
        count -= 1
    return words[:count], words[count:]


def _cut_off_suffixes(text):
    """`(text, suffixes)` of "John Smith, Jr.": what stands behind a comma and is nothing but suffixes."""
    head, _comma, tail = text.partition(',')
    words = tail.replace(',', ' ').split()
    if head.strip() and words and all(map(_is_suffix, words)):
        return head, words
    return text, []


def _given_tail(words):
    """Number of words after the first that belong to the given name: 2 for María del Carmen."""
    rest = ' '.join(words[1:]).lower() + ' '
    return next((len(tail.split()) for tail in _GIVEN_TAILS if rest.startswith(tail + ' ')), 0)


def _family_start(words, language):
    """Index of the first word of the family name in `words` (given name first)."""
    last = len(words) - 1
    if last <= 0:
        return 0
    earliest = 1 + _given_tail(words)
    if earliest > last:
        earliest = last
    for index in range(earliest, last):
        if words[index] in _JOINERS and index > 1:
            return index - 1
        if _is_particle(words[index]) and words[index] not in _JOINERS:
            # In Spanish the name before "de" may be the first of two family names.
            if language in TWO_FAMILY_NAMES and index - earliest >= 1 and index > 1:
                return index - 1
            return index
    if language in TWO_FAMILY_NAMES and last - earliest >= 1:
        return last - 1
    return last


def _split_undivided(text, language):
    """Family and given name of a name written without a blank."""
    if language not in ('zh', 'ko') or len(text) < 2:
        return text, ''  # where a Japanese family name ends cannot be told from the signs
    size = 2 if len(text) > 2 and text[:2] in _COMPOUND_FAMILIES.get(language, ()) else 1
    return text[:size], text[size:]


def _split_family_first(words, language, own):
    if len(words) == 1:
        script = _script_language(words[0])
        if not script:
            return {'first_name': words[0]}
        # signs alone do not tell Chinese from Japanese; the language of the person does
        family, given = _split_undivided(words[0], own if script == 'zh' else language)
        return {'last_name': family, 'first_name': given}
    if language == 'vi':
        return {'last_name': words[0], 'middle_name': ' '.join(words[1:-1]), 'first_name': words[-1]}
    return {'last_name': words[0], 'first_name': words[1], 'middle_name': ' '.join(words[2:])}


def _split_given_first(words, language, is_family):
    if len(words) == 1:  # a single name is a given name, unless it follows a title: Mrs Okafor
        return {'last_name' if is_family else 'first_name': words[0]}
    start = _family_start(words, language)
    given_words = 1 + min(_given_tail(words), start - 1)
    return {
        'first_name': ' '.join(words[:given_words]),
        'middle_name': ' '.join(words[given_words:start]),
        'last_name': ' '.join(words[start:]),
    }


def _turn_round(text, language):
    """Words of the family and of the given name in "Okafor, Ada"; None when `text` has no such comma."""
    head, comma, tail = text.partition(',')
    head, tail = head.split(), tail.replace(',', ' ').split()
    if not comma or not head or not tail or all(_is_suffix(word) for word in tail):
        return None
    if all(_is_prefix(word, language) for word in tail):  # Smith, Mrs
        return head, tail
    if tail[0][0].islower() and not _is_particle(tail[0]):  # Charles de Secondat, baron de Montesquieu
        return None
    return head, tail


def split_name(text, lang=None):
    """Parts of a name typed in one line: dict of the five `PARTS`, '' for those that are not there.

    >>> def show(text, lang=None):
    ...     return ' | '.join(split_name(text, lang)[part] for part in PARTS)
    >>> show('Dr. Ludwig van der Berg Jr.')
    'Dr. | Ludwig |  | van der Berg | Jr.'
    >>> show('Okafor, Ada Chidinma'), show('Gabriel García Márquez', 'es_ES')
    (' | Ada | Chidinma | Okafor | ', ' | Gabriel |  | García Márquez | ')
    >>> show('Nagy Anna', 'hu_HU'), show('Nguyễn Văn An', 'vi_VN'), show('王小明', 'zh_CN'), show('Madonna')
    (' | Anna |  | Nagy | ', ' | An | Văn | Nguyễn | ', ' | 小明 |  | 王 | ', ' | Madonna |  |  | ')
    >>> show('山田太郎'), show('Mr. & Mrs. Smith'), show('Smith, John & Jane')
    (' |  |  | 山田太郎 | ', ' |  |  | Mr. & Mrs. Smith | ', ' |  |  | John & Jane Smith | ')
    """
    text = clean_name(text)
    parts = dict.fromkeys(PARTS, '')
    if not text.strip(', '):
        return parts
    language = name_language(text, lang)
    turned = _turn_round(text, language)
    if is_couple(text, lang):
        words = [*turned[1], *turned[0]] if turned else text.replace(',', ' ').split()
        return {**parts, 'last_name': ' '.join(words)}
    if turned:
        family, given = turned
        if all(_is_prefix(word, language) for word in given):
            prefixes, given = given, []
        else:
            prefixes, given = _take_prefixes(given, language)
        if not prefixes:
            prefixes, family = _take_prefixes(family, language)
        family, suffixes = _take_suffixes(family, left=1)
        while given and _is_suffix(given[0]) and (len(given) > 1 or prefixes):  # Smith, Jr., John
            suffixes.append(given.pop(0))
        given, more = _take_suffixes(given, left=1)
        suffixes += more
        tail = 0 if language in FAMILY_FIRST or not given else _given_tail(given)
        found = {
            'last_name': ' '.join(family),
            'first_name': ' '.join(given[:1 + tail]),
            'middle_name': ' '.join(given[1 + tail:]),
        }
    else:
        text, cut_off = _cut_off_suffixes(text)
        prefixes, words = _take_prefixes(text.replace(',', ' ').split(), language)
        words, suffixes = _take_suffixes(words, left=1 if prefixes else 2)
        if len(words) == 1 and suffixes and _bare(suffixes[0]) in _NAMES_TOO:
            words.append(suffixes.pop(0))
        suffixes += cut_off
        if language in FAMILY_FIRST:
            found = _split_family_first(words, language, _language(lang))
        else:
            found = _split_given_first(words, language, bool(prefixes or cut_off))
    parts.update(found, name_prefix=' '.join(prefixes), name_suffix=' '.join(suffixes))
    return parts


def compose_name(parts, lang=None, titled=False):
    """One line from the parts, in the order of the language; with the title before it if `titled`.

    >>> anna = {'name_prefix': 'Dr.', 'first_name': 'Anna', 'last_name': 'Nagy', 'name_suffix': 'PhD'}
    >>> compose_name(anna), compose_name(anna, 'hu_HU'), compose_name(anna, 'en_US', titled=True)
    ('Anna Nagy PhD', 'Nagy Anna PhD', 'Dr. Anna Nagy PhD')
    >>> compose_name({'first_name': '小明', 'last_name': '王'})
    '王小明'
    >>> compose_name({'first_name': 'さくら', 'last_name': '山田'})
    '山田 さくら'
    """
    part = {key: clean_name(text) if (text := parts.get(key)) else '' for key in PARTS}
    sample = part['last_name'] + part['first_name'] + part['middle_name']
    language = name_language(sample, lang)
    blank = ' '
    if language in FAMILY_FIRST:
        if language == 'vi':
            order = ('last_name', 'middle_name', 'first_name')
        else:
            order = ('last_name', 'first_name', 'middle_name')
        if language in ('zh', 'ko') and _script_language(part['last_name']) and _script_language(part['first_name']):
            blank = ''
    else:
        order = ('first_name', 'middle_name', 'last_name')
    core = blank.join(part[key] for key in order if part[key])
    words = [part['name_prefix'] if titled else '', core, part['name_suffix']]
    return ' '.join(word for word in words if word)


def spoken_name(first_name, last_name, lang=None):
    """First and family name within a phrase: first name first, unless both are written in signs.

    >>> spoken_name('Anna', 'Nagy', 'hu_HU'), spoken_name('小明', '王'), spoken_name('', 'Ní')
    ('Anna Nagy', '王小明', 'Ní')
    """
    if _script_language(first_name) and _script_language(last_name):
        return compose_name({'first_name': first_name, 'last_name': last_name}, lang)
    return ' '.join(name for name in (first_name, last_name) if name)


def titled_names(people, written=False):
    """What two or more people, or one, are called by their titles: one phrase each, to be joined by commas and *and*.

    A family name that all share is said once, after the last of those in a row who are known by it. A title that goes
    with the first name (Sir, Dame) stands before that; `written`, as on an envelope, the family name follows all the
    same. Lady goes with the family name beside a Sir or Lord of that name.

    :param people: tuples (title, first name, family name, whether the title goes with the first name)

    >>> mr, mrs = ('Mr', 'Chinedu', 'Okafor', False), ('Mrs', 'Ada', 'Okafor', False)
    >>> sir, lady = ('Sir', 'John', 'Smith', True), ('Lady', 'Jane', 'Smith', True)
    >>> titled_names([mrs, mr]), titled_names([sir, lady]), titled_names([lady, mr])
    (['Mrs', 'Mr Okafor'], ['Sir John', 'Lady Smith'], ['Lady Jane', 'Mr Okafor'])
    >>> titled_names([sir]), titled_names([sir], written=True), titled_names([sir, lady], written=True)
    (['Sir John'], ['Sir John Smith'], ['Sir John', 'Lady Smith'])
    """
    shared = len({family for _title, _first, family, _by_first in people}) == 1
    by_first = [
        bool(first and goes and not _is_consort(title, family, people)) for title, first, family, goes in people]
    phrases = []
    for index, (title, first, family, _goes) in enumerate(people):
        is_last = index == len(people) - 1
        if by_first[index]:
            says_family = written and (is_last or not shared)
        else:
            says_family = is_last or not shared or by_first[index + 1]
        words = (title, first if by_first[index] else '', family if says_family else '')
        phrases.append(' '.join(word for word in words if word))
    return phrases


def _is_consort(title, family, people):
    """Whether the title is that of the wife of a knight or peer among `people`."""
    if 'lady' not in map(_bare, title.split()):
        return False
    return any(
        other_family == family and not _CONSORTS.isdisjoint(map(_bare, other.split()))
        for other, _first, other_family, _goes in people)
