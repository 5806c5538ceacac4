"""What `odoo upgrade_code` would rewrite, line by line: run by the Python of the virtual environment.

    python scripts/crm_lint/upgrade.py addons

Prints `path:line: idiom: what stands there -> what it would be`, where the idiom is the name of Odoo's script, and
exits 1 when there is one. Writes nothing.
"""
import difflib
import sys
from itertools import product
from pathlib import Path

from odoo.cli import upgrade_code
from odoo.tools import parse_version

FROM, TO = '17.5', '19.0'
GLOBS = ('crm_*/**/*', 'test_crm_*/**/*')


def changes(old: str, new: str):
    """`(line, old text, new text)` of each stretch that differs; the texts may be of several lines or of none."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != 'equal':
            yield start + 1, *(' '.join(map(str.strip, lines)) for lines in (before[start:end], after[first:last]))


def findings(folder: Path) -> list[str]:
    found = []
    versions = parse_version(FROM), parse_version(TO)
    for (idiom, module), glob in product(upgrade_code.get_upgrade_code_scripts(*versions), GLOBS):
        manager = upgrade_code.FileManager([str(folder)], glob)  # read anew, so that lines are those of the file
        before = {file.path: file.content for file in manager}
        module.upgrade(manager)
        for file in manager:
            for line, old, new in changes(before[file.path], file.content):
                found.append((str(file.path.relative_to(folder.parent)), line, idiom, old, new))
    return [
        f"{path}:{line}: {idiom.removesuffix('.py')}: {old[:90]} -> {new[:90]}"
        for path, line, idiom, old, new in sorted(found)
    ]


if __name__ == '__main__':
    said = findings(Path(sys.argv[1]).resolve())
    print('\n'.join(said))
    sys.exit(bool(said))
