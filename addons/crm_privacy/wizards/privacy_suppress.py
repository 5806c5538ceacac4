from odoo import fields, models
from odoo.exceptions import UserError

from ..models.privacy_rule import CHANNELS

SHOWN = 8  # lines that are named in an error


class PrivacySuppress(models.TransientModel):
    """Put addresses or people on the suppression list: one, or the file of a preference service (P-15)."""
    _name = 'privacy.suppress'
    _description = "Suppress addresses or people"

    kind = fields.Selection([
        ('email', "E-mail addresses"), ('phone', "Telephone numbers"), ('person', "Names and postal codes"),
    ], required=True, default='email')
    lines = fields.Text("One on each line", required=True)
    reason = fields.Selection([
        ('objection', "Objection"), ('register', "Preference service"), ('complaint', "Complaint"),
        ('bounce', "Does not exist"),
    ], required=True, default='objection')
    channel = fields.Selection(CHANNELS, string="Only for", help="Empty: every way of contact.")
    scope = fields.Selection([
        ('marketing', "All but service"), ('all', "Everything"),
    ], required=True, default='marketing')
    note = fields.Char(help="Where it is from, such as the name of the file. Names nobody.")

    def action_suppress(self):
        """Add each line; none when one of them cannot be understood."""
        self.ensure_one()
        Suppression = self.env['privacy.suppression']
        values, wrong = [], []
        for number, line in enumerate(self.lines.splitlines(), 1):
            if not line.strip():
                continue
            value = self._read(line.strip())
            if value is None:
                wrong.append(self.env._("line %(number)d: %(line)s", number=number, line=line.strip()))
            else:
                values.append(value)
        if wrong:
            expected = {
                'email': self.env._("name@example.org"),
                'phone': self.env._("+49 30 1234567, or a number of your own country"),
                'person': self.env._("Ada Okafor; SW1A 2AA"),
            }[self.kind]
            raise UserError(self.env._(
                "Nothing was added: %(count)d of the lines cannot be understood. Each line should look like this: "
                "%(expected)s\n%(lines)s", count=len(wrong), expected=expected, lines='\n'.join(wrong[:SHOWN])))
        if not values:
            raise UserError(self.env._("There is no address to suppress. Enter one on each line."))
        new = Suppression._add_many(
            self.kind, values, self.reason, channel=self.channel, scope=self.scope, note=self.note)
        return {'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
            'type': 'success', 'next': {'type': 'ir.actions.act_window_close'},
            'message': self.env._("%(new)d added to the suppression list, %(known)d were on it.",
                                  new=len(new), known=len(set(values)) - len(new))}}

    def _read(self, line):
        """The address or person of a line, in the form in which it is compared; None when it is none."""
        Suppression = self.env['privacy.suppression']
        if self.kind == 'email':
            value = Suppression._normal('email', line)
            return value if '@' in value else None
        if self.kind == 'phone':
            number = self.env['res.partner']._phone_format(
                number=line, country=self.env.company.country_id, force_format='E164', raise_exception=False)
            return number or None
        return Suppression._normal('person', line.replace('\t', ';'))
