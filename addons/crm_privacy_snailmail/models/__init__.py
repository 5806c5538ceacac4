from . import mail_notification, snailmail_letter
