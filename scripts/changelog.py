#!/usr/bin/env python3
"""Gather the fragments of changes/ into CHANGELOG.md.

    python3 scripts/changelog.py             show what the next release would say
    python3 scripts/changelog.py --check     say which fragments cannot be gathered (part of `make lint`)
    python3 scripts/changelog.py 1.1.0       write that section and delete the fragments

A fragment is a file changes/AREA.TOPIC.KIND.md: one paragraph, told as the user's effect.
AREA is an addon, or `all`; KIND is added, changed, fixed, removed or security.
"""
import argparse
import datetime
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = {'security': "Security", 'added': "Added", 'changed': "Changed", 'fixed': "Fixed", 'removed': "Removed"}
NAME = re.compile(rf"(?P<area>[a-z0-9_]+)\.(?P<topic>[a-z0-9-]+)\.(?P<kind>{'|'.join(KINDS)})\.md")
HEAD = "# Changelog\n\nWhat changes for the people who use the CRM or run it, the newest release first.\n"


class Fragment:
    """One file of changes/."""

    def __init__(self, path: Path):
        self.path = path
        self.text = ' '.join(path.read_text(encoding='utf-8').split())
        self.parts = NAME.fullmatch(path.name)

    def problems(self, areas):
        if not self.parts:
            yield f"{self.path.name}: the name is not AREA.TOPIC.KIND.md with KIND one of {', '.join(KINDS)}"
        elif self.parts['area'] not in areas:
            yield f"{self.path.name}: there is no addon {self.parts['area']}; use an addon's name, or `all`"
        if not self.text.endswith(('.', ')')) or len(self.text) < 20:
            yield f"{self.path.name}: say in a whole sentence what changes for the user"


def fragments(root: Path) -> list[Fragment]:
    return [Fragment(path) for path in sorted((root / 'changes').glob('*.md')) if path.name != 'README.md']


def section(title: str, found: list[Fragment]) -> str:
    lines = [f"## {title}"]
    for kind, heading in KINDS.items():
        texts = [(each.parts['area'], each.text) for each in found if each.parts['kind'] == kind]
        if texts:
            lines += ['', f"### {heading}", '', *(f"- **{area}**: {text}" for area, text in sorted(texts))]
    return '\n'.join(lines) + '\n'


def gather(root: Path, title: str) -> None:
    """Put the section above the earlier ones, and delete the fragments it was made of."""
    found = fragments(root)
    path = root / 'CHANGELOG.md'
    text = path.read_text(encoding='utf-8') if path.exists() else HEAD
    head, mark, earlier = text.partition('\n## ')
    path.write_text(f"{head.rstrip()}\n\n{section(title, found)}{mark}{earlier}", encoding='utf-8')
    for each in found:
        each.path.unlink()


def main(arguments=None, root=ROOT):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--check', action='store_true')
    parser.add_argument('version', nargs='?')
    options = parser.parse_args(arguments)
    found = fragments(root)
    areas = {'all', *(path.parent.name for path in (root / 'addons').glob('*/__manifest__.py'))}
    problems = [problem for each in found for problem in each.problems(areas)]
    for problem in problems:
        print(f"changes/{problem}")
    if problems or options.check:
        return 1 if problems else 0
    today = datetime.date.today().isoformat()
    if options.version:
        gather(root, f"{options.version} ({today})")
    else:
        print(section(f"next ({today})", found), end='')
    return 0


if __name__ == '__main__':
    sys.exit(main())
