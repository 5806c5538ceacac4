from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

from .common import ConstituentCase

EVERYBODY = {'op': 'all', 'of': []}
CALLED = {'op': 'all', 'of': [{'measure': 'contacts', 'operator': '>=', 'value': 2, 'window': {'ever': True}}]}


class TestSegmentRights(ConstituentCase):
    """Who may make, share, change and use a segment, and that nobody sees by one whom they may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chapter = cls.env['res.company'].create({'name': 'Second chapter'})
        cls.colleague = new_test_user(cls.env, 'con_colleague', 'crm_constituents.group_constituent_user', tz='UTC')
        cls.chapter_officer = new_test_user(
            cls.env, 'con_chapter', 'crm_constituents.group_constituent_user', company_id=cls.chapter.id,
            company_ids=[Command.set(cls.chapter.ids)], tz='UTC')

    def _segment(self, name='Singers', **vals):
        return self.env['constituent.segment'].create({'name': name, **vals})

    def test_officer_makes_own_ones_and_viewer_reads_shared_ones(self):
        own, shared = self._segment(), self._segment('Shared', is_shared=True)
        for user in (self.viewer, self.colleague):
            seen = self.env['constituent.segment'].with_user(user).search([('id', 'in', (own | shared).ids)])
            self.assertEqual(seen.sudo(), shared.sudo())
            self.assertFalse(seen.may_change)
            with self.assertRaises(AccessError):
                seen.write({'name': 'Mine now'})
            with self.assertRaises(AccessError):
                seen.unlink()
            with self.assertRaises(AccessError):
                own.with_user(user).read(['definition'])
        with self.assertRaises(AccessError):
            self.env['constituent.segment'].with_user(self.viewer).create({'name': 'X'})
        with self.assertRaises(AccessError):
            self._segment(user_id=self.colleague.id)
        own.with_user(self.administrator).write({'name': 'By the administrator'})
        self.assertTrue(own.may_change)
        own.unlink()

    def test_copy_belongs_to_who_copies(self):
        shared = self._segment('Shared', is_shared=True, definition=CALLED, is_tracked=True)
        copy = shared.with_user(self.colleague).copy()
        self.assertEqual((copy.user_id, copy.is_shared, copy.is_tracked), (self.colleague, False, False))
        self.assertEqual(copy.definition, shared.definition)

    def test_shared_segment_shows_nobody_whom_the_viewer_may_not_see(self):
        here = self._person('Ada Okafor', company_id=self.env.company.id)
        common = self._person('山田 さくら')
        segment = self._segment(is_shared=True, definition={'op': 'any', 'of': [
            {'measure': 'name', 'operator': 'contains', 'value': 'okafor'},
            {'measure': 'name', 'operator': 'contains', 'value': 'さくら'}]})
        self.assertEqual(segment.count, 2)
        there = segment.with_user(self.chapter_officer).with_context(allowed_company_ids=self.chapter.ids)
        self.assertEqual(there.count, 1)
        self.assertEqual([person['id'] for person in there.action_members()['people']], common.ids)
        self.assertEqual(
            self.env['res.partner'].with_env(there.env).search([('in_segment_id', '=', segment.id)]), common)
        snapshot = segment._freeze('Test')
        self.assertEqual(snapshot.included_count, 2)
        self.assertEqual(snapshot.line_ids.with_env(there.env).search(
            [('snapshot_id', '=', snapshot.id)]).partner_id, common, "not in a list that another made either")
        self.assertIn(here, snapshot.line_ids.partner_id)

    def test_records_of_another_company_do_not_count(self):
        """Aggregates are of what the viewer may read: a call about people of the other company is not."""
        common = self._person('山田 さくら')
        secret = self._person('Ada Okafor', company_id=self.env.company.id)
        for people in (common, common | secret):
            self.env['constituent.interaction'].create({'subject': 'X', 'partner_ids': [Command.set(people.ids)]})
        segment = self._segment(is_shared=True, definition=CALLED)
        self.assertIn(common, self.env['res.partner'].search([('in_segment_id', '=', segment.id)]))
        there = segment.with_user(self.chapter_officer).with_context(allowed_company_ids=self.chapter.ids)
        self.assertEqual(there.count, 0)

    def test_segment_of_a_company_is_seen_from_there_only(self):
        segment = self._segment(is_shared=True, company_id=self.env.company.id)
        there = segment.with_user(self.chapter_officer).with_context(allowed_company_ids=self.chapter.ids)
        with self.assertRaises(AccessError):
            there.read(['name'])

    def test_what_is_not_yours_to_see_cannot_be_named(self):
        private = self._segment('Private')
        definition = {'op': 'all', 'of': [{'measure': 'segment', 'operator': 'in', 'value': private.ids}]}
        with self.assertRaises(ValidationError) as caught:
            self.env['constituent.segment'].with_user(self.colleague).create({'name': 'X', 'definition': definition})
        self.assertIn("not yours to see", str(caught.exception))
        mine = self._segment('Names a private one', is_shared=True, definition=definition)
        self.assertEqual(mine.with_user(self.colleague).count, mine.count, "the owner shares the question")

    def test_no_name_is_told_of_whom_or_what_one_may_not_see(self):
        private = self._segment('Secret plans')
        hidden = self._organisation('Hidden Trust', company_id=self.env.company.id)
        definition = {'op': 'all', 'of': [{
            'measure': 'posts', 'operator': '>=', 'value': 1, 'window': {'ever': True},
            'where': [{'field': 'organisation_id', 'operator': 'in', 'value': hidden.ids}]}]}
        there = self.env['constituent.segment'].with_user(self.chapter_officer).with_context(
            allowed_company_ids=self.chapter.ids)
        for node in (definition['of'][0], {'measure': 'segment', 'operator': 'in', 'value': private.ids}):
            told = there.action_try({'op': 'all', 'of': [node]})
            self.assertIn("not yours to see", told['fault'])
            self.assertNotIn('words', told)
        shared = self._segment('Staff of the trust', is_shared=True, definition=definition)
        self.assertIn("“Hidden Trust”", shared.sentence)
        self.assertIn("something out of sight", shared.with_env(there.env).sentence)
        self.assertEqual(there.action_try(shared.definition, shared.id)['count'], 0, "it can be used all the same")

    def test_somebody_without_a_role_asks_nothing(self):
        outsider = new_test_user(self.env(su=True), 'con_outsider', 'base.group_user')
        Segment = self.env['constituent.segment'].with_user(outsider)
        with self.assertRaises(AccessError):
            Segment.action_try(EVERYBODY)
        with self.assertRaises(AccessError):
            Segment.search([])

    def test_builder_counts_says_and_explains(self):
        ada = self._person('Ada Okafor', city='Whitby')
        Segment = self.env['constituent.segment'].with_user(self.viewer)
        node = {'measure': 'name', 'operator': 'is', 'value': 'ADA okafor'}
        found = Segment.action_try({'op': 'all', 'of': [node]})
        self.assertEqual((found['count'], found['people']), (1, [
            {'id': ada.id, 'name': 'Ada Okafor', 'number': ada.constituent_no, 'city': 'Whitby'}]))
        self.assertEqual(found['words'], "Everybody for whom this is true: name is “ADA okafor”.")
        faulty = Segment.action_try({'op': 'all', 'of': [node, {**node, 'value': ''}]})
        self.assertEqual(faulty, {'fault': "name: something is missing. Fill it in, or remove the condition.",
                                  'path': [1]})
        offered = {measure['key'] for measure in Segment.action_measures()['measures']}
        self.assertLessEqual(
            {'age', 'city', 'contacts', 'posts', 'relationships', 'households', 'role', 'segment'}, offered)

    def test_statement_that_takes_too_long_is_stopped_and_said(self):
        with patch('odoo.addons.crm_constituents.models.constituent_segment.BUDGET', 50), mute_logger('odoo.sql_db'), \
                self.assertRaises(UserError) as caught:
            self.env['constituent.segment']._within_budget(SQL("SELECT pg_sleep(2)"))
        self.assertIn("it was stopped", str(caught.exception))
        self.env.cr.execute("SHOW statement_timeout")
        self.assertEqual(self.env.cr.fetchone()[0], '0', "later statements of the request have their time")

    def test_saved_segment_whose_measure_is_gone_says_so(self):
        segment = self._segment(definition=CALLED)
        self.env.flush_all()
        self.env.cr.execute("UPDATE constituent_segment SET definition = %s WHERE id = %s", [
            '{"op": "all", "of": [{"measure": "gifts", "operator": ">=", "value": 3}]}', segment.id])
        self.env.invalidate_all()
        self.assertEqual(segment.count, 0)
        self.assertIn("Nothing called “gifts” can be asked", segment.sentence)
        self.assertIn("Nothing called “gifts” can be asked", segment.action_members()['fault'])

    def test_list_of_people_can_be_searched_by_segment(self):
        ada, gone = self._person('Ada Okafor'), self._person('Ada Okafor the elder', active=False)
        segment = self._segment(definition={'op': 'all', 'of': [
            {'measure': 'name', 'operator': 'starts', 'value': 'ada okafor'}]})
        Partner = self.env['res.partner']
        self.assertEqual(Partner.search([('in_segment_id', '=', segment.id)]), ada)
        self.assertEqual(
            Partner.with_context(active_test=False).search([('in_segment_id', 'ilike', 'sing')]), ada | gone)
        self.assertNotIn(ada, Partner.search([('in_segment_id', '!=', segment.id)]))
        self.assertEqual(Partner.search(segment.action_open_people()['domain']), ada)

    def test_viewer_finds_no_button_that_changes(self):
        for user, expected in ((self.viewer, False), (self.officer, True)):
            arch = etree.fromstring(self.env['constituent.segment'].with_user(user).get_view(
                self.env.ref('crm_constituents.constituent_segment_view_form').id, 'form')['arch'])
            self.assertEqual(bool(arch.xpath("//button[@name='action_freeze']")), expected)
