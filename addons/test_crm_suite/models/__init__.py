from . import test_crm_note
