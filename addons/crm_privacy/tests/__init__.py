from . import (
    test_clocks,
    test_gate,
    test_gate_property,
    test_ledger,
    test_record,
    test_request_answers,
    test_request_discovery,
    test_request_pages,
    test_requests,
    test_tools,
)
