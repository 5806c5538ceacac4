from . import test_geolocalize
