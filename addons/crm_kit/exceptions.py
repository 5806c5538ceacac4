"""Exceptions that the kit knows how to answer.

Of those for intents: each says that nothing happened. Any other exception means that nobody knows.
"""

from odoo.exceptions import UserError


class IntentNotYet(UserError):
    """The other side did nothing and may be asked again later (busy, limit reached, not open).

    :param seconds: pause that the other side asked for; else that of the kind
    """

    def __init__(self, message, seconds=None):
        super().__init__(message)
        self.seconds = seconds


class IntentRefused(UserError):
    """The other side did nothing and never will with these values."""


class FieldError(UserError):
    """What somebody posted on a public page is wrong in one field: the page leads to it, and says why.

    :param field: name of the field, as in the `fields` of the page
    """

    def __init__(self, message, field):
        super().__init__(message)
        self.field = field
