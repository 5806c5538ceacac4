from odoo.tests import tagged

from ..models.segments import SEGMENTS
from .common import DemoCase


@tagged('post_install', '-at_install')
class TestSegments(DemoCase):
    def test_each_segment_finds_somebody_and_not_everybody(self):
        everybody = self.env['res.partner'].search_count([('constituent_type', '!=', False)])
        for key in SEGMENTS:
            with self.subTest(segment=key):
                segment = self.making.record(f'segment-{key}')
                self.assertGreater(segment.count, 0)
                self.assertLess(segment.count, everybody)

    def test_frozen_letter_says_who_was_left_out_and_why(self):
        letter = self.making.record('segment-summer-letter')
        self.assertEqual(letter.kind, 'frozen')
        lines = letter.frozen_snapshot_id.line_ids
        self.assertTrue(lines.filtered(lambda line: line.status == 'included'))
        self.assertGreater(len(set(lines.mapped('reason'))), 2)
