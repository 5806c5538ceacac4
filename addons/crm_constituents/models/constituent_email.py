from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize, email_normalize_all, html2plaintext

MOST = 10  # people who share an address; more than that is no family
SUMMARY = 5000  # letters of a mail that the contact repeats; the whole of it stays with the mail


class ConstituentEmail(models.Model):
    """One e-mail that came to a mailbox, filed with the people it is from or, where a colleague sent it with the
    mailbox in copy, to. All who share the address are those people. Nobody known, or too many: a person files it.
    """
    _name = 'constituent.email'
    _description = "E-mail"
    _inherit = ['mail.thread']
    _order = 'date DESC, id DESC'
    _rec_name = 'subject'
    _primary_email = 'email_from'

    subject = fields.Char(readonly=True)
    email_from = fields.Char("From", readonly=True)
    addresses = fields.Char(
        "Looked for", readonly=True, help="Addresses of the other side, by which the people were looked for.")
    date = fields.Datetime("Received", required=True, readonly=True, default=fields.Datetime.now)
    direction = fields.Selection(
        [('in', "From them"), ('out', "From us")], required=True, readonly=True, default='in')
    message_key = fields.Char(readonly=True, copy=False, help="Message-ID: the same mail is filed once.")
    mailbox_id = fields.Many2one(
        'constituent.mailbox', readonly=True, index='btree_not_null', ondelete='set null')
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company)
    user_id = fields.Many2one(
        'res.users', string="Sent by", readonly=True, index='btree_not_null', ondelete='set null')
    partner_ids = fields.Many2many(
        'res.partner', 'constituent_email_partner_rel', 'email_id', 'partner_id', string="Filed with",
        domain="[('constituent_type', '!=', False)]", copy=False)
    interaction_id = fields.Many2one(
        'constituent.interaction', string="Contact", readonly=True, index='btree_not_null', ondelete='set null',
        copy=False)
    state = fields.Selection([
        ('open', "To file"),
        ('filed', "Filed"),
        ('ignored', "Left aside"),
    ], required=True, default='open', readonly=True, copy=False)
    why = fields.Char("Why it waits", readonly=True, copy=False)

    _once = models.UniqueIndex(
        '(message_key, company_id) WHERE message_key IS NOT NULL', "This e-mail was filed already.")
    _waiting = models.Index("(date) WHERE state = 'open'")

    # -- coming in -------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """File a mail as it comes in; one that came to two of our mailboxes is filed once."""
        values = dict(custom_values or {})
        company = self.env['res.company'].browse(values.get('company_id')) or self.env.company
        key = msg_dict.get('message_id')
        if key and (known := self.search([('message_key', '=', key), ('company_id', '=', company.id)], limit=1)):
            return known
        sender = email_normalize(msg_dict.get('email_from')) or ''
        colleague = sender and self.env['res.users'].search(
            [('email_normalized', '=', sender), ('share', '=', False)], limit=1)
        others = self._addresses_of_others(msg_dict) if colleague else [sender] if sender else []
        email = super().message_new(msg_dict, {
            **values, 'subject': (msg_dict.get('subject') or self.env._("(no subject)"))[:250],
            'email_from': msg_dict.get('email_from'), 'message_key': key, 'company_id': company.id,
            'date': msg_dict.get('date') or fields.Datetime.now(), 'direction': 'out' if colleague else 'in',
            'user_id': colleague.id if colleague else False, 'addresses': ', '.join(others)})
        email._file_by_address(html2plaintext(msg_dict.get('body') or '')[:SUMMARY])
        return email

    @api.model
    def _addresses_of_others(self, msg_dict):
        """Whom a colleague wrote to, without our own addresses."""
        ours = set(self.env['mail.alias'].search([]).mapped('alias_full_name')) | set(
            self.env['res.users'].search([('share', '=', False)]).mapped('email_normalized'))
        found = email_normalize_all(f"{msg_dict.get('to') or ''}, {msg_dict.get('cc') or ''}")
        return [address for address in dict.fromkeys(found) if address not in ours]

    def _file_by_address(self, text):
        """Find the people by the addresses and file the mail with all of them; else say why it waits."""
        self.ensure_one()
        addresses = (self.addresses or '').split(', ')
        found = self.env['res.partner']._constituent_by_address(addresses, self.company_id)
        people = self.env['res.partner'].union(*found.values()) if found else self.env['res.partner']
        if not people:
            self.why = self.env._("Nobody on record has this address.")
        elif len(people) > MOST:
            self.why = self.env._("%(count)s people share this address.", count=len(people))
        else:
            self._file(people, text)

    def _file(self, people, text=None):
        """Put the mail down as one contact with these people, on the timeline of each."""
        self.ensure_one()
        text = self._words() if text is None else text
        self.interaction_id = self.env['constituent.interaction'].create({
            'channel': 'email', 'direction': self.direction, 'date': self.date, 'subject': self.subject,
            'summary': text.strip() or False, 'purpose': self.mailbox_id.purpose, 'user_id': self.user_id.id,
            'partner_ids': [Command.set(people.ids)], 'res_model': self._name, 'res_id': self.id})
        self.write({'state': 'filed', 'partner_ids': [Command.set(people.ids)], 'why': False})

    def _words(self):
        """What the mail says, as plain text, cut to what a contact repeats."""
        # sudo: the words of the mail that is being filed
        message = self.sudo().message_ids.filtered(lambda one: one.message_type == 'email')[-1:]
        return html2plaintext(message.body or '')[:SUMMARY]

    # -- by hand -----------------------------------------------------------------

    def action_file(self):
        """File with the people chosen, once."""
        self.check_access('write')
        for email in self:
            if not email.partner_ids:
                raise UserError(self.env._(
                    "Choose with whom “%(subject)s” is to be filed, or press “New person”.", subject=email.subject))
            if email.state == 'open' and email.try_lock_for_update():
                email._file(email.partner_ids)
        return True

    def action_ignore(self):
        """Leave it aside: advertising, an automatic answer."""
        self.check_access('write')
        self.filtered(lambda email: email.state == 'open').state = 'ignored'
        return True

    def action_reopen(self):
        """Take it up again; a contact that was made of it goes."""
        self.check_access('write')
        for email in self.filtered(lambda email: email.state != 'open'):
            # sudo: an officer deletes no contacts, but takes back what was filed wrongly
            email.interaction_id.sudo().unlink()
            email.state = 'open'
        return True

    def action_new_person(self):
        """The form of a new person with the name and address of the sender."""
        self.ensure_one()
        name, address = self.env['res.partner']._parse_partner_name(self.email_from or '')
        return self.env['res.partner']._constituent_new_page('new', name=name, email=address)

    def action_look_again(self):
        """Look for the people again, such as after somebody was entered."""
        self.check_access('write')
        for email in self.filtered(lambda email: email.state == 'open'):
            email._file_by_address(email._words())
        return True
