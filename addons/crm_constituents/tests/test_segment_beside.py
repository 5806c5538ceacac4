import random
from datetime import datetime
from unittest.mock import patch

from odoo.fields import Command
from odoo.tools import SQL

from ..models.constituent_interaction import BESIDE, RELATION
from ..models.constituent_segment_compile import Compiler
from .segment_naive import Definitions
from .test_segment_language import SegmentCase


class TestSegmentBeside(SegmentCase):
    """What stands of a contact beside each of its people is what the contact says, and finds the same."""

    def _assert_beside_is_true(self):
        self.env.flush_all()
        wrong = self.env.execute_query(SQL(
            "SELECT r.interaction_id FROM constituent_interaction_partner_rel r"
            " JOIN constituent_interaction i ON i.id = r.interaction_id"
            " WHERE (%s) IS DISTINCT FROM (%s)", *(
                SQL(', ').join(SQL.identifier(alias, name) for name in BESIDE) for alias in 'ri')))
        self.assertFalse(wrong)

    def _statement(self, node, user=None):
        segment = self.env['constituent.segment'].with_user(user or self.officer)
        tree = segment._check_definition({'op': 'all', 'of': [node]})
        return segment._tree_query(tree).select().code

    def test_beside_follows_the_contact_whoever_writes(self):
        [(count, empty)] = self.env.execute_query(SQL(
            "SELECT count(*), count(*) FILTER (WHERE date IS NULL) FROM constituent_interaction_partner_rel"))
        self.assertTrue(count)
        self.assertFalse(empty)
        self._assert_beside_is_true()
        ada, bao, *_others = self.people
        contact = self.env['constituent.interaction'].create({
            'subject': "Rang", 'channel': 'call', 'partner_ids': [Command.set(ada.ids)]})
        self._assert_beside_is_true()
        contact.write({'date': datetime(2020, 5, 17, 9), 'channel': 'letter', 'direction': 'in'})
        self._assert_beside_is_true()
        bao.interaction_ids = [Command.link(contact.id)]
        self._assert_beside_is_true()
        ada.company_id = self.env.company
        self.assertEqual(contact.company_id, self.env.company)
        self._assert_beside_is_true()
        contact.copy({'partner_ids': [Command.set(bao.ids)]})
        self.env.cr.execute("UPDATE constituent_interaction SET date = date - interval '1 day', company_id = NULL")
        self._assert_beside_is_true()

    def test_beside_equals_the_joined_tables(self):
        rand, beside = random.Random(7), 0
        measure = next(row for row in self.env['res.partner']._segment_measures() if row['key'] == 'contacts')
        self.assertEqual(measure['beside'], BESIDE)
        definitions = Definitions(rand, self)
        for number in range(150):
            definition = definitions.tree()
            tree = self.env['constituent.segment']._check_definition(definition)
            found = self._find(definition)
            beside += RELATION in self.env['constituent.segment']._tree_query(tree).select().code
            with patch.object(Compiler, '_beside', lambda self, node, measure, rows, domain: None):
                joined = self._find(definition)
            with self.subTest(number=number, definition=definition):
                self.assertEqual(set(found.ids), set(joined.ids))
        self.assertGreater(beside, 20)

    def test_beside_only_where_it_holds_all_that_is_asked(self):
        often = {'measure': 'contacts', 'operator': '>=', 'value': 3, 'window': {'last': 24, 'unit': 'months'}}
        calls = {'field': 'channel', 'operator': 'in', 'value': ['call']}
        long = {'aggregate': 'sum', 'of': 'duration'}
        said = {'field': 'subject', 'operator': 'contains', 'value': 'boat'}
        for node, beside in (
                (often, True), ({**often, 'where': [calls]}, True), ({**often, 'where': [calls, said]}, False),
                ({**often, **long}, False), ({**often, 'aggregate': 'distinct', 'of': 'channel'}, True),
                ({**often, 'aggregate': 'distinct', 'of': 'user_id'}, True),
                ({**often, 'where': [{'field': 'outcome', 'operator': 'in', 'value': ['reached']}]}, False)):
            with self.subTest(node=node):
                self.assertEqual('"constituent_interaction"' not in self._statement(node), beside)

    def test_beside_keeps_to_the_rules_of_the_viewer(self):
        """A rule on what stands there is in the statement; any other one sends it through the contacts themselves."""
        ever = {'measure': 'contacts', 'operator': '>=', 'value': 1, 'window': {'ever': True}}
        self.assertIn('company_id', self._statement(ever).split(RELATION, 1)[1])
        root = self.env.ref('base.user_root')  # not the officer, who would be let into the new company
        other = self.env['res.company'].with_user(root).create({'name': "Other"})
        secret = self._person("Zita")
        contact = self.env['constituent.interaction'].create({
            'subject': "Rang", 'channel': 'call', 'partner_ids': [Command.set(secret.ids)]})
        self.env.flush_all()
        # as of a contact about somebody of another company beside her
        self.env.cr.execute("UPDATE constituent_interaction SET company_id = %s WHERE id = %s", [other.id, contact.id])
        segment = self.env['constituent.segment'].with_user(self.officer)
        tree = segment._check_definition({'op': 'all', 'of': [ever]})
        self.assertNotIn(secret.id, self.env['res.partner'].browse(segment._tree_query(tree)).ids)
        self.env['ir.rule'].with_user(root).create({
            'name': "Reached", 'model_id': self.env['ir.model']._get_id('constituent.interaction'),
            'domain_force': "[('outcome', '!=', 'no_answer')]"})
        self.assertIn('"constituent_interaction"', self._statement(ever))
