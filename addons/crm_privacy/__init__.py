from . import mixins, models
from . import controllers, models
