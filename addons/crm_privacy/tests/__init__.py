from . import (
    test_answers,
    test_browser,
    test_clocks,
    test_gate,
    test_gate_property,
    test_home,
    test_ledger,
    test_ledger_check,
    test_record,
    test_screens,
    test_tools,
)
