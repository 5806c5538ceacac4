from . import (
    ir_http,
    kit_batch,
    kit_batch_progress,
    kit_batch_worker,
    kit_home,
    kit_intent,
    kit_intent_worker,
    kit_link,
    kit_rate_limit,
    kit_upload,
    mail_mail,
)
