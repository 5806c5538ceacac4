from . import controllers, models
from .tools import logs

logs.mask_tokens()
