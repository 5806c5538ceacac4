from . import kit_intent, test_chaos, test_chaos_line
