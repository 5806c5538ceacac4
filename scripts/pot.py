#!/usr/bin/env python3
"""Write addons/*/i18n/*.pot, the templates for translators: `make pot`.

Two runs on the same source write the same bytes: no dates stand in them. scripts/lint.py compares them.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from crm_lint import database


def main():
    done = database.odoo_side(['--write-pot', 'pot'])
    sys.stdout.write(done.stderr)
    return done.returncode


if __name__ == '__main__':
    sys.exit(main())
