from odoo import fields, models

from ..models.constituent_segment_snapshot import CHANNELS


class ConstituentSegmentFreeze(models.TransientModel):
    """What a segment is frozen for. Which way people shall be reached decides on who is left out."""
    _name = 'constituent.segment.freeze'
    _description = "Freeze a segment"

    segment_id = fields.Many2one('constituent.segment', required=True, ondelete='cascade')
    sentence = fields.Text(related='segment_id.sentence')
    reason = fields.Char("Made for", required=True, help="What the list is for: the spring letter, a hall booking.")
    channel = fields.Selection(CHANNELS, string="To be reached by", help="Who has no address for it is left out.")
    is_for_asking = fields.Boolean(
        "Made to ask for something", help="Leaves out who is in an open complaint, and whose alert says stop.")
    becomes_frozen = fields.Boolean(
        "The segment is this list from now on", help="Unticked, the segment goes on being asked anew, and the list "
        "stands beside it.")

    def _prepare_request(self):
        """Fields of the snapshot that decide on who is left out. Extend by `super()`."""
        return {'channel': self.channel, 'is_for_asking': self.is_for_asking}

    def action_freeze(self):
        """Make the list and show it."""
        self.ensure_one()
        snapshot = self.segment_id._freeze(self.reason, self.becomes_frozen, **self._prepare_request())
        return snapshot._get_records_action(name=snapshot.display_name)
