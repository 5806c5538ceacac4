from datetime import date

from odoo.tests import TransactionCase

from ..models.demo_maker import DEFAULT_SEED

DAY = date(2026, 3, 31)  # a month end, so that "a month ago" has to be clipped


class DemoCase(TransactionCase):
    """The demo organisation, made once for the class; all of its records by key in `cls.making`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.making = cls.env['demo.maker']._make(DEFAULT_SEED, DAY)
        cls.world = cls.making.world

    def person(self, key):
        return self.env['res.partner'].browse(self.making.id(key))
