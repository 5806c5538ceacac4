from . import test_command, test_maker, test_privacy, test_roles, test_story
