from . import constituent_dated_mixin, constituent_import_policy
