#!/usr/bin/env python3
"""The house rules that run: `make lint`.

    python3 scripts/lint.py                    every check
    python3 scripts/lint.py ruff floors        only these
    python3 scripts/lint.py --list             what there is

Each check is told with its result and its time, and what is wrong stands under it, one line per finding.
Exit 1 when a check found something or could not run.
"""
import argparse
import concurrent.futures
import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from crm_lint import database, tree

ROOT = database.ROOT


def run(*command: str) -> list[str]:
    """The lines that a program prints when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if not done.returncode:
        return []
    return [line for line in (done.stdout + done.stderr).splitlines() if line.strip()] or [
        f"{command[0]} ended with {done.returncode} and said nothing"]


def floors():
    """Arrows between addons point down only."""
    return run(sys.executable, 'scripts/check_floors.py', 'addons')


def manifests():
    """Manifests are complete, name what exists, and every file is loaded by something."""
    return tree.manifests(ROOT)


def xml():
    """XML is well-formed, ids are given once, every access line names a group."""
    return tree.xml(ROOT)


def files():
    """No notes to self, no path of one machine, no file over 500 lines."""
    return tree.files(ROOT)


def reasons():
    """sudo and commits say why they are there."""
    return tree.reasons(ROOT)


def links():
    """Links of the documentation lead somewhere, and every page is led to."""
    return tree.links(ROOT)


def changes():
    """Fragments of the changelog can be gathered."""
    return run(sys.executable, 'scripts/changelog.py', '--check')


def ruff():
    """Python style and likely bugs (ruff.toml)."""
    said = run(database.tool('ruff'), 'check', '--output-format', 'concise', '.', 'bin/crm')
    return [line for line in said if not line.startswith(('Found ', '[*]', 'No fixes'))] or said


def upgrade_code():
    """No idiom of an older Odoo that `odoo upgrade_code` would rewrite."""
    return run(database.tool('python'), 'scripts/crm_lint/upgrade.py', 'addons')


def pylint():
    """pylint-odoo, the messages of .pylintrc."""
    clean = database.Clean('pylint')
    paths = [f'addons/{name}' for name in clean.changed()]
    problems = [
        line for line in run(database.tool('pylint'), '--rcfile=.pylintrc', *paths)
        if not line.startswith('*************')
        # a test that makes an error for its own use has nobody to translate it for
        and not ('/tests/' in line and '(translation-required)' in line)
    ] if paths else []
    if not problems:
        clean.keep()
    return problems


CHECKS = (floors, manifests, xml, files, reasons, links, changes, ruff, upgrade_code, pylint)
TREE = {check.__name__: check for check in CHECKS}
BARE = ('floors', 'manifests', 'xml', 'files', 'reasons', 'links', 'changes')  # need Python alone
ODOO = {  # run inside Odoo, in one process on a fresh database (crm_lint/odoo_side.py)
    'install': "Our addons install together, and the log has no warning to tell.",
    'test_lint': "Odoo's own lint, on our addons.",
    'pot': "The templates for translators are what the addons say now.",
}


def in_odoo(steps):
    """`(name, seconds, problems)` of each step that needs Odoo."""
    start = time.monotonic()
    clean = database.Clean('test_pylint')
    done = database.odoo_side(['--pylint', ','.join(clean.changed()), *steps])
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
        if 'test_lint' in answer and not any('test_pylint' in line for line in answer['test_lint']['problems']):
            clean.keep()
    except (IndexError, ValueError):
        lines = [line for line in done.stderr.splitlines() if line.strip()][-30:]
        answer = {'install': {'seconds': time.monotonic() - start, 'problems': lines or ["Odoo said nothing"]}}
    return [(name, each['seconds'], each['problems']) for name, each in answer.items()]


def in_tree(steps):
    for name in steps:
        start = time.monotonic()
        try:
            problems = TREE[name]()
        except database.Failed as error:
            problems = [str(error)]
        yield name, time.monotonic() - start, problems


def tell(name, seconds, problems):
    verdict = f"FAILED, {len(problems)} found" if problems else "ok"
    print(f"{name:<13} {verdict:<20} {seconds:6.1f} s", flush=True)
    for problem in problems:
        print(f"    {problem}", flush=True)
    return bool(problems)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--list', action='store_true', help="say what each check is for, and run none")
    parser.add_argument('checks', nargs='*', metavar='CHECK', help="run only these")
    options = parser.parse_args()
    known = {**{name: check.__doc__ for name, check in TREE.items()}, **ODOO}
    if unknown := set(options.checks) - set(known):
        parser.error(f"no check is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if options.list:
        for name, text in known.items():
            print(f"{name:<13} {text}")
        return 0
    wanted = options.checks or list(known)
    start, bad, count = time.monotonic(), [], 0
    if set(wanted) - set(BARE):
        try:
            database.tool('python')  # whatever is missing is set up before anything runs beside anything
        except database.Failed as error:
            print(f"lint: nothing was checked: {error}")
            return 1
    with concurrent.futures.ThreadPoolExecutor(1) as beside:  # the tree is read while Odoo works
        steps = [name for name in wanted if name in ODOO]
        odoo = beside.submit(in_odoo, steps) if steps else None
        for name, seconds, problems in in_tree([name for name in wanted if name in TREE]):
            count += 1
            if tell(name, seconds, problems):
                bad.append(name)
        try:
            results = odoo.result() if odoo else []
        except database.Failed as error:
            results = [(name, 0, [str(error)]) for name in steps]
        for name, seconds, problems in results:
            count += 1
            if tell(name, seconds, problems):
                bad.append(name)
    verdict = f"{len(bad)} of {count} checks failed: {', '.join(bad)}" if bad else f"all {count} checks passed"
    print(f"lint: {verdict}, in {time.monotonic() - start:.0f} s")
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
