from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from .privacy_consent_event import GIVEN

ADDRESS_OF = {'email': 'email_normalized', 'call': 'phone_sanitized', 'autocall': 'phone_sanitized',
              'sms': 'phone_sanitized'}


class ResPartner(models.Model):
    """Recording decisions in the ledger."""
    _inherit = 'res.partner'

    @api.private
    def _privacy_record(self, purpose, channels, state, **evidence):
        """Record a decision of these people in the ledger, under all names that the ledger has for each of them.

        :param purpose: code, id or record; for `state` also a heading, which covers all below it when objected to
        :param channels: codes, as a list or by commas
        :param state: given, renewed, refused, withdrawn, objected, noted, ... (`privacy.consent.event`)
        :param evidence: `method` and `actor` (both needed), `statement` (version or code; needed for a consent),
            `recipient` (organisation that a consent names), `basis` (`soft_opt_in` and `implied` make a fact of it),
            `valid_until`, `explicit`, `guardian` (person), `contact` (address; else the present one), `ip`, `agent`,
            `attachment`, `requested_at`, `confirmed_at`, `notice`, `facts` (dict), `source`
        :return: the events
        :raise ValidationError: a consent of a child by itself (P-27), a soft opt-in without its six facts (P-12)
        """
        purpose = self.env['privacy.purpose']._find(purpose)
        if not purpose:
            raise UserError(self.env._("There is no such purpose. Choose one from Privacy > Law > Purposes."))
        channels = channels.split(',') if isinstance(channels, str) else list(channels)
        if not self.env.su:
            self.check_access('write')
            if not self.env.user.has_groups('crm_constituents.group_constituent_user'):
                raise AccessError(self.env._("Only officers of constituents record decisions of people."))
        words = self._privacy_words(evidence.get('statement'))
        recipient = evidence.get('recipient')
        Subject = self.env['privacy.subject']
        recipient_uuid = Subject._of(recipient)[recipient.id][0] if recipient else ''
        subjects = Subject._of(self)
        rows = []
        for partner in self.sudo():  # sudo: the right to record was checked; the address and birth date go into it
            partner._privacy_check_record(purpose, channels, state, evidence, words)
            common = {
                'company_id': partner.company_id.id, 'recipient': recipient_uuid, 'purpose': purpose.code,
                'state': state, 'basis': evidence.get('basis') or ('consent' if state in GIVEN else False),
                'event_type': 'explicit' if evidence.get('explicit') else 'regular',
                'valid_until': partner._privacy_valid_until(purpose, state, evidence),
                'statement_version_id': words.id, 'notice': evidence.get('notice'),
                'jurisdiction': partner.country_id.code or self.env.company.country_id.code,
                'method': evidence.get('method'), 'actor': evidence.get('actor'),
                'actor_ref': self._privacy_actor_ref(evidence), 'ip': evidence.get('ip'),
                'agent': (evidence.get('agent') or '')[:400], 'evidence_id': getattr(
                    evidence.get('attachment'), 'id', evidence.get('attachment')),
                'requested_at': evidence.get('requested_at'), 'confirmed_at': evidence.get('confirmed_at'),
                'facts': {**(evidence.get('facts') or {}), **(
                    {'source': evidence['source']} if evidence.get('source') else {})},
            }
            for contact, same in partner._privacy_by_contact(channels, evidence.get('contact')).items():
                rows += [{**common, 'subject': uuid, 'channels': same, 'contact': contact or False}
                         for uuid in subjects[partner.id]]
        if state in GIVEN and evidence.get('actor') in ('subject', 'guardian'):
            self._privacy_lift_suppressions(rows)
        return self.env['privacy.consent.event'].sudo().create(rows)  # sudo: checked above; the model takes only events

    @api.model
    def _privacy_lift_suppressions(self, rows):
        """A newer yes of the person opens an address that an objection had closed (P-07); nothing else that stands on
        the list.
        """
        Suppression = self.env['privacy.suppression'].sudo()  # sudo: the list follows what the person decides
        for row in rows:
            kinds = {'email' if way == 'email' else 'phone' for way in row['channels'] if way in ADDRESS_OF}
            for kind in kinds if row['contact'] else ():
                Suppression.search([
                    ('digest', '=', Suppression._digest(kind, row['contact'])), ('channel', 'in', row['channels']),
                    ('reason', '=', 'objection'), ('scope', '=', 'marketing')]).unlink()

    @api.model
    def _privacy_words(self, statement):
        """The version of the words: from a version, or the code of a statement."""
        if isinstance(statement, str):
            return self.env['privacy.statement']._current(statement)
        return statement or self.env['privacy.statement.version']

    @api.model
    def _privacy_actor_ref(self, evidence):
        if guardian := evidence.get('guardian'):
            return f"guardian:{self.env['privacy.subject']._of(guardian)[guardian.id][0]}"
        return f'user:{self.env.uid}'

    def _privacy_by_contact(self, channels, contact=None):
        """`{address or '': [channels]}`: a consent is for the address that it was given for (P-38)."""
        found = {}
        for channel in channels:
            field = ADDRESS_OF.get(channel)
            value = (contact or self[field]) if field else ''
            found.setdefault(value or '', []).append(channel)
        return found

    def _privacy_valid_until(self, purpose, state, evidence):
        if evidence.get('valid_until'):
            return evidence['valid_until']
        if state in GIVEN and purpose.validity_months:
            return fields.Datetime.now() + relativedelta(months=purpose.validity_months)
        return False

    def _privacy_check_record(self, purpose, channels, state, evidence, words):
        self.ensure_one()
        if state in GIVEN and evidence.get('actor') != 'guardian' and self._privacy_is_minor(channels):
            # P-27: nor is it made good by a list that it is taken over from
            raise ValidationError(self.env._(
                "%(name)s is too young to consent alone. Record the consent of a guardian.", name=self.display_name))
        if evidence.get('actor') == 'guardian' and not evidence.get('guardian'):
            raise ValidationError(self.env._(
                "A guardian has agreed for %(name)s: choose which one.", name=self.display_name))
        if evidence.get('basis') == 'soft_opt_in':
            self._privacy_check_soft_opt_in(purpose, evidence.get('facts') or {})

    def _privacy_is_minor(self, channels):
        """Whether the person is below the age of consent of their country today (P-27)."""
        self.ensure_one()
        if not self.birthdate:
            return False
        today = self.env['res.company']._constituent_today()
        ages = self.env['privacy.child.age']._ages(today)
        age = ages.get(self.country_id.id or self.env.company.country_id.id, ages[None])
        return self.birthdate + relativedelta(years=age) > today

    def _privacy_check_soft_opt_in(self, purpose, facts):
        """The facts on which a soft opt-in stands (P-12, P-13)."""
        needed = ('kind', 'sole_purpose', 'obtained_directly', 'context', 'opt_out_offered', 'captured_on')
        missing = [name for name in needed if not facts.get(name)]
        if missing:
            raise ValidationError(self.env._(
                "A soft opt-in stands on six facts; of %(name)s these are missing: %(missing)s. Without them only a "
                "consent will do.", name=self.display_name, missing=', '.join(missing)))
        if facts['kind'] not in ('charity', 'trading') or facts['kind'] != purpose.purpose_class:
            raise ValidationError(self.env._(
                "A soft opt-in for %(kind)s does not serve “%(purpose)s”. Record it for a purpose of the same class.",
                kind=facts['kind'], purpose=purpose.name))
        # of the charitable one the law begins on a day (Data (Use and Access) Act 2025, s. 114); the rule says on which
        # sudo: the law is the same for everybody
        rules = self.env['privacy.rule'].sudo().search([
            ('purpose_class', '=', facts['kind']), ('requirement', '=', 'soft')])
        since = min((rule.valid_from or date.min for rule in rules), default=date.max)
        if fields.Date.to_date(facts['captured_on']) < since:
            raise ValidationError(self.env._(
                "The charitable soft opt-in holds for addresses obtained from %(since)s on; this one is of %(day)s. "
                "Ask for a consent.", since=format_date(self.env, since), day=facts['captured_on']))
