from odoo import fields, models


class ResUsers(models.Model):
    _inherit = 'res.users'

    telephone_extension = fields.Char(
        "Extension", help="At which a telephone system rings this user: the page of the caller opens from a note.")

    _extension_lookup = models.Index('(telephone_extension) WHERE telephone_extension IS NOT NULL')

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, 'telephone_extension']

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, 'telephone_extension']
