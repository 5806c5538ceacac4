"""A throw-away database for the checks that need Odoo itself."""
import contextlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'scripts'))

from check_floors import floor_of  # noqa: E402
from crmsetup import odoo_home, pyenv  # noqa: E402
from crmsetup.common import ADDONS, LOCAL, VENV, Failed, digest, lock, tool_env  # noqa: E402
from crmsetup.testbed import Testbed  # noqa: E402

__all__ = ['ADDONS', 'ROOT', 'Clean', 'Failed', 'odoo_side', 'our_addons', 'tool']
_ready = set()


def tool(name: str) -> str:
    """Path of a program of the virtual environment; what it needs is set up first."""
    with contextlib.nullcontext() if _ready else lock():
        if not _ready:
            pyenv.ensure('lint')
            odoo_home.ensure()
            _ready.add(True)
    return str(VENV / 'bin' / name)


def our_addons() -> list[str]:
    """Addons of this repository, the lower floors first."""
    names = [path.parent.name for path in ADDONS.glob('*/__manifest__.py')]
    return sorted(names, key=lambda name: (floor_of(name), name))


class Clean:
    """Addons whose Python a slow check found clean, by digest: it looks again only at what has changed since."""

    def __init__(self, check: str):
        self.folder = LOCAL / 'lint-clean'
        self.stamps = {
            name: self.folder / f"{check}-{name}-{digest(*self._inputs(name))}" for name in our_addons()
        }

    @staticmethod
    def _inputs(name):
        files = (path for path in sorted((ADDONS / name).rglob('*.py')) if 'migrations' not in path.parts)
        return [ROOT / '.pylintrc', ROOT / 'requirements/lint.txt', *(part for path in files for part in (
            str(path.relative_to(ADDONS)), path))]

    def changed(self) -> list[str]:
        return [name for name, stamp in self.stamps.items() if not stamp.exists()]

    def keep(self) -> None:
        self.folder.mkdir(exist_ok=True)
        for stamp in self.stamps.values():
            for old in self.folder.glob(f"{stamp.name.rpartition('-')[0]}-*"):
                old.unlink(missing_ok=True)
            stamp.touch()


@contextlib.contextmanager
def clone():
    """`(test bed, name)` of a database with what our addons depend on, dropped at the end."""
    with lock():
        bed = Testbed().prepare('lint', with_browser=False, with_addons=False)
    with bed.database(f"lint_{os.getpid()}", bed.base) as name:
        yield bed, name


def odoo_side(arguments: list[str]) -> subprocess.CompletedProcess:
    """Run scripts/crm_lint/odoo_side.py on a fresh database, in the Python that has Odoo."""
    environment = tool_env()
    environment['PATH'] = f"{VENV / 'bin'}:{environment['PATH']}"  # where Odoo's test looks for pylint
    python = tool('python')
    with clone() as (bed, name):
        return subprocess.run(
            [python, str(Path(__file__).with_name('odoo_side.py')), '--addons', ','.join(our_addons()), *arguments,
             '--', *bed.options(), '-d', name, '--no-http', '--stop-after-init', '--log-level', 'warn'],
            capture_output=True, text=True, check=False, cwd=ROOT, env=environment,
        )
