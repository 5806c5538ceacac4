from bisect import bisect_left
from datetime import datetime, time, timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.decisions import STAFF
from .privacy_exports import LIMIT

# What Harbour Commons shows and reads out when it asks; the shipped statements are younger than the story.
WORDS = {
    'en_US': "Yes, Harbour Commons may use my details in the ways ticked here. I can take this back at any time.",
    'de_DE': "Ja, Harbour Commons darf meine Angaben verwenden wie hier angekreuzt. Das kann ich jederzeit widerrufen.",
    'fr_FR': "Oui, Harbour Commons peut utiliser mes données comme coché ici. Je peux revenir là-dessus à tout moment.",
    'es_ES': "Sí, Harbour Commons puede usar mis datos como se marca aquí. Puedo retirarlo en cualquier momento.",
}
GIVEN = ('given', 'renewed')
# Addresses of nobody who is on record: (kind, address, reason, channel, scope)
SUPPRESSED = (
    ('email', 'never.again@example.org', 'objection', False, 'marketing'),
    ('email', 'who.left@example.com', 'erased', False, 'all'),
    ('email', 'gone.harbour.master@example.org', 'bounce', 'email', 'marketing'),
    ('phone', '+4917139200991', 'objection', 'call', 'marketing'),
)
SENT = (  # (days ago, purpose, channel, what it was)
    (6, 'FUNDRAISING_APPEAL', 'post', "Letter: the new slipway"),
    (2, 'NEWSLETTER', 'email', "Newsletter: herring week"),
)


class DemoMaker(models.AbstractModel):
    """Privacy: what people agreed to and took back, who is restricted or suppressed, what the gate held back."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [
            *super()._steps(),
            (70, 'privacy', self.env._("Privacy"), '_make_privacy'),
            (75, 'privacy_office', self.env._("Privacy office"), '_make_office'),
        ]

    @api.model
    def _user_roles(self):
        roles = super()._user_roles()
        for role in roles:
            if role['key'] == 'officer':
                role['groups'].append('base.group_allow_export')
        return [
            *roles,
            {
                'key': 'data_officer',
                'role': self.env._("Data officer"),
                'person': STAFF['data_officer'],
                'groups': ['crm_privacy.group_privacy_officer', 'crm_constituents.group_constituent_user'],
            },
            {
                'key': 'privacy_auditor',
                'role': self.env._("Privacy auditor"),
                'person': STAFF['privacy_auditor'],
                'groups': ['crm_privacy.group_privacy_auditor'],
            },
            {
                'key': 'privacy_manager',
                'role': self.env._("Privacy administrator"),
                'person': STAFF['privacy_manager'],
                'groups': ['crm_privacy.group_privacy_manager', 'crm_privacy.group_privacy_approver'],
            },
        ]

    @api.model
    def _make_privacy(self, making):
        making.credentials += self._make_users(making)  # where the users' step was made before these roles were there
        self._make_rights(making)
        self._make_restrictions(making)
        events = self._make_decisions(making)
        self._make_lists(making)
        self._make_contact_log(making)
        self._make_proof(making)
        return self.env._("%(events)s decisions", events=events)

    @api.model
    def _make_office(self, making):
        """The deeds, where they were not done between the decisions: that was made before there were any."""
        deeds = making.world.deeds
        if not making.knows(deeds[0].key):
            self._make_rights(making)
            self._do_deeds(making, sorted(deeds, key=lambda deed: (deed.day, deed.hour)))
            self.env['privacy.ledger.seal']._seal()
        self._date_candidates()
        return self.env._("%(deeds)s deeds", deeds=len(deeds))

    @api.model
    def _make_rights(self, making):
        """What users made earlier may not have yet, and how much one of them may take out in a day."""
        for role in self._user_roles():
            if making.knows(f"user-{role['key']}"):
                making.record(f"user-{role['key']}").group_ids += self.env['res.groups'].union(
                    *map(self.env.ref, role['groups']))
        self.env.ref('base.main_company').privacy_export_limit = LIMIT

    # -- decisions -----------------------------------------------------------

    @api.model
    def _make_words(self, making):
        """`{language: version of the words}`."""
        statement = self.env['privacy.statement'].create({'code': 'HARBOUR_COMMONS', 'name': "Form of Harbour Commons"})
        versions = self.env['privacy.statement.version'].create([
            {'statement_id': statement.id, 'number': 1, 'lang': lang, 'body': body,
             'effective_from': making.world.founded} for lang, body in WORDS.items()])
        return {version.lang: version for version in versions}

    @api.model
    def _make_decisions(self, making):
        """The events, in the order of time, and between them what the office did: a deed finds the ledger as it stood
        on its day. Each year and each day of a deed has a seal of its own.
        """
        world, words = making.world, self._make_words(making)
        keys = {decision.person for decision in world.decisions} | {
            key for decision in world.decisions for key in (decision.guardian, decision.recipient) if key}
        subjects = self.env['privacy.subject']._of(self.env['res.partner'].browse([making.id(key) for key in keys]))
        rows = []
        for number, decision in enumerate(sorted(world.decisions, key=lambda decision: decision.day)):
            moment = datetime.combine(decision.day, time(8 + number % 10, number * 7 % 60, number * 13 % 60))
            rows += self._prepare_event_vals(making, decision, subjects, words, moment)
        rows.sort(key=lambda vals: vals['demo_moment'])
        deeds = {}
        for deed in world.deeds:
            deeds.setdefault(datetime.combine(deed.day, time(deed.hour)), []).append(deed)
        years = {datetime(year, 1, 1) for year in range(world.founded.year + 1, world.today.year + 2)}
        place = 0
        for moment in sorted(years | set(deeds)):
            end = bisect_left(rows, moment, key=lambda vals: vals['demo_moment'])
            if end > place:
                self.env['privacy.consent.event'].create(rows[place:end])
            place = end
            self.env['privacy.ledger.seal']._seal()
            self._do_deeds(making, deeds.get(moment, ()))
        self.env['privacy.ledger.seal']._seal()
        return len(rows)

    @api.model
    def _prepare_event_vals(self, making, decision, subjects, words, moment):
        """Values of the events of a decision: one for each address that it is about."""
        person = making.record(decision.person)
        lang = self._lang_code(making.world.people[decision.person].lang)
        officer = self._user_of(making, 'data_officer')
        by_staff = decision.method in ('phone', 'paper', 'email') and decision.actor == 'subject'
        recipient = decision.recipient and subjects[making.id(decision.recipient)][0]
        guardian = decision.guardian and f"guardian:{subjects[making.id(decision.guardian)][0]}"
        return [{
            'subject': subjects[person.id][0], 'recipient': recipient or '', 'purpose': decision.purpose,
            'channels': channels, 'state': decision.state,
            'basis': decision.basis or ('consent' if decision.state in GIVEN else False),
            'event_type': 'explicit' if decision.explicit else 'regular', 'method': decision.method,
            'actor': decision.actor,
            'actor_ref': guardian or (f'user:{officer.id}' if by_staff else False),
            'valid_until': datetime.combine(decision.until, time()) if decision.until else False,
            'statement_version_id': words[lang].id if decision.state in GIVEN else False,
            'language': lang, 'jurisdiction': person.country_id.code, 'facts': decision.facts,
            'contact': contact or False, 'demo_moment': moment,
        } for contact, channels in person._privacy_by_contact(decision.ways.split(',')).items()]

    # -- what else stands against a message ------------------------------------

    @api.model
    def _make_restrictions(self, making):
        """One of the past; those of today follow from requests."""
        world = making.world
        self.env['privacy.restriction'].create([
            {'partner_id': making.id('saskia-van-der-meer'), 'ground': 'claims', 'date_from': world.ago(months=14),
             'told_on': world.ago(months=9), 'date_to': world.ago(months=9) + timedelta(days=7)},
        ])
        self.env['privacy.preference'].create([
            {'partner_id': making.id('goran-sjoberg'), 'paused_until': world.today + timedelta(days=60)},
            {'partner_id': making.id('layla-haddad'), 'most_per_month': 1},
        ])

    @api.model
    def _date_candidates(self):
        """Who lost a basis lost it on the day of the decision. In SQL, as nobody enters that day."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE privacy_erasure_candidate c SET since = e.event_time::date FROM privacy_consent_event e"
            " WHERE e.id = c.event_id"))
        self.env['privacy.erasure.candidate'].invalidate_model()

    @api.model
    def _make_lists(self, making):
        """The suppression list, and look-ups in the register of the United Kingdom."""
        for kind, address, reason, channel, scope in SUPPRESSED:
            self.env['privacy.suppression']._add(kind, address, reason, channel=channel, scope=scope)
        rng, world = making.world.chance('look-ups'), making.world
        register = self.env.ref('crm_privacy.service_tps')
        british = [making.record(key) for key, person in world.people.items()
                   if person.address['country'] == 'GB' and person.phone and not person.died]
        self.env['privacy.screening'].create([
            {'service_id': register.id, 'partner_id': person.id, 'point': person.phone_sanitized,
             'is_listed': rng.random() < 0.12,
             'checked_on': world.ago(days=11) if rng.random() < 0.75 else world.ago(days=95)}
            for person in british if person.phone_sanitized])

    # -- what left, and the proof of it ------------------------------------------

    @api.model
    def _make_contact_log(self, making):
        """Two mailings of the last days: each person with the answer that the gate gives."""
        Log = self.env['privacy.contact.log']
        people = self.env['res.partner'].browse([
            making.id(key) for key, person in making.world.people.items() if not person.contact_only])
        for days, purpose, channel, reference in SENT:
            Log._write_down('mailing', purpose, channel, people._privacy_gate(purpose, channel), reference=reference)
            # in SQL, as a log is never written to otherwise: it stands on the day of the story
            self.env.cr.execute(SQL(
                "UPDATE privacy_contact_log SET at = at - make_interval(days => %s) WHERE reference = %s",
                days, reference))
        Log.invalidate_model()

    @api.model
    def _make_proof(self, making):
        """The newest seal has left the database, and the ledger was verified after it."""
        mails = self.env['privacy.ledger.anchor']._anchor()
        self._post_mails()
        self.env['privacy.ledger.anchor']._left(mails)
        auditor = self._user_of(making, 'privacy_auditor')
        # sudo: as the auditor's own; the button does the same in the background
        check = self.env['privacy.ledger.check'].with_user(auditor).sudo().create({})
        check._verify()
        making.register({'privacy-check': check})
