from . import (
    mail_compose_message,
    privacy_record,
)
