import ast
import doctest
import hashlib
import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools import deadlines, gate, traces, verify_ledger
from .common import worked_table


@tagged('post_install', '-at_install')
class TestPrivacyTools(BaseCase):
    def test_examples_in_the_tools_are_true(self):
        for module in (deadlines, gate, traces, verify_ledger):
            with self.subTest(module=module.__name__):
                found = doctest.testmod(module)
                self.assertFalse(found.failed)
                self.assertTrue(found.attempted)

    def test_the_verifier_needs_nothing_but_python(self):
        source = Path(verify_ledger.__file__).read_text(encoding='utf-8')
        imports = {line.split()[1] for line in source.splitlines() if line.startswith(('import ', 'from '))}
        self.assertEqual(imports, {'argparse', 'hashlib', 'json', 're', 'sys'})

    def test_the_page_on_the_gate_lists_the_checks_in_their_order(self):
        reasons = [reason for _number, _check, reason in worked_table('gate.md', '#')]
        source = Path(gate.__file__).read_text(encoding='utf-8')
        body = source[source.index('def judge('):source.index('def _is_quiet')]
        found = list(dict.fromkeys(re.findall(r"'(\w+)'", ' '.join(re.findall(r"return (.*)", body)))))
        self.assertEqual(reasons, found)

    def test_the_page_on_the_ledger_builds_the_same_trees(self):
        names = {name: hashlib.sha256(name.encode()).hexdigest() for name in 'abcde'}

        def build(tree):
            if isinstance(tree, ast.Name):
                return names[tree.id]
            _one, left, right = tree.args  # H(1, left, right)
            return hashlib.sha256(b'\1' + bytes.fromhex(build(left)) + bytes.fromhex(build(right))).hexdigest()

        for leaves, formula in worked_table('ledger.md', 'leaves'):
            root = build(ast.parse(formula, mode='eval').body)
            self.assertEqual(verify_ledger.merkle_root([names[leaf.strip()] for leaf in leaves.split(',')]), root)
