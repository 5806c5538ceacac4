from odoo import api, models
from odoo.tools import email_normalize, format_date

from odoo.addons.crm_kit.exceptions import FieldError

CONFIRM_DAYS = 7
ASKED = ('access', 'portability', 'rectification', 'erasure', 'restriction', 'objection', 'complaint')
MOST_LETTERS = 4000


class PrivacyRequest(models.Model):
    """The public entry: whoever asks is told the same; a request counts once its link was opened and confirmed."""
    _inherit = 'privacy.request'

    @api.model
    def _public_words(self):
        """What a person may ask for, in the words of a person."""
        return {
            'access': self.env._("See what you hold about me"),
            'portability': self.env._("Take my data along"),
            'rectification': self.env._("Have something corrected"),
            'erasure': self.env._("Have my data erased"),
            'restriction': self.env._("Have the use of my data restricted"),
            'objection': self.env._("Object to the use of my data"),
            'complaint': self.env._("Complain about the use of my data"),
        }

    @api.model
    def _public_page(self):
        words = self._public_words()
        return {
            'title': self.env._("Your data, your rights"),
            'lead': self.env._(
                "Tell us what you want. We send a link to your address, to be sure that it is you who asks, and answer "
                "within the time that the law gives us, as a rule one month. It costs nothing."),
            'fields': [
                {'name': 'type', 'label': self.env._("What do you want?"), 'type': 'choice', 'required': True,
                 'options': [(code, words[code]) for code in ASKED], 'value': 'access'},
                {'name': 'name', 'label': self.env._("Your name"), 'required': True, 'autocomplete': 'name'},
                {'name': 'email', 'label': self.env._("Your e-mail address"), 'type': 'email', 'required': True,
                 'autocomplete': 'email'},
                {'name': 'details', 'label': self.env._("Anything that helps us to answer"), 'type': 'textarea'},
            ],
            'button': self.env._("Send the request"),
            'note': self.env._("We use what you enter here to answer you, and for nothing else."),
        }

    @api.model
    def _public_done(self):
        return {
            'title': self.env._("Please look into your mailbox"),
            'lead': self.env._(
                "We have sent a link to the address that you gave. Open it within %(days)s days and confirm: then your "
                "request is with us.", days=CONFIRM_DAYS)}

    @api.model
    def _public_values(self, post):
        """Values of a request from what was posted.

        :raise FieldError: something is missing or is no e-mail address
        """
        if post.get('type') not in ASKED:
            raise FieldError(self.env._("Choose what you want."), 'type')
        name = ' '.join((post.get('name') or '').split())[:200]
        if not name:
            raise FieldError(self.env._("Enter your name, so that we know who asks."), 'name')
        email = email_normalize(post.get('email') or '')
        if not email or len(email) > 254:
            raise FieldError(self.env._(
                "“%(email)s” is no e-mail address. Enter one that you can read: we send a link to it.",
                email=(post.get('email') or '')[:100]), 'email')
        return {'type': post['type'], 'requester_name': name, 'requester_email': email,
                'details': (post.get('details') or '')[:MOST_LETTERS] or False}

    @api.model
    def _public_enter(self, values):
        """Enter the request and send the link; nobody is looked up, so the work is the same for everybody."""
        # sudo: a visitor asks by right, and has no role here
        entered = self.sudo().create({**values, 'received_by': 'web', 'user_id': False,
                                      'company_id': self.env.company.id})
        token = self.env['kit.link']._make('privacy_confirm', entered, CONFIRM_DAYS)
        entered._mail(entered.requester_email, self.env._("Please confirm your request"), token, CONFIRM_DAYS)
        return entered

    def _mail(self, address, subject, token, days):
        """Send the link of a token to an address."""
        self.ensure_one()
        body = self.env['ir.qweb']._render('crm_privacy.privacy_request_mail', {
            'asked': self, 'url': self.env['kit.link']._url(token), 'days': days, 'company': self.company_id})
        # sudo: mails are made by the system
        self.env['mail.mail'].sudo().create({
            'subject': subject, 'body_html': body, 'auto_delete': True, 'email_to': address,
            'email_from': self.company_id.email_formatted or self.env.user.email_formatted,
            **self._mail_purpose()})

    @api.model
    def _mail_purpose(self):
        """What these mails are sent for: they reach those too whose data may only be stored (GDPR Art. 12, 18)."""
        return {'privacy_purpose_id': self.env['privacy.purpose']._find('RIGHTS').id}

    # -- the page of the link (kit.link) ---------------------------------------

    def _confirm_values(self):
        self.ensure_one()
        words = {**dict(self._fields['type']._description_selection(self.env)), **self._public_words()}
        return {
            'title': self.env._("Confirm your request"),
            'lead': self.env._("Did you send this to us? Then confirm it."),
            'facts': [(self.env._("You want"), words[self.type]),
                      (self.env._("Received"), format_date(self.env, self.received_on)),
                      (self.env._("Number"), self.name)],
            'button': self.env._("Yes, that was me"),
            'note': self.env._("If you did not, close this page: nothing happens."),
        }

    def _confirm(self, _post):
        """The address is that of whoever asked; when it is that of one person alone, that is the person."""
        self.ensure_one()
        vals = {'is_confirmed': True}
        people = self.env['res.partner'].search([
            ('email_normalized', '=', self.requester_email), ('constituent_type', '=', 'individual'),
            ('company_id', 'in', [False, self.company_id.id])], limit=2)
        if len(people) == 1 and not self.partner_id:
            vals['partner_id'] = people.id
        self.write(vals)
        self._log(self.env._("Confirmed by the link."))

    def _confirm_done(self):
        self.ensure_one()
        return {
            'title': self.env._("Your request is with us"),
            'lead': self.env._(
                "Its number is %(number)s. We answer by %(due)s.", number=self.name,
                due=format_date(self.env, self.due_on))}
