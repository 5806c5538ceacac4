from . import (
    sms_sms,
    sms_template,
)
