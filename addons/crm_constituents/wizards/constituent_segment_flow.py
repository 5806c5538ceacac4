from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ConstituentSegmentFlow(models.TransientModel):
    """Who entered a segment and who left it between two days, by the records of those days."""
    _name = 'constituent.segment.flow'
    _description = "Who entered and left a segment"

    segment_id = fields.Many2one('constituent.segment', required=True, ondelete='cascade')
    date_from = fields.Date("Between", required=True, default=lambda self: self._today() - relativedelta(months=1))
    date_to = fields.Date("and", required=True, default=lambda self: self._today())
    entered_count = fields.Integer("Entered", compute='_compute_counts')
    left_count = fields.Integer("Left", compute='_compute_counts')
    note = fields.Text(compute='_compute_counts')

    @api.model
    def _today(self):
        return self.env['res.company']._constituent_today()

    @api.depends('segment_id', 'date_from', 'date_to')
    def _compute_counts(self):
        for flow in self:
            flow.entered_count = flow.left_count = 0
            flow.note = flow._order_note()
            if flow.note or not (flow.segment_id and flow.date_from and flow.date_to):
                continue
            first, last, entered, left = flow.segment_id._flow(flow.date_from, flow.date_to)
            flow.entered_count, flow.left_count = len(entered), len(left)
            flow.note = flow._records_note(first, last)

    def _order_note(self):
        if self.date_from and self.date_to and self.date_from > self.date_to:
            return self.env._("The first day comes after the second. Swap the two.")
        return ''

    def _records_note(self, first, last):
        if not last:
            return self.env._("Nothing was recorded by the second day. Tick “Record daily”, or press “Record now”.")
        moment = self.env['ir.qweb.field.datetime'].value_to_html
        if not first:
            return self.env._(
                "The first record was made after the first day, so that everybody in it counts as entered. Compared "
                "with that of %(last)s.", last=moment(last.taken_at, {}))
        changed = self.env['constituent.segment.snapshot'].search_count([
            ('segment_id', '=', self.segment_id.id), ('kind', '=', 'daily'), ('id', '>', first.id),
            ('id', '<=', last.id), ('is_changed', '=', True)], limit=1)
        compared = self.env._("Compared are the records of %(first)s and %(last)s.", first=moment(first.taken_at, {}),
                              last=moment(last.taken_at, {}))
        if changed:
            compared += ' ' + self.env._("The condition was changed in between.")
        return compared

    def action_open_entered(self):
        """Those who entered."""
        return self._open(2, self.env._("Entered: %(name)s", name=self.segment_id.name))

    def action_open_left(self):
        """Those who left."""
        return self._open(3, self.env._("Left: %(name)s", name=self.segment_id.name))

    def _open(self, place, name):
        self.ensure_one()
        ids = list(self.segment_id._flow(self.date_from, self.date_to)[place])
        return self.segment_id._people_action(name, Domain('id', 'in', ids) & Domain('active', 'in', (True, False)))
