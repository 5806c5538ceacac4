from . import test_doctests, test_kit_batch, test_kit_intent, test_kit_link, test_mends, test_tools
