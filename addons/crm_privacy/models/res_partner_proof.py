import uuid
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import file_path, format_datetime
from odoo.tools.misc import html_escape

from ..tools.consent_record import SCHEMA

FONT = 'web/static/fonts/google/Open_Sans/Open_Sans-Regular.ttf'
OFFICER = 'crm_privacy.group_privacy_officer'


class ResPartner(models.Model):
    """The proof of what one person has decided (GDPR Art. 7(1)); it shows nobody else (P-39)."""
    _inherit = 'res.partner'

    def action_privacy_proof_pdf(self):
        """Download the proof to read."""
        return self._privacy_proof_address('pdf')

    def action_privacy_proof_json(self):
        """Download the proof for a program."""
        return self._privacy_proof_address('json')

    def _privacy_proof_address(self, kind):
        self.ensure_one()
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only data officers download the proof of what a person has decided."))
        return {'type': 'ir.actions.act_url', 'url': f'/crm_privacy/proof/{self.id}.{kind}', 'target': 'download'}

    def _privacy_proof(self):
        """The receipt of this person, ready for JSON; see `tools/consent_record.py`."""
        self.ensure_one()
        person = self.sudo()  # sudo: of oneself, or by the data officer; the caller has checked it
        events = self.env['privacy.consent.event'].sudo().search(  # sudo: same
            [('subject', 'in', person.privacy_subject_ids.mapped('uuid'))], order='id')
        proofs = self.env['privacy.ledger.seal'].sudo()._proofs(events)  # sudo: the path shows nobody else
        company = person.company_id or self.env.company
        by_purpose = {}
        for event in events:
            by_purpose.setdefault(event.purpose, []).append(event)
        return {
            'schema_version': SCHEMA, 'receipt_id': str(uuid.uuid4()),
            'issued_at': fields.Datetime.to_string(fields.Datetime.now()),
            'pii_principal_id': person.privacy_subject_ids.mapped('uuid'),
            # sudo: name and address of the organisation are public
            'party_identification': [person._privacy_proof_party(company.sudo().partner_id)],
            'records': [
                {'record_id': mine[0].uuid,
                 'pii_processing': person._privacy_proof_processing(code, mine[-1], company),
                 'events': [person._privacy_proof_event(event, proofs[event.id]) for event in mine]}
                for code, mine in by_purpose.items()],
        }

    def _privacy_proof_party(self, controller):
        return {
            'party_id': f'controller-{controller.id}', 'party_name': controller.name, 'party_type': 'controller',
            'party_address': controller.contact_address.strip().replace('\n', ', ') or controller.name,
            'party_contact': controller.email or controller.phone or controller.name,
            'party_email': controller.email or None, 'party_phone': controller.phone or None,
            'party_url': controller.website or None}

    def _privacy_proof_processing(self, code, event, company):
        purpose = self.env['privacy.purpose']._find(code)
        return {
            'purpose': code, 'purpose_name': purpose.name or code, 'purpose_type': purpose.purpose_class or None,
            'lawful_basis': event.basis or purpose.basis or None, 'privacy_notice': event.notice or None,
            'language': event.language or None, 'jurisdiction': event.jurisdiction or None,
            'pii_controllers': [f'controller-{company.partner_id.id}'],
            'pii_information': [{'pii_type': channel, 'sensitive': purpose.needs_explicit}
                                for channel in event.channels.split(',')],
            'collection_method': event.method, 'storage_locations': [company.country_id.code or None],
            'retention_period': f'P{purpose.validity_months}M' if purpose.validity_months else 'until withdrawn',
            'recipient_third_parties': [event.recipient] if event.recipient else [],
            'withdrawal_method': f'{self.get_base_url()}/my/privacy',
            'privacy_rights': ['access', 'rectification', 'erasure', 'restriction', 'objection', 'portability'],
        }

    def _privacy_proof_event(self, event, proof):
        detail = event.detail_id
        return {
            # as the ledger wrote it, so that the proof can be compared
            'event_time': proof['event']['event_time'] if proof else str(event.event_time),
            'validity_duration': str(event.valid_until) if event.valid_until else None, 'entity_id': event.actor,
            'event_type': event.event_type, 'event_state': event.state, 'channels': event.channels.split(','),
            'collection_method': event.method, 'words': event.statement_version_id.body or None,
            'words_sha256': event.statement_hash or None,
            'requested_at': str(event.requested_at) if event.requested_at else None,
            'confirmed_at': str(event.confirmed_at) if event.confirmed_at else None,
            'contact': {'value': detail.contact, 'salt': detail.contact_salt} if detail.contact else None,
            'proof': proof and {name: proof[name] for name in ('event', 'path', 'seal')},
        }

    # -- to read -----------------------------------------------------------

    def _privacy_proof_pdf(self):
        """The same on paper, in the reader's language."""
        self.ensure_one()
        if 'Open Sans' not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont('Open Sans', file_path(FONT)))
        style = ParagraphStyle('text', fontName='Open Sans', fontSize=9.5, leading=14)
        head = ParagraphStyle('head', parent=style, fontSize=13, leading=20, spaceBefore=10)
        small = ParagraphStyle('small', parent=style, fontSize=7.5, leading=10, splitLongWords=True)
        receipt, story = self._privacy_proof(), []

        def put(text, as_style=style):
            story.append(Paragraph(str(html_escape(text)), as_style))

        put(self.env._("What you have decided, and the proof of it"), ParagraphStyle('title', parent=head, fontSize=16))
        put(self.name or '')
        put(self.env._("Issued by %(company)s on %(day)s (UTC)", company=receipt['party_identification'][0][
            'party_name'], day=receipt['issued_at']))
        for record in receipt['records']:
            put(record['pii_processing']['purpose_name'], head)
            for event in record['events']:
                for line in self._privacy_proof_lines(event):
                    put(line)
                proof = event['proof']
                put(self.env._("Seal %(number)s: %(hash)s", number=proof['seal']['number'], hash=proof['seal']['hash'])
                    if proof else self.env._("Not sealed yet: this takes about a minute."), small)
                story.append(Spacer(1, 8))
        if not receipt['records']:
            put(self.env._("Nothing is on record: you have not decided anything yet."))
        put(self.env._(
            "Each entry stands in a ledger that nobody can rewrite. The file in JSON has the path from each entry to "
            "its seal, so that anybody can check it without us."), small)
        stream = BytesIO()
        SimpleDocTemplate(
            stream, pagesize=A4, title=self.env._("What you have decided, and the proof of it"),
            author=receipt['party_identification'][0]['party_name'], lang=(self.env.lang or 'en_US').replace('_', '-'),
        ).build(story)
        return stream.getvalue()

    def _privacy_proof_lines(self, event):
        Event = self.env['privacy.consent.event']
        names = {name: dict(Event._fields[name]._description_selection(self.env))
                 for name in ('state', 'method', 'actor')}
        channels = self.env['privacy.capture']._capture_channel_names()
        yield self.env._(
            "%(state)s on %(day)s: %(channels)s", state=names['state'][event['event_state']],
            day=format_datetime(self.env, event['event_time'][:19], tz='UTC'),
            channels=', '.join(channels[channel] for channel in event['channels']))
        yield self.env._("By: %(method)s. Who: %(actor)s.", method=names['method'][event['collection_method']],
                         actor=names['actor'][event['entity_id']])
        if event['words']:
            yield self.env._("Words: “%(words)s”", words=event['words'])
        if event['contact']:
            yield self.env._("Address: %(address)s", address=event['contact']['value'])
