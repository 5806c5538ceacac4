from . import test_dashboard_share
