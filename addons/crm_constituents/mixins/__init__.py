from . import constituent_dated_mixin
