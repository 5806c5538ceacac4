from odoo import api, models


class PrivacyReason(models.AbstractModel):
    """The answers of the gate in two words, for lists and figures."""
    _inherit = 'privacy.reason'

    @api.model
    def _short(self):
        """`{reason: label}` in the language of the reader."""
        _ = self.env._
        return {
            'allowed': _("Nothing against it"), 'deceased': _("Has died"), 'restricted': _("Restricted"),
            'suppressed': _("On the suppression list"), 'objected': _("Has said no"), 'listed': _("On a register"),
            'unscreened': _("Register not asked"), 'minor': _("Too young"), 'inactive': _("Purpose not in use"),
            'kind': _("Not for this kind"), 'outdated': _("Consent has run out"), 'no_basis': _("No consent"),
            'no_rule': _("No rule of law"), 'forbidden': _("Forbidden"), 'needs_consent': _("No consent"),
            'needs_explicit': _("No explicit consent"), 'other_recipient': _("Another recipient"),
            'no_contact': _("No address"), 'contact_changed': _("Address has changed"), 'bouncing': _("Comes back"),
            'confidential': _("Confidential"), 'paused': _("Asked for a pause"), 'capped': _("Enough lately"),
            'undeclared': _("Purpose not declared"), 'unknown_address': _("Unknown address"),
            'no_sender': _("Our address is missing"), 'unjudged': _("Went around the gate"),
            'undelivered': _("Failed before"), 'quiet': _("Quiet hour"),
            'purpose_unknown': _("No such purpose"), 'out_of_sight': _("Not on record"),
        }
