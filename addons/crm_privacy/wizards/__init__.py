from . import (
    mail_compose_message,
    privacy_record,
    privacy_suppress,
)
