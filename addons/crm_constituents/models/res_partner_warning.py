from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .res_partner import VIEWER

ABOUT = ('write', 'ask', 'edit')
LEVELS = ('stop', 'inform')
MOST_NAMED = 5
ENDS = ('.', '!', '?', '…', '。')


class ResPartner(models.Model):
    """What somebody must know before they write to people, ask them for something, or edit what is on record."""
    _inherit = 'res.partner'

    warnings_stop = fields.Html(
        "Read first", compute='_compute_warnings', sanitize=False, groups=VIEWER, exportable=False)
    warnings_inform = fields.Html(
        "Good to know", compute='_compute_warnings', sanitize=False, groups=VIEWER, exportable=False)
    edit_stop_text = fields.Text(
        "Read before editing", compute='_compute_warnings', groups=VIEWER, exportable=False)

    def _constituent_warnings(self, about):
        """What to know about these people before something is done: list of dicts, the most urgent first.

        Upper addons add theirs in `_constituent_warning_list`. Who has no right to see constituents is told nothing.

        :param about: `write` (a letter, a call), `ask` (for money, time or a favour) or `edit` (their record)
        :return: dicts of `code`, `level` (`stop`: to be read before going on; `inform`), `text` (plain, one sentence
            or two, the name in it), `partner` (whom it is about) and `record` (what says so; may be the partner)
        :raise ValueError: `about` is none of the three
        """
        if about not in ABOUT:
            raise ValueError(f"about is one of {ABOUT}, not {about!r}")
        if not self or not (self.env.su or self.env.user.has_group(VIEWER)):
            return []
        found = self._constituent_warning_list(about)
        rank = {partner: number for number, partner in enumerate(self)}
        return sorted(found, key=lambda each: (LEVELS.index(each['level']), rank.get(each['partner'], len(rank))))

    def _constituent_warning_list(self, about):
        """The warnings of this addon, in any order, in a number of queries that does not depend on the people.

        Extend by `super()`; see `_constituent_warnings` for what a warning is.
        """
        return [
            *self._constituent_warnings_alert(), *self._constituent_warnings_complaint(about),
            *(self._constituent_warnings_deceased() if about != 'edit' else []),
        ]

    def _constituent_warnings_alert(self):
        found = []
        for partner in self.filtered_domain(self._domain_alert_on(self.env['res.company']._constituent_today())):
            officer = partner.alert_officer_id
            note = partner.alert_note.strip()
            words = [self.env._("%(name)s: %(note)s", name=partner.name,
                                note=note if note.endswith(ENDS) else f'{note}.')]
            if officer and officer != self.env.user:
                words.append(self.env._("Call %(officer)s first.", officer=officer.name))
            if partner.alert_until:
                words.append(self.env._("Until %(day)s.", day=format_date(self.env, partner.alert_until)))
            found.append({
                # the officer who is to be called need not stop
                'code': 'alert', 'level': 'stop' if partner.alert_stops and officer != self.env.user else 'inform',
                'text': ' '.join(words), 'partner': partner, 'record': partner})
        return found

    def _constituent_warnings_complaint(self, about):
        if about == 'edit' or not self.env['constituent.request'].has_access('read'):
            return []
        Request = self.env['constituent.request']
        homes = {person: person.household_id for person in self if person.constituent_type == 'individual'}
        concerned = self.union(*homes.values()) if homes else self
        complaints = Request.search(
            Request._domain_open() & Domain('is_complaint', '=', True) & Request._domain_about(concerned),
            order='received_at, id')
        found = []
        for request in complaints:
            who = request.partner_id | request.other_partner_ids
            for partner in self:
                if partner in who or homes.get(partner, Request.partner_id) & who:
                    found.append({
                        'code': 'complaint', 'level': 'stop' if about == 'ask' else 'inform', 'partner': partner,
                        'record': request, 'text': self.env._(
                            "%(name)s is in an open complaint since %(day)s: %(subject)s (%(number)s, %(officer)s).",
                            name=partner.name, day=format_date(self.env, request.received_at.date()),
                            subject=request.subject, number=request.name,
                            officer=request.user_id.name or self.env._("nobody looks after it yet"))})
        return found

    def _constituent_warnings_deceased(self):
        return [{
            'code': 'deceased', 'level': 'stop', 'partner': partner, 'record': partner,
            'text': self.env._("%(name)s has died.", name=partner.name)}
            for partner in self if partner.is_deceased]

    # -- shown -----------------------------------------------------------------

    @api.model
    def _constituent_warnings_html(self, warnings):
        """Warnings as they are shown: each with the way to what it is about, and one line for the rest of many."""
        lines = []
        for each in warnings[:MOST_NAMED]:
            text = Markup('<span class="o_constituent_warning">%s</span>') % each['text']
            if each['record']._name != 'res.partner':
                text += Markup(' <a href="/odoo/%s/%s">%s</a>') % (
                    each['record']._name, each['record'].id, self.env._("Open"))
            lines.append(text)
        if len(warnings) > MOST_NAMED:
            lines.append(Markup('<span>%s</span>') % self.env._(
                "and %(count)s more", count=len(warnings) - MOST_NAMED))
        return Markup('<br/>').join(lines) or False

    @api.depends('alert_note', 'alert_stops', 'alert_from', 'alert_until', 'alert_officer_id', 'has_open_complaint')
    @api.depends_context('uid', 'lang', 'allowed_company_ids')
    def _compute_warnings(self):
        known = self._origin
        # on the page one may be about to ask; that somebody has died stands there already
        asks = [each for each in known._constituent_warnings('ask') if each['code'] != 'deceased']
        edits = [each for each in known._constituent_warnings('edit') if each['level'] == 'stop']
        for partner in self:
            mine = [each for each in asks if each['partner'] == partner._origin]
            partner.warnings_stop = self._constituent_warnings_html(
                [each for each in mine if each['level'] == 'stop'])
            partner.warnings_inform = self._constituent_warnings_html(
                [each for each in mine if each['level'] != 'stop'])
            partner.edit_stop_text = '\n'.join(
                each['text'] for each in edits if each['partner'] == partner._origin) or False
