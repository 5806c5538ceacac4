import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from odoo.addons.crm_kit.exceptions import FieldError

from .privacy_capture import NOTICE

HONEYPOT = 'website'  # a field that no person sees; whatever fills it in is none


class PrivacyForm(models.Model):
    """A public page on which people sign up for what they choose: /privacy/signup/<code>."""
    _name = 'privacy.form'
    _description = "Sign-up form"
    _order = 'name, id'

    code = fields.Char("End of the address", required=True, help="/privacy/signup/news ends in news.")
    name = fields.Char("Title", required=True, translate=True)
    intro = fields.Text("Introduction", translate=True)
    purpose_ids = fields.Many2many(
        'privacy.purpose', string="Topics", required=True, domain="[('is_offered', '=', True)]",
        help="Each is asked by a box of its own that nobody has ticked beforehand.")
    notice_id = fields.Many2one(
        'privacy.statement', string="Privacy notice", domain="[('kind', '=', 'notice')]", ondelete='restrict',
        index='btree_not_null')
    for_children = fields.Boolean(
        "Children may sign up", help="Asks for the birthday; below the age of consent a parent or guardian confirms.")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade', default=lambda self: self.env.company)
    url = fields.Char("Address", compute='_compute_url')
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex('(code)', "Another form has this address already.")

    @api.depends('code')
    def _compute_url(self):
        for form in self:
            form.url = f'{form.get_base_url()}/privacy/signup/{form.code}' if form.code else False

    @api.constrains('code')
    def _check_code(self):
        for form in self:
            if not re.fullmatch(r'[a-z0-9][a-z0-9-]*', form.code):
                raise ValidationError(self.env._(
                    "“%(code)s” cannot be the end of an address. Use small letters, digits and hyphens.",
                    code=form.code))

    @api.constrains('purpose_ids')
    def _check_purposes(self):
        for form in self:
            if not form.purpose_ids:
                raise ValidationError(self.env._("“%(form)s” asks for nothing. Choose a topic.", form=form.name))
            for purpose in form.purpose_ids:
                # P-04: what is necessary is told, and no box makes it look like a choice
                if not purpose._privacy_is_asked() or 'email' not in (purpose.channels or ''):
                    raise ValidationError(self.env._(
                        "“%(purpose)s” cannot be asked for on a sign-up form: it is no choice, or it is not offered "
                        "by e-mail. Choose another topic.", purpose=purpose.name))

    @api.model
    def _of_code(self, code):
        """The form of an address, in sudo; empty without any."""
        return self.sudo().search([('code', '=', code)], limit=1)  # sudo: a public page

    def _page_values(self):
        """Values of the page; reads only."""
        self.ensure_one()
        self = self.sudo()  # sudo: a public page
        block = self.env['privacy.capture']._capture_block(
            self.purpose_ids, channels=['email'], notice=self.notice_id.code or NOTICE)
        return {'form': self, 'title': self.name, 'lead': self.intro, 'capture': block, 'honeypot': HONEYPOT,
                'fields': self._page_fields()}

    def _page_fields(self):
        fields_ = [
            {'name': 'name', 'label': self.env._("Your name"), 'required': True, 'autocomplete': 'name'},
            {'name': 'email', 'label': self.env._("Your e-mail address"), 'type': 'email', 'required': True,
             'autocomplete': 'email', 'help': self.env._("We send you a message with a link to confirm it.")},
        ]
        if self.for_children:
            fields_ += [
                {'name': 'birthdate', 'label': self.env._("Your birthday"), 'type': 'date', 'required': True,
                 'autocomplete': 'bday', 'help': self.env._("Young people need the agreement of a parent.")},
                {'name': 'guardian_name', 'label': self.env._("Name of a parent or guardian"),
                 'help': self.env._("Only if you are too young to decide alone.")},
                {'name': 'guardian_email', 'label': self.env._("E-mail address of a parent or guardian"),
                 'type': 'email', 'help': self.env._("Only if you are too young to decide alone.")},
            ]
        return fields_

    def _submit(self, post):
        """What a visitor has sent. The same for an address that we know and one that we do not know.

        :raise FieldError: something is missing or cannot be
        """
        self.ensure_one()
        self = self.sudo().with_company(self.sudo().company_id)  # sudo: a public page
        if (post.get(HONEYPOT) or '').strip():
            return  # a machine: it gets the same answer
        name, email = (post.get('name') or '').strip()[:200], email_normalize(post.get('email') or '')
        if not name:
            raise FieldError(self.env._("Please enter your name."), 'name')
        if not email:
            raise FieldError(self.env._("Please enter an e-mail address, such as name@example.org."), 'email')
        Capture = self.env['privacy.capture']
        child = self.for_children and self._read_child(post, name)
        decisions = [
            {**decision, 'channels': ['email']}
            for decision in Capture._capture_read(post, self.purpose_ids) if 'email' in decision['channels']]
        if not decisions:
            raise FieldError(self.env._("Please choose what you would like to receive."), 'capture')
        if child:
            name, email = child.pop('guardian'), child.pop('email')
        self.env['privacy.opt.in']._ask(
            email, name, decisions, child=child or None, **Capture._capture_traces(),
            notice=Capture._capture_notice_name(self.notice_id.code or NOTICE))

    def _read_child(self, post, name):
        """What is known of a child who signs up, with its guardian; None of who is old enough (P-27)."""
        try:
            birthdate = fields.Date.to_date(post.get('birthdate') or None)
        except ValueError:
            birthdate = None
        if not birthdate or birthdate > fields.Date.context_today(self):
            raise FieldError(self.env._("Please enter your birthday."), 'birthdate')
        probe = self.env['res.partner'].new({'birthdate': birthdate, 'country_id': self.company_id.country_id.id})
        if not probe._privacy_is_minor(['email']):
            return None
        guardian = (post.get('guardian_name') or '').strip()[:200]
        email = email_normalize(post.get('guardian_email') or '')
        if not guardian:
            raise FieldError(self.env._(
                "At your age a parent or guardian has to agree. Please enter their name."), 'guardian_name')
        if not email:
            raise FieldError(self.env._(
                "At your age a parent or guardian has to agree. Please enter their e-mail address."), 'guardian_email')
        return {'name': name, 'birthdate': birthdate, 'guardian': guardian, 'email': email}
