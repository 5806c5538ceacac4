from . import (
    test_households,
    test_names,
    test_security,
)
