from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

MOST_COUNTED = 5000  # recipients that are looked at while one writes


class MailComposeMessage(models.TransientModel):
    """Whoever writes is told first what they must know about those they write to."""
    _inherit = 'mail.compose.message'

    constituent_warning = fields.Html(
        "Read first", compute='_compute_constituent_warning', sanitize=False, exportable=False)
    constituent_stops = fields.Boolean(compute='_compute_constituent_warning')
    constituent_acknowledged = fields.Boolean("I have read this")

    def _constituent_about(self):
        """What the message is for, as in `_constituent_warnings`: `write`, and `ask` where an addon knows it."""
        return 'write'

    def _constituent_addressees(self):
        """Whom this is about to be sent to."""
        self.ensure_one()
        if self.composition_mode != 'mass_mail':
            return self.partner_ids
        if not self.model or self.model not in self.env:
            return self.env['res.partner']
        if self.res_domain:
            records = self.env[self.model].search(self._evaluate_res_domain(), limit=MOST_COUNTED)
        else:
            records = self.env[self.model].browse(self._evaluate_res_ids() or [])[:MOST_COUNTED]
        return self.env['res.partner'].union(*records._mail_get_partners().values())

    @api.depends('composition_mode', 'model', 'partner_ids', 'res_domain', 'res_ids')
    @api.depends_context('uid', 'lang')
    def _compute_constituent_warning(self):
        for composer in self:
            # what they may not read, they are not told of either
            people = composer._constituent_addressees()._origin._filtered_access('read')
            warnings = people._constituent_warnings(composer._constituent_about())
            composer.constituent_stops = any(each['level'] == 'stop' for each in warnings)
            composer.constituent_warning = self.env['res.partner']._constituent_warnings_html(warnings)
            if len(people) > 1 and len(warnings) > 1:
                counts = Counter(each['code'] for each in warnings)
                composer.constituent_warning = self._constituent_counts(counts) + composer.constituent_warning

    @api.model
    def _constituent_counts(self, counts):
        """How many of the addressees are concerned, by reason."""
        words = self.env['constituent.segment.snapshot']._reasons()
        names = {**words, 'alert': self.env._("Alert"), 'talks': self.env._("Talked to by colleagues")}
        return self.env['ir.qweb']._render('crm_constituents.constituent_warning_counts', {
            'rows': [(count, names.get(code, code)) for code, count in counts.most_common()]})

    def _constituent_check_read(self):
        for composer in self:
            if composer.constituent_stops and not composer.constituent_acknowledged:
                raise UserError(self.env._(
                    "Somebody must be asked before this goes out. Read what stands at the top, and tick “I have read "
                    "this” if it may be sent."))

    def action_send_mail(self):
        self._constituent_check_read()
        return super().action_send_mail()

    def action_schedule_message(self):
        self._constituent_check_read()
        return super().action_schedule_message()
