from . import (
    constituent_household_move,
    constituent_job_change,
)
