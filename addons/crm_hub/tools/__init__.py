from . import payload, signature
