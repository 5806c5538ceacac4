from . import test_import_extra
