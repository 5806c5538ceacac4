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

    # -- in whatever order -------------------------------------------------

    def test_what_was_kept_opens_with_its_reason(self):
        run = self._import('1,Ngọc Nguyễn,,,,,\n2,王小明,,,,,\n')
        self._partner('1').city = 'Huế'
        self._back(run)
        self.assertEqual((run.undone_count, run.kept_count), (1, 1))
        action = run.action_open_kept()
        rows = self.env[action['res_model']].search(action['domain'])
        self.assertEqual(rows, self._kept(run))
        [(view_id, _kind), *_others] = action['views']
        arch = self.env['constituent.import.row'].get_view(view_id, 'list')['arch']
        self.assertRegex(arch, r'<field name="undo_reason"(?![^>]*optional="hide")')
        self.assertIn('action_open_kept', run.get_view(view_type='form')['arch'])

    def test_a_later_import_is_named_before_this_one_is_taken_back(self):
        first = self._import('1,Ада Ковач,,Bern,,,\n2,Bo Lind,,Rom,Acme Мед,,\n3,Chi Oh,,Rom,,,\n', name='spring.csv')
        self.assertFalse(first.later_text)
        second = self._import('1,Ада Ковач,,Ulm,,,\n3,Chi Oh,,Rom,,,\n', name='summer.csv')
        third = self._import('4,Þór Jónsson,,,Acme Мед,,\n', name='autumn.csv')
        first.invalidate_recordset()
        self.assertIn('summer.csv', first.later_text)
        self.assertIn('autumn.csv', first.later_text, "somebody of it has a post at an organisation of the first")
        self.assertFalse(second.later_text or third.later_text)
        fourth = self._import('5,Ngọc Nguyễn,,,,H2,\n', name='winter.csv')
        self.assertFalse(third.later_text or fourth.later_text)
        fifth = self._import('6,王小明,,,,H2,\n', name='next.csv')
        fourth.invalidate_recordset()
        self.assertIn('next.csv', fourth.later_text, "somebody of it lives in a household of the fourth")
        self.assertNotIn('next.csv', first.later_text)
        self._back(fifth)
        self._back(third)
        self._back(second)
        first.invalidate_recordset()
        self.assertFalse(first.later_text)
        self._back(first)
        self.assertFalse(first.kept_count, self._kept(first).mapped('undo_reason'))

    def test_the_earlier_one_may_be_taken_back_first_and_again_after_the_later_one(self):
        known = self._person('Amina Yusuf', email='amina@example.org', city='Accra')
        first = self._import(
            '1,Ада Ковач,,Bern,,H1,\n2,Bo Lind,,Rom,Acme Мед,H1,\n3,Chi Oh,,Rom,,,\n'
            '4,Amina Yusuf,amina@example.org,Kumasi,,,Chor\n', on_duplicate='link')
        people = [self._partner(key) for key in '123']
        home, acme = people[0].household_id, self._employers(people[1])
        second = self._import(
            '1,Ада Ковач,,Ulm,,H1,\n2,Bo Lind,,Bari,Acme Мед,H1,\n4,Amina Yusuf,,Tamale,,,\n')
        self._back(first)
        self.assertEqual([bool(person.exists()) for person in people], [True, True, False])
        self.assertEqual(known.city, 'Tamale')
        kept = first.kept_count
        self.assertGreaterEqual(kept, 3)
        undone = first.undone_count
        self._back(second)
        self.assertEqual(known.city, 'Kumasi')
        self.assertTrue(first.may_take_back_again)
        self._back(first)
        self.assertFalse(first.kept_count, self._kept(first).mapped('undo_reason'))
        self.assertEqual(first.undone_count, undone + kept)
        self.assertFalse(any(partner.exists() for partner in (*people, home, acme)))
        self.assertEqual((known.exists().city, known.category_id.ids), ('Accra', []))
        self.assertFalse(first.may_take_back_again)

    def test_what_somebody_has_worked_on_stays_the_second_time_too(self):
        run = self._import('1,Ngọc Nguyễn,,Huế,,,\n2,王小明,,,,,\n')
        ngoc = self._partner('1')
        ngoc.city = 'Đà Nẵng'
        self._back(run)
        self._back(run)
        self.assertEqual((ngoc.exists().city, run.undone_count, run.kept_count), ('Đà Nẵng', 1, 1))
        self.assertIn('Changed by', self._kept(run).undo_reason)
