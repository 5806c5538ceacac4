import doctest

from odoo.tests import freeze_time, tagged

from ..tools import service
from .common import DemoCase


@tagged('post_install', '-at_install')
@freeze_time('2026-03-31 12:00:00')
class TestService(DemoCase):
    """The requests of the story stand where it says, and the stages follow from the facts."""

    def test_the_moments_are_those_of_an_office(self):
        result = doctest.testmod(service)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)

    def test_every_step_and_a_late_complaint_are_there(self):
        requests = self.env['constituent.request'].search([])
        self.assertEqual(set(requests.mapped('state')), {'new', 'assigned', 'waiting', 'resolved', 'closed'})
        late = requests.filtered('is_overdue')
        self.assertIn(self.making.record('service-nguyen-four-letters'), late)
        self.assertLess(len(late), 6)
        self.assertTrue(requests.filtered('satisfaction'))

    def test_whoever_is_about_to_ask_the_nguyens_is_told(self):
        told = self.making.record('nguyen-bich-thuy')._constituent_warnings('ask')
        self.assertEqual([(each['code'], each['level']) for each in told], [('complaint', 'stop')])
        grazyna = self.making.record('grazyna-luczak')._constituent_warnings('edit')
        self.assertEqual([(each['code'], each['level']) for each in grazyna], [('alert', 'stop')])

    def test_stances_change_and_stages_differ(self):
        belen = self.making.record('belen-cuervo')
        self.assertEqual((belen.stance, belen.closeness, len(belen.stance_ids)), ('critic', 'known', 2))
        stages = dict(self.env['res.partner']._read_group(
            [('constituent_type', '=', 'individual')], ['lifecycle_stage'], ['__count']))
        self.assertGreaterEqual(len(stages), 5)
        self.assertNotIn(False, stages)
