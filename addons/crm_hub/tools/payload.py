"""Bodies of messages: JSON within limits, said once and clearly."""
import json
import re

MOST_BYTES = 256 * 1024
MOST_DEPTH = 20
KEY = re.compile(r'[\x21-\x7e]{1,200}')
QUOTED = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


class PayloadError(ValueError):
    """A body that is not taken; its text is the code that the sender is told."""


def is_key(key):
    """Whether it can be a key: 1 to 200 printable letters without spaces.

    >>> is_key('call-1'), is_key(''), is_key('a b'), is_key('x' * 201)
    (True, False, False, False)
    """
    return bool(KEY.fullmatch(key))


def depth(raw):
    """How deep lists and objects of a JSON text stand in one another, without reading it.

    >>> depth(b'{"a": [1, {"b": 2}]}'), depth(b'"[[[["'), depth(b'7'), depth(b'[' * 5)
    (3, 0, 0, 5)
    """
    level = deepest = 0
    for letter in re.sub(rb'[^][{}]', b'', QUOTED.sub(b'', raw)):
        if letter in b'[{':
            level += 1
            deepest = max(deepest, level)
        else:
            level -= 1
    return deepest


def read(raw):
    """The object in a body.

    :raise PayloadError: larger than 256 KB, deeper than 20, not UTF-8, not JSON, a name twice in an object, a number
        that is none (NaN), or not an object

    >>> read(b'{"event": "call.started"}')
    {'event': 'call.started'}
    >>> for bad in (b'[1]', b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{', b'\\xff', b'{"a":' * 21 + b'1' + b'}' * 21):
    ...     try:
    ...         read(bad)
    ...     except PayloadError as error:
    ...         print(error)
    object_required
    name_twice
    not_json
    not_json
    not_utf8
    too_deep
    """
    if len(raw) > MOST_BYTES:
        raise PayloadError('too_large')
    if depth(raw) > MOST_DEPTH:
        raise PayloadError('too_deep')
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise PayloadError('not_utf8') from None
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except PayloadError:
        raise
    except (ValueError, RecursionError):
        raise PayloadError('not_json') from None
    if not isinstance(found, dict):
        raise PayloadError('object_required')
    return found


def _once(pairs):
    if len({name for name, _value in pairs}) != len(pairs):
        raise PayloadError('name_twice')
    return dict(pairs)


def _refuse(_constant):
    raise ValueError
