from . import (
    mail_mail,
    mailing_list,
    mailing_mailing,
    mailing_trace,
)
