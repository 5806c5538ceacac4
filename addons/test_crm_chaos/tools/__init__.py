from . import other_side
