from . import (
    base_partner_merge,
    constituent_caller,
    constituent_household_move,
    constituent_job_change,
    constituent_merge_wizard,
    constituent_merge_wizard_line,
    constituent_request_step,
    constituent_segment_flow,
    constituent_segment_freeze,
    mail_compose_message,
)
