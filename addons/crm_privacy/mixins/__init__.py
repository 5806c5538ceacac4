from . import privacy_declared, privacy_disclosed_mixin, privacy_law_mixin, privacy_outgoing_mixin
