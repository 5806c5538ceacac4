import io
import json
import zipfile

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_kit.tools import csvout
from odoo.addons.crm_kit.tools.cells import Column

from ..tools import package_pdf
from .privacy_request_package import LINK_DAYS

HANDED_OVER = ('export', 'redact')
# What a person gave us or what was observed of them; no words of the staff, no judgement of ours (GDPR Art. 20(1)).
PORTABLE_BASES = ('consent', 'contract')
PERSON = ('constituent_no', 'name_prefix', 'first_name', 'middle_name', 'last_name', 'name_suffix', 'name',
          'preferred_name', 'pronouns', 'birthdate', 'email', 'phone', 'street', 'street2', 'zip', 'city', 'state_id',
          'country_id', 'lang', 'website', 'function', 'preferred_channel')


class PrivacyRequest(models.Model):
    """The answer to a request for access or for the data to take along: made once it was reviewed and approved."""
    _inherit = 'privacy.request'

    package_ids = fields.One2many('privacy.request.package', 'request_id', readonly=True, copy=False)

    def action_send_link(self):
        """Send the person the link by which they fetch the package, for 14 days; an earlier one ends."""
        for request in self:
            request.check_access('write')
            if not request.package_ids or request.state != 'delivered':
                raise UserError(self.env._("%(number)s has no package to hand over yet.", number=request.name))
            address = request._answer_address()
            if not address:
                raise UserError(self.env._(
                    "There is no e-mail address to send the link of %(number)s to. Hand the package over by another "
                    "way.", number=request.name))
            if address != request.sudo().identity_address:  # sudo: set by the system
                # the link goes to whom somebody has looked at, and not to where an address was moved since
                raise UserError(self.env._(
                    "The address of %(number)s is not the one that was there when the identity was verified. Make "
                    "sure that it is theirs, and enter again how you know.", number=request.name))
            token = request.package_ids[0]._make_link()
            # sudo: the company's address
            asked = request.sudo().with_context(lang=request._lang_of_person())
            asked._mail(address, asked.env._("Your data"), token, LINK_DAYS)
            request._log(self.env._("Link to the package sent."))
        return True

    def _lang_of_person(self):
        """In which language the person is answered: the own one, else that of whoever answers."""
        self.ensure_one()
        return self.sudo().partner_id.lang or self.env.lang  # sudo: of the person only the language is looked at

    def _make_package(self):
        """Make the zip and keep it with its hash (P-21, P-22)."""
        self.ensure_one()
        self._check_person()
        if unread := self.item_ids.filtered(lambda item: item.third_party and not item.is_reviewed):
            raise UserError(self.env._(
                "%(count)s findings of %(number)s may tell of other people and nobody has read them; the first is "
                "%(first)s. Review them first.", count=len(unread), number=self.name, first=unread[0].display_name))
        told = self.with_context(lang=self._lang_of_person())
        data = told.sudo()._package_data()  # sudo: what was reviewed and approved leaves, whoever presses the button
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('data.json', json.dumps(data, ensure_ascii=False, indent=1, default=str))
            for name, rows in data.items():
                if isinstance(rows, list) and rows:
                    columns = [Column(key) for key in rows[0]]
                    archive.writestr(f'{name}.csv', csvout.write(columns, [list(row.values()) for row in rows]))
            archive.writestr('read-me-first.pdf', package_pdf.make(
                told._package_titles(), data, told.env._("Your data, %(number)s", number=self.name)))
        # sudo: made by the deed, not by hand
        return self.env['privacy.request.package'].sudo()._store(self, buffer.getvalue())

    def _package_titles(self):
        """What the parts of a package are called, in the language of the person."""
        return {
            'person': self.env._("About you"), 'purposes': self.env._("What we use it for"),
            'recipients': self.env._("Who has received it"), 'sources': self.env._("Where it comes from"),
            'consents': self.env._("What you have decided"), 'communications': self.env._("What we have sent to you"),
            'found': self.env._("What else was found"), 'rights': self.env._("Your rights")}

    def _package_data(self):
        """`{part: list of rows}`; all rows of a part have the same keys."""
        self.ensure_one()
        if self.type == 'portability':
            return {
                'person': self._package_person(), 'consents': self._package_consents(),
                'found': self._package_found(portable=True)}
        return {
            'person': self._package_person(), 'purposes': self._package_purposes(),
            'recipients': self._package_recipients(),
            'sources': self._package_sources(), 'consents': self._package_consents(),
            'communications': self._package_communications(), 'found': self._package_found(),
            'rights': [{'right': self.env._(
                "You may have data corrected, erased or restricted, take it along, and object to its use."),
                'complaint': self.complaint_text or ''}]}

    def _package_recipients(self):
        """Who received which data, for what, and what a transfer to a third country rests on (Art. 15(1)(c), 15(2))."""
        known = self.partner_id._privacy_disclosures()
        named = {row['recipient'] for row in known}
        return [
            *({'name': row['recipient'], 'what': ', '.join(row['fields']), 'purpose': row['purpose'], 'at': row['at'],
               'country': row['country'] or '', 'transfer': row['transfer'] or '', 'reference': row['reference']}
              for row in known),
            *({'name': recipient.display_name, 'what': what, 'purpose': '', 'at': '', 'country': '', 'transfer': '',
               'reference': ''}
              for recipient, what in self._request_recipients() if recipient.name not in named)]

    def _package_person(self):
        person = self.partner_id
        return [{'field': field.get_description(self.env, ['string'])['string'], 'value': self._said(person, name)}
                for name in PERSON if (field := person._fields.get(name)) and person[name]]

    def _package_purposes(self):
        """Purposes for which the person is known by the ledger or was written to, with basis and retention."""
        Purpose = self.env['privacy.purpose'].with_context(active_test=False)
        codes = set(self._package_events().mapped('purpose')) | set(self.env['privacy.contact.log'].search(
            [('partner_id', '=', self.partner_id.id)]).mapped('purpose'))
        bases = dict(Purpose._fields['basis']._description_selection(self.env))
        return [{'purpose': purpose.name, 'basis': bases[purpose.basis], 'retention': purpose.retention or '',
                 'description': purpose.description or ''} for purpose in Purpose.search([('code', 'in', list(codes))])]

    def _package_sources(self):
        kept = self.env['constituent.external.id'].search([('partner_id', '=', self.partner_id.id)])
        methods = dict(self.env['privacy.consent.event']._fields['method']._description_selection(self.env))
        ways = {methods[event.method] for event in self._package_events()}
        return [*({'source': row.system, 'reference': row.value} for row in kept),
                *({'source': way, 'reference': ''} for way in sorted(ways))]

    def _package_events(self):
        return self.env['privacy.consent.event'].search([('partner_id', 'in', self.partner_id.ids)], order='id')

    def _package_consents(self):
        """Each decision with the words that were shown; whoever entered it is no data of the person."""
        names = {name: dict(self.env['privacy.consent.event']._fields[name]._description_selection(self.env))
                 for name in ('state', 'basis', 'method')}
        return [{
            'record': event.uuid, 'at': event.event_time, 'purpose': event.purpose_id.name or event.purpose,
            'channels': event.channels, 'decision': names['state'][event.state],
            'basis': names['basis'].get(event.basis, ''), 'by': names['method'][event.method],
            'until': event.valid_until or '', 'words': event.statement_version_id.body or '',
            'address': event.detail_id.contact or ''} for event in self._package_events()]

    def _package_communications(self):
        names = dict(self.env['privacy.contact.log']._fields['channel']._description_selection(self.env))
        log = self.env['privacy.contact.log'].search(
            [('partner_id', '=', self.partner_id.id), ('is_allowed', '=', True)], order='id')
        return [{'at': row.at, 'by': names[row.channel], 'purpose': row.purpose} for row in log]

    def _package_found(self, portable=False):
        """Findings that are handed over; to take along only what the person provided, and no words of the staff."""
        items = self.item_ids.filtered(lambda item: item.decision in HANDED_OVER and item.why != 'self')
        if portable:
            items = items.filtered(lambda item: self._is_portable(item))
        return [{'where': item.model_name, 'number': item.res_id, 'field': item.field_name, 'says': item.content or ''}
                for item in items.sorted(lambda item: (item.model, item.res_id, item.field))]

    def _is_portable(self, item):
        """Whether a finding is structured data that the person provided; each addon says so of its own models."""
        return False
