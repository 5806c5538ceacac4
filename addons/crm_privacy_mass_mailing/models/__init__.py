from . import (
    mail_mail,
    mailing_mailing,
    mailing_trace,
)
