from . import privacy_record
