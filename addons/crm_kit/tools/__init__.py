from . import cells, csvout, intents, money, pace, xlsx
