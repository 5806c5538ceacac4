from . import (
    export,
    json,
    pivot,
    portal,
    request,
    services,
    signup,
    unsubscribe,
)
