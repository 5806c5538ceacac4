"""The moment of the story at which the maker lets somebody act."""

from datetime import datetime


class Moment(datetime):
    """Stands in the context under `demo_moment`. Whatever comes over the wire is of another kind, so that nobody but
    the maker turns the clock back.
    """
