"""The Python virtual environment, from files that name every package by version and hash."""
import contextlib
import glob
import json
import os
import subprocess
import sys
import time

from .common import ROOT, VENV, Failed, digest, is_done, mark_done, out, run, say, stamp

SUPPORTED = [(3, 12), (3, 11), (3, 13)]
# The addons' own requirement `odoo` is the one unpacked here, so they are installed with --no-deps.
RUN = [ROOT / "requirements.txt", ROOT / "requirements/addons.txt"]
EXTRA = {"test": ROOT / "requirements/test.txt", "lint": ROOT / "requirements/lint.txt"}


def interpreter():
    """Path and version of the first Python that fits and can make a virtual environment."""
    names = [sys.executable, *(f"python3.{minor}" for _, minor in SUPPORTED)]
    names += sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/3.1[123]*/bin/python3")))
    for name in names:
        with contextlib.suppress(Failed, subprocess.CalledProcessError, ValueError):
            version = json.loads(out(name, "-c", "import sys,json,ensurepip;print(json.dumps(sys.version_info[:3]))"))
            if tuple(version[:2]) in SUPPORTED:
                return name, ".".join(map(str, version))
    raise Failed("Python 3.11, 3.12 or 3.13 with the venv module is needed (Debian: apt install python3-venv)")


def pip_install(path):
    how = ["--no-deps"] if path.name == "addons.txt" else []
    env = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    for attempt in (1, 2, 3):
        p = run(VENV / "bin/python", "-m", "pip", "install", "-q", "--retries", "1", "--require-hashes", *how,
                "-r", path, env=env, check=False, stderr=subprocess.PIPE)
        if p.returncode == 0:
            return
        say(f"pip, attempt {attempt} of 3: {p.stderr.strip()[-400:]}")
        time.sleep(attempt)
    raise Failed(f"pip could not install {path.relative_to(ROOT)}. Is the package index reachable? "
                 "`pip download --no-deps Babel` tells; pip's own configuration names the index.")


def ensure(*extras):
    """Make the environment where its inputs changed, and add the packages of `extras` ('test', 'lint')."""
    want = digest(*RUN, str(VENV))
    works = False
    if is_done("python", want, VENV / "bin/python"):
        with contextlib.suppress(OSError):
            works = run(VENV / "bin/python", "-c", "", check=False).returncode == 0
    if not works:
        exe, version = interpreter()
        say(f"Python {version}: making the virtual environment ...")
        started = time.time()
        # A venv cannot be renamed (its scripts hold its path), so its stamps go first and come back last.
        for name in ("python", "odoo-link", *(f"python-{e}" for e in EXTRA)):
            stamp(name).unlink(missing_ok=True)
        run(exe, "-m", "venv", "--clear", VENV)
        for path in RUN:
            pip_install(path)
        mark_done("python", want)
        say(f"Python packages ready in {time.time() - started:.0f} s")
    for extra in extras:
        want = digest(EXTRA[extra], str(VENV))
        if not is_done(f"python-{extra}", want):
            say(f"adding the packages for {extra} ...")
            pip_install(EXTRA[extra])
            mark_done(f"python-{extra}", want)
