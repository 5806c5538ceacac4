"""scripts/check_floors.py: arrows point down only, and each kind of wrong arrow is caught."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / 'scripts' / 'check_floors.py'


class TestFloors(unittest.TestCase):
    """Each test plants files in a small tree of addons and reads the verdict of the script."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name, 'addons')
        self.addon('crm_kit', ['base', 'mail'])
        self.addon('crm_constituents', ['crm_kit', 'contacts'])
        self.addon('crm_privacy', ['crm_constituents'])
        self.addon('crm_outreach', ['crm_privacy'])
        self.addon('crm_membership', ['crm_outreach'])
        self.addon('crm_fundraising', ['crm_outreach'])

    def addon(self, name, depends, **manifest):
        self.plant(f'{name}/__manifest__.py', repr({'name': name, 'depends': depends, **manifest}))

    def plant(self, path, text):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding='utf-8')

    def verdict(self):
        """`(exit code, lines)` of the script on the planted tree."""
        run = subprocess.run(
            [sys.executable, SCRIPT, self.folder], capture_output=True, text=True, check=False,
        )
        return run.returncode, (run.stdout + run.stderr).splitlines()

    def assert_one_arrow(self, *words):
        code, lines = self.verdict()
        self.assertEqual(code, 1, lines)
        self.assertEqual(len(lines), 1, lines)
        for word in words:
            self.assertIn(word, lines[0])

    def assert_clean(self):
        self.assertEqual(self.verdict(), (0, []))

    def test_arrows_that_point_down_are_clean(self):
        self.plant('crm_membership/models/term.py', (
            'from odoo import fields, models\n'
            'from odoo.addons.crm_kit.tools import money\n'
            'class Term(models.Model):\n'
            '    """A term; crm_fundraising.fund is only a word in a docstring."""\n'
            '    _name = "membership.term"\n'
            '    interaction_id = fields.Many2one("constituent.interaction")\n'
            '    def f(self):\n'
            '        return self.env.ref("crm_privacy.purpose_news")\n'))
        self.plant('crm_membership/views/term.xml', (
            '<odoo><!-- not like crm_fundraising.view -->'
            '<record id="v" model="ir.ui.view"><field name="inherit_id" ref="crm_constituents.view"/></record></odoo>'))
        self.assert_clean()

    def test_our_own_tree_is_clean(self):
        run = subprocess.run([sys.executable, SCRIPT, ROOT / 'addons'], capture_output=True, text=True, check=False)
        self.assertEqual(run.stdout + run.stderr, '')
        self.assertEqual(run.returncode, 0)

    def test_an_import_from_a_sibling_is_caught(self):
        for text in (
            'from odoo.addons.crm_fundraising.models import gift\n',
            'from odoo.addons import crm_fundraising\n',
            'import odoo.addons.crm_fundraising.models\n',
            'def f():\n    from odoo.addons.crm_fundraising import models\n',
            'target = "odoo.addons.crm_fundraising.models.gift"\n',
        ):
            with self.subTest(text):
                self.plant('crm_membership/models/term.py', text)
                self.assert_one_arrow(
                    'addons/crm_membership/models/term.py:', 'crm_membership (floor 4) -> crm_fundraising (floor 4)',
                    'beside it')

    def test_a_manifest_that_depends_upwards_is_caught(self):
        self.addon('crm_kit', ['base', 'crm_constituents'])
        code, lines = self.verdict()
        self.assertEqual(code, 1)
        self.assertIn('crm_kit (floor 0) -> crm_constituents (floor 1): depends on it.', lines[0])

    def test_a_reference_upwards_is_caught_in_each_place_where_it_can_stand(self):
        for path, text in {
            'views/a.xml': '<odoo><record id="a"><field name="inherit_id" ref="crm_privacy.view"/></record></odoo>',
            'views/b.xml': '<odoo><menuitem id="b" parent="crm_privacy.menu_root"/></odoo>',
            'views/c.xml': '<odoo><field name="group_ids" eval="[Command.link(ref(\'crm_privacy.group\'))]"/></odoo>',
            'views/d.xml': '<odoo><button name="%(crm_privacy.action_gate)d"/></odoo>',
            'views/e.xml': '<odoo><t t-call="crm_privacy.page"/></odoo>',
            'views/f.xml': '<odoo><p>words</p>crm_privacy.view</odoo>',
            'models/a.py': 'def f(self):\n    return self.env.ref("crm_privacy.purpose")\n',
            'models/b.py': 'def f(self):\n    return self.env.user.has_group("crm_privacy.group_officer")\n',
            'security/ir.model.access.csv': 'id,group_id:id\na,crm_privacy.group_officer\n',
            'static/src/a.js': 'import { Gate } from "@crm_privacy/gate/gate";\n',
            'static/src/b.js': '/* crm_privacy.x is only\n a comment */ const t = "crm_privacy.Gate";\n',
        }.items():
            with self.subTest(path):
                self.plant(f'crm_kit/{path}', text)
                self.assert_one_arrow(f'addons/crm_kit/{path}:', '-> crm_privacy (floor 2)', 'Arrows point down only')
                (self.folder / 'crm_kit' / path).unlink()

    def test_a_model_of_a_higher_floor_is_caught_by_definition_and_by_prefix(self):
        self.plant('crm_privacy/models/gate.py', 'class Gate(models.Model):\n    _name = "gate.keeper"\n')
        for text in (
            'class X(models.Model):\n    _inherit = "gate.keeper"\n',
            'class X(models.Model):\n    _inherit = ["mail.thread", "gate.keeper"]\n',
            'class X(models.Model):\n    x_id = fields.Many2one("gate.keeper")\n',
            'class X(models.Model):\n    x_ids = fields.One2many(comodel_name="gate.keeper")\n',
            'def f(self):\n    return self.env["gate.keeper"].search([])\n',
            'def f(env):\n    return env["privacy.purpose"]\n',
            'def f(self):\n    return self.env.get("gate.keeper")\n',
            'def f(self):\n    return self.env.get("privacy.purpose")\n',
            'def f(self):\n    return self.env(su=True)["privacy.purpose"]\n',
            'def f(self):\n    return "privacy.purpose" in self.env\n',
            'def f(self):\n    return self.env.registry["gate.keeper"]\n',
            'def f(self):\n    return {"res_model": "gate.keeper"}\n',
        ):
            with self.subTest(text):
                self.plant('crm_constituents/models/x.py', text)
                self.assert_one_arrow('crm_constituents (floor 1) -> crm_privacy (floor 2)')

    def test_a_table_of_a_higher_floor_is_caught(self):
        self.plant('crm_privacy/models/gate.py', (
            'class Gate(models.Model):\n    _name = "gate.keeper"\n'
            'class Door(models.Model):\n    _name = "gate.door"\n    _table = "doors_of_all"\n'))
        for text in (
            'def f(self):\n    self.env.cr.execute("SELECT id FROM gate_keeper")\n',
            'def f(self):\n    return SQL("SELECT 1 FROM doors_of_all d")\n',
            'def f(self):\n    return SQL.identifier("gate_keeper")\n',
            'def f(self, where):\n    return f"DELETE FROM gate_keeper WHERE {where}"\n',
            'QUERY = "update privacy_purpose set name = 1"\n',
            'QUERY = \'SELECT 1 FROM a JOIN "privacy_purpose" p ON true\'\n',
        ):
            with self.subTest(text):
                self.plant('crm_constituents/models/x.py', text)
                self.assert_one_arrow('crm_constituents (floor 1) -> crm_privacy (floor 2)', 'names the table')

    def test_words_that_are_no_table_are_not_taken_for_one(self):
        self.plant('crm_privacy/models/gate.py', 'class Gate(models.Model):\n    _name = "gate.keeper"\n')
        self.plant('crm_constituents/models/x.py', (
            '"""Like gate_keeper, but FROM privacy_purpose is only told here."""\n'
            'A = "gate_keeper_ids", "my_gate_keeper", "a person from privacy"\n'))
        self.assert_clean()

    def test_code_inside_of_xml_is_read(self):
        self.plant('crm_privacy/models/gate.py', 'class Gate(models.Model):\n    _name = "gate.keeper"\n')
        for text in (
            '<odoo><field name="code">\nfor gate in env["gate.keeper"].search([]): gate.open()</field></odoo>',
            '<odoo><field name="code">\nenv[\'privacy.purpose\'].search([])</field></odoo>',
            '<odoo><field name="code"><![CDATA[\nif env.get("privacy.purpose") and 1 < 2: pass]]></field></odoo>',
            '<odoo><field name="code">\nok = "privacy.purpose" in env</field></odoo>',
            '<odoo><field name="code">\nenv.cr.execute("SELECT 1 FROM privacy_purpose")</field></odoo>',
            '<odoo>\n<t t-set="a" t-value="request.env[\'privacy.purpose\'].sudo()"/></odoo>',
            '<odoo>\n<field name="context" eval="{\'active_model\': \'gate.keeper\'}"/></odoo>',
        ):
            with self.subTest(text):
                self.plant('crm_constituents/data/x.xml', text)
                self.assert_one_arrow('data/x.xml:2:', 'crm_constituents (floor 1) -> crm_privacy (floor 2)')

    def test_a_model_of_a_higher_floor_is_caught_in_xml(self):
        for text in (
            '<odoo><record id="a" model="privacy.purpose"/></odoo>',
            '<odoo><record id="a" model="ir.ui.view"><field name="model">privacy.purpose</field></record></odoo>',
            '<odoo><record id="a" model="x"><field name="res_model">privacy.purpose</field></record></odoo>',
        ):
            with self.subTest(text):
                self.plant('crm_constituents/views/x.xml', text)
                self.assert_one_arrow('crm_constituents (floor 1) -> crm_privacy (floor 2)', "'privacy.purpose'")

    def test_the_line_of_the_mention_is_told(self):
        self.plant('crm_kit/models/x.py', '\n\nX = "crm_privacy.group"\n')
        self.plant('crm_kit/views/x.xml', '<odoo>\n\n\n<menuitem\n parent="crm_privacy.menu"/></odoo>')
        _code, lines = self.verdict()
        self.assertEqual([line.split(' ')[0] for line in lines], [
            'addons/crm_kit/models/x.py:3:', 'addons/crm_kit/views/x.xml:4:'])

    def test_a_lower_addon_must_be_named_in_the_manifest(self):
        self.addon('crm_hub', ['crm_privacy'])
        self.addon('crm_accounting', ['crm_constituents'])
        self.plant('crm_accounting/models/x.py', 'from odoo.addons.crm_hub import models\n')
        self.assert_one_arrow('crm_accounting (floor 5) -> crm_hub (floor 3)', 'add crm_hub to the manifest')

    def test_gatherers_of_floor_five_see_no_area_of_floor_four(self):
        self.addon('crm_insights', ['crm_outreach', 'crm_membership'])
        self.assert_one_arrow('crm_insights (floor 5) -> crm_membership (floor 4)', 'write a bridge')

    def test_a_bridge_joins_two_siblings(self):
        self.addon('crm_membership_fundraising', ['crm_membership', 'crm_fundraising'], auto_install=True)
        self.plant('crm_membership_fundraising/models/x.py',
                   'from odoo.addons.crm_membership import models\nX = "crm_fundraising.fund"\n')
        self.addon('crm_privacy_sms', ['crm_privacy', 'sms'], auto_install=True)
        self.assert_clean()

    def test_a_bridge_sees_only_what_it_joins(self):
        self.addon('crm_privacy_sms', ['crm_privacy', 'sms'], auto_install=True)
        self.plant('crm_privacy_sms/models/x.py', 'from odoo.addons.crm_fundraising import models\n')
        self.assert_one_arrow('crm_privacy_sms (bridge) -> crm_fundraising', 'add crm_fundraising to the manifest')

    def test_no_addon_below_the_top_stands_on_a_bridge(self):
        self.addon('crm_privacy_sms', ['crm_privacy', 'sms'], auto_install=True)
        self.addon('crm_portal', ['crm_privacy', 'crm_privacy_sms'])
        self.assert_one_arrow('crm_portal (floor 5) -> crm_privacy_sms (bridge)')

    def test_an_unknown_addon_is_a_bridge_or_goes_into_the_table(self):
        self.addon('crm_novelty', ['crm_kit', 'mail'])
        self.assert_one_arrow('crm_novelty stands on no floor', "'auto_install': True")

    def test_a_bridge_names_two_addons_at_least_and_none_that_comes_with_another(self):
        self.addon('crm_privacy_sms', ['crm_privacy'], auto_install=True)
        self.assert_one_arrow('crm_privacy_sms (bridge) joins crm_privacy', 'two at least')
        self.addon('crm_privacy_sms', ['crm_privacy', 'crm_kit', 'sms'], auto_install=True)
        self.assert_one_arrow('crm_privacy_sms (bridge) names crm_kit')

    def test_demo_and_test_addons_see_every_floor_but_not_one_another(self):
        self.addon('crm_demo', ['crm_membership', 'crm_fundraising'])
        self.addon('test_crm_suite', ['crm_membership'])
        self.plant('test_crm_suite/models/x.py', 'from odoo.addons.crm_privacy import models\nX = "crm_kit.group"\n')
        self.assert_clean()
        self.addon('test_crm_suite', ['crm_membership', 'crm_demo'])
        self.assert_one_arrow('test_crm_suite (floor 6) -> crm_demo (floor 6)')

    def test_nothing_below_names_the_demo(self):
        self.addon('crm_demo', ['crm_membership'])
        self.plant('crm_kit/models/x.py', 'X = "crm_demo.person"\n')
        self.assert_one_arrow('crm_kit (floor 0) -> crm_demo (floor 6)')

    def test_an_empty_folder_is_an_error_and_not_a_clean_tree(self):
        empty = self.folder / 'nothing'
        empty.mkdir()
        run = subprocess.run([sys.executable, SCRIPT, empty], capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertIn('holds no addon', run.stderr)

    def test_addons_of_others_are_not_ours_to_judge(self):
        self.plant('crm_membership/models/x.py',
                   'class X(models.Model):\n    _inherit = "crm.lead"\nY = "crm.view_x"\n')
        self.assert_clean()


if __name__ == '__main__':
    unittest.main()
