from . import (
    test_capture,
    test_choice,
    test_clocks,
    test_gate,
    test_gate_property,
    test_ledger,
    test_opt_in,
    test_portal_pages,
    test_portal_proof,
    test_record,
    test_tools,
)
