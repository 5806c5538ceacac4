"""What no reader of the log may use or know: tokens of links, and the values of a query that failed (A-30)."""

import logging
import re

LOGGERS = ('werkzeug', 'odoo.http')  # the lines of access, the warnings that name a path, what failed with its trace
TOKEN = re.compile(r'(/k/|/u/|/package/|%2Fk%2F|[?&](?:access_)?token=)[\w.~%=-]+', re.IGNORECASE)
VALUE = re.compile(r"'(?:[^']|'')*'")
DETAIL = re.compile(r'^(DETAIL: |LINE \d+: ).*', re.MULTILINE)


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
    return DETAIL.sub(r'\1***', text)


def mask_values(text):
    """A query that failed, without its values.

    >>> mask_values("bad query: UPDATE x SET name = 'Ada ''O' WHERE id = 7")
    "bad query: UPDATE x SET name = '***' WHERE id = 7"
    """
    return mask_detail(VALUE.sub("'***'", text))


class Mask(logging.Filter):
    """Rewrites what a logger is about to say."""

    def __init__(self, rewrite):
        super().__init__()
        self.rewrite = rewrite

    def filter(self, record):
        text = record.getMessage()
        masked = self.rewrite(text)
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
    logging.getLogger('odoo.sql_db').addFilter(Mask(mask_values))
