#!/usr/bin/env python3
"""Verify the consent ledger from a dump of the database, with nothing but Python.

    pg_dump --data-only --table='privacy_*' DATABASE > dump.sql
    python3 verify_ledger.py dump.sql [--anchor N:HASH ...]

Reads the plain text form of pg_dump and recomputes everything: the hash of each event from its columns, what it
commits to from the clear text kept beside it, the hash of the words that it names from these words, the root of each
seal from the hashes of its events, the chain of the seals. Any edited, deleted or inserted row is named. What was cut
off at the end shows as soon as one anchor (the number and hash of a seal, as they left the database that day) is
given, or stands in a file of anchors. Exit status: 0 sound, 1 broken, 2 not readable.

The rules, for those who write a verifier of their own:

- an event is the JSON array of its columns EVENT_COLUMNS as text (null for NULL, `t` and `f` for booleans), without
  blanks, not ASCII-escaped, in UTF-8; its leaf is SHA-256 of a zero byte and that text (RFC 6962, 2.1)
- address, IP address and browser stand in the event as SHA-256 of `salt|value`, and in privacy_consent_detail with
  their salt; a part whose value and salt are both gone was purged
- the statement hash of an event is SHA-256 of the body of the statement version that it names
- the root of a seal is the Merkle tree hash of RFC 6962 over the leaves in the order of their positions
- the hash of a seal is SHA-256 of the JSON array of SEAL_COLUMNS, its predecessor's hash among them
"""

import argparse
import hashlib
import json
import re
import sys

EVENT_COLUMNS = (
    'id', 'version', 'uuid', 'company_id', 'subject', 'recipient', 'purpose', 'channels', 'state', 'basis',
    'event_type', 'event_time', 'requested_at', 'confirmed_at', 'valid_until', 'statement_version_id',
    'statement_hash', 'notice', 'language', 'jurisdiction', 'method', 'actor', 'actor_ref', 'facts', 'contact_hash',
    'ip_hash', 'agent_hash', 'evidence_hash',
)
SEAL_COLUMNS = ('number', 'previous_hash', 'root', 'count', 'first_event', 'last_event', 'sealed_at')
GENESIS = '0' * 64
# what an event commits to and its detail says in clear text
PARTS = {'contact': "address", 'ip': "IP address", 'agent': "browser"}
PURGED, UNREADABLE = '-', '?'

_compact = json.JSONEncoder(ensure_ascii=False, separators=(',', ':')).encode


def leaf_hash(values):
    """Hex SHA-256 of one event.

    :param values: texts (None for NULL) in the order of EVENT_COLUMNS
    """
    return hashlib.sha256(b'\0' + _compact(values).encode()).hexdigest()


def seal_hash(values):
    """Hex SHA-256 of one seal, from its texts in the order of SEAL_COLUMNS."""
    return hashlib.sha256(_compact(values).encode()).hexdigest()


def commitment(salt, value):
    """Salted commitment to a personal detail that stands apart and can be purged (P-44)."""
    return hashlib.sha256(f'{salt}|{value}'.encode()).hexdigest()


def _node(left, right):
    return hashlib.sha256(b'\1' + left + right).digest()


def merkle_root(leaves):
    """Hex root over hex leaves, as RFC 6962 has it: the left half is the largest power of two below the number.

    >>> merkle_root(['00' * 32]) == '00' * 32
    True
    >>> merkle_root([]) == hashlib.sha256(b'').hexdigest()
    True
    """
    if not leaves:
        return hashlib.sha256(b'').hexdigest()
    stack = []  # (height, hash): as in a binary counter
    for leaf in leaves:
        height, value = 0, bytes.fromhex(leaf)
        while stack and stack[-1][0] == height:
            value = _node(stack.pop()[1], value)
            height += 1
        stack.append((height, value))
    value = stack.pop()[1]
    while stack:
        value = _node(stack.pop()[1], value)
    return value.hex()


def merkle_path(leaves, index):
    """The hashes that lead from one leaf to the root: `[('left' or 'right', hex)]`, nearest first.

    >>> leaves = [hashlib.sha256(bytes([n])).hexdigest() for n in range(7)]
    >>> all(follow_path(leaves[n], merkle_path(leaves, n)) == merkle_root(leaves) for n in range(7))
    True
    """
    path, low, high = [], 0, len(leaves)
    while high - low > 1:
        split = low + (1 << (high - low - 1).bit_length() - 1)
        if index < split:
            path.append(('right', merkle_root(leaves[split:high])))
            high = split
        else:
            path.append(('left', merkle_root(leaves[low:split])))
            low = split
    return path[::-1]


def follow_path(leaf, path):
    """Hex root that a leaf and its path come to."""
    value = bytes.fromhex(leaf)
    for side, other in path:
        other = bytes.fromhex(other)
        value = _node(other, value) if side == 'left' else _node(value, other)
    return value.hex()


# ---------------------------------------------------------------- the dump
_BACKSLASH = re.compile(r'\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)')
_LETTERS = {'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}


def unescape(text):
    """A value of the text form of COPY; None for NULL."""
    if text == '\\N':
        return None
    if '\\' not in text:
        return text
    return _BACKSLASH.sub(lambda found: _LETTERS.get(found[1], found[1]), text)


def read_dump(stream, wanted):
    """Yield `(table, {column: text or None})` of the wanted tables of a plain pg_dump."""
    table = columns = None
    for line in stream:
        if table is None:
            if line.startswith('COPY ') and line.endswith(' FROM stdin;\n'):
                name, _blank, rest = line[5:].partition(' ')
                name = name.rpartition('.')[2].strip('"')
                if name in wanted:
                    table = name
                    columns = [column.strip().strip('"') for column in rest[1:rest.index(')')].split(',')]
        elif line == '\\.\n':
            table = None
        else:
            yield table, dict(zip(columns, map(unescape, line.rstrip('\n').split('\t')), strict=True))


def _opened(row):
    """Commitments of the parts of a detail, recomputed; as one text, since a million of them wait for their events."""
    found = []
    for part in PARTS:
        value, salt = row[part], row[f'{part}_salt']
        if value is None and salt is None:
            found.append(PURGED)
        else:
            found.append(UNREADABLE if value is None or salt is None else commitment(salt, value))
    return ' '.join(found)


class Ledger:
    """What a dump holds of the ledger, compacted while it is read; `faults()` says what is wrong with it."""

    def __init__(self):
        self.events = {}  # {id: leaf hash, recomputed}
        self.leaves = {}  # {seal number: [(position, event id, hash as stored)]}
        self.seals = {}  # {number: {column: text}}
        self.waiting = set()  # events that no seal covers yet
        self.anchors = {}  # {seal number: hash}
        self.words = {}  # {statement version: hash, recomputed}
        self.named = {}  # {(statement version, hash): [first event that names it, number of events]}
        # an event and its detail are compared as soon as both are read; until then the one that came first waits here
        self.claims = {}  # {event id: commitments as they stand in the event}
        self.details = {}  # {event id: commitments, recomputed from the detail}
        self.untrue = []  # (event id, part) of details that are not what was recorded

    def add(self, table, row):
        if table == 'privacy_consent_event':
            self._add_event(int(row['id']), row)
        elif table == 'privacy_consent_detail':
            event, opened = int(row['event_id']), _opened(row)
            if event in self.claims:
                self._compare(event, self.claims.pop(event), opened)
            else:
                self.details[event] = opened
        elif table == 'privacy_statement_version':
            self.words[int(row['id'])] = hashlib.sha256((row['body'] or '').encode()).hexdigest()
        elif table == 'privacy_ledger_leaf':
            self.leaves.setdefault(int(row['seal']), []).append(
                (int(row['position']), int(row['event_id']), row['hash']))
        elif table == 'privacy_ledger_seal':
            self.seals[int(row['number'])] = row
        elif table == 'privacy_ledger_queue':
            self.waiting.add(int(row['event_id']))
        elif table == 'privacy_ledger_anchor':
            self.anchors[int(row['seal'])] = row['seal_hash']

    def _add_event(self, event, row):
        self.events[event] = leaf_hash([row[column] for column in EVENT_COLUMNS])
        claims = [row[f'{part}_hash'] for part in PARTS]
        if event in self.details:
            self._compare(event, claims, self.details.pop(event))
        elif any(claims):
            self.claims[event] = claims
        if row['statement_version_id'] and row['statement_hash']:
            first = self.named.setdefault((int(row['statement_version_id']), row['statement_hash']), [event, 0])
            first[1] += 1

    def _compare(self, event, claims, opened):
        for part, claim, found in zip(PARTS, claims, opened.split(), strict=True):
            if found not in (PURGED, claim):
                self.untrue.append((event, part))

    def not_sealed(self):
        """Number of events that wait for their seal."""
        return len(self.waiting & self.events.keys())

    def faults(self, anchors=()):
        """Sentences on what is wrong, none when all is sound.

        :param anchors: pairs (number, hash) known from outside of the database
        """
        found, covered, previous = [], set(), GENESIS
        for number in sorted(number for number in self.seals if number < 1):
            found.append(f"seal {number} stands outside of the chain, which begins with 1: it was inserted")
            self.leaves.pop(number, None)
        for number in range(1, max(self.seals, default=0) + 1):
            seal = self.seals.get(number)
            if seal is None:
                found.append(f"seal {number} is missing")
                continue
            leaves = sorted(self.leaves.pop(number, ()))
            found += self._faults_of_seal(number, seal, leaves, previous)
            covered.update(event for _position, event, _hash in leaves)
            previous = seal['hash']
        found += [f"seal {number} is missing, and {len(leaves)} events say that they belong to it"
                  for number, leaves in sorted(self.leaves.items())]
        for event in sorted(set(self.events) - covered - self.waiting)[:20]:
            found.append(f"event {event} is covered by no seal and waits for none: it was inserted")
        found += [f"event {event} waits for its seal and is gone: it was deleted"
                  for event in sorted(self.waiting - self.events.keys() - covered)]
        found += self._faults_of_details() + self._faults_of_words()
        for number, value in (*self.anchors.items(), *anchors):
            if number not in self.seals:
                found.append(f"seal {number} was anchored and is gone: the end was cut off")
            elif self.seals[number]['hash'] != value:
                found.append(f"seal {number} is not the one that was anchored")
        return found

    def _faults_of_details(self):
        found = []
        for event, opened in sorted(self.details.items()):
            if event in self.events:  # it commits to nothing
                self._compare(event, [None] * len(PARTS), opened)
            else:
                found.append(f"the detail of event {event} is there, and the event is not")
        return found + [f"the {PARTS[part]} kept of event {event} is not the one that was recorded"
                        for event, part in sorted(self.untrue)]

    def _faults_of_words(self):
        found = []
        for (version, value), (event, count) in sorted(self.named.items()):
            if version not in self.words:
                found.append(f"statement version {version} is gone; {count} events name its words, such as {event}")
            elif self.words[version] != value:
                found.append(f"the words of statement version {version} are not those that were shown: {count} events "
                             f"name other ones, such as {event}")
        return found

    def _faults_of_seal(self, number, seal, leaves, previous):
        found = []
        if [position for position, _event, _hash in leaves] != list(range(int(seal['count']))):
            found.append(f"seal {number} covers {seal['count']} events, {len(leaves)} are listed")
        for _position, event, value in leaves:
            if event not in self.events:
                found.append(f"event {event} was deleted (seal {number})")
            elif self.events[event] != value:
                found.append(f"event {event} was edited (seal {number})")
        if merkle_root([value for _position, _event, value in leaves]) != seal['root']:
            found.append(f"the root of seal {number} does not come from its events")
        if seal['previous_hash'] != previous:
            found.append(f"seal {number} does not follow the seal before it")
        if seal_hash([seal[column] for column in SEAL_COLUMNS]) != seal['hash']:
            found.append(f"seal {number} was edited")
        return found


TABLES = {'privacy_consent_event', 'privacy_consent_detail', 'privacy_statement_version', 'privacy_ledger_leaf',
          'privacy_ledger_seal', 'privacy_ledger_queue', 'privacy_ledger_anchor'}


def verify_dump(stream, anchors=()):
    """`(Ledger, faults)` of a dump."""
    ledger = Ledger()
    for table, row in read_dump(stream, TABLES):
        ledger.add(table, row)
    return ledger, ledger.faults(anchors)


def main(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('dump', help="plain text dump; - for standard input")
    parser.add_argument('--anchor', action='append', default=[], metavar='N:HASH', help="a seal known from outside")
    parser.add_argument('--anchors', metavar='FILE', help="file with a line N:HASH for each seal known from outside")
    options = parser.parse_args(argv)
    lines = list(options.anchor)
    try:
        if options.anchors:
            with open(options.anchors, encoding='utf-8') as file:
                lines += [line.split()[0] for line in file if line.strip()]
        anchors = [(int(number), value) for number, _colon, value in (line.partition(':') for line in lines)]
        stream = sys.stdin if options.dump == '-' else open(options.dump, encoding='utf-8', newline='\n')  # noqa: SIM115
        with stream:
            ledger, faults = verify_dump(stream, anchors)
    except (OSError, ValueError, KeyError, IndexError) as error:
        sys.stderr.write(f"the dump cannot be read: {error!r}\n")
        return 2
    last = max(ledger.seals, default=0)
    anchored = max([number for number, _hash in anchors] + list(ledger.anchors), default=0)
    sys.stdout.write('\n'.join([*faults[:50], (
        f"{len(ledger.events)} events, {last} seals, {ledger.not_sealed()} events not sealed yet; "
        f"the end is protected up to seal {anchored}; {'BROKEN' if faults else 'sound'}")]) + '\n')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
