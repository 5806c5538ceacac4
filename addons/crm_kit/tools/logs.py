"""What no reader of the log may use or know: tokens of links, and the values of a query that failed (A-30)."""

import logging
import re
import traceback

from odoo.exceptions import AccessDenied, AccessError, UserError

LOGGERS = ('werkzeug', 'odoo.http')  # the lines of access, the warnings that name a path, what failed with its trace
TOKEN = re.compile(r'(/k/|/u/|/package/|%2Fk%2F|[?&](?:access_)?token=)[\w.~%=-]+', re.IGNORECASE)
QUERY = re.compile(r"""bad query: (b['"])?""")
DETAIL = re.compile(
    r'^(DETAIL: |LINE \d+: ).*|(invalid input \w+ for [\w ]+: )".*"|(Wrong value for [\w.]+: ).*', re.MULTILINE)


def mask(text):
    """The text with each token of a public link struck out.

    >>> mask('"GET /k/Zm9vYmFy-_42?x=1 HTTP/1.1" 200 -'), mask('/web/login?redirect=%2Fk%2FZm9v')
    ('"GET /k/***?x=1 HTTP/1.1" 200 -', '/web/login?redirect=%2Fk%2F***')
    >>> mask('"POST /privacy/u/Zm9vYmFy-_42 HTTP/1.1" 200 -'), mask('"POST /privacy/package/Zm9v HTTP/1.1" 200 -')
    ('"POST /privacy/u/*** HTTP/1.1" 200 -', '"POST /privacy/package/*** HTTP/1.1" 200 -')
    >>> mask('"GET /web/content/7?access_token=Zm9v&x=1 HTTP/1.1" 200 -')
    '"GET /web/content/7?access_token=***&x=1 HTTP/1.1" 200 -'
    >>> mask('"GET /odoo/constituents HTTP/1.1" 200 -')
    '"GET /odoo/constituents HTTP/1.1" 200 -'
    """
    return TOKEN.sub(r'\1***', text)


def mask_detail(text):
    r"""What PostgreSQL says of a failure, without the values of the row.

    >>> mask_detail('duplicate key value\nDETAIL:  Key (email)=(ada@example.org) already exists.')
    'duplicate key value\nDETAIL: ***'
    """
    return DETAIL.sub(lambda found: f'{found[1] or found[2] or found[3]}***', text)


def mask_query(text):
    r"""A query that failed, up to its first value; psycopg2 tells it as bytes.

    >>> mask_query("bad query: b'UPDATE x SET name = \\'Ada\\' WHERE id = 7'\nERROR: no\nDETAIL:  Key (name)=(Ada)")
    'bad query: UPDATE x SET name = ***\nERROR: no\nDETAIL: ***'
    >>> mask_query("bad query: SELECT 1\nERROR: no"), mask_query("Connection to the database failed")
    ('bad query: SELECT 1\nERROR: no', 'Connection to the database failed')
    """
    head, ended, said = text.partition('\nERROR: ')
    if not (query := QUERY.match(head)):
        return text
    shown = re.split(r"\\?'", head[query.end():], maxsplit=1)
    return f"bad query: {'***'.join([shown[0], *['' for _rest in shown[1:]]])}{ended}{mask_detail(said)}"


def told(error):
    """Where an error came from; its words name people, and are for the user who was told them.

    >>> told(UserError("Ada cannot be born tomorrow."))
    'UserError: told to the user'
    """
    if not (frames := traceback.extract_tb(error.__traceback__)):
        return f'{type(error).__name__}: told to the user'
    file, line, function, _text = frames[-1]
    return f"{type(error).__name__}: told to the user ({'/'.join(file.split('/')[-3:])}:{line}, {function})"


class Mask(logging.Filter):
    """Rewrites what a logger is about to say."""

    def __init__(self, rewrite):
        super().__init__()
        self.rewrite = rewrite

    def filter(self, record):
        # a right that was missing stays in the log with its words: who tried what (ASVS 16.3.2)
        is_told = isinstance(record.msg, UserError) and not isinstance(record.msg, (AccessError, AccessDenied))
        text = record.getMessage()
        masked = told(record.msg) if is_told else self.rewrite(text)
        if masked != text:
            record.msg, record.args = masked, None
        if record.exc_info and record.exc_info[0] and not record.exc_text:
            # a formatter takes this text when it is there
            record.exc_text = mask_detail(self.rewrite(logging.Formatter().formatException(record.exc_info)))
        return True


def mask_tokens():
    """Let the loggers that name paths and queries mask them."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(Mask(mask))
    logging.getLogger('odoo.sql_db').addFilter(Mask(mask_query))
