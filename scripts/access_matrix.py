#!/usr/bin/env python3
"""Write docs/security/access-matrix.csv: who may do what, by model and role, as a fresh database has it.

    python3 scripts/access_matrix.py

`addons/test_crm_suite` fails when the file and the database differ; a change of rights is a line in the diff.
"""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / 'scripts'))

from crmsetup.common import VENV, lock, tool_env  # noqa: E402
from crmsetup.testbed import Testbed  # noqa: E402

INSIDE = """
from odoo.addons.test_crm_suite.checks import matrix, own
rows = matrix.table(env, own.own_addons(env))
matrix.FILE.parent.mkdir(exist_ok=True)
matrix.FILE.write_text(matrix.as_csv(rows), encoding='utf-8')
print(f"{len(rows)} lines in {matrix.FILE}")
"""


def main():
    with lock():
        bed = Testbed().prepare('test', with_browser=False)
    with bed.database('matrix') as name:
        done = subprocess.run(
            [VENV / 'bin/odoo', 'shell', *bed.options(), '-d', name, '--no-http', '--log-level', 'error'],
            input=INSIDE, text=True, capture_output=True, check=False, cwd=ROOT, env=tool_env())
    lines = [line for line in done.stdout.splitlines() if ' lines in ' in line]
    sys.stdout.write('\n'.join(lines) + '\n')
    if not lines:
        sys.stderr.write(done.stdout + done.stderr)
    return 0 if lines and not done.returncode else 1


if __name__ == '__main__':
    sys.exit(main())
