from odoo import api, fields, models

UNDECLARED = 'UNDECLARED'  # the purpose of a message for which nobody named one: it reaches nobody outside
# In the context: code of a purpose.
MARKETING = 'privacy_marketing'  # of one that is marketing; it can only make us stricter
SERVICE = 'privacy_service'  # of a service


class Service(str):
    """Code of a service purpose in the context. A type of its own: what comes over RPC is never one."""


class PrivacyOutgoingMixin(models.AbstractModel):
    """One message on its way out: an e-mail, a text message, a letter. It keeps the purpose that its maker declared."""
    _name = 'privacy.outgoing.mixin'
    _description = "Message on its way out"

    privacy_purpose_id = fields.Many2one(
        'privacy.purpose', string="Purpose", ondelete='restrict', index='btree_not_null', readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if purpose := self._privacy_purpose_of_context():
            vals_list = [{**vals, 'privacy_purpose_id': vals.get('privacy_purpose_id') or purpose.id}
                         for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _privacy_purpose_of_context(self):
        Purpose, context = self.env['privacy.purpose'], self.env.context
        if isinstance(code := context.get(MARKETING), str):
            # an unknown or a service purpose asked for as marketing is no purpose: the message stays in the house
            found = Purpose._find(code)
            return found if found.purpose_class != 'service' else Purpose._find(UNDECLARED)
        return Purpose._find(code) if isinstance(code := context.get(SERVICE), Service) else Purpose
