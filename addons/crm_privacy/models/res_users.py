from odoo import api, fields, models
from odoo.exceptions import ValidationError

INTEGRATION = 'crm_privacy.group_privacy_integration'


class ResUsers(models.Model):
    """Users that are another program: for what, and to whom, they carry people's data."""
    _inherit = 'res.users'

    privacy_purpose_id = fields.Many2one(
        'privacy.purpose', string="Reads people for", ondelete='restrict',
        help="Of a user that is another program: whose gate does not answer yes for this purpose is not there for it.")
    privacy_recipient_id = fields.Many2one(
        'res.partner', string="Passes them on to", index='btree_not_null', ondelete='restrict',
        help="The organisation whose program it is.")

    @api.constrains('group_ids', 'privacy_purpose_id', 'privacy_recipient_id', 'active')
    def _check_privacy_integration(self):
        for user in self:
            if user.active and user._privacy_is_integration() and not (
                    user.privacy_purpose_id and user.privacy_recipient_id):
                raise ValidationError(self.env._(
                    "%(user)s is the user of another program and says not for what, or to whom, it passes people's "
                    "data on. Enter “Reads people for” and “Passes them on to”.", user=user.name))

    @api.private
    def _privacy_is_integration(self):
        """Whether this user is another program: what it reads of people is filtered by the gate, and put down."""
        return bool(self.id) and self.has_group(INTEGRATION)

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ['privacy_purpose_id', 'privacy_recipient_id']
