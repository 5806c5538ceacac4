from . import (
    base_partner_merge,
    constituent_segment_freeze,
    mail_compose_message,
    privacy_contact_list,
    privacy_record,
    privacy_suppress,
)
