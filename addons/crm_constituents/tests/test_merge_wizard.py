from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from .merge_common import MergeCase


class TestMergeWizard(MergeCase):
    """Side by side: choose, preview, merge, undo; as the officer sees it."""

    def _wizard(self, *people):
        people = self.env['res.partner'].union(*people)
        action = people.action_merge()
        return self.env['constituent.merge.wizard'].with_context(**action['context']).create({})

    def _lines(self, wizard):
        return {line.name: (line.winner_text, line.loser_text, line.choice, line.is_different)
                for line in wizard.line_ids}

    def test_values_stand_side_by_side_and_the_better_one_is_proposed(self):
        self.ada.write({'alert_note': 'deaf', 'comment': False})
        self.twin.write({'alert_note': 'call first', 'street': False, 'function': 'Treasurer'})
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = now() - interval '1 day' WHERE id = %s", [self.ada.id])
        self.env.invalidate_all()
        wizard = self._wizard(self.ada, self.twin)
        self.assertEqual(wizard.winner_id, self.ada, "the older of two that are alike")
        lines = self._lines(wizard)
        self.assertEqual(lines['name'], ('Ada Okafor', 'A. Okafor', 'winner', True))
        self.assertEqual(lines['email'], ('ada@okafor.example', 'a.okafor@work.example', 'loser', True), "the newer")
        self.assertEqual(lines['phone'], ('', '+44 117 496 0100', 'loser', False), "what is there")
        self.assertEqual(lines['street'][:3], ('7 Quay Street, Whitby', '', 'winner'))
        self.assertEqual(lines['alert_note'][2], 'join')
        self.assertEqual(lines['function'], ('', 'Treasurer', 'loser', False))
        self.assertTrue(wizard.line_ids[0].is_different, "what differs stands first")
        self.assertEqual(wizard.difference_count, len(wizard.line_ids.filtered('is_different')))

    def test_an_address_that_bounces_yields(self):
        self.ada.sudo().message_bounce = 2
        self.assertEqual(self._wizard(self.ada, self.twin).winner_id, self.twin)
        with Form(self._wizard(self.ada, self.twin)) as form:
            form.winner_id = self.ada
        self.assertEqual({line.name: line.choice for line in form.record.line_ids}['email'], 'loser')

    def test_preview_merge_and_undo(self):
        child = self._person('Chidi Okafor')
        self._household(self.ada)
        other = self._household(self.twin, child)
        self._contact(self.twin)
        wizard = self._wizard(self.ada, self.twin)
        wizard.action_preview()
        self.assertIn("1 × Contact move to Ada Okafor", wizard.preview)
        self.assertIn("is archived and leads to Ada Okafor. Nothing is deleted.", wizard.preview)
        self.assertIn(f"Chidi Okafor stay in {other.name}.", wizard.preview)
        self.assertTrue(self.twin.active, "nothing has happened yet")
        wizard.line_ids.filtered(lambda line: line.name == 'household_id').choice = 'loser'
        wizard.line_ids.filtered(lambda line: line.name == 'email').choice = 'winner'
        wizard.action_merge()
        wizard.action_merge()  # pressed twice
        self.env.invalidate_all()
        self.assertEqual((len(wizard.merge_ids), self.twin.merged_into_id), (1, self.ada))
        self.assertEqual((self.ada.household_id, self.ada.email), (other, 'ada@okafor.example'))
        self.assertEqual(wizard.action_open_winner()['res_id'], self.ada.id)
        wizard.action_undo()
        self.env.invalidate_all()
        self.assertEqual((self.twin.active, self.twin.household_id), (True, other))

    def test_three_become_one(self):
        third = self._person('Ada Okafor', phone='+44 117 496 0155')
        wizard = self._wizard(self.ada, self.twin, third)
        wizard.action_preview()
        wizard.action_merge()
        self.env.invalidate_all()
        self.assertEqual((self.twin | third).merged_into_id, self.ada)
        self.assertEqual(len(self.ada.merge_undoable_ids), 2)
        self.ada.action_undo_merge()
        self.env.invalidate_all()
        self.assertEqual(len(self.ada.merge_undoable_ids), 1)

    def test_what_cannot_be_one_is_said_at_the_preview(self):
        with self.assertRaisesRegex(UserError, "different kinds"):
            self._wizard(self.ada, self._organisation('Harbour Ltd')).action_preview()
        with self.assertRaisesRegex(UserError, "two or more"):
            self.ada.action_merge()
        people = self.ada | self.twin | self.björn | self._person('Fourth')
        with self.assertRaisesRegex(UserError, "At most 3"):
            self._wizard(people).action_preview()
        self._wizard(people).with_user(self.administrator).action_preview()

    def test_only_officers_merge(self):
        with self.assertRaises(AccessError):
            self.env['constituent.merge.wizard'].with_user(self.viewer).create({
                'person_ids': [Command.set((self.ada | self.twin).ids)]})
        with self.assertRaises(AccessError):
            self.env['constituent.merge.wizard.line'].with_user(self.viewer).search([])

    def test_hidden_values_are_neither_shown_nor_lost(self):
        """A-26: what the one who merges may not see moves all the same."""
        field = self.env['res.partner']._fields['pronouns']
        self.patch(field, 'groups', 'base.group_system')
        self.twin.sudo().pronouns = 'she/her'
        wizard = self._wizard(self.ada, self.twin)
        self.assertNotIn('pronouns', self._lines(wizard))
        wizard.action_merge()
        self.env.invalidate_all()
        self.assertEqual(self.ada.sudo().pronouns, 'she/her')
