from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from ..models.demo_maker import DEFAULT_SEED
from .common import DAY, DemoCase


@tagged('post_install', '-at_install')
class TestMaker(DemoCase):
    def test_every_fact_became_a_record(self):
        world, constituents = self.world, self.env['res.partner'].with_context(active_test=False)
        made = dict(
            constituents._read_group(
                [
                    ('constituent_type', '!=', False),
                    (
                        'id',
                        'in',
                        [self.making.id(key) for key in (*world.people, *world.households, *world.organisations)],
                    ),
                ],
                ['constituent_type'],
                ['__count'],
            )
        )
        self.assertEqual(
            made,
            {
                'individual': len(world.people),
                'household': len(world.households),
                'organisation': len(world.organisations),
            },
        )
        people = [self.making.id(key) for key in world.people]
        for model, field, facts in (
            ('constituent.household.membership', 'person_id', world.stays),
            ('constituent.affiliation', 'person_id', world.posts),
            ('constituent.external.id', 'partner_id', world.old_numbers),
        ):
            self.assertEqual(self.env[model].search_count([(field, 'in', people)]), len(facts), model)

    def test_a_person_is_what_the_story_says(self):
        for fact in self.world.people.values():
            person = self.person(fact.key)
            self.assertEqual(
                (person.first_name or '', person.last_name or '', person.email or '', person.phone or '', person.city),
                (fact.first.native, fact.last.native, fact.email, fact.phone, fact.address['city']),
            )
            self.assertEqual(person.deceased_date or None, fact.died)
            self.assertEqual(person.country_id.code, fact.address['country'])

    def test_names_in_chinese_writing_begin_with_the_family_name(self):
        self.assertEqual(self.person('misaki-unno').name.replace(' ', ''), "海野美咲")
        self.assertEqual(self.person('maelle-le-goff').name, "Maëlle Le Goff")

    def test_every_phone_number_is_understood(self):
        people = self.env['res.partner'].search([('phone', '!=', False), ('constituent_type', '!=', False)])
        self.assertGreater(len(people), 200)
        self.assertFalse(people.filtered(lambda person: not person.phone_sanitized).mapped('phone'))

    def test_a_second_run_changes_nothing(self):
        before = {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in ('res.partner', 'constituent.interaction', 'res.users', 'constituent.relationship')
        }
        again = self.env['demo.maker']._make(DEFAULT_SEED + 1, DAY - timedelta(days=400))
        self.assertFalse(again.report)
        self.assertFalse(again.credentials)
        self.assertEqual((again.world.seed, again.world.today), (DEFAULT_SEED, DAY), "The first run decides.")
        for model, count in before.items():
            self.assertEqual(self.env[model].with_context(active_test=False).search_count([]), count, model)

    def test_an_area_that_came_later_is_made_on_the_next_run(self):
        Maker = self.env.registry['demo.maker']
        seen = []
        steps = [*self.env['demo.maker']._steps(), (70, 'lanterns', "Lanterns", '_make_lanterns')]
        with (
            patch.object(Maker, '_steps', lambda self: steps),
            patch.object(
                Maker, '_make_lanterns', lambda self, making: seen.append(making) or "12 lanterns", create=True
            ),
        ):
            self.assertEqual([title for title, _words, _time in self.env['demo.maker']._make().report], ["Lanterns"])
            self.assertFalse(self.env['demo.maker']._make().report)
        self.assertEqual(seen[0].record('beth-mead'), self.person('beth-mead'), "It finds what the first run made.")

    def test_the_story_cannot_end_in_the_future(self):
        self.env['ir.config_parameter'].search([('key', '=', 'crm_demo.made')]).unlink()
        with self.assertRaises(UserError) as caught:
            self.env['demo.maker']._make(day=DAY + timedelta(days=365 * 100))
        self.assertIn("Give an earlier day", str(caught.exception))

    def test_only_an_administrator_makes_the_organisation(self):
        officer = new_test_user(self.env, 'tamar', 'crm_constituents.group_constituent_manager')
        with self.assertRaises(UserError) as caught:
            self.env['demo.maker'].with_user(officer)._make()
        self.assertIn("Only an administrator of the system", str(caught.exception))

    # -- the story, as an officer finds it

    def household_history(self, key):
        rows = self.env['constituent.household.membership'].search(
            [('person_id', '=', self.making.id(key))], order='date_from'
        )
        return [(row.household_id, row.date_to) for row in rows]

    def test_the_divorced_live_in_two_households_and_have_a_common_past(self):
        (home, parted), (flat, none) = self.household_history('colin-dobson')
        self.assertTrue(parted)
        self.assertFalse(none)
        self.assertEqual(self.household_history('beth-mead'), [(home, False)])
        self.assertNotEqual(home, flat)
        self.assertEqual(self.person('poppy-dobson').household_id, home)
        self.assertEqual(self.person('beth-mead').former_name, "Dobson")
        spouse = self.env['constituent.relationship'].search(
            [('left_id', '=', self.making.id('beth-mead')), ('right_id', '=', self.making.id('colin-dobson'))]
        )
        self.assertEqual(spouse.mapped('date_to'), [parted])

    def test_the_wedding_joined_two_households_and_changed_a_name(self):
        mareike, ole = self.person('mareike-voss'), self.person('ole-voss')
        self.assertEqual((mareike.last_name, mareike.former_name), ("Voß", "Petersen"))
        self.assertEqual(mareike.household_id, ole.household_id)
        self.assertEqual(len(self.household_history('mareike-voss')), 2)
        first_home = self.household_history('mareike-voss')[0][0]
        self.assertFalse(first_home.active, "A household that everybody has left is archived.")

    def test_the_widow_heads_the_household_that_is_named_after_her(self):
        juergen, hannelore = self.person('juergen-brueggemann'), self.person('hannelore-brueggemann')
        self.assertTrue(juergen.is_deceased)
        self.assertFalse(juergen.household_id)
        self.assertIn("Brüggemann", hannelore.household_id.name)
        self.assertNotIn("Jürgen", hannelore.household_id.household_greeting_informal)

    def test_no_household_is_without_a_name(self):
        households = (
            self.env['res.partner'].with_context(active_test=False).search([('constituent_type', '=', 'household')])
        )
        self.assertFalse(households.filtered(lambda household: household.name == "New household"))
        empty = households.filtered(lambda household: household.active and not household.household_size)
        self.assertEqual(empty, self.person('household-ole'), "The one that the office forgot to archive.")

    def test_the_safe_address_is_marked_and_warned_of(self):
        grazyna = self.person('grazyna-luczak')
        self.assertTrue(grazyna.confidential)
        self.assertIn("Safe address", grazyna.alert_note)
        self.assertNotEqual(grazyna.household_id, self.person('zbigniew-luczak').household_id)

    def test_a_family_shares_one_mailbox(self):
        family = self.person('nguyen-van-hung').household_id.household_member_ids.person_id
        self.assertEqual(len(family), 4)
        self.assertEqual(len(set(family.mapped('email_normalized'))), 1)

    def test_the_guardian_may_act_for_her_grandson(self):
        row = self.env['constituent.relationship'].search(
            [('left_id', '=', self.making.id('despina-papadopoulou')), ('is_permissioned', '=', True)]
        )
        self.assertEqual(row.right_id, self.person('nikos-papadopoulos'))

    def test_a_change_of_job_is_two_posts_in_a_row(self):
        old, new = self.env['constituent.affiliation'].search(
            [('person_id', '=', self.making.id('folake-adeyemi'))], order='date_from'
        )
        self.assertEqual(new.date_from, old.date_to + timedelta(days=1))
        self.assertNotEqual(old.organisation_id, new.organisation_id)

    def test_organisations_stand_below_their_parents(self):
        rows = self.env['constituent.relationship'].search([('type_id.code', '=', 'parent_organisation')])
        self.assertIn(
            (self.person('sundtor-holding'), self.person('sundtor-brewery')),
            [(row.left_id, row.right_id) for row in rows],
        )

    def test_contacts_come_by_every_channel_and_both_ways(self):
        groups = self.env['constituent.interaction']._read_group([], ['channel', 'direction'], ['__count'])
        self.assertLessEqual(
            {'call', 'meeting', 'letter', 'email', 'sms', 'web', 'social', 'event'}, {row[0] for row in groups}
        )
        self.assertEqual({row[1] for row in groups}, {'in', 'out'})

    def test_a_note_was_written_on_its_day_by_a_colleague(self):
        note = self.env['mail.message'].search(
            [
                ('model', '=', 'res.partner'),
                ('res_id', '=', self.making.id('grazyna-luczak')),
                ('body', 'ilike', "over the telephone"),
            ]
        )
        self.assertEqual(note.author_id, self.person('henning-luebcke'))
        self.assertLess(note.date.date(), DAY - timedelta(days=200))

    def test_nothing_lies_in_the_future(self):
        for model, field in (
            ('constituent.interaction', 'date'),
            ('constituent.household.membership', 'date_from'),
            ('constituent.affiliation', 'date_from'),
            ('constituent.role', 'date_from'),
        ):
            self.assertFalse(self.env[model].search_count([(field, '>', DAY)]), model)
        people = Domain('id', 'in', [self.making.id(key) for key in self.world.people])
        self.assertFalse(
            self.env['res.partner'].search_count(people & Domain('create_date', '>', DAY + timedelta(days=1)))
        )

    # -- the sign-up sheets

    def test_a_sheet_was_imported_and_each_slip_in_it_refused_with_its_reason(self):
        run = self.making.record('import-stralsund')
        self.assertEqual((run.state, run.user_id), ('done', self.making.record('user-officer')))
        self.assertTrue(run.is_reconciled)
        rows = {row.line: (row.state, row.code or '') for row in run.row_ids}
        self.assertEqual(len(rows), run.row_count)
        self.assertEqual(
            {line: what for line, what in rows.items() if what[0] != 'created'},
            {
                5: ('refused', 'date_impossible'),
                6: ('refused', 'email'),
                7: ('refused', 'name_missing'),
                9: ('refused', 'country'),
                10: ('skipped', 'duplicate_row'),
            },
        )
        self.assertIn("Ngọc Anh Phạm", run.row_ids.partner_id.mapped('name'))
        batch = run.batch_id
        self.assertEqual((batch.state, batch.done_count, batch.failed_count), ('done', 6, 4))

    def test_work_that_was_stopped_goes_on_for_whoever_resumes_it(self):
        run = self.making.record('import-whitby')
        batch = run.batch_id.with_user(self.making.record('user-operations'))
        self.assertEqual((batch.state, run.state), ('stopped', 'mapped'))
        batch.action_resume()
        batch._run_now()
        self.assertEqual((batch.state, run.state, run.created_count), ('done', 'dry_run', 3))
        self.assertFalse(self.env['res.partner'].search_count([('email', '=', 'enid.harland@example.org')]))

    def test_the_company_is_harbour_commons(self):
        company = self.env.ref('base.main_company')
        self.assertRecordValues(company, [{'name': "Harbour Commons", 'city': "Stralsund", 'country_code': 'DE'}])
        self.assertEqual(company.currency_id.name, 'EUR')
        self.assertTrue(company.logo)
        self.assertTrue(self.env.ref('base.GBP').active)
        self.assertLessEqual(
            {'en_US', 'de_DE', 'fr_FR', 'es_ES'}, {code for code, _name in self.env['res.lang'].get_installed()}
        )

    def test_no_address_in_the_database_could_reach_anybody(self):
        people = self.env['res.partner'].with_context(active_test=False).search([('email', '!=', False)])
        self.assertGreater(len(people), 300)
        self.assertFalse(
            people.filtered(lambda person: not person.email.endswith(('example.org', 'example.com'))).mapped('email')
        )
