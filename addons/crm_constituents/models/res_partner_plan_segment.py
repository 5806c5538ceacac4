from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import VIEWER


class ResPartner(models.Model):
    """People by the segments they are in, and what merging and erasing people does with the records of segments."""
    _inherit = 'res.partner'

    in_segment_id = fields.Many2one(
        'constituent.segment', string="In segment", compute='_compute_in_segment_id', search='_search_in_segment_id',
        groups=VIEWER, exportable=False, help="For searching: the people whom a segment finds.")

    def _compute_in_segment_id(self):
        self.in_segment_id = False  # one may be in many of them; it is there to search by

    @api.model
    def _search_in_segment_id(self, operator, value):
        if operator not in ('in', 'ilike', '=ilike', 'any'):
            return NotImplemented
        Segment = self.env['constituent.segment']
        if operator == 'any':
            segments = Segment.search(value)
        elif operator == 'in':
            segments = Segment.search([('id', 'in', [id_ for id_ in value if id_])])
        else:
            segments = Segment.search([('name', operator, value)])
        # the list says itself whether it shows who is archived
        return Domain.OR(Domain('id', 'in', segment._segment_query(archived=True)) for segment in segments)

    @api.private
    def get_merge_plan(self):
        return [*super().get_merge_plan(), {
            'model': 'constituent.segment.snapshot.line', 'field': 'partner_id', 'policy': 'combine',
            'same': ('snapshot_id',)}]

    @api.private
    def get_erasure_plan(self):
        env = self.env(su=True)  # sudo: an erasure reaches what the one who asks for it may not see
        lines = env['constituent.segment.snapshot.line'].search([('partner_id', 'in', self.ids)])
        return [{'records': lines, 'action': 'delete'}, *super().get_erasure_plan()]
