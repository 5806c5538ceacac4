from . import (
    base_partner_merge,
    mail_compose_message,
    privacy_contact_list,
    privacy_record,
    privacy_suppress,
)
