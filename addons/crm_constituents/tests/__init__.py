from . import (
    test_home,
    test_households,
    test_indexes,
    test_names,
    test_network,
    test_partner,
    test_plans,
    test_security,
    test_timeline,
    test_tours,
)
