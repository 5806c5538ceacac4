from . import privacy_law_mixin
