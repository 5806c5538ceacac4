"""Tokens of public links do not stand in the log: whoever reads it could use them."""

import logging
import re

LOGGERS = ('werkzeug', 'odoo.http')  # the lines of access, and the warnings that name a path
TOKEN = re.compile(r'(/k/|/u/|%2Fk%2F)[\w.~%=-]+', re.IGNORECASE)


def mask(text):
    """The text with each token of a public link struck out.

    >>> mask('"GET /k/Zm9vYmFy-_42?x=1 HTTP/1.1" 200 -'), mask('/web/login?redirect=%2Fk%2FZm9v')
    ('"GET /k/***?x=1 HTTP/1.1" 200 -', '/web/login?redirect=%2Fk%2F***')
    >>> mask('"POST /privacy/u/Zm9vYmFy-_42 HTTP/1.1" 200 -')
    '"POST /privacy/u/*** HTTP/1.1" 200 -'
    >>> mask('"GET /odoo/constituents HTTP/1.1" 200 -')
    '"GET /odoo/constituents HTTP/1.1" 200 -'
    """
    return TOKEN.sub(r'\1***', text)


class MaskTokens(logging.Filter):

    def filter(self, record):
        text = record.getMessage()
        masked = mask(text)
        if masked != text:
            record.msg, record.args = masked, None
        return True


def mask_tokens():
    """Let the loggers that name paths mask them."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(MaskTokens())
