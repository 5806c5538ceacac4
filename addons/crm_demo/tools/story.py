"""The whole story of Harbour Commons, from a seed and a day."""

from .cast import add_cast
from .cast_organisations import add_organisations
from .crowd import add_crowd
from .decisions import add_decisions
from .office import add_office
from .sharing import add_sharing
from .timeline import add_timeline
from .world import World


def tell(seed, today):
    """All facts as they stand on the day `today`. Same seed and same day, same facts.

    Upper areas of the story draw on the result and add facts of their own with a stream of chance of their own.
    """
    world = World(seed, today)
    add_cast(world)
    add_crowd(world)
    add_organisations(world)
    add_timeline(world)
    add_decisions(world)
    add_office(world)
    add_sharing(world)
    return world
