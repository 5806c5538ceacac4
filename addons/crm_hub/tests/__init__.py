from . import test_call, test_door, test_tools
