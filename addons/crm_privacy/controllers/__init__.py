from . import unsubscribe
from . import (
    export,
    json,
    pivot,
    services,
)
