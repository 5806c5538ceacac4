from odoo import api, models


class PrivacyReason(models.AbstractModel):
    """The answers of the gate in words that a data officer would sign."""
    _name = 'privacy.reason'
    _description = "Reasons of the gate in words"

    @api.model
    def _words(self, reason):
        """One sentence in the language of the reader."""
        return self._all().get(reason, reason)

    @api.model
    def _all(self):
        _ = self.env._
        return {
            'allowed': _("Yes: nothing speaks against it, and there is a legal basis."),
            'deceased': _("This person has died."),
            'restricted': _("The data of this person may only be stored at present (GDPR Art. 18)."),
            'suppressed': _("This address is on the suppression list."),
            'objected': _("The person has objected, refused or withdrawn the consent."),
            'listed': _("The person is listed in the preference service that the law names."),
            'unscreened': _("The preference service that the law names was not asked about this person lately enough."),
            'minor': _("The person is below the age of consent, and no guardian has agreed."),
            'inactive': _("This purpose is not in use."),
            'kind': _("This purpose is not for this kind of constituent."),
            'outdated': _("The consent has run out, or was given to words that no longer cover this."),
            'no_basis': _("The person has not agreed to this purpose for this channel."),
            'no_rule': _("No rule says what the law asks for here; until one is entered the answer is no."),
            'forbidden': _("A rule of law forbids this channel for this purpose."),
            'needs_consent': _("The law asks for consent for this channel where the person lives, and there is none."),
            'needs_explicit': _("Explicit consent that names the recipient is needed, and there is none."),
            'other_recipient': _("The person has agreed to another recipient, not to this one."),
            'no_contact': _("There is no address for this channel."),
            'contact_changed': _("The consent was given for another address than the one on record now."),
            'bouncing': _("Messages to this address come back."),
            'confidential': _("The whereabouts of this person are confidential."),
            'paused': _("The person has asked for a pause."),
            'capped': _("The person has had as many messages lately as is agreed."),
            'quiet': _("It is a quiet hour where the person lives."),
            'purpose_unknown': _("There is no such purpose."),
            'out_of_sight': _("This person is not on record any more."),
            'undeclared': _("Nobody has said what this message is sent for; such a message reaches nobody outside."),
            'unknown_address': _("This address belongs to nobody on record, so nobody has agreed to marketing."),
            'no_sender': _("Marketing must show our postal address: enter street and place of the organisation first."),
            'unjudged': _("The message came to the mail server by a way around the gate."),
            'undelivered': _("An earlier try to send this message failed."),
        }
