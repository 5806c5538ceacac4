"""Checks on addons: functions `check_…(env, addons)` that return faults as sentences, an empty list when sound."""
