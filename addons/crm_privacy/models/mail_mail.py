from odoo import fields, models, tools

from odoo.addons.base.models.ir_mail_server import extract_rfc2822_addresses

from ..mixins.privacy_outgoing_mixin import UNDECLARED
from .ir_mail_server import HEADER

# what one person writes to another, or Odoo tells the followers of a record: an answer, no campaign
PERSONAL = ('comment', 'email', 'notification', 'user_notification', 'auto_comment', 'out_of_office')
MOST_ADDRESSED = 10  # people outside who do not follow a record, to whom one message on it is still no campaign
EXIT = 'mail'
LINK_DAYS = 730  # so long the link in a message unsubscribes; CAN-SPAM asks for 30 days


class MailMail(models.Model):
    """Every e-mail is judged when it is sent: for each recipient, whatever made the mail and whoever sends it."""
    _name = 'mail.mail'
    _inherit = ['mail.mail', 'privacy.outgoing.mixin']

    failure_type = fields.Selection(
        selection_add=[('no_consent', "Held back: no legal basis")], ondelete={'no_consent': 'set null'})

    def _privacy_purpose(self):
        """What this mail is sent for: as declared; else what one writes to another is a service, and the rest is a
        marketing message that nobody has declared, which reaches nobody (fail closed).
        """
        self.ensure_one()
        if self.privacy_purpose_id:
            return self.privacy_purpose_id
        personal = self.is_notification and self.message_type in PERSONAL and not self._privacy_is_to_many()
        return self.env['privacy.purpose']._find('ACCOUNT' if personal else UNDECLARED)

    def _privacy_is_to_many(self):
        """Whether the message was addressed to more people outside, who do not follow its record, than one answers."""
        addressed = self.mail_message_id.partner_ids.filtered('partner_share')
        if len(addressed) <= MOST_ADDRESSED:
            return False
        record = self.model and self.res_id and self.env[self.model].browse(self.res_id).exists()
        following = record.message_partner_ids if record and 'message_partner_ids' in record else addressed.browse()
        return len(addressed - following) > MOST_ADDRESSED

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        return self._privacy_judged(emails)

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        held = self._privacy_held()
        held._privacy_held_back()
        rest = self - held
        return super(MailMail, rest)._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type) if rest else True

    def _privacy_held(self):
        return self.filtered(lambda mail: mail.state == 'cancel' and mail.failure_type == 'no_consent')

    def _privacy_held_back(self):
        """Mails that went to nobody; an addon that follows them up extends this."""

    # -- judging ---------------------------------------------------------------

    def _privacy_judged(self, emails):
        """Of the messages that this mail would become, those that may leave, each with the seal of its recipients."""
        self.ensure_one()
        mail = self.sudo()  # sudo: mails are sent by whoever, and judged the same
        mail = mail.with_company(mail.record_company_id or self.env.company)
        purpose = mail._privacy_purpose()
        marketing = purpose.purpose_class != 'service'
        people = mail._privacy_people(emails)
        verdicts = mail._privacy_verdicts(purpose, people)
        allowed, refused, log = [], {}, {}
        for email in emails:
            for piece in _pieces(email, marketing):
                partner = people.get(piece['partner_id'].id) if piece['partner_id'] else None
                kept = []
                for address in piece['email_to_normalized'] or [False]:
                    found = mail._privacy_found(partner, address, people)
                    reason = mail._privacy_reason(found, address, verdicts, marketing, log)
                    if reason == 'allowed':
                        kept.append(address)
                    else:
                        refused[partner or address or ''] = reason
                if kept:
                    allowed.append((_only(piece, kept), mail._privacy_found(partner, kept[0], people)[:1]))
        self.env['privacy.contact.log']._write_down(EXIT, purpose, 'email', log, reference=f'mail.mail,{self.id}')
        if refused:
            mail._privacy_tell_refused(refused, everybody=not allowed)
        return [mail._privacy_ready(email, person, purpose, log) for email, person in allowed]

    def _privacy_people(self, emails):
        """`{address: people with it}`: archived ones too, as an objection stays one."""
        addresses = {address for email in emails for address in email['email_to_normalized']}
        found = dict.fromkeys(addresses, self.env['res.partner'])
        for partner in self.env['res.partner'].with_context(active_test=False).search(
                [('email_normalized', 'in', list(addresses))]):
            found[partner.email_normalized] |= partner
        for email in emails:
            if email['partner_id']:
                found[email['partner_id'].id] = email['partner_id'].sudo()  # sudo: as the rest of the judgement
        return found

    def _privacy_found(self, partner, address, people):
        """Who is written to: the person that is named, and whoever else has this address."""
        if partner and address in (False, partner.email_normalized):
            return partner
        return (partner or self.env['res.partner']) | people.get(address, self.env['res.partner'])

    def _privacy_verdicts(self, purpose, people):
        outside = self.env['res.partner'].browse({
            partner.id for partners in people.values() for partner in partners if partner.partner_share})
        self.env['privacy.contact.log']._forget_earlier_try(EXIT, f'mail.mail,{self.id}', outside)
        verdicts = outside._privacy_gate(purpose, 'email') if purpose else {}
        company = self.env.company
        for id_, verdict in verdicts.items():
            if purpose.code == UNDECLARED and verdict['reason'] == 'inactive':
                verdicts[id_] = {**verdict, 'reason': 'undeclared'}
            elif purpose.purpose_class != 'service' and verdict['allowed'] and not company._privacy_postal_address():
                # P-41; 15 USC 7704(a)(5)(A)(iii), PECR reg. 23
                verdicts[id_] = {**verdict, 'allowed': False, 'reason': 'no_sender', 'basis': False}
        return verdicts

    def _privacy_reason(self, found, address, verdicts, marketing, log, kind='email'):
        """`allowed`, or why this recipient does not get it; those who are outside are put down in `log`.

        Who works here is never gated. An address that several share, and that names none of them: marketing wants a
        yes of each, a service of one. An address of nobody on record receives services only.
        """
        if any(not partner.partner_share for partner in found):
            return 'allowed'
        if not found:
            reason = 'unknown_address' if marketing else self._privacy_reason_of_nobody(kind, address)
            log[0] = {'allowed': reason == 'allowed', 'reason': reason, 'basis': False, 'event_id': False,
                      'rule_id': False}
            return reason
        mine = {id_: verdicts.get(id_, _UNKNOWN) for id_ in found.ids}
        yes = [verdict['allowed'] for verdict in mine.values()]
        ok = all(yes) if marketing else any(yes)
        log.update(mine if not ok or marketing else {id_: mine[id_] for id_ in mine if mine[id_]['allowed']})
        return 'allowed' if ok else next(verdict['reason'] for verdict in mine.values() if not verdict['allowed'])

    def _privacy_reason_of_nobody(self, kind, address):
        if any(mail._privacy_purpose().is_answer for mail in self):
            return 'allowed'
        Suppression = self.env['privacy.suppression']
        listed = address and Suppression.search_count([
            ('digest', '=', Suppression._digest(kind, address)), ('scope', '=', 'all'),
            ('channel', 'in', (False, 'email' if kind == 'email' else 'sms'))], limit=1)
        return 'suppressed' if listed else 'allowed'

    def _privacy_tell_refused(self, refused, everybody):
        """Write down with the mail and its notifications who was left out, and why."""
        said = self.env['privacy.reason']
        reasons = '\n'.join(sorted({
            f'{getattr(whom, "display_name", whom) or ""}: {said._words(reason)}' for whom, reason in refused.items()}))
        if everybody:
            self.write({'state': 'cancel', 'failure_type': 'no_consent', 'failure_reason': reasons})
        partners = {whom.id for whom in refused if isinstance(whom, models.BaseModel)}
        addresses = {whom for whom in refused if isinstance(whom, str)}
        self.env['mail.notification'].search([
            ('notification_type', '=', 'email'), ('mail_mail_id', '=', self.id),
        ]).filtered(
            lambda note: note.res_partner_id.id in partners
            or tools.email_normalize(note.mail_email_address or '') in addresses
        ).write({'notification_status': 'canceled', 'failure_type': 'no_consent', 'failure_reason': reasons})

    # -- what leaves -------------------------------------------------------------

    def _privacy_ready(self, email, person, purpose, log):
        """The message with its seal, without which no server takes it; marketing with its way out (P-41)."""
        headers = dict(email['headers'])
        if purpose.purpose_class != 'service' and person.id in log:
            self._privacy_add_way_out(email, headers, person, purpose)
        addresses = extract_rfc2822_addresses(', '.join(email['email_to_normalized']))
        headers[HEADER] = ' '.join(
            self.env['ir.mail_server']._privacy_seal(email['message_id'], address) for address in addresses)
        return {**email, 'headers': headers}

    def _privacy_add_way_out(self, email, headers, person, purpose):
        """RFC 8058: both headers; a visible link, and where the sender is to be found."""
        line = self.env['privacy.contact.log'].search([
            ('partner_id', '=', person.id), ('reference', '=', f'mail.mail,{self.id}'), ('is_allowed', '=', True),
        ], limit=1)
        Link = self.env['kit.link']
        token = Link._make('privacy_unsubscribe', line, days=LINK_DAYS)
        headers.setdefault('List-Unsubscribe', f'<{Link.get_base_url()}/privacy/u/{token}>')
        headers.setdefault('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click')
        Qweb = self.env['ir.qweb'].with_context(lang=person.lang or self.env.lang)
        footer = Qweb._render('crm_privacy.mail_footer', {
            'url': Link._url(token), 'company': self.env.company, 'purpose': purpose,
            'address': self.env.company._privacy_postal_address()})
        email['body'] = tools.mail.append_content_to_html(email['body'], footer, plaintext=False)
        email['body_alternative'] = tools.html2plaintext(email['body'])


_UNKNOWN = {'allowed': False, 'reason': 'purpose_unknown', 'basis': False, 'event_id': False, 'rule_id': False}


def _pieces(email, marketing):
    """Marketing goes to each address by itself, as each has its own link to unsubscribe by."""
    addresses = email['email_to_normalized']
    if email['partner_id'] or not marketing or len(addresses) < 2:
        return [email]
    return [_only({**email, 'email_to': [*email['email_to'], *email['email_cc']], 'email_cc': []}, [address])
            for address in addresses]


def _only(email, addresses):
    """The message for these normalized addresses alone."""
    if not email['email_to_normalized'] or set(addresses) == set(email['email_to_normalized']):
        return dict(email)
    wanted = set(addresses)

    def kept(formatted):
        return [one for one in formatted if tools.email_normalize(one, strict=False) in wanted]
    return {**email, 'email_to_normalized': list(addresses), 'email_to': kept(email['email_to']),
            'email_cc': kept(email['email_cc'])}
