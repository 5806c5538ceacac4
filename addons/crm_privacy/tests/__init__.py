from . import (
    test_clocks,
    test_gate,
    test_gate_property,
    test_ledger,
    test_mail_exits,
    test_record,
    test_tools,
    test_unsubscribe,
)
