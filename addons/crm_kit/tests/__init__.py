from . import (
    test_browser,
    test_doctests,
    test_kit_batch,
    test_kit_batch_races,
    test_kit_home,
    test_kit_intent,
    test_kit_link,
    test_mends,
    test_tools,
    test_uploads,
)
