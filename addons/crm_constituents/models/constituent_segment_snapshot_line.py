from odoo import api, fields, models


class ConstituentSegmentSnapshotLine(models.Model):
    """What became of one person in one record of a segment: included, left out, entered, left."""
    _name = 'constituent.segment.snapshot.line'
    _description = "Person in a record of a segment"
    _order = 'id'
    _rec_name = 'partner_id'
    _log_access = False  # who and when stand on the record; there may be a million lines

    # these two are the first in the indexes below
    snapshot_id = fields.Many2one('constituent.segment.snapshot', required=True, ondelete='cascade')
    segment_id = fields.Many2one('constituent.segment', required=True, ondelete='cascade')
    partner_id = fields.Many2one('res.partner', string="Person", required=True, index=True, ondelete='cascade')
    status = fields.Selection([
        ('included', "Included"),
        ('left_out', "Left out"),
        ('entered', "Entered"),
        ('left', "Left"),
    ], required=True)
    reason = fields.Selection(selection='_selection_reason', string="Why")
    taken_at = fields.Datetime("When", related='snapshot_id.taken_at')

    _once = models.UniqueIndex(
        '(snapshot_id, partner_id)', "A person stands in a record of a segment only once.")
    _by_status = models.Index('(snapshot_id, status)')
    _history = models.Index("(segment_id, partner_id, snapshot_id DESC) WHERE status IN ('entered', 'left')")

    @api.model
    def _selection_reason(self):
        return list(self.env['constituent.segment.snapshot']._reasons().items())
