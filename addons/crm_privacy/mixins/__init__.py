from . import privacy_declared, privacy_law_mixin, privacy_outgoing_mixin
