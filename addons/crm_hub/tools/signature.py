"""Signatures of messages: HMAC-SHA256 over moment, key and the body as it came, as `v1=<hex>`.

The moment is in it so that a message cannot be sent again later, the key so that it cannot be sent again as another.
"""
import hashlib
import hmac
import time

WINDOW = 300  # seconds, both ways
MOST_DIGITS = 12


def sign(secret, timestamp, key, raw):
    """The value of the header X-Hub-Signature.

    >>> sign('s3cret', 1764000000, 'call-1', b'{}')
    'v1=d88ac6d1f7cdc94c18bb0cce4d69b1ea361a0b7c46ee12d1ca903b002a31ddac'
    """
    text = f'{timestamp}.{len(key.encode())}.{key}.'.encode() + raw
    return 'v1=' + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def check(secrets, given, timestamp, key, raw, now=None):
    """What is wrong with a signed message: None, `unauthorized`, or `stale`, which only who knows the secret is told.

    :param secrets: those in force; none for an endpoint that does not exist, which takes as long to refuse
    :param given: value of X-Hub-Signature; several, by commas, while a secret is changed
    :param timestamp: value of X-Hub-Timestamp: seconds since 1970, at most 300 away from now, both ends included

    >>> good = sign('s3cret', 1764000000, 'k', b'{}')
    >>> check(['s3cret'], good, '1764000000', 'k', b'{}', now=1764000300)
    >>> check(['s3cret'], good, '1764000000', 'k', b'{}', now=1764000301)
    'stale'
    >>> check(['s3cret'], good, '1764000000', 'other', b'{}', now=1764000000)
    'unauthorized'
    >>> check([], good, '1764000000', 'k', b'{}', now=1764000000)
    'unauthorized'
    >>> check(['s3cret'], None, None, '', b''), check(['s3cret'], good, '9' * 400, 'k', b'{}')
    ('unauthorized', 'unauthorized')
    """
    moment = timestamp if timestamp and timestamp.isascii() and timestamp.isdigit() else ''
    moment = int(moment) if moment and len(moment) <= MOST_DIGITS else 0
    offered = [part.strip() for part in (given or '').split(',')][:3]
    fits = False
    for secret in secrets or ['']:
        expected = sign(secret, moment, key, raw)
        for part in offered:
            fits |= hmac.compare_digest(expected.encode(), part.encode('utf-8', 'replace'))
    if not fits or not secrets or not moment:
        return 'unauthorized'
    return 'stale' if abs((time.time() if now is None else now) - moment) > WINDOW else None
