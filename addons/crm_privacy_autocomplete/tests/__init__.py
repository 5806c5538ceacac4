from . import test_autocomplete
