from . import test_sms_exits
