from . import demo_maker

# isort: split
# The areas extend the maker, so they come after it.
from . import company, history, households, imports, organisations, people, users
