from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PrivacyDeclared(models.AbstractModel):
    """What goes out to people says for which purpose, and whether it holds marketing.

    A message that holds both is marketing (CJEU C-102/20; ICO, guidance on direct marketing): it goes only to those who
    may be reached with marketing, so no service purpose can be chosen for it.
    """
    _name = 'privacy.declared'
    _description = "Message with a declared purpose"

    privacy_purpose_id = fields.Many2one(
        'privacy.purpose', string="Purpose", ondelete='restrict', index='btree_not_null',
        domain=[('is_abstract', '=', False), ('is_answer', '=', False)],
        help="What this is sent for. Without a purpose it reaches nobody outside of the organisation.")
    privacy_has_marketing = fields.Boolean(
        "Holds marketing", help="An appeal, an invitation or an offer, be it one line below a receipt: then only those "
        "receive it who may be reached for a marketing purpose.")

    @api.constrains('privacy_purpose_id', 'privacy_has_marketing')
    def _check_privacy_mixed(self):
        for record in self:
            if record.privacy_purpose_id.is_answer:
                raise ValidationError(self.env._(
                    "Only the register of requests sends for “%(purpose)s”: it reaches people whose data may only be "
                    "stored. Choose another purpose for “%(name)s”.",
                    purpose=record.privacy_purpose_id.name, name=record.display_name))
            if record._privacy_holds_marketing() and record.privacy_purpose_id.purpose_class == 'service':
                raise ValidationError(self.env._(
                    "“%(name)s” holds marketing, so it cannot go out as “%(purpose)s”, which is a service. Choose a "
                    "marketing purpose, or take the marketing out into a message of its own.",
                    name=record.display_name, purpose=record.privacy_purpose_id.name))

    def _privacy_holds_marketing(self):
        return self.privacy_has_marketing

    def _privacy_declared(self):
        """The purpose that this was declared for, empty when it was not."""
        return self.sudo().privacy_purpose_id  # sudo: everybody is judged by purposes
