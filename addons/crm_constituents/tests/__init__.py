from . import (
    test_households,
    test_names,
    test_network,
    test_partner,
    test_security,
    test_timeline,
)
