from . import (
    test_clocks,
    test_gate,
    test_gate_property,
    test_ledger,
    test_record,
    test_sharing,
    test_sharing_download,
    test_sharing_notices,
    test_tools,
)
