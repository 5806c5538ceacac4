from . import (
    test_command,
    test_maker,
    test_privacy,
    test_privacy_office,
    test_roles,
    test_segments,
    test_service,
    test_story,
)
