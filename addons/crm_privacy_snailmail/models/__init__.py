from . import mail_notification, res_partner, snailmail_letter
