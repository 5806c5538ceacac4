from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, escape_psql

DAYS = 7  # a request that nobody confirms in this time is forgotten (regulation.md 1.8)
MAILS_A_DAY = 3  # to one mailbox, whoever asks for them, and none while one of them waits for an answer
KEPT_DAYS = 30  # a confirmed request: from then on the ledger alone tells of it


class PrivacyOptIn(models.Model):
    """Somebody has entered an e-mail address and asked for something: nothing counts until its owner confirms.

    What was asked stands in the ledger from the beginning (`requested`), under a subject that is nobody yet. The owner
    of the address makes it a consent by the link in the mail; what nobody confirms is purged, and its event then names
    nobody.
    """
    _name = 'privacy.opt.in'
    _description = "Request to be confirmed"
    _order = 'id desc'
    _rec_name = 'email'

    email = fields.Char("E-mail", required=True, readonly=True, index=True)
    name = fields.Char(required=True, readonly=True)
    lang = fields.Char("Language", readonly=True)
    decisions = fields.Json(required=True, readonly=True)
    subject = fields.Char(required=True, readonly=True)
    notice = fields.Char("Privacy notice", readonly=True)
    requested_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, index=True)
    confirmed_at = fields.Datetime(readonly=True)
    birthdate = fields.Date("Child born on", readonly=True)
    child_name = fields.Char(readonly=True, help="The request is of a parent or guardian for this child.")
    partner_id = fields.Many2one(
        'res.partner', string="Person", readonly=True, index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)

    # -- asking --------------------------------------------------------------

    @api.model
    def _ask(self, email, name, decisions, partner=None, child=None, **evidence):
        """Put the request down and send the mail that asks; the request, empty when this address had its mails today.

        :param decisions: of `privacy.capture._capture_read`
        :param partner: whose address it is, if that is known; else the confirmation finds or makes the person
        :param child: dict of `name` and `birthdate`, when a parent or guardian asks for it (P-27)
        :param evidence: `ip`, `agent`, `notice`
        """
        email = email_normalize(email)
        if not email or self._waits(email) or not self.env['kit.rate.limit']._hit(
                f'opt-in:{_mailbox(email)}', MAILS_A_DAY, 24 * 3600):
            return self.browse()
        # sudo: whoever fills in the form has no right to anything here
        self, child = self.sudo(), child or {}
        Subject = self.env['privacy.subject']
        subject = Subject._of(partner)[partner.id][0] if partner and not child else Subject.create({}).uuid
        request = self.create({
            'email': email, 'name': name, 'lang': self.env.lang, 'decisions': decisions, 'subject': subject,
            'notice': evidence.get('notice'), 'birthdate': child.get('birthdate'), 'child_name': child.get('name'),
            'partner_id': partner.id if partner and not child else False})
        self.env['privacy.consent.event'].create([{
            'subject': subject, 'company_id': request.company_id.id, 'purpose': decision['purpose'],
            'channels': decision['channels'], 'state': 'requested', 'method': 'web',
            'actor': 'guardian' if child else 'subject', 'statement_version_id': decision['words'],
            'notice': evidence.get('notice'), 'contact': email, 'ip': evidence.get('ip'),
            'agent': (evidence.get('agent') or '')[:400], 'facts': {'request': request.id},
        } for decision in decisions])
        request._send()
        return request

    @api.model
    def _waits(self, email):
        """Whether a mail of today to this mailbox waits for its answer: a second one would only be a bother. A family
        behind one address asks for each of its people, once the one before has confirmed.
        """
        local, _at, host = _mailbox(email).rpartition('@')
        # sudo: whoever fills in the form has no right to anything here
        return bool(self.sudo().search_count(
            Domain('confirmed_at', '=', False) & Domain('requested_at', '>', fields.Datetime.now() - timedelta(days=1))
            & (Domain('email', '=', f'{local}@{host}') | Domain('email', '=like', f'{escape_psql(local)}+%@{host}')),
            limit=1))

    def _send(self):
        """The mail with the link. It asks and tells nothing else: no word of marketing stands in it."""
        self.ensure_one()
        Link = self.env['kit.link']
        company = self.company_id.name
        values = {
            'hello': self.env._("Hello %(name)s,", name=self.name), 'topics': self._topics(), 'company': company,
            'lead': self.env._(
                "somebody has entered your address with %(company)s, for %(child)s, who is too young to decide alone, "
                "and has asked for this:", company=company, child=self.child_name) if self.child_name else self.env._(
                "somebody has entered your address with %(company)s and has asked for this:", company=company),
            'until': self.env._("The link is good for %(days)s days and for one time.", days=DAYS),
            'url': Link._url(Link._make('privacy_opt_in', self, DAYS))}
        Mail = self.env['mail.mail']
        Mail.create({
            # an answer to what was asked: so the exit of mails judges it
            'privacy_purpose_id': self.env['privacy.purpose']._find('ACCOUNT').id,
            'subject': self.env._("Please confirm your request to %(company)s", company=company),
            'body_html': self.env['ir.qweb']._render('crm_privacy.opt_in_mail', values, lang=self.env.lang),
            'email_to': self.email, 'email_from': self.company_id.email_formatted or self.env.user.email_formatted,
            'auto_delete': True,
        })

    def _topics(self):
        """`[(purpose, words that were shown)]`."""
        Purpose, Version = self.env['privacy.purpose'], self.env['privacy.statement.version']
        return [(Purpose._find(each['purpose']).name, Version.browse(each['words']).body) for each in self.decisions]

    # -- confirming ----------------------------------------------------------

    def _confirm_values(self):
        """Values of the page behind the link; reads only."""
        return {
            'title': self.env._("Please confirm"),
            'lead': self.env._("Did you ask us for this? It counts once you have confirmed it."),
            'facts': self._topics(), 'button': self.env._("Yes, I confirm"),
            'note': self.env._("If you did not ask for this, close this page. Nothing is sent to you, and in %(days)s "
                               "days your address is forgotten.", days=DAYS),
        }

    def _confirm(self, post):
        """The owner of the address agrees: find or make the person, and record the consent."""
        self.ensure_one()
        if self.confirmed_at:
            return self._done_values()
        self.confirmed_at = fields.Datetime.now()
        owner = self.partner_id or self._find_person(self.name) or self._make_person(self.name)
        partner, guardian = owner, self.env['res.partner']
        if self.child_name:
            guardian, partner = owner, self._find_child(owner) or self._make_child(owner)
        self.partner_id = partner
        self.env['privacy.subject'].search([('uuid', '=', self.subject)]).partner_id = partner
        link = self.env['kit.link'].search([('res_model', '=', self._name), ('res_id', '=', self.id)], limit=1)
        self.env['privacy.capture']._capture_record(partner, self.decisions, {
            'actor': 'guardian' if guardian else 'subject', 'guardian': guardian or None, 'contact': self.email,
            'requested_at': self.requested_at, 'confirmed_at': self.confirmed_at, 'notice': self.notice,
            'facts': {'request': self.id, 'link': link.id}})
        return self._done_values()

    def _done_values(self):
        return {
            'title': self.env._("Thank you, that is confirmed"),
            'lead': self.env._("You can withdraw at any time, by the link in each message or by telling us."),
        }

    def _find_person(self, name):
        """The one person of this address and name. One address may serve a family: nobody agrees for another (P-37)."""
        found = self.env['res.partner'].search([
            ('email_normalized', '=', self.email), ('constituent_type', '=', 'individual'),
            ('company_id', 'in', [False, self.company_id.id])])
        found = found.filtered(lambda person: _same(person.name, name))
        return found if len(found) == 1 else self.env['res.partner']

    def _make_person(self, name):
        person = self.env['res.partner'].create({
            'constituent_type': 'individual', 'name': name, 'email': self.email, 'lang': self.lang})
        person._constituent_file_matches()
        return person

    def _find_child(self, guardian):
        """The child of this name and birthday of whom this person is parent or guardian."""
        rows = self.env['constituent.relationship'].search([
            ('left_id', '=', guardian.id), ('type_id.code', 'in', ('parent', 'guardian'))])
        return rows.right_id.filtered(
            lambda child: _same(child.name, self.child_name) and child.birthdate == self.birthdate)[:1]

    def _make_child(self, guardian):
        child = self.env['res.partner'].create({
            'constituent_type': 'individual', 'name': self.child_name, 'email': self.email, 'lang': self.lang,
            'birthdate': self.birthdate, 'birthdate_precision': 'day', 'country_id': self.company_id.country_id.id})
        self.env['constituent.relationship'].create({
            'left_id': guardian.id, 'right_id': child.id, 'source': self.env._("Consent form"),
            'type_id': self.env.ref('crm_constituents.relationship_type_guardian').id})
        return child

    # -- forgetting ----------------------------------------------------------

    @api.autovacuum
    def _gc_requests(self):
        """Purge what nobody confirmed, with the address behind its event; and confirmed requests after a month."""
        now = fields.Datetime.now()
        gone = self.search([
            ('confirmed_at', '=', False), ('requested_at', '<', now - timedelta(days=DAYS))], limit=1000)
        nobody = self.env['privacy.subject'].search([
            ('uuid', 'in', gone.mapped('subject')), ('partner_id', '=', False)])
        events = self.env['privacy.consent.event'].search([
            ('subject', 'in', gone.mapped('subject')), ('state', '=', 'requested')])
        self.env['privacy.consent.detail'].search([('event_id', 'in', events.ids)]).unlink()
        nobody.unlink()
        done = self.search([('confirmed_at', '<', now - timedelta(days=KEPT_DAYS))], limit=1000)
        (gone | done).unlink()
        return len(gone | done), len(gone) == 1000 or len(done) == 1000


def _mailbox(email):
    """Where a mail to this address arrives, as far as its letters tell.

    >>> _mailbox('ada+news@example.org'), _mailbox('ada@example.org')
    ('ada@example.org', 'ada@example.org')
    """
    local, _at, host = email.rpartition('@')
    return f"{local.partition('+')[0]}@{host}"


def _same(one, other):
    return ' '.join((one or '').casefold().split()) == ' '.join((other or '').casefold().split())
