from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

DAYS = 7  # back and to come: "this week"
MOST = 5  # of one person
MOST_ROWS = 2000  # of each source that are looked at


class ResPartner(models.Model):
    """Who else talks to them this week: told to whoever is about to write or ask."""
    _inherit = 'res.partner'

    def _constituent_warning_list(self, about):
        return [*super()._constituent_warning_list(about), *(
            self._constituent_warnings_talks() if about != 'edit' else [])]

    def _constituent_warnings_talks(self):
        return [{
            'code': 'talks', 'level': 'inform', 'partner': partner, 'record': partner,
            'text': self.env._("%(name)s, this week: %(talks)s.", name=partner.name, talks='; '.join(
                talk['text'] for talk in talks))} for partner, talks in self._constituent_talks().items()]

    def _constituent_talks(self):
        """Which colleagues talked to these people in the last seven days, or will in the next. What the user may not
        see is not told.

        :return: `{partner: dicts of at (datetime) and text, newest first, at most five}` of those of whom there is any
        """
        found = {}
        for partner, at, text in self._constituent_talk_sources():
            found.setdefault(partner, []).append({'at': at, 'text': text})
        return {partner: sorted(found[partner], key=lambda talk: talk['at'], reverse=True)[:MOST]
                for partner in self if partner in found}

    def _constituent_talk_sources(self):
        """`(partner, at, text)` of each talk, in a number of queries that does not depend on the people, households
        apart; extended by upper addons through `super()`.
        """
        now = fields.Datetime.now()
        since, until = now - timedelta(days=DAYS), now + timedelta(days=DAYS)
        return [*self._constituent_talks_contacts(since, until), *self._constituent_talks_messages(since),
                *self._constituent_talks_tasks(until)]

    def _constituent_talks_contacts(self, since, until):
        Contact = self.env['constituent.interaction']
        if not Contact.has_access('read'):
            return
        concerned = {}  # a household hears of the talks with its members
        for partner in self:
            for person in partner._constituent_timeline_people():
                concerned.setdefault(person, []).append(partner)
        kinds = dict(Contact._fields['channel']._description_selection(self.env))
        for contact in Contact.search(
                Domain('partner_ids', 'in', [person.id for person in concerned]) & Domain('date', '>=', since)
                & Domain('date', '<=', until) & Domain('user_id', 'not in', (False, self.env.uid))
                & Domain('channel', '!=', 'note'), limit=MOST_ROWS):
            text = self.env._("%(name)s: %(kind)s on %(day)s", name=contact.user_id.name, kind=kinds[contact.channel],
                              day=self._constituent_talk_day(contact.date))
            for partner in {one for person in contact.partner_ids for one in concerned.get(person, ())}:
                yield partner, contact.date, text

    def _constituent_talks_messages(self, since):
        colleagues = self.env['res.users'].search([('share', '=', False), ('id', '!=', self.env.uid)])
        for message in self.env['mail.message'].search([
                ('model', '=', 'res.partner'), ('res_id', 'in', self.ids), ('date', '>=', since),
                ('message_type', 'in', ('comment', 'email', 'email_outgoing')), ('is_internal', '=', False),
                ('author_id', 'in', colleagues.partner_id.ids)], limit=MOST_ROWS):
            yield self.browse(message.res_id), message.date, self.env._(
                "%(name)s wrote on %(day)s", name=message.author_id.name, day=self._constituent_talk_day(message.date))

    def _constituent_talks_tasks(self, until):
        for task in self.env['mail.activity'].search([
                ('res_model', '=', 'res.partner'), ('res_id', 'in', self.ids), ('user_id', '!=', self.env.uid),
                ('date_deadline', '<=', until.date())], limit=MOST_ROWS):
            yield self.browse(task.res_id), fields.Datetime.to_datetime(task.date_deadline), self.env._(
                "%(name)s plans “%(what)s” for %(day)s", name=task.user_id.name,
                what=task.summary or task.activity_type_id.name or self.env._("a task"),
                day=format_date(self.env, task.date_deadline))

    def _constituent_talk_day(self, moment):
        return format_date(self.env, fields.Datetime.context_timestamp(self, moment).date())
