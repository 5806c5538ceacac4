from . import demo_maker

# isort: split
# The areas extend the maker, so they come after it.
from . import company, history, households, imports, kit_rate_limit, organisations, people, res_company, users

# isort: split
# This one adds roles to those of the users, and so comes after them.
from . import (
    desk,
    duplicates,
    privacy,
    privacy_consent_event,
    privacy_deeds,
    privacy_exports,
    privacy_requests,
    privacy_sharing,
    segments,
    service,
)
