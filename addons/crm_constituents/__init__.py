from . import (
    mixins,
    models,
)
