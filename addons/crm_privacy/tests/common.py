import base64
import zlib
from itertools import takewhile
from pathlib import Path

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_constituents.tests.common import ConstituentCase


def worked_table(page, head):
    """Rows of the table of a page of docs/algorithms whose first column is called `head`."""
    path = Path(__file__).resolve().parents[3] / 'docs/algorithms' / page
    rows = [[cell.strip(' `') for cell in line.strip('|').split('|')] if line.startswith('|') else None
            for line in path.read_text(encoding='utf-8').splitlines()]
    start = next(index for index, row in enumerate(rows) if row and row[0] == head) + 2
    return list(takewhile(bool, rows[start:]))


@tagged('post_install', '-at_install')
class PrivacyCase(ConstituentCase):
    """The people of the case of constituents, with a data officer and an auditor; decisions by short ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data_officer = new_test_user(
            cls.env, 'pri_officer', 'crm_privacy.group_privacy_officer,crm_constituents.group_constituent_user',
            tz='UTC')
        cls.auditor = new_test_user(cls.env, 'pri_auditor', 'crm_privacy.group_privacy_auditor', tz='UTC')
        cls.law_maker = new_test_user(cls.env, 'pri_manager', 'crm_privacy.group_privacy_manager', tz='UTC')
        cls.env.company.country_id = cls.env.ref('base.de')
        cls.words = cls.env.ref('crm_privacy.statement_consent_marketing_1_en')

    def _place(self, code):
        return self.env.ref('base.uk' if code == 'GB' else f'base.{code.lower()}').id

    def _reachable(self, name, country='DE', **vals):
        """A person with an address of each kind."""
        number = zlib.crc32(name.encode()) % 10_000
        phones = {'DE': '+493012345', 'GB': '+44207946', 'US': '+1212555', 'CA': '+1416555', 'CH': '+4144123'}
        return self._person(name, **{
            'email': f"{name.split()[0].lower()}.{number}@example.org", 'country_id': self._place(country),
            'phone': f'{phones.get(country, "+4930123")}{number:04d}', 'street': '1 Main Street', 'zip': '12345',
            'city': 'Whitby', **vals})

    @classmethod
    def _agree_with(cls, recipient, purpose):
        """An agreement in force."""
        agreement = cls.env['privacy.agreement'].sudo().create({  # sudo: made ready for what is tested
            'partner_id': recipient.id, 'role': 'controller', 'purpose_ids': [Command.set(purpose.ids)],
            'country_id': cls.env.ref('base.de').id,
            'field_ids': [Command.set(cls.env['privacy.share.field'].sudo().search([('name', '=', 'name')]).ids)],
            'date_from': '2026-01-01', 'file': base64.b64encode(b'%PDF-1.7 signed'), 'file_name': 'signed.pdf'})
        agreement.action_submit()
        agreement.action_activate()
        return agreement

    def _consents(self, person, purpose='NEWSLETTER', channels='email', state='given', **evidence):
        return person._privacy_record(purpose, channels, state, **{
            'method': 'web', 'actor': 'subject', 'statement': self.words, **evidence})

    def _anchored(self):
        """The newest seal has left the database with a mail; its anchor."""
        Anchor = self.env['privacy.ledger.anchor'].sudo()
        Anchor._left(Anchor._anchor())
        return Anchor.search([], limit=1)

    def _ask(self, person, purpose='NEWSLETTER', channel='email', **kwargs):
        """The reason code; both forms of the gate are asked and must agree."""
        verdict = person._privacy_gate(purpose, channel, **kwargs)[person.id]
        [(id_, reason)] = self.env.execute_query(person._privacy_reason_query(purpose, channel, **kwargs))
        self.assertEqual((id_, reason), (person.id, verdict['reason']), "the SQL form says the same")
        self.assertEqual(verdict['allowed'], reason == 'allowed')
        return reason
