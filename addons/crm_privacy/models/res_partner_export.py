from odoo import fields, models
from odoo.exceptions import AccessError

MARKETING = 'FUNDRAISING_APPEAL'
COLUMNS = {
    'privacy_no_email': 'email', 'privacy_no_post': 'post', 'privacy_no_call': 'call', 'privacy_no_sms': 'sms'}


class ResPartner(models.Model):
    """What travels with each file of people: whom not to contact, so that a file does not forget it."""
    _inherit = 'res.partner'

    privacy_no_email = fields.Boolean("Do not e-mail", compute='_compute_privacy_no')
    privacy_no_post = fields.Boolean("Do not write by post", compute='_compute_privacy_no')
    privacy_no_call = fields.Boolean("Do not call", compute='_compute_privacy_no')
    privacy_no_sms = fields.Boolean("Do not text", compute='_compute_privacy_no')

    def _compute_privacy_no(self):
        """Whether an appeal by this channel would be held back."""
        people = self._origin
        for name, channel in COLUMNS.items():
            verdicts = people._privacy_gate(MARKETING, channel) if people else {}
            for partner in self:
                partner[name] = not verdicts.get(partner._origin.id, {}).get('allowed')

    def _privacy_marks(self):
        return [*super()._privacy_marks(), *COLUMNS]

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """People whose data may only be stored are in no file, be it as a column of another record."""
        mine = self if self.env.su else self._privacy_exportable()
        return super(ResPartner, mine)._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _get_vcard_file(self):
        """A card is a file about a person: for those who may export, on record, within the same limit."""
        if not self.env.su:
            if not self.env.user.has_group('base.group_allow_export'):
                raise AccessError(self.env._(
                    "You have no right to take data out in files. Ask an administrator for “Access to export "
                    "feature”."))
            card = self.with_context(privacy_why=self.env._("Contact card"))._privacy_take_out('vcard', ['vcard'])
            if not card:
                raise AccessError(self.env._(
                    "The data of %(name)s may only be stored at present (GDPR Art. 18): there is no card of it.",
                    name=self.display_name))
        return super()._get_vcard_file()
