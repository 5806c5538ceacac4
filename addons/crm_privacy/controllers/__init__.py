from . import (
    export,
    json,
    mail_links,
    pivot,
    portal,
    request,
    services,
    signup,
    unsubscribe,
)
