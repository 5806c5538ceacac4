from . import cells, csvout, intents, money, pace, uploads, xlsx
