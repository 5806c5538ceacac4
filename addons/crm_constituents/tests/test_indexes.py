import re

from odoo.tools import SQL

from .common import ConstituentCase


class TestIndexes(ConstituentCase):
    """At a million people what is typed must be found through an index, and not by reading everybody.

    The plans are made for empty temporary copies of the tables, indexes included, which stand before the true ones: an
    index made in a busy cluster is passed over until every older transaction has ended, which proves nothing.
    """

    def setUp(self):
        super().setUp()
        self.jose = self._person('José García')
        self.found = [pid for pid, _name in self.env['res.partner'].name_search('jose garcia')]
        self.env.flush_all()
        for table in ('res_partner', 'constituent_external_id'):
            self.cr.execute(SQL("CREATE TEMP TABLE %(table)s (LIKE public.%(table)s INCLUDING INDEXES)",
                                table=SQL.identifier(table)))

    def _drop_partial_indexes(self):
        """Leave the planner no way but those that hold at any size: in an empty table the rows that are set are few.
        A partial index of trigrams does hold; it is looked into like any other.
        """
        self.cr.execute("""
            SELECT format('%I.%I', schemaname, indexname) FROM pg_indexes
             WHERE schemaname LIKE 'pg_temp%' AND tablename = 'res_partner' AND indexdef LIKE '%IS NOT NULL%'
               AND indexdef NOT LIKE '% gin %'
        """)
        for (name,) in self.cr.fetchall():
            self.cr.execute(f"DROP INDEX {name}")

    def _plan(self, query, *off):
        for way in ('seqscan', *off):
            self.cr.execute(f"SET LOCAL enable_{way} = off")
        return '\n'.join(row[0] for row in self.env.execute_query(SQL("EXPLAIN %s", query)))

    def _looked_up(self, plan):
        """Columns by which the plan looks into an index."""
        return set(re.findall(r'\((?:unaccent\()?\(?(\w+)\)?(?:::text)?\)* (?:=|~~\*)', ' '.join(
            line for line in plan.splitlines() if 'Index Cond' in line)))

    def test_typing_a_name_uses_one_index_for_each_column(self):
        self._drop_partial_indexes()
        Partner = self.env['res.partner'].sudo().with_context(active_test=False)
        plan = self._plan(Partner._search(Partner._search_display_name('ilike', 'okafor')).select())
        self.assertEqual(self._looked_up(plan), set(Partner._rec_names_search))
        self.assertNotIn('Seq Scan', plan)

    def test_mail_phone_number_and_foreign_key_are_looked_up(self):
        for model, column, domain in (
            ('res.partner', 'email_normalized', [('email_normalized', '=', 'ada@okafor.example')]),
            ('res.partner', 'phone_sanitized', [('phone_sanitized', '=', '+441174960100')]),
            ('res.partner', 'constituent_no', [('constituent_no', '=', '000001')]),
            ('res.partner', 'preferred_name', [('preferred_name', 'ilike', 'okafor')]),
            ('res.partner', 'former_name', [('former_name', 'ilike', 'okafor')]),
            ('constituent.external.id', 'value', [('system', '=', 'irs'), ('value', '=', '12')]),
        ):
            with self.subTest(column=column):
                plan = self._plan(self.env[model].sudo().with_context(active_test=False)._search(domain).select())
                self.assertIn(column, self._looked_up(plan) | set(re.findall(r'\((\w+)\)::text = ', plan)))
                self.assertIn('Index Cond', plan)
                self.assertNotIn('Seq Scan', plan)

    def test_the_list_of_people_walks_an_index_in_the_order_shown(self):
        """The first page of a million reads eighty rows, and sorts nothing."""
        query = self.env['res.partner'].sudo()._search(
            [('constituent_type', '=', 'individual')], limit=80, order='complete_name ASC, id DESC')
        plan = self._plan(query.select(), 'sort', 'incremental_sort', 'bitmapscan')
        self.assertNotIn('Sort', plan)
        self.assertIn('Index', plan)

    def test_what_unaccent_finds_is_what_is_indexed(self):
        self.assertIn(self.jose.id, self.found)
