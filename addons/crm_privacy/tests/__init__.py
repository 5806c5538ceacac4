from . import (
    test_attacks_data,
    test_clocks,
    test_data_ways,
    test_exits,
    test_exports,
    test_gate,
    test_gate_property,
    test_integration,
    test_ledger,
    test_record,
    test_tools,
)
