"""scripts/lint.py: the checks that read the tree find planted faults, and the changelog is gathered whole."""
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / 'scripts'))

import changelog  # noqa: E402
from crm_lint import tree  # noqa: E402

MANIFEST = {
    'name': "Kit", 'version': '19.0.1.0.0', 'category': 'Nonprofit CRM', 'summary': "What all share",
    'author': "The nonprofit CRM team", 'license': 'LGPL-3', 'depends': ['base'], 'data': ['views/a.xml'],
    'assets': {'web.assets_backend': ['crm_kit/static/src/**/*']},
    'external_dependencies': {'python': ['xlsxwriter']},
}


class TreeCase(unittest.TestCase):
    """A small sound repository, into which each test plants a fault."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.plant('requirements.txt', 'XlsxWriter==3.2.0 \\\n')
        self.plant('addons/crm_kit/__manifest__.py', repr(MANIFEST))
        self.plant('addons/crm_kit/__init__.py', 'from . import models\n')
        self.plant('addons/crm_kit/models/__init__.py', 'from . import batch\n')
        self.plant('addons/crm_kit/models/batch.py', 'X = 1\n')
        self.plant('addons/crm_kit/views/a.xml', '<odoo><record id="a" model="x"/></odoo>')
        self.plant('addons/crm_kit/static/src/bar/bar.js', '// a bar\n')
        self.plant('addons/crm_kit/README.md', '# Kit\n' + 'words ' * 50)
        self.plant('addons/crm_kit/static/description/icon.png', 'x' * 200)

    def plant(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding='utf-8')

    def manifest(self, **values):
        self.plant('addons/crm_kit/__manifest__.py', repr({**MANIFEST, **values}))

    def assert_found(self, check, *words):
        problems = check(self.root)
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])


class TestTree(TreeCase):

    def test_a_sound_tree_is_clean(self):
        for check in (tree.manifests, tree.xml, tree.files):
            self.assertEqual(check(self.root), [])

    def test_values_of_a_manifest(self):
        for values, word in (
            ({'version': '1.0'}, 'version'),
            ({'license': 'OPL-1'}, 'license'),
            ({'license': 'AGPL-3'}, 'bridge'),
            ({'author': "Somebody"}, 'author'),
            ({'category': 'Sales'}, 'category'),
            ({'summary': ''}, 'summary'),
        ):
            with self.subTest(word):
                self.manifest(**values)
                self.assert_found(tree.manifests, 'addons/crm_kit', word)

    def test_a_listed_file_must_exist(self):
        self.manifest(data=['views/a.xml', 'views/gone.xml'])
        self.assert_found(tree.manifests, 'views/gone.xml', 'no such file')

    def test_a_listed_asset_must_exist(self):
        self.manifest(assets={'web.assets_backend': ['crm_kit/static/src/**/*', ('remove', 'crm_kit/static/gone.js')]})
        self.assert_found(tree.manifests, 'crm_kit/static/gone.js')

    def test_a_file_must_be_loaded(self):
        for path in ('views/b.xml', 'security/ir.model.access.csv', 'models/lost.py', 'wizards/lost.py',
                     'static/other/lost.js'):
            with self.subTest(path):
                self.plant(f'addons/crm_kit/{path}', '')
                self.assert_found(tree.manifests, f'nobody loads {path}')
                (self.root / 'addons/crm_kit' / path).unlink()

    def test_a_file_that_another_names_is_loaded(self):
        self.plant('addons/crm_kit/models/other.py', 'X = 2\n')
        self.plant('addons/crm_kit/models/batch.py', 'from .other import X\nPATH = "crm_kit/data/words.txt"\n')
        self.plant('addons/crm_kit/data/words.txt', 'words')
        self.plant('addons/crm_kit/cli/crm_import.py', '')
        self.assertEqual(tree.manifests(self.root), [])

    def test_an_external_dependency_must_be_pinned(self):
        self.manifest(external_dependencies={'python': ['xlsxwriter', 'phonenumbers']})
        self.assert_found(tree.manifests, 'phonenumbers', 'pinned')

    def test_readme_and_icon_are_there(self):
        (self.root / 'addons/crm_kit/README.md').unlink()
        self.assert_found(tree.manifests, 'README.md is missing')
        self.plant('addons/crm_kit/README.md', '# Kit')
        self.assert_found(tree.manifests, 'README.md is nearly empty')

    def test_xml_is_well_formed(self):
        self.plant('addons/crm_kit/views/a.xml', '<odoo><record></odoo>')
        self.assert_found(tree.xml, 'addons/crm_kit/views/a.xml', 'not well-formed')

    def test_an_id_is_given_once(self):
        self.plant('addons/crm_kit/views/b.xml', '<odoo>\n<menuitem id="a"/></odoo>')
        self.assert_found(tree.xml, 'views/b.xml:2', 'the id a', 'views/a.xml:1')

    def test_an_access_line_names_a_group(self):
        self.plant('addons/crm_kit/security/ir.model.access.csv', (
            'id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n'
            'access_a,a,model_a,base.group_user,1,0,0,0\naccess_b,b,model_b,,1,0,0,0\n'))
        self.assert_found(tree.xml, 'ir.model.access.csv:3', 'access_b')

    def test_sudo_and_commits_say_why(self):
        for line in ('x = partner.sudo()', 'self.env.cr.commit()', 'env = self.env(su=True)'):
            with self.subTest(line):
                self.plant('addons/crm_kit/models/batch.py', f'y = 1\n{line}\n')
                self.assert_found(tree.reasons, 'batch.py:2', 'why')
                self.plant('addons/crm_kit/models/batch.py', f'y = 1\n{line}  # why: it is so\n')
                self.assertEqual(tree.reasons(self.root), [])
                self.plant('addons/crm_kit/models/batch.py', f'# why: it is so\n{line}\n')
                self.assertEqual(tree.reasons(self.root), [])

    def test_links_lead_somewhere_and_every_page_is_led_to(self):
        self.plant('docs/README.md', '[floors](concepts/floors.md#top) [out](https://example.org) `[no](code.md)`\n')
        self.plant('docs/concepts/floors.md', '# Floors\n\n    [no](code.md)\n')
        self.assertEqual(tree.links(self.root), [])
        self.plant('docs/concepts/floors.md', '# Floors\n[gone](gone.md)\n')
        self.assert_found(tree.links, 'docs/concepts/floors.md:2', 'gone.md', 'nowhere')
        self.plant('docs/concepts/floors.md', '# Floors\n')
        self.plant('docs/concepts/lost.md', '# Lost\n')
        self.assert_found(tree.links, 'docs/concepts/lost.md', 'no page leads here')

    def test_notes_to_self(self):
        for word in ('TO' + 'DO', 'FIX' + 'ME'):
            with self.subTest(word):
                self.plant('addons/crm_kit/models/batch.py', f'X = 1  # {word}: later\n')
                self.assert_found(tree.files, 'batch.py:1', word)

    def test_paths_of_one_machine(self):
        self.plant('docs/page.md', 'See /home/' + 'ada/notes for it.\n')
        self.assert_found(tree.files, 'docs/page.md:1')

    def test_a_long_file(self):
        self.plant('addons/crm_kit/models/batch.py', 'X = 1\n' * (tree.LONGEST + 1))
        self.assert_found(tree.files, 'second idea')
        self.plant('addons/crm_kit/models/batch.py', 'X = 1\n' * tree.LONGEST)
        self.assertEqual(tree.files(self.root), [])


class TestChangelog(TreeCase):

    def setUp(self):
        super().setUp()
        self.plant('changes/crm_kit.progress.added.md', 'Long work shows\nhow far it is.\n')
        self.plant('changes/all.start.fixed.md', 'The second start needs no network.\n')

    def test_fragments_are_gathered_by_kind_and_deleted(self):
        self.plant('CHANGELOG.md', '# Changelog\n\nWords.\n\n## 1.0.0 (2026-01-01)\n\n### Added\n\n- **all**: All.\n')
        changelog.gather(self.root, "1.1.0 (2026-02-01)")
        self.assertEqual((self.root / 'CHANGELOG.md').read_text(), textwrap.dedent("""\
            # Changelog

            Words.

            ## 1.1.0 (2026-02-01)

            ### Added

            - **crm_kit**: Long work shows how far it is.

            ### Fixed

            - **all**: The second start needs no network.

            ## 1.0.0 (2026-01-01)

            ### Added

            - **all**: All.
            """))
        self.assertEqual(list((self.root / 'changes').iterdir()), [])

    def test_a_fragment_that_cannot_be_gathered_is_told(self):
        self.assertEqual(changelog.main(['--check'], self.root), 0)
        for name, text in (
            ('crm_kit.progress.md', 'Long work shows how far it is.'),
            ('crm_kit.progress.nice.md', 'Long work shows how far it is.'),
            ('crm_unknown.progress.added.md', 'Long work shows how far it is.'),
            ('crm_kit.other.added.md', 'better progress'),
        ):
            with self.subTest(name):
                self.plant(f'changes/{name}', text)
                self.assertEqual(changelog.main(['--check'], self.root), 1)
                (self.root / 'changes' / name).unlink()


class TestCommand(unittest.TestCase):

    def lint(self, *arguments):
        return subprocess.run(
            [sys.executable, ROOT / 'scripts/lint.py', *arguments], capture_output=True, text=True, check=False)

    def test_each_check_is_told_with_its_result_and_the_exit_code_is_the_verdict(self):
        done = self.lint('floors')
        self.assertRegex(done.stdout, r'(?m)^floors +ok +\d+\.\d s$')
        self.assertIn('lint: all 1 checks passed', done.stdout)
        self.assertEqual(done.returncode, 0)

    def test_a_check_that_does_not_exist_is_refused(self):
        done = self.lint('flors')
        self.assertEqual(done.returncode, 2)
        self.assertIn('no check is called flors', done.stderr)

    def test_the_hooks_of_pre_commit_run_every_check(self):
        listed = {line.split()[0] for line in self.lint('--list').stdout.splitlines()}
        hooks = (ROOT / '.pre-commit-config.yaml').read_text()
        entries = [line.split('lint.py ')[1].split() for line in hooks.splitlines() if 'lint.py ' in line]
        self.assertEqual(listed, {name for names in entries for name in names})


if __name__ == '__main__':
    unittest.main()
