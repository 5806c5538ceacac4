"""scripts/lint.py: the checks with Odoo's and others' tools pass a sound addon, and each finds a planted fault."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECKS = ('ruff', 'upgrade_code', 'pylint', 'install', 'test_lint', 'pot')

SOUND = {
    '__manifest__.py': """{
    'name': "Kit",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "An addon to try the checks on",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['base'],
    'data': ['security/ir.model.access.csv'],
}
""",
    '__init__.py': "from . import models\n",
    'models/__init__.py': "from . import kit_thing\n",
    'models/kit_thing.py': """from odoo import fields, models


class KitThing(models.Model):
    _name = 'kit.thing'
    _description = "Thing"

    name = fields.Char(required=True)
    parent_id = fields.Many2one('kit.thing', index='btree_not_null', ondelete='cascade')
    child_ids = fields.One2many('kit.thing', 'parent_id')

    def action_rename(self):
        self.name = self.env._("Another name")
""",
    'security/ir.model.access.csv': """id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink
access_kit_thing,kit.thing,model_kit_thing,base.group_system,1,1,1,1
""",
    'tests/__init__.py': "from . import test_thing\n",
    'tests/test_thing.py': "",
}


class TestLintOdoo(unittest.TestCase):
    """A tree of its own with one addon, linted with the tools of this checkout."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = Path(folder.name)
        for name in ('scripts/crm_lint', 'scripts/crmsetup', 'requirements'):
            shutil.copytree(ROOT / name, cls.root / name, ignore=shutil.ignore_patterns('__pycache__'))
        for name in ('lint.py', 'pot.py', 'check_floors.py', 'changelog.py'):
            shutil.copy(ROOT / 'scripts' / name, cls.root / 'scripts')
        for name in ('.pylintrc', 'ruff.toml', 'requirements.txt'):
            shutil.copy(ROOT / name, cls.root / name)
        (cls.root / 'bin').mkdir()
        (cls.root / 'bin' / 'crm').write_text('', encoding='utf-8')
        for path, text in SOUND.items():
            cls.plant(path, text)
        cls.lint('pot', program='pot.py')

    @classmethod
    def plant(cls, path, text):
        target = cls.root / 'addons' / 'crm_kit' / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding='utf-8')

    @classmethod
    def lint(cls, *checks, program='lint.py'):
        """`(exit code, {check: what was said about it})`"""
        environment = {**os.environ, 'CRM_LOCAL': os.environ.get('CRM_LOCAL') or str((ROOT / '.local').resolve())}
        done = subprocess.run(
            [sys.executable, cls.root / 'scripts' / program, *(checks if program == 'lint.py' else ())],
            capture_output=True, text=True, check=False, env=environment)
        said, check = {}, None
        for line in done.stdout.splitlines():
            if not line.startswith(' '):
                check = line.split()[0]
            said[check] = said.get(check, '') + line + '\n'
        return done.returncode, said

    def setUp(self):
        for path, text in SOUND.items():
            self.addCleanup(self.plant, path, text)

    def test_1_a_sound_addon_passes_every_check(self):
        code, said = self.lint(*CHECKS)
        self.assertEqual(code, 0, said)
        for check in CHECKS:
            self.assertRegex(said[check], r'^\w+ +ok ')

    def test_2_each_check_finds_its_fault(self):
        self.plant('models/kit_thing.py', """from odoo import fields, models
from odoo.exceptions import UserError


class KitThing(models.Model):
    _name = 'kit.thing'
    _description = "Thing"
    _sql_constraints = [('name_uniq', 'unique(name)', "Taken")]

    name = fields.Char(required=True)
    parent_id = fields.Many2one('kit.thing', ondelete='cascade')
    child_ids = fields.One2many('kit.thing', 'parent_id')

    def action_rename(self, ids):
        unused = 1
        self.env.cr.execute("SELECT 1 WHERE '%s' = ''" % ids)
        raise UserError("This name is taken.")
""")
        self.plant('tests/test_lost.py', "X = 1\n")
        self.addCleanup((self.root / 'addons/crm_kit/tests/test_lost.py').unlink)
        code, said = self.lint(*CHECKS)
        self.assertEqual(code, 1)
        for check, words in {
            'ruff': ["F841"],
            'upgrade_code': ["addons/crm_kit/models/kit_thing.py:8: 18.1-00-sql-constraint: _sql_constraints"],
            'pylint': ["sql-injection", "translation-required"],
            'install': ["_sql_constraints"],
            'test_lint': [
                "TestPyLint", "SQL injection", "TestIndex", "kit.thing.parent_id", "TestNaming", "action_rename",
                "TestTestHoles", "test_lost.py"],
            'pot': ["crm_kit.pot", "Another name"],
        }.items():
            with self.subTest(check):
                self.assertIn('FAILED', said[check])
                for word in words:
                    self.assertIn(word, said[check])

    def test_3_an_addon_that_cannot_be_installed_is_told_with_its_reason(self):
        path = 'security/ir.model.access.csv'
        self.plant(path, SOUND[path].replace('group_system', 'gone'))
        code, said = self.lint('install', 'pot')
        self.assertEqual(code, 1)
        self.assertIn('base.gone', said['install'])


if __name__ == '__main__':
    unittest.main()
