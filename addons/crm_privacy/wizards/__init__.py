from . import privacy_record
from . import mail_compose_message
