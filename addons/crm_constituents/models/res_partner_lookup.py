import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..tools.phones import sanitised

SHORTEST = 6  # digits: fewer tell nobody from anybody
TAIL = 9  # digits that a number is known by, whatever stands before them
MOST = 20


class ResPartner(models.Model):
    """Who is it? People by a number as the telephone shows it, and by an address as it stands in a mail."""
    _inherit = 'res.partner'

    _phone_tail_lookup = models.Index('(reverse(phone_sanitized) text_pattern_ops) WHERE phone_sanitized IS NOT NULL')

    @api.model
    def _constituent_by_phone(self, number, limit=MOST):
        """Those whom the user may see and who have this number, in whatever format it comes: with 00 or +, without the
        code of the country, with spaces, brackets and letters around it. Constituents first.

        An exact match in international form counts; only where there is none, the last nine digits do.
        """
        digits = re.sub(r'[^0-9]', '', number or '')
        if len(digits) < SHORTEST:
            return self.browse()
        exact = self._constituent_phone_forms(number, digits)
        found = self.search([('phone_sanitized', 'in', exact)], limit=limit)
        if not found:
            tail = digits.lstrip('0')[-TAIL:]
            if len(tail) < SHORTEST:
                return found
            found = self.search(Domain.custom(to_sql=lambda model, alias, query: SQL(
                "reverse(%s) LIKE %s", model._field_to_sql(alias, 'phone_sanitized', query), tail[::-1] + '%')),
                limit=limit)
        return found.sorted(lambda partner: (not partner.constituent_type, partner.id))

    @api.model
    def _constituent_phone_forms(self, number, digits):
        """What the number can be in international form, read from here, and as it is."""
        # sudo: the country of the organisation
        countries = self.env.company.sudo().country_id | self.env.user.sudo().country_id
        plain = number.strip()
        plain = '+' + digits[2:] if digits.startswith('00') and not plain.startswith('+') else plain
        forms = {f'+{digits}', '+' + digits[2:]} if digits.startswith('00') else {f'+{digits}'}
        for country in countries:
            if form := sanitised(plain, country.code, country.phone_code):
                forms.add(form)
        return list(forms)

    @api.model
    def _constituent_by_address(self, addresses, company=None):
        """`{normalised address: the living, active constituents who have it}`: all who share it.

        Where people and their household have the same one, the people: what is filed under them stands on the page of
        the household as well.
        """
        wanted = {normal for address in addresses if (normal := email_normalize(address))}
        domain = Domain('email_normalized', 'in', list(wanted)) & self._domain_constituent() & Domain(
            'is_deceased', '=', False)
        if company:
            domain &= Domain('company_id', 'in', (False, company.id))
        found = self.search(domain, order='id').grouped('email_normalized')
        return {address: people.filtered(lambda one: one.constituent_type != 'household') or people
                for address, people in found.items()}

    # -- who else talks to them ----------------------------------------------

    colleague_talks = fields.Char("Talked to by colleagues", compute='_compute_colleague_talks')

    @api.depends_context('uid', 'lang', 'tz')
    def _compute_colleague_talks(self):
        for partner in self:
            partner.colleague_talks = self.env._("; ").join(
                talk['text'] for talk in partner._origin._constituent_talks()) if partner._origin else False

    def _constituent_talks(self, days=7):
        """Which colleagues talked to this person in the last `days` days, or will in the next: whoever writes now
        should know. What the user may not see is not told.

        :return: dicts of `user` (record), `at` (datetime or date), `text`, newest first; at most five
        """
        self.ensure_one()
        return sorted(
            self._constituent_talk_sources(days), key=lambda talk: str(talk['at']), reverse=True)[:5]

    def _constituent_talk_sources(self, days):
        """As `_constituent_talks`, of each source; extended by upper addons through `super()`."""
        now, me = fields.Datetime.now(), self.env.user
        since, until = fields.Datetime.subtract(now, days=days), fields.Datetime.add(now, days=days)
        talks = []
        Contact = self.env['constituent.interaction']
        if Contact.has_access('read'):
            kinds = dict(Contact._fields['channel']._description_selection(self.env))
            for contact in Contact.search([
                    ('partner_ids', 'in', self._constituent_timeline_people().ids), ('date', '>=', since),
                    ('date', '<=', until), ('user_id', 'not in', (False, me.id)), ('channel', '!=', 'note')],
                    limit=5):
                talks.append({'user': contact.user_id, 'at': contact.date, 'text': self.env._(
                    "%(name)s: %(kind)s on %(day)s", name=contact.user_id.name, kind=kinds[contact.channel],
                    day=self._constituent_day(contact.date))})
        for message in self.env['mail.message'].search([
                ('model', '=', 'res.partner'), ('res_id', '=', self.id), ('date', '>=', since),
                ('message_type', 'in', ('comment', 'email', 'email_outgoing')), ('is_internal', '=', False),
                ('author_id', 'in', self._constituent_colleagues().partner_id.ids)], limit=5):
            talks.append({'user': message.author_id.user_ids[:1], 'at': message.date, 'text': self.env._(
                "%(name)s wrote on %(day)s", name=message.author_id.name, day=self._constituent_day(message.date))})
        for activity in self.activity_ids.filtered(
                lambda activity: activity.user_id != me and activity.date_deadline <= until.date()):
            talks.append({'user': activity.user_id, 'at': activity.date_deadline, 'text': self.env._(
                "%(name)s plans “%(what)s” for %(day)s", name=activity.user_id.name,
                what=activity.summary or activity.activity_type_id.name or self.env._("a task"),
                day=self._constituent_day(activity.date_deadline))})
        return talks

    def _constituent_colleagues(self):
        return self.env['res.users'].search([('share', '=', False), ('id', '!=', self.env.uid)])

    def _constituent_day(self, moment):
        if hasattr(moment, 'hour'):
            moment = fields.Datetime.context_timestamp(self, moment).date()
        return self.env['ir.qweb.field.date'].value_to_html(moment, {})
