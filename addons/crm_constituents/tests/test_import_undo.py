from datetime import timedelta

from .import_common import ImportCase

HEAD = 'Id,Name,E-mail,City,Employer,Household,Tags\n'


class TestImportUndo(ImportCase):
    """docs/algorithms/import.md, the way back."""

    def _later(self, **delta):
        """Go on in a later transaction, as far as moments are concerned."""
        self.env.flush_all()
        self.env.cr._now = self.env.cr.now() + timedelta(**(delta or {'milliseconds': 3}))

    def _import(self, rows, **vals):
        self._later()
        run = self._imported(HEAD + rows, **vals)
        self._later()
        return run

    def _back(self, run):
        self._later()
        run.action_roll_back()
        self._work(run)
        self._later()
        self.assertEqual(run.state, 'rolled_back')
        return run

    def _kept(self, run):
        return run.row_ids.filtered(lambda row: row.undo == 'kept')

    def _employers(self, person):
        return self.env['constituent.affiliation'].search([('person_id', '=', person.id)]).organisation_id

    def test_what_a_later_import_uses_stays(self):
        first = self._import('1,Олена Коваль,,,Acme Мед,H1,\n')
        self._import('2,Bo Lind,,,Acme Мед,H1,\n')
        bo = self._partner('2')
        acme, home = self._employers(bo), bo.household_id
        self._back(first)
        self.assertFalse(self._partner('1'))
        self.assertEqual((self._employers(bo), bo.household_id), (acme, home))
        self.assertTrue(acme and home)
        kept = self._kept(first)
        self.assertEqual(kept.partner_id, acme + home)
        self.assertTrue(all(kept.mapped('undo_reason')))

    def test_who_stays_keeps_household_and_employer(self):
        run = self._import('1,Олена Коваль,,,Acme Мед,H1,\n2,Bo Lind,,,Acme Мед,H1,\n')
        olena = self._partner('1')
        olena.city = 'Одеса'
        self._back(run)
        self.assertFalse(self._partner('2'))
        self.assertEqual(self._employers(olena).name, 'Acme Мед')
        self.assertTrue(olena.household_id)

    def test_a_change_in_the_same_second_is_seen(self):
        run = self._import('1,Ngọc Nguyễn,,,,,\n')
        ngoc = self._partner('1')
        ngoc.city = 'Huế'
        self._back(run)
        self.assertTrue(ngoc.exists())
        self.assertIn('Changed by', self._kept(run).undo_reason)

    def test_a_household_that_somebody_has_renamed_stays(self):
        run = self._import('1,Ngọc Nguyễn,,,,H1,\n2,王小明,,,,H1,\n')
        home = self._partner('1').household_id
        home.write({'name': 'Haus am See', 'household_naming': 'custom'})
        self._back(run)
        self.assertTrue(home.exists())
        self.assertFalse(self._partner('1') or self._partner('2'))

    def test_tags_of_the_import_go_unless_somebody_uses_them(self):
        known = self.env['res.partner.category'].sudo().create({'name': 'Chor'})
        run = self._import('1,Amina Yusuf,,,,,"Chor, Fähre, Küche"\n')
        ferry, kitchen = (
            self.env['res.partner.category'].search([('name', '=', name)]) for name in ('Fähre', 'Küche'))
        self._person('Þór', category_id=[(4, kitchen.id)])
        self._back(run)
        self.assertTrue(known.exists() and kitchen.exists())
        self.assertFalse(ferry.exists())
        self.assertIn('Küche', self._kept(run).undo_reason)

    def test_what_was_put_beside_a_known_person_is_taken_away_again(self):
        amina = self._person('Amina Yusuf', email='amina@example.org')
        run = self._import('7,Amina Yusuf,amina@example.org,,Acme Мед,H1,Chor\n', on_duplicate='link')
        self.assertEqual((self._counts(run), self._partner('7')), ((0, 1, 0, 0, 0), amina))
        self.assertTrue(amina.household_id and self._employers(amina) and amina.category_id)
        self._back(run)
        self.assertFalse(self._kept(run).mapped('undo_reason'))
        self.assertFalse(amina.household_id or self._employers(amina) or amina.category_id or self._partner('7'))
        self.assertFalse(self.env['res.partner'].search([('name', '=', 'Acme Мед')]))
        self.assertTrue(amina.exists())

    def test_two_imports_are_taken_back_one_after_the_other(self):
        first = self._import('1,Ада Ковач,,Bern,,,\n2,Bo Lind,,Rom,,,\n')
        ada, bo = self._partner('1'), self._partner('2')
        bo.street = 'Via Appia 1'
        second = self._import('1,Ада Ковач,,Ulm,,H1,\n2,Bo Lind,,Bari,,,\n')
        self._back(second)
        self.assertEqual((ada.city, bo.city, ada.household_id.id), ('Bern', 'Rom', False))
        self._back(first)
        self.assertFalse(ada.exists(), self._kept(first).mapped('undo_reason'))
        self.assertTrue(bo.exists(), "between the two somebody has worked on him")
