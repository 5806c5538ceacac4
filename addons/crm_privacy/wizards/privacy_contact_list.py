import base64
import hashlib
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_kit.tools import xlsx
from odoo.addons.crm_kit.tools.cells import Column

from ..models.base_export import NOTED

EXIT = 'contact_list'
COLUMNS = {
    'post': ('constituent_no', 'salutation_formal', 'name', 'street', 'street2', 'zip', 'city', 'state_id',
             'country_id'),
    'call': ('constituent_no', 'name', 'phone', 'lang'),
}
# Somebody may be called all the same, at another hour of the day.
IN_TIME = 'quiet'
MOST = 20_000  # people in one list


class PrivacyContactList(models.TransientModel):
    """A list to write letters, print labels or call from: of those only whom the gate lets pass for the purpose.

    Like each export it says what it is for, has a limit and beyond it a second user, and stands in the log with its
    hash; beside that, each person's verdict stands in the contact log.
    """
    _name = 'privacy.contact.list'
    _description = "List for letters or calls"

    partner_ids = fields.Many2many(
        'res.partner', string="People", required=True, readonly=True,
        default=lambda self: self.env.context.get('active_ids', []))
    channel = fields.Selection(
        [('post', "Letters and labels"), ('call', "Calls")], string="List for", required=True, default='post')
    purpose_id = fields.Many2one(
        'privacy.purpose', string="Purpose", required=True, ondelete='cascade',
        domain="[('is_abstract', '=', False), ('is_answer', '=', False)]")
    why = fields.Char("What for", required=True, help="In a few words, such as “Invitation to the meeting of 4 May”.")
    person_count = fields.Integer("Chosen", compute='_compute_preview')
    allowed_count = fields.Integer("On the list", compute='_compute_preview')
    left_out = fields.Text("Left out", compute='_compute_preview')
    file = fields.Binary("List", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.depends('partner_ids', 'channel', 'purpose_id')
    def _compute_preview(self):
        said = self.env['privacy.reason']
        for wizard in self:
            verdicts = wizard._verdicts()
            reasons = Counter(verdict['reason'] for verdict in verdicts.values() if not verdict['allowed'])
            wizard.person_count = len(wizard.partner_ids)
            wizard.allowed_count = sum(verdict['allowed'] for verdict in verdicts.values())
            wizard.left_out = '\n'.join(
                f'{count} × {said._words(reason)}' for reason, count in reasons.most_common()) or False

    def _verdicts(self):
        self.ensure_one()
        if not self.purpose_id or not self.channel:
            return {}
        verdicts = self.partner_ids._origin._privacy_gate(self.purpose_id, self.channel)
        return {id_: {**verdict, 'allowed': True, 'reason': 'allowed'} if verdict['reason'] == IN_TIME else verdict
                for id_, verdict in verdicts.items()}

    def action_make(self):
        """Make the file; or ask a second user, when it holds more people than one user may take in a day."""
        self.ensure_one()
        if not self.env.user.has_group('base.group_allow_export'):
            raise AccessError(self.env._("You may not take files out. Ask your administrator for “Allow export”."))
        if len(self.partner_ids) > MOST:
            raise UserError(self.env._(
                "%(count)s people are too many for one list. Choose at most %(most)s, and go on with the rest.",
                count=len(self.partner_ids), most=MOST))
        verdicts = self._verdicts()
        people = self.partner_ids.filtered(lambda person: verdicts[person.id]['allowed'])
        people.check_access('read')
        if not people:
            raise UserError(self.env._(
                "Nobody would be on this list. See why under “Left out”, and choose other people or another purpose."))
        names = COLUMNS[self.channel]
        people._privacy_check_export(self.why)
        if people._privacy_needs_approval() and not self.env['privacy.export.request']._find(people, names):
            request = self.env['privacy.export.request']._ask(people, list(names), self.why)
            return {'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'warning', 'sticky': True, 'next': {'type': 'ir.actions.act_window_close'},
                'message': self.env._(
                    "%(rows)d people are more than one user may take in a day: another user must approve the list. You "
                    "are told when it is decided; make it again then.", rows=request.rows)}}
        people = people.with_context(privacy_why=self.why)._privacy_take_out(EXIT, list(names))
        content = self._content(people, names)
        self._put_down(verdicts, content)
        self.write({'file': base64.b64encode(content), 'file_name': f'{self._file_stem()}.xlsx'})
        return {'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id, 'target': 'new',
                'views': [(False, 'form')]}

    def _file_stem(self):
        today = self.env['res.company']._constituent_today()
        return self.env._("letters-%(day)s", day=today) if self.channel == 'post' else self.env._(
            "calls-%(day)s", day=today)

    def _content(self, people, names):
        fields_ = [people._fields[name] for name in names]
        columns = [Column(field._description_string(self.env)) for field in fields_]
        languages = dict(self.env['res.lang'].get_installed())

        def cell(person, field):
            value = person[field.name]
            if field.name == 'lang':
                return languages.get(value, '')
            return value.display_name or '' if field.relational else value or ''
        return xlsx.write(columns, [[cell(person, field) for field in fields_] for person in people])

    def _put_down(self, verdicts, content):
        """The hash of the file and its purpose into the line of the log; each verdict into the contact log."""
        # sudo: nobody has a right to write the log
        log = self.env['privacy.export.log'].sudo().browse(self.env.cr.precommit.data.pop(NOTED)[-1])
        log.write({'sha256': hashlib.sha256(content).hexdigest(), 'purpose': self.purpose_id.code})
        self.env['privacy.contact.log'].sudo()._write_down(  # sudo: same
            EXIT, self.purpose_id, self.channel, verdicts, reference=f'{log._name},{log.id}')
