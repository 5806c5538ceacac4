from datetime import datetime, time

from odoo import Command, api, models
from odoo.tools import plaintext2html


class DemoMaker(models.AbstractModel):
    """The contact history: calls, meetings, letters and messages of five years."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (60, 'history', self.env._("Contact history"), '_make_history')]

    @api.model
    def _make_history(self, making):
        contacts = self.env['constituent.interaction'].create(
            [self._prepare_contact_vals(making, contact) for contact in making.world.contacts]
        )
        notes = self._make_notes(making)
        return self.env._("%(contacts)s contacts, %(notes)s notes", contacts=len(contacts), notes=len(notes))

    @api.model
    def _make_notes(self, making):
        """Notes on people's pages, as if posted on their day."""
        return self.env['mail.message'].create(
            [
                {
                    'model': 'res.partner',
                    'res_id': making.id(note.partner),
                    'message_type': 'comment',
                    'subtype_id': self.env.ref('mail.mt_note').id,
                    'body': plaintext2html(note.text),
                    'author_id': self._user_of(making, note.officer).partner_id.id,
                    'date': datetime.combine(note.day, time(9, 30)),
                }
                for note in making.world.notes
            ]
        )

    @api.model
    def _prepare_contact_vals(self, making, contact):
        """Values of one contact; hours of the story are taken as UTC."""
        return {
            'date': datetime.combine(contact.day, time(contact.hour, contact.minute)),
            'partner_ids': [Command.set([making.id(key) for key in contact.who])],
            'organisation_id': making.id(contact.organisation) if contact.organisation else False,
            'channel': contact.channel,
            'direction': 'in' if contact.incoming else 'out',
            'subject': contact.subject,
            'summary': '\n'.join(filter(None, (contact.text, contact.outcome))) or False,
            'outcome': contact.result or False,
            'duration': max(contact.minutes, 0),
            'user_id': self._user_of(making, contact.officer).id,
        }
