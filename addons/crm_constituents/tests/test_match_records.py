import re
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..tools.match_says import OTHERS, PIECES
from .common import ConstituentCase
from .match_maker import FIELDS, Maker


class MatchCase(ConstituentCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env['res.company'].create({'name': "Elsewhere"})  # who makes a company is put in it

    def setUp(self):
        super().setUp()
        self.Candidate = self.env['constituent.match.candidate']
        self.ada = self._person('Ada Okafor', email='ada.okafor@example.org', phone='+441174960100', zip='BS1 4ST')
        self.twin = self._person('Okafor, Ada', email='ada.okafor@example.org', zip='BS1 4ST')

    def _scan(self, env=None):
        """One search, done at once."""
        scan = (env or self.env)['constituent.match.scan']._begin()
        batch = scan.sudo().batch_id
        with self.enter_registry_test_mode():
            batch._run_now()
        return scan

    def _crowd(self, count=60):
        records, _truth = Maker(3).people(count, doubled=0, families=0)
        for record in records:
            vals = dict(zip(FIELDS, record, strict=True))
            self._person(f"{vals['first_name']} {vals['last_name']}", birthdate=vals['birthdate'], email=vals['email'])

    def _pair(self, one, two):
        left, right = sorted((one, two), key=lambda person: person.id)
        return self.Candidate.search([('left_id', '=', left.id), ('right_id', '=', right.id)])


@tagged('post_install', '-at_install')
class TestMatchScan(MatchCase):

    def test_a_search_finds_people_and_organisations_and_says_why(self):
        self._crowd()
        lib = self._organisation('Whitby Library Association, Inc.', zip='YO21 1AA', city='Whitby')
        lib2 = self._organisation('WHITBY LIBRARY ASSOC', zip='YO21 1AA', city='Whitby')
        scan = self._scan()
        pair = self._pair(self.ada, self.twin)
        self.assertGreater(pair.chance, .8)
        self.assertEqual((pair.state, pair.rule, pair.kind), ('open', 'name_email', 'individual'))
        self.assertIn('ame e-mail address', pair.words)
        self.assertEqual(self._pair(lib, lib2).kind, 'organisation')
        self.assertEqual(scan.sudo().state, 'done')
        self.assertGreaterEqual(scan.record_count, 64)

    def test_a_second_search_makes_no_doubles_and_drops_what_is_no_more(self):
        self._crowd()
        self._scan()
        first = self._pair(self.ada, self.twin)
        self._scan()
        self.assertEqual(self._pair(self.ada, self.twin), first)
        self.twin.write({'name': 'Bo Lind', 'email': 'bo@example.org', 'zip': False})
        self._scan()
        self.assertFalse(self._pair(self.ada, self.twin))

    def test_what_was_decided_is_not_asked_again(self):
        self._crowd()
        self._scan()
        pair = self._pair(self.ada, self.twin)
        pair.action_not_duplicate("Mother and daughter")
        self.assertEqual((pair.state, pair.decided_by_id), ('apart', self.officer))
        rows = self.env['constituent.match.exception'].search([])
        self.assertEqual(sorted(rows.mapped('partner_id.id')), sorted((self.ada | self.twin).ids))
        self.assertEqual(set(rows.mapped('reason')), {"Mother and daughter"})
        self.assertEqual(rows.user_id, self.officer)
        self._scan()
        self.assertEqual(self._pair(self.ada, self.twin).state, 'apart')
        pair.action_reopen()
        self.assertFalse(self.env['constituent.match.exception'].search([]))
        self._scan()
        self.assertEqual(self._pair(self.ada, self.twin).state, 'open')

    def test_two_searches_at_once_are_one(self):
        Scan = self.env['constituent.match.scan']
        one = Scan._begin()
        self.assertEqual(Scan._begin(), one)
        with mute_logger('odoo.sql_db'), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env['constituent.match.scan'].sudo().create({}).flush_recordset()
        one.sudo().batch_id.action_stop()
        self.assertNotEqual(Scan._begin(), one)
        self.assertEqual(one.sudo().state, 'done')

    def test_a_chunk_that_is_done_again_doubles_nothing(self):
        self._crowd()
        scan = self.env['constituent.match.scan']._begin()
        counts = []
        for _n in range(2):
            scan._scan('individual')
            counts.append(self.Candidate.search_count([]))
        self.assertEqual(counts[0], counts[1])

    def test_a_pair_stands_once_whichever_way_round(self):
        left, right = sorted((self.ada | self.twin).ids)
        vals = {'left_id': left, 'right_id': right, 'kind': 'individual'}
        Candidate = self.Candidate.sudo()
        Candidate.create(vals)
        with mute_logger('odoo.sql_db'), self.assertRaises(UniqueViolation), self.cr.savepoint():
            Candidate.create(vals).flush_recordset()
        with mute_logger('odoo.sql_db'), self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017
            Candidate.create({**vals, 'left_id': right, 'right_id': left}).flush_recordset()


@tagged('post_install', '-at_install')
class TestMatchQueue(MatchCase):

    def _open_pair(self):
        self.Candidate._file(self.ada, [(self.twin, '')])
        return self._pair(self.ada, self.twin)

    def test_the_queue_shows_both_sides_and_what_differs(self):
        self.ada.city, self.twin.city = 'Whitby', 'Leeds'
        pair = self._open_pair()
        answer = self.Candidate.action_queue()
        self.assertEqual(answer['total'], 1)
        [card] = answer['pairs']
        self.assertEqual([side['id'] for side in card['sides']], [pair.left_id.id, pair.right_id.id])
        states = {row['name']: row['state'] for row in card['rows']}
        self.assertEqual((states['email'], states['phone'], states['create_date'], states['city']),
                         ('same', 'missing', 'same', 'other'))
        self.assertEqual(self.Candidate.action_queue(seen=pair.ids)['pairs'], [])
        self.assertEqual(self.Candidate.action_queue(kind='organisation')['total'], 0)

    def test_who_is_archived_leaves_the_queue_and_counts_as_merged(self):
        pair = self._open_pair()
        self.assertEqual(pair.action_merged(), [])
        self.twin.active = False
        self.assertEqual(self.Candidate.action_queue()['total'], 0)
        self.assertEqual(pair.action_merged(), pair.ids)
        self.assertEqual((pair.state, pair.decided_by_id), ('merged', self.officer))

    def test_merge_opens_for_the_two(self):
        action = self._open_pair().action_merge()
        self.assertEqual((action['type'], action['res_model']), ('ir.actions.act_window', 'constituent.merge.wizard'))
        [(_command, _id, people)] = action['context']['default_person_ids']
        self.assertEqual(sorted(people), sorted((self.ada | self.twin).ids))

    def test_a_viewer_has_no_queue(self):
        pair = self._open_pair()
        for call in (lambda: self.Candidate.with_user(self.viewer).action_queue(),
                     lambda: pair.with_user(self.viewer).action_not_duplicate(),
                     lambda: self.env['constituent.match.scan'].with_user(self.viewer).action_scan()):
            with self.assertRaises(AccessError):
                call()

    def test_nobody_writes_a_pair_by_hand(self):
        pair = self._open_pair()
        with self.assertRaises(AccessError):
            pair.write({'state': 'apart'})
        with self.assertRaises(AccessError):
            self.Candidate.create({'left_id': self.ada.id, 'right_id': self.twin.id, 'kind': 'individual'})
        with self.assertRaises(AccessError):
            self.env['constituent.match.exception'].create({'partner_id': self.ada.id, 'other_id': self.twin.id})

    def test_a_pair_with_somebody_of_another_company_is_not_seen(self):
        pair = self._open_pair()
        company = self.elsewhere
        self.twin.sudo().company_id = company
        self.assertEqual(self.Candidate.action_queue()['total'], 0)
        with self.assertRaises(AccessError):
            pair.action_not_duplicate()
        other = new_test_user(
            self.env(su=True), 'con_elsewhere', 'crm_constituents.group_constituent_user', company_id=company.id,
            company_ids=[(6, 0, company.ids)])
        self.assertEqual(self.Candidate.with_user(other).action_queue()['total'], 1)
        self.env.invalidate_all()
        self.assertFalse(self.env['constituent.match.scan'].with_user(other)._people_query('individual').is_empty())

    def test_a_search_finds_nobody_whom_its_user_may_not_see(self):
        company = self.elsewhere
        self._crowd()
        self.twin.sudo().company_id = company
        self._scan()
        self.assertFalse(self.Candidate.sudo().search([('right_id', '=', self.twin.id)]))

    def test_who_may_not_change_people_decides_nothing(self):
        pair = self._open_pair()
        Partner = type(self.env['res.partner'])
        with patch.object(Partner, '_filtered_access', lambda people, operation: people.browse()), \
                self.assertRaises(UserError):
            pair.action_not_duplicate()
        self.assertEqual(pair.state, 'open')

    def test_the_home_counts_the_queue(self):
        self._open_pair()
        card = next(card for card in self.env['kit.home']._home_cards('constituents')
                    if card['key'] == 'constituent_duplicates')
        self.assertEqual((card['count'], card['action']['tag']), (1, 'crm_constituents.match_queue'))
        self.assertFalse([card for card in self.env(user=self.viewer)['kit.home']._home_cards('constituents')
                          if card['key'] == 'constituent_duplicates'])

    def test_every_reason_has_its_words(self):
        self.assertEqual(self.Candidate._all_piece_words(), PIECES)
        for kind, words in OTHERS.items():
            self.assertEqual(self.Candidate._other_words(kind), words)


@tagged('post_install', '-at_install')
class TestMatchTyping(MatchCase):

    def _alike(self, **vals):
        draft = self.env['res.partner'].new({'constituent_type': 'individual', **vals})
        return draft.alike_partner_ids._origin

    def test_who_is_typed_again_is_shown(self):
        born = self._person('Bo Lindqvist', birthdate='1961-03-04')
        for vals, found in (
            ({'name': 'Ada Okafor', 'email': 'ADA.okafor@example.org '}, self.ada | self.twin),
            ({'name': 'ada okafor', 'phone': '+44 117 496 0100'}, self.ada),
            ({'name': 'Ada Okafor', 'zip': 'bs1 4st'}, self.ada),
            ({'name': 'Ada Okafor'}, self.ada),
            ({'name': 'Björn Lindqvist', 'birthdate': fields.Date.to_date('1961-03-04')}, born),
            ({'name': 'Chidi Okafor', 'email': 'ada.okafor@example.org'}, self.env['res.partner']),  # family
            ({'name': 'Ada Okafor', 'email': 'other@example.org'}, self.env['res.partner']),
            ({'name': 'Bo Lindqvist', 'birthdate': fields.Date.to_date('1995-03-04')}, self.env['res.partner']),
            ({}, self.env['res.partner']),
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self._alike(**vals) & found, found)
                self.assertFalse(self._alike(**vals) - found - self.ada - self.twin if found else self._alike(**vals))

    def test_the_page_warns_and_saves_all_the_same(self):
        with Form(self.env['res.partner'].with_context(default_constituent_type='individual'),
                  'crm_constituents.res_partner_view_form') as page:
            page.name = 'Ada Okafor'
            page.email = 'ada.okafor@example.org'
            self.assertEqual(len(page.alike_partner_ids), 2)
        saved = self.env['res.partner'].search([('email_normalized', '=', 'ada.okafor@example.org')])
        self.assertEqual(len(saved), 3)
        self.assertFalse(saved.alike_partner_ids)  # what is saved is the matter of the queue

    def test_nobody_is_shown_whom_the_user_may_not_see(self):
        company = self.elsewhere
        (self.ada | self.twin).sudo().company_id = company
        self.assertFalse(self._alike(name='Ada Okafor', email='ada.okafor@example.org'))

    def test_who_was_said_to_be_another_is_not_shown(self):
        self.Candidate._file(self.ada, [(self.twin, '')])
        self._pair(self.ada, self.twin).action_not_duplicate()
        self.ada.zip = 'BS1 4SU'
        self.assertNotIn(self.twin, [person for person, _reason in self.ada._constituent_alike()])

    def test_it_looks_into_indexes_only(self):
        self.env.flush_all()
        self.cr.execute("CREATE TEMP TABLE res_partner (LIKE public.res_partner INCLUDING INDEXES)")
        self.cr.execute("SET LOCAL enable_seqscan = off")
        seen = []

        def explain(env, query, *_args):
            self.cr.execute(SQL("EXPLAIN %s", query))
            seen.append('\n'.join(row[0] for row in self.cr.fetchall()))
            return []
        with patch.object(type(self.env), 'execute_query', explain):
            self.env['res.partner']._constituent_alike_ids(
                'Ada Okafor', 'ada@example.org', '+441174960100', fields.Date.to_date('1961-03-04'))
        [plan] = seen
        self.assertNotIn('Seq Scan', plan)
        for condition in ('email_normalized', 'phone_sanitized', 'birthdate', 'lower('):
            self.assertRegex(plan, rf'Index Cond: .*{re.escape(condition)}')

    def test_it_asks_little(self):
        with self.assertQueryCount(con_officer=12):
            self._alike(name='Ada Okafor', email='ada.okafor@example.org', phone='+441174960100')

    def test_a_public_form_files_and_tells_nothing(self):
        Partner = self.env['res.partner'].sudo()
        found = Partner._constituent_find_match({'name': 'Ada Okafor', 'email': 'ada.okafor@example.org'})
        self.assertEqual(found, self.ada | self.twin)
        new = Partner.create({
            'constituent_type': 'individual', 'name': 'Ada Okafor', 'email': 'ada.okafor@example.org'})
        self.assertIsNone(new._constituent_file_matches())
        pair = self._pair(self.ada, new)
        self.assertEqual((pair.source, pair.state), ('form', 'open'))
        self.assertIn('public form', pair.words)
        new._constituent_file_matches()
        self.assertEqual(len(self._pair(self.ada, new)), 1)
