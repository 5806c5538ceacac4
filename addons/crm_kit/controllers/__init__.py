from . import home, link
