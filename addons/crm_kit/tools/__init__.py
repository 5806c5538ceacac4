from . import intents, pace
