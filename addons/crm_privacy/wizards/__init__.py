from . import (
    constituent_segment_freeze,
    mail_compose_message,
    privacy_contact_list,
    privacy_record,
    privacy_suppress,
)
