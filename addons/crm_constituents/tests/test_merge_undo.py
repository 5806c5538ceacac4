import json
from pathlib import Path

from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.merge_values import three_way
from .merge_common import MergeCase

PAGE = Path(__file__).resolve().parents[3] / 'docs/algorithms/merge.md'


def table(heading):
    """Rows of the table of the page whose first column has this heading, as lists of cells."""
    lines = PAGE.read_text().split(f'| {heading} |')[1].split('\n\n')[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip('|').split('|')] for line in lines]


class TestMergeUndo(MergeCase):
    """One becomes two again, whatever happened since; the table of docs/algorithms/merge.md."""

    def test_all_is_as_it_was(self):
        contact = self._contact(self.twin)
        self.twin.category_id = self.env['res.partner.category'].sudo().create({'name': 'Choir'})
        before = [self._row(record) for record in (self.ada, self.twin, contact)]
        merge = self._merge(self.twin, self.ada, choices={'email': 'loser'})
        self.assertNotEqual(before[0], self._row(self.ada))
        self._undo(merge)
        self.assertEqual(before, [self._row(record) for record in (self.ada, self.twin, contact)])
        self.assertEqual((merge.state, merge.undone_by_id, self._problems(merge)), ('undone', self.officer, []))

    def test_the_table_of_values(self):
        rows = table('before')
        self.assertGreater(len(rows), 6)
        for cells in rows:
            with self.subTest(row=cells):
                before, wrote, today, then = (json.loads(cell.strip('`')) for cell in cells[:4])
                self.assertEqual(three_way(before, wrote, today), (then, cells[4] == 'changed'))

    def test_the_table_of_values_in_a_row(self):
        """The same table, of texts, on a real person."""
        for cells in table('before'):
            before, wrote, today, then = (json.loads(cell.strip('`')) for cell in cells[:4])
            if any(isinstance(value, dict) for value in (before, wrote, today, then)):
                continue
            with self.subTest(row=cells), self.env.cr.savepoint():
                one, two = self._person('One', function=before), self._person('Two', function=wrote)
                merge = self._merge(two, one, choices={'function': 'loser'})
                one.function = today
                self._undo(merge)
                self.assertEqual(one.function or None, then)
                self.assertEqual(self._problems(merge), [('changed', 'function')] if cells[4] else [])

    def test_pressed_twice_it_undoes_once(self):
        merge = self._merge(self.twin, self.ada)
        self._undo(merge)
        at = merge.undone_at
        self.twin.phone = '+44 117 496 0199'
        self._undo(merge)
        self.assertEqual((merge.undone_at, self.twin.phone), (at, '+44 117 496 0199'))

    def test_later_edits_stay_and_are_told(self):
        """What was changed, deleted or added after the merge, by the table in docs/algorithms/merge.md."""
        contact, gone, moved = self._contact(self.twin), self._contact(self.twin), self._contact(self.twin)
        key = self.env['constituent.external.id'].create({
            'partner_id': self.twin.id, 'system': 'old', 'value': '17'})
        merge = self._merge(self.twin, self.ada, choices={'email': 'loser'})
        self.ada.email = 'new@okafor.example'                       # written over since
        self.ada.city = 'Gijón'                                     # not touched by the merge
        key.partner_id = self.björn                                 # given to somebody else since
        moved.partner_ids = [Command.set([self.björn.id])]          # the link is gone
        gone.sudo().unlink()
        added = self._contact(self.ada)
        self.env['constituent.external.id'].create({'partner_id': self.ada.id, 'system': 'new', 'value': '18'})
        self._undo(merge)
        self.assertEqual((self.ada.email, self.ada.email_normalized), ('new@okafor.example', 'new@okafor.example'))
        self.assertEqual((self.ada.city, self.ada.phone), ('Gijón', False), "the number went back")
        self.assertEqual(key.partner_id, self.björn)
        self.assertEqual((contact.partner_ids, moved.partner_ids, added.partner_ids), (
            self.twin, self.björn, self.ada))
        self.assertEqual(self._problems(merge), [
            ('changed', 'email'), ('changed', 'partner_id'), ('deleted', 'partner_id')])
        self.assertEqual(merge.state, 'open')
        told = {cells[3] for cells in table('row')} - {''}
        self.assertLessEqual({kind for kind, _name in self._problems(merge)}, told)

    def test_a_person_decides_afterwards(self):
        merge = self._merge(self.twin, self.ada, choices={'email': 'loser'})
        self.ada.email = 'new@okafor.example'
        key = self.env['constituent.external.id'].create({
            'partner_id': self.ada.id, 'system': 'new', 'value': '18'})
        self.env.cr.execute("UPDATE constituent_external_id SET create_date = now() + interval '1 hour' WHERE id = %s",
                            [key.id])
        self._undo(merge)
        changed = merge.conflict_ids.filtered(lambda row: row.kind == 'changed')
        added = merge.conflict_ids.filtered(lambda row: row.kind == 'added')
        self.assertEqual((changed.before_text, changed.current_text, changed.field_label), (
            'ada@okafor.example', 'new@okafor.example', 'Email'))
        self.assertEqual((added.model_label, added.count), ("External key of a constituent", 1))
        (changed | added).action_restore()
        self.env.invalidate_all()
        self.assertEqual((self.ada.email, self.ada.email_normalized), ('ada@okafor.example', 'ada@okafor.example'))
        self.assertEqual((key.partner_id, merge.state), (self.twin, 'undone'))

    def test_maps_by_company_are_compared_key_by_key(self):
        one, two = self.env['res.company'].sudo().create([{'name': 'One'}, {'name': 'Two'}])
        self.twin.with_company(one).sudo().barcode = 'B1'
        merge = self._merge(self.twin, self.ada)
        self.assertEqual(self.ada.with_company(one).barcode, 'B1')
        self.ada.with_company(two).sudo().barcode = 'B2'
        self.env.flush_all()
        self._undo(merge)
        self.assertEqual((self.ada.with_company(one).barcode, self.ada.with_company(two).barcode), (False, 'B2'))
        self.assertEqual((self.twin.with_company(one).barcode, self._problems(merge)), ('B1', []))

    # -- merges upon merges ------------------------------------------------------

    def _chain(self):
        contact = self._contact(self.twin)
        first = self._merge(self.twin, self.ada, choices={'phone': 'loser'})
        second = self._merge(self.ada, self.björn, choices={'email': 'loser', 'phone': 'loser'})
        return contact, first, second

    def test_a_chain_is_undone_in_either_order(self):
        for order in ((0, 1), (1, 0)):
            with self.subTest(order=order), self.env.cr.savepoint():
                before = [self._row(person) for person in (self.ada, self.twin, self.björn)]
                contact, *merges = self._chain()
                self.assertEqual(contact.partner_ids, self.björn)
                for number in order:
                    self._undo(merges[number])
                    self.assertFalse(self._problems(merges[number]))
                    holder = {'A': self.twin, 'B': self.ada, 'C': self.björn}
                    [(_first, then, last)] = [row for row in table('undone first') if row[0] == str(order[0] + 1)]
                    self.assertEqual(contact.partner_ids, holder[then if number == order[0] else last])
                self.assertEqual(before, [self._row(person) for person in (self.ada, self.twin, self.björn)])

    def test_a_value_written_by_two_merges(self):
        for order in ((0, 1), (1, 0)):
            with self.subTest(order=order), self.env.cr.savepoint():
                third = self._person('Third', email='third@okafor.example')
                merges = [self._merge(self.twin, self.ada, choices={'email': 'loser'}),
                          self._merge(third, self.ada, choices={'email': 'loser'})]
                self._undo(merges[order[0]])
                self.assertEqual(self.ada.email, 'third@okafor.example' if order[0] == 0 else 'a.okafor@work.example')
                self._undo(merges[order[1]])
                self.assertEqual(self.ada.email, 'ada@okafor.example')
                self.assertFalse(self._problems(merges[0]) + self._problems(merges[1]))

    def test_what_made_way_comes_once_the_other_has_left(self):
        tag = self.env['res.partner.category'].sudo().create({'name': 'Choir'})
        third = self._person('Third')
        self.twin.category_id = third.category_id = tag
        first, second = self._merge(self.twin, self.ada), self._merge(third, self.ada)
        self.assertEqual((second.kept_count, third.category_id), (1, tag))
        self._undo(first)
        self.assertEqual((self.twin.category_id, self.ada.category_id, third.category_id), (tag, tag, tag.browse()))
        self._undo(second)
        self.assertEqual((self.ada.category_id, third.category_id), (tag.browse(), tag))

    def test_merged_again_after_an_undo(self):
        contact = self._contact(self.twin)
        self._undo(self._merge(self.twin, self.ada))
        again = self._merge(self.twin, self.ada)
        self.assertEqual(contact.partner_ids, self.ada)
        self._undo(again)
        self.assertEqual(contact.partner_ids, self.twin)

    def test_an_erased_person_does_not_come_back(self):
        merge = self._merge(self.twin, self.ada)
        merge.sudo().state = 'closed'
        with self.assertRaises(UserError):
            merge.action_undo()

    # -- households ----------------------------------------------------------------

    def test_the_household_is_not_dragged_along(self):
        """NPSP 987: whoever lives with the one who goes stays where they live."""
        child, partner = self._person('Chidi Okafor'), self._person('Dunja Okafor')
        own, other = self._household(self.ada, partner), self._household(self.twin, child)
        for choice, lives in (('winner', own), ('loser', other), ('both', own)):
            with self.subTest(choice=choice), self.env.cr.savepoint():
                before = [self._row(row) for row in (own | other).household_member_ids]
                names = (own | other).mapped('name')
                merge = self._merge(self.twin, self.ada, household=choice)
                self.assertEqual(self.ada.household_id, lives)
                self.assertEqual((child.household_id, partner.household_id), (other, own))
                self.assertNotIn(self.twin, (own | other).household_people_ids)
                self.assertTrue((own | other).mapped('active')[0])
                if choice == 'both':
                    self.assertIn(self.ada, other.household_people_ids)
                self._undo(merge)
                self.assertEqual(before, [self._row(row) for row in (own | other).household_member_ids])
                self.assertEqual(names, (own | other).mapped('name'))

    def test_a_household_that_nobody_lives_in_any_more_is_archived(self):
        own, other = self._household(self.ada), self._household(self.twin)
        merge = self._merge(self.twin, self.ada)
        self.assertEqual((own.active, other.active), (True, False))
        self._undo(merge)
        self.assertEqual((own.active, other.active, self.twin.household_id), (True, True, other))

    def test_who_stands_in_one_household_twice_stands_there_once(self):
        household = self._household(self.ada, self.twin, household_naming='members')
        self.assertEqual(household.name, 'Ada and A. Okafor')
        merge = self._merge(self.twin, self.ada)
        self.assertEqual((household.household_people_ids, household.household_size, household.name), (
            self.ada, 1, 'Ada Okafor'))
        self._undo(merge)
        self.assertEqual((household.household_size, household.name), (2, 'Ada and A. Okafor'))

    def test_of_two_main_posts_one_goes_on_being_it(self):
        posts = self.env['constituent.affiliation'].create([{
            'person_id': person.id, 'organisation_id': self._organisation(name).id, 'is_primary': True,
        } for person, name in ((self.ada, 'Harbour Ltd'), (self.twin, 'Quay Ltd'))])
        merge = self._merge(self.twin, self.ada)
        self.assertEqual((posts.person_id, posts.mapped('is_primary')), (self.ada, [True, False]))
        self._undo(merge)
        self.assertEqual((posts[1].person_id, posts.mapped('is_primary')), (self.twin, [True, True]))

    def test_two_households_become_one(self):
        child = self._person('Chidi Okafor')
        own, other = self._household(self.ada, child), self._household(self.twin)
        merge = self._merge(other, own)
        self.assertEqual(own.household_people_ids, self.ada | child | self.twin)
        self._undo(merge)
        self.assertEqual((own.household_people_ids, other.household_people_ids), (self.ada | child, self.twin))
