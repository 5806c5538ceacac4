import doctest
from datetime import date, timedelta

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import SQL

from ..tools import quality
from .common import ConstituentCase

UK = 'base.uk'


@tagged('post_install', '-at_install')
class TestQualityTools(BaseCase):

    def test_examples_in_the_tools_are_true(self):
        result = doctest.testmod(quality)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)


class QualityCase(ConstituentCase):

    def setUp(self):
        super().setUp()
        self.Rule = self.env['constituent.dq.rule'].sudo()  # sudo: the scheduled work
        self.Rule._sync()
        # a test is one transaction
        self.patch(type(self.env['ir.cron']), '_commit_progress', lambda *_args, **_more: 1.0)

    def _good(self, name="Ada Okafor", **vals):
        """Somebody with nothing to mend."""
        self.made = getattr(self, 'made', 0) + 1
        return self._person(name, **{
            'email': f"person{self.made}@example.org", 'phone': '+44 1947 600123', 'street': "1 Quay Street",
            'zip': 'YO21 1AA', 'city': "Whitby", 'country_id': self.env.ref(UK).id, 'lang': 'en_US', **vals})

    def _faults(self, people):
        people.sudo().action_dq_check()
        return set(people.dq_issue_ids.rule_id.mapped('code'))

    def _rule(self, code):
        return self.Rule.with_context(active_test=False).search([('code', '=', code)])


class TestQualityRules(QualityCase):

    def test_somebody_in_order_has_nothing_to_mend(self):
        ada = self._good()
        self.assertEqual((self._faults(ada), ada.dq_score), (set(), 100))

    def test_each_rule_finds_its_fault_and_no_other(self):
        today = self.env['res.company']._constituent_today()
        other = [self._good(f"Club {number}", email='club@example.org') for number in range(10)]
        self.assertTrue(other)
        gone = self._good("Gone Away")
        home = self.env['res.partner'].create({
            'constituent_type': 'household', 'name': "Empty", 'household_naming': 'custom', 'lang': 'en_US'})
        trust = self.env['res.partner'].create({
            'constituent_type': 'organisation', 'name': "Quay Works", 'email': 'quay@example.org', 'lang': 'en_US'})
        cases = {
            'name_case': self._good("ADA OKAFOR"), 'name_no_family': self._good("Ada"),
            'name_digits': self._good("Ada Okafor2"),
            'name_email': self._good("Mail Okafor"),
            'name_placeholder': self._good("Place Holder"),
            'kind_legal_form': self._good("Hafen GmbH"),
            'email_typo': self._good(email='ada@gmial.com'), 'email_role': self._good(email='info@example.org'),
            'email_shared': self._good("Club Eleven", email='club@example.org'),
            'email_invalid': self._good(email='not an address'), 'email_bounced': self._good(message_bounce=3),
            'phone_invalid': self._good(phone='ring twice'), 'phone_format': self._good(phone='01947 600123'),
            'unreachable': self._person("Nobody Knows", lang='en_US'), 'lang_missing': self._good(lang=False),
            'website_form': self._good(website='http://nowhere'), 'zip_form': self._good(zip='yo211aa'),
            'address_incomplete': self._good(city=False), 'street_missing': self._good(street=False),
            'country_missing': self._good(country_id=False), 'city_case': self._good(city="WHITBY"),
            'street_case': self._good(street="1 QUAY STREET"), 'birth_future': self._good(birthdate='1990-02-02'),
            'birth_old': self._good(birthdate='1850-05-05'), 'birth_placeholder': self._good(birthdate='1970-01-01'),
            'death_undated': self._good(is_deceased=True),
            'death_future': self._good(is_deceased=True, deceased_date='2020-01-01', birthdate='1960-01-01'),
            'child_alone': self._good(birthdate=today - timedelta(3000)), 'household_empty': home,
            'organisation_alone': trust, 'own_tie': self._good("Tied Okafor"), 'stale': self._good("Old Okafor"),
            'number_missing': self._good("Numberless Okafor"), 'name_spaces': self._good("Spacy Okafor"),
            'dead_in_household': self._good("Dead Okafor", is_deceased=True, deceased_date=today - timedelta(9)),
            'dead_in_post': self._good("Dead Post", is_deceased=True, deceased_date=today - timedelta(9)),
        }
        self.env['constituent.relationship'].create({
            'left_id': cases['own_tie'].id, 'right_id': gone.id,
            'type_id': self.env.ref('crm_constituents.relationship_type_friend').id})
        gone.active = False
        full = self.env['res.partner'].create({
            'constituent_type': 'household', 'name': "Full", 'household_naming': 'custom', 'lang': 'en_US'})
        self.env['constituent.household.membership'].create([
            {'household_id': full.id, 'person_id': cases['dead_in_household'].id, 'date_from': '2020-01-01'}])
        self.env['constituent.affiliation'].create({
            'person_id': cases['dead_in_post'].id, 'organisation_id': self.env['res.partner'].create({
                'constituent_type': 'organisation', 'name': "Posts", 'lang': 'en_US'}).id, 'date_from': '2020-01-01'})
        self.env.flush_all()
        for column, value, code in (
                ('constituent_no', None, 'number_missing'), ('name', "Spacy  Okafor", 'name_spaces'),
                ('name', "ada@example.org", 'name_email'), ('name', "Unknown", 'name_placeholder')):
            self.env.cr.execute(SQL("UPDATE res_partner SET %s = %s WHERE id = %s", SQL.identifier(column), value,
                                    cases[code].id))
        self.env.cr.execute("UPDATE res_partner SET birthdate = %s WHERE id = %s",
                            [today + timedelta(9), cases['birth_future'].id])
        self.env.cr.execute(
            "UPDATE res_partner SET deceased_date = '1950-01-01' WHERE id = %s", [cases['death_future'].id])
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2015-01-01', write_date = '2015-01-01' WHERE id = %s",
            [cases['stale'].id])
        self.env.invalidate_all()
        rules = {rule['code'] for rule in self.env['res.partner']._dq_rules() if rule['code'] in cases}
        self.assertEqual(rules, set(cases))
        self.assertGreaterEqual(len(cases), 30)
        for code, person in cases.items():
            with self.subTest(code=code):
                self.assertEqual(self._faults(person), {code})
                self.assertEqual(person.dq_score, 100 - self._rule(code).weight)
                rule = next(rule for rule in self.env['res.partner']._dq_rules() if rule['code'] == code)
                if rule.get('fixer'):
                    self.assertTrue(rule['fix'])
                    person.dq_issue_ids.action_fix()
                    self.assertEqual((self._faults(person), person.dq_score), (set(), 100), "mended")

    def test_what_a_mend_writes(self):
        ada = self._good("ADA VAN DYK", email='ada@gmial.com', zip='yo211aa', phone='01947 600123')
        ada.sudo().action_dq_check()
        self.assertEqual(
            {issue.rule_id.code: issue.mended for issue in ada.dq_issue_ids},
            {'name_case': "Ada, van Dyk", 'email_typo': 'ada@gmail.com', 'zip_form': 'YO21 1AA',
             'phone_format': '+44 1947 600123'})
        ada.dq_issue_ids.action_fix()
        self.assertEqual((ada.name, ada.email, ada.zip), ("Ada van Dyk", 'ada@gmail.com', 'YO21 1AA'))

    def test_what_ends_with_a_death_ends_on_its_day(self):
        bao = self._good("Bao Tran", is_deceased=True, deceased_date='2024-03-01')
        home = self.env['res.partner'].create({
            'constituent_type': 'household', 'name': "H", 'household_naming': 'custom'})
        row = self.env['constituent.household.membership'].create({
            'household_id': home.id, 'person_id': bao.id, 'date_from': '2020-01-01'})
        bao.sudo().action_dq_check()
        bao.dq_issue_ids.filtered(lambda issue: issue.rule_id.code == 'dead_in_household').action_fix()
        self.assertEqual(row.date_to, date(2024, 3, 1))


class TestQualityBooks(QualityCase):

    def test_a_scan_is_repeated_without_doubles_and_forgets_what_is_mended(self):
        ada, bao = self._good("ADA OKAFOR"), self._good("Bao Tran", city="WHITBY")
        for _again in range(2):
            self.Rule._cron_scan()
        mine = self.env['constituent.dq.issue'].search([('partner_id', 'in', (ada | bao).ids)])
        self.assertEqual(len(mine), 2)
        self.assertEqual((ada.dq_score, bao.dq_score), (92, 97))
        ada.write({'first_name': "Ada", 'last_name': "Okafor"})
        self.Rule._cron_scan()
        self.assertEqual((ada.dq_score, len(ada.dq_issue_ids)), (100, 0))

    def test_scores_in_sql_equal_plain_python(self):
        people = self.env['res.partner'].union(*(
            self._good(name, city=city, lang=lang, phone=phone)
            for name in ("ADA OKAFOR", "Bao Tran") for city in ("WHITBY", "Whitby", False) for lang in ('en_US', False)
            for phone in ('01947 600123', 'ring'))) | self._person("X")
        people.sudo().action_dq_check()
        for person in people:
            weights = person.dq_issue_ids.filtered(lambda issue: issue.state == 'open').rule_id.mapped('weight')
            self.assertEqual(person.dq_score, quality.score(weights), weights)

    def test_who_knows_better_says_why(self):
        hooks = self._good("bell hooks")
        hooks.sudo().action_dq_check()
        issue = hooks.dq_issue_ids
        with self.assertRaises(UserError):
            issue.action_accept()
        issue.reason = "She writes her name so"
        issue.action_accept()
        self.assertEqual((issue.state, hooks.dq_score), ('accepted', 100))
        hooks.sudo().action_dq_check()
        self.assertEqual(hooks.dq_issue_ids.state, 'accepted', "a scan leaves it")
        issue.action_reopen()
        self.assertEqual(hooks.dq_score, 92)
        with self.assertRaises(UserError):
            issue.state = 'accepted'

    def test_a_rule_that_is_switched_off_or_weighs_more_changes_the_scores(self):
        ada = self._good("ADA OKAFOR")
        ada.sudo().action_dq_check()
        rule = self._rule('name_case')
        rule.weight = 50
        self.assertEqual(ada.dq_score, 50)
        rule.active = False
        self.assertEqual((ada.dq_score, len(ada.dq_issue_ids)), (100, 0))

    def test_what_to_do_first_stands_first(self):
        for number in range(3):
            self._good(f"ADA OKAFOR{'X' * number}", email=f'a{number}@example.org')
        self._good("Bao Tran", city="WHITBY")
        self.Rule._cron_scan()
        found = self.Rule.search([('open_count', '>', 0)])
        self.assertEqual(found.mapped('gain'), sorted(found.mapped('gain'), reverse=True))
        cards = {card['key']: card for card in self.env['kit.home']._home_cards('constituents')}
        self.assertEqual(cards['constituent_mend_first']['count'], found[0].open_count)
        self.assertTrue(0 < cards['constituent_quality']['value'] <= 1)

    def test_many_are_mended_in_the_background(self):
        people = self.env['res.partner'].union(*(
            self._good(f"Person {chr(65 + n // 26)}{chr(97 + n % 26)}", city="WHITBY") for n in range(60)))
        people.sudo().action_dq_check()
        rule = self._rule('city_case').with_user(self.officer)
        batch = self.env['kit.batch']._start("Mend", rule, '_fix_chunk', total=60)
        batch._run_now()
        self.assertEqual(set(people.mapped('city')), {"Whitby"})
        self.assertEqual((batch.state, batch.failed_count), ('done', 0))

    def test_roles(self):
        ada = self._good("ADA OKAFOR")
        ada.sudo().action_dq_check()
        root = self.env(user=SUPERUSER_ID)
        viewer = new_test_user(root, 'dq_viewer', 'crm_constituents.group_constituent_viewer')
        outsider = new_test_user(root, 'dq_outsider', 'base.group_user')
        issue = ada.dq_issue_ids.with_user(viewer)
        self.assertEqual(issue.shown, "ADA OKAFOR")
        for deed in (lambda: issue.action_fix(), lambda: issue.write({'reason': "x"}),
                     lambda: self._rule('name_case').with_user(self.officer).write({'weight': 1}),
                     lambda: self.env['constituent.dq.issue'].with_user(outsider).search([]),
                     lambda: ada.with_user(outsider).dq_score):
            with self.assertRaises(AccessError):
                deed()
        self.env['res.partner'].with_user(viewer).browse(ada.id).action_dq_check()

    def test_archived_people_and_plain_contacts_are_not_looked_at(self):
        ada = self._good("ADA OKAFOR")
        ada.active = False
        plain = self.env['res.partner'].create({'name': "PLAIN CONTACT", 'category_id': [Command.clear()]})
        self.assertFalse(self._faults(ada | plain))
