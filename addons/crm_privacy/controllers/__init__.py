from . import (
    export,
    json,
    pivot,
    portal,
    services,
    signup,
    unsubscribe,
)
from . import request
