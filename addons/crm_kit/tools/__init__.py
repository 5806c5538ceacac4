from . import pace
