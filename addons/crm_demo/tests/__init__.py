from . import test_command, test_maker, test_roles, test_story
