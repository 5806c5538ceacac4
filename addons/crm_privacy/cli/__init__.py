from . import crm_rebuild, crm_verify_ledger
