from . import demo_maker

# isort: split
# The areas extend the maker, so they come after it.
from . import company, history, households, imports, organisations, people, users

# isort: split
# This one adds roles to those of the users, and so comes after them.
from . import privacy, privacy_consent_event
