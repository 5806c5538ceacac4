from odoo import fields, models

from odoo.addons.crm_kit.exceptions import FieldError

LINK_DAYS = 30
MOST_LETTERS = 2000
SCORES = ('5', '4', '3', '2', '1')


class ConstituentRequest(models.Model):
    """How it was for the person: asked once by a public link, told without a login."""
    _inherit = 'constituent.request'

    satisfaction = fields.Float(  # a whole number; averages of it are shown with a decimal
        "Satisfaction", readonly=True, copy=False, aggregator='avg', digits=(2, 1),
        help="From 1 (bad) to 5 (very good); 0: not told.")
    satisfaction_comment = fields.Text("What they say", readonly=True, copy=False)
    satisfied_at = fields.Datetime("Told on", readonly=True, copy=False)
    asked_at = fields.Datetime("Asked how it was", readonly=True, copy=False)

    _satisfaction_range = models.Constraint(
        'CHECK (satisfaction BETWEEN 0 AND 5)', "Satisfaction is told from 1 to 5.")

    def _satisfaction_words(self):
        return {
            '5': self.env._("5 – very good"), '4': self.env._("4 – good"), '3': self.env._("3 – neither nor"),
            '2': self.env._("2 – not good"), '1': self.env._("1 – bad"),
        }

    def action_ask(self):
        """Send the link again, or for the first time."""
        self._ask()
        return True

    def _ask(self):
        """Send those who can be written to a link to say how it was; nobody else is asked."""
        self.check_access('write')
        for request in self:
            person = request.partner_id
            if not person.email_normalized or person.is_deceased or request.satisfied_at:
                continue
            self.env['kit.link']._revoke(request, 'constituent_satisfaction')
            token = self.env['kit.link']._make('constituent_satisfaction', request, LINK_DAYS)
            request._satisfaction_mail(token)
            # sudo: set by this deed alone
            request.sudo().asked_at = fields.Datetime.now()

    def _satisfaction_mail(self, token):
        self.ensure_one()
        mine = self.with_context(lang=self.partner_id.lang or self.env.lang)
        body = mine.env['ir.qweb']._render('crm_constituents.constituent_request_satisfaction_mail', {
            'url': self.env['kit.link']._url(token),
            'told': mine.env._(
                "you had asked %(organisation)s for something: “%(subject)s” (%(number)s). We think that it is "
                "settled.", organisation=self.company_id.name, subject=self.subject, number=self.name),
            'asks': mine.env._(
                "How was it? One click and one sentence help us to do better. The page works for %(days)s days:",
                days=LINK_DAYS)})
        # sudo: mails are made by the system
        self.env['mail.mail'].sudo().create({
            'subject': mine.env._("How was it? Your request %(number)s", number=self.name), 'body_html': body,
            'auto_delete': True, 'recipient_ids': [fields.Command.link(self.partner_id.id)],
            'email_from': self.company_id.email_formatted or self.env.user.email_formatted,
            **self._mail_purpose()})

    def _mail_purpose(self):
        """Further values of such a mail: what it is sent for. For the addon that keeps purposes."""
        return {}

    # -- the page of the link (kit.link) -----------------------------------

    def _satisfaction_values(self):
        self.ensure_one()
        words = self._satisfaction_words()
        return {
            'title': self.env._("How was it?"),
            'lead': self.env._("You wrote or spoke to us. Please tell us whether we have helped you."),
            'facts': [(self.env._("Your request"), self.subject), (self.env._("Number"), self.name)],
            'fields': [
                {'name': 'score', 'label': self.env._("How satisfied are you?"), 'type': 'choice', 'required': True,
                 'options': [(score, words[score]) for score in SCORES]},
                {'name': 'comment', 'label': self.env._("What should we know?"), 'type': 'textarea'},
            ],
            'button': self.env._("Send"),
            'note': self.env._("Your answer is read by those who looked after your request."),
        }

    def _satisfaction_record(self, post):
        """What was posted.

        :raise FieldError: no score from 1 to 5
        """
        self.ensure_one()
        if post.get('score') not in SCORES:
            raise FieldError(self.env._("Choose one of the five answers."), 'score')
        self.write({
            'satisfaction': int(post['score']), 'satisfied_at': fields.Datetime.now(),
            'satisfaction_comment': (post.get('comment') or '').strip()[:MOST_LETTERS] or False})

    def _satisfaction_done(self):
        self.ensure_one()
        return {
            'title': self.env._("Thank you"),
            'lead': self.env._("Your answer is with us. If something is still open, simply answer our message."),
        }
