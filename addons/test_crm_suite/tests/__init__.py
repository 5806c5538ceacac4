from . import (
    test_access,
    test_accessibility,
    test_accessibility_privacy,
    test_coverage,
    test_crons,
    test_languages,
    test_menus,
    test_methods,
    test_people,
    test_routes,
    test_strings,
    test_views,
)
