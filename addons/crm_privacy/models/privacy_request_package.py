import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

OFFICER = 'crm_privacy.group_privacy_officer'
LINK_DAYS = 14
LINK_USES = 1  # whoever finds the link later gets nothing


class PrivacyRequestPackage(models.Model):
    """What a person was given on a request: one zip with its hash, as it left. Never rewritten."""
    _name = 'privacy.request.package'
    _description = "Package of a request"
    _order = 'id desc'
    _rec_name = 'filename'

    request_id = fields.Many2one('privacy.request', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='request_id.company_id', store=True, index='btree_not_null', copy=False)
    made_on = fields.Datetime("Made", required=True, readonly=True, default=fields.Datetime.now)
    filename = fields.Char("File name", required=True, readonly=True)
    file = fields.Binary(required=True, readonly=True, attachment=True, groups=OFFICER)
    digest = fields.Char("SHA-256", required=True, readonly=True)
    size = fields.Integer("Bytes", readonly=True)

    def write(self, vals):
        if set(vals) - {'company_id'}:
            raise UserError(self.env._("A package is kept as it was handed over. Make a new one instead."))
        return super().write(vals)

    @api.model
    def _store(self, request, content):
        """Keep the bytes of a package."""
        return self.create({
            'request_id': request.id, 'filename': f"{request.name.replace('/', '-')}.zip",
            'file': base64.b64encode(content), 'digest': hashlib.sha256(content).hexdigest(), 'size': len(content)})

    def _bytes(self):
        """The bytes as they were kept, after a look at their hash."""
        self.ensure_one()
        content = self.env['ir.attachment'].sudo().search([  # sudo: the link, or the role of the caller, is the right
            ('res_model', '=', self._name), ('res_field', '=', 'file'), ('res_id', '=', self.id)], limit=1).raw or b''
        if hashlib.sha256(content).hexdigest() != self.digest:
            raise UserError(self.env._(
                "The file of %(name)s is not the one that was made: its hash differs. Do not hand it over; tell "
                "whoever looks after the server.", name=self.filename))
        return content

    def _link_values(self):
        """Page of the link by which the person fetches the package."""
        self.ensure_one()
        return {
            'title': self.env._("Your data"),
            'lead': self.env._("Here is what you have asked us for. Open it on a device of your own."),
            'facts': [(self.env._("Request"), self.request_id.name), (self.env._("File"), self.filename),
                      (self.env._("SHA-256"), self.digest)],
        }

    def _fetched(self, _post):
        """The button of the page fetches the file at another address; who posts to the page itself is led there."""
        return {'title': self.env._("Your data"), 'lead': self.env._("Go back and press the button again.")}

    def _make_link(self):
        """Token of the link by which whoever has it fetches the package for so many days; an earlier one ends."""
        self.ensure_one()
        self.env['kit.link']._revoke(self)
        return self.env['kit.link']._make('privacy_package', self, LINK_DAYS, LINK_USES)
