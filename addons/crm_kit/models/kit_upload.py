import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import uploads


class KitUpload(models.AbstractModel):
    """Takes a file that somebody hands in, or says why not: forms put it before what they keep.

        name, content = self.env['kit.upload']._take(self.scan_name, self.scan, uploads.DOCUMENTS)
    """
    _name = 'kit.upload'
    _description = "Files that are handed in"

    @api.model
    def _take(self, name, data, kinds=uploads.DOCUMENTS):
        """`(clean name, bytes)` of a file in base64.

        :raise UserError: it is empty, too large, not of these kinds, or not what its name says (A-15)
        """
        try:
            content = base64.b64decode(data or b'')
        except (binascii.Error, ValueError):
            content = b''
        if fault := uploads.fault_of(name, content, kinds):
            raise UserError(self._words(fault, name, content, kinds))
        return uploads.clean_name(name, uploads.kind_of(content)), content

    @api.model
    def _take_values(self, vals, field, name_field=None, kinds=uploads.DOCUMENTS):
        """The values of a create or write, with the file of a field, if there is one among them, looked at."""
        if not vals.get(field):
            return vals
        named = vals.get(name_field) if name_field else None
        name, content = self._take(named, vals[field], kinds)
        return {**vals, field: base64.b64encode(content), **({name_field: name} if named else {})}

    @api.model
    def _words(self, fault, name, content, kinds):
        values = {'name': name or self.env._("The file"), 'kinds': ', '.join(kind.upper() for kind in kinds),
                  'size': len(content) // 1024 ** 2 + 1, 'most': uploads.MOST_BYTES // 1024 ** 2}
        if fault == 'empty':
            return self.env._("“%(name)s” is empty. Choose the file again.", **values)
        if fault == 'large':
            return self.env._(
                "“%(name)s” has %(size)s MB; at most %(most)s are taken. Make it smaller, or split it.", **values)
        if fault == 'pixels':
            return self.env._(
                "“%(name)s” is a picture with far more points than a scan has. Scan it with 300 dpi.", **values)
        if fault == 'name':
            return self.env._(
                "“%(name)s” is not what the end of its name says. Save it as what it is, and choose it again.",
                **values)
        return self.env._("“%(name)s” is not taken here. Choose a file of one of these kinds: %(kinds)s.", **values)
