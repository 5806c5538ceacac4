from . import test_other_side
