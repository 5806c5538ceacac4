from . import (
    export,
    json,
    pivot,
    services,
)
